/**
 * Whoever passes Beistand on, passes on the packages it needs in service. All of them must be under a licence that lets
 * the whole be passed on under the EUPL-1.2. The licence checker finds them; its own comparison takes `MIT AND GPL-3.0`
 * for MIT, so the comparison is made here: of `A OR B` one must be allowed, of `A AND B` both.
 */
import process from 'node:process';
import { packagesInService, readByHand } from './packages.mjs';
import { say } from './terminal.mjs';

const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0', // file by file; on the EUPL's own list of compatible licences
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Whether an SPDX expression leaves a way to use the package under allowed licences. */
const isAllowed = (expression) => {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  const choice = () => {
    let fits = sum();
    while (words[0] === 'OR') {
      words.shift();
      const other = sum();
      fits = fits || other;
    }
    return fits;
  };
  const sum = () => {
    let fits = single();
    while (words[0] === 'AND') {
      words.shift();
      const other = single();
      fits = fits && other;
    }
    return fits;
  };
  const single = () => {
    const word = words.shift();
    if (word !== '(') return allowed.has(word);
    const inner = choice();
    return words.shift() === ')' && inner;
  };
  const fits = choice();
  return fits && words.length === 0;
};

const packages = await packagesInService();
const refused = Object.entries(packages)
  .map(([name, licence]) => ({ name, licence }))
  .filter(({ licence }) => !isAllowed(licence));
const unknown = Object.keys(readByHand).filter((name) => !(name in packages));

for (const { name, licence } of refused) say(`${name}: ${licence}`);
for (const name of unknown) say(`${name}: no longer installed, take it off the list`);
say(`${Object.keys(packages).length} packages, ${refused.length} under a licence that is not on the list`);
process.exitCode = refused.length + unknown.length > 0 ? 1 : 0;
