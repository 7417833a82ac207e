import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** How many requirements each section of OWASP ASVS 5.0.0 has. */
const sections =
  `1.1:2 1.2:10 1.3:12 1.4:3 1.5:3 2.1:3 2.2:3 2.3:5 2.4:2 3.1:1 3.2:3 3.3:5 3.4:8 3.5:8 3.6:1 3.7:5 4.1:5 4.2:5 4.3:2 4.4:4
  5.1:1 5.2:6 5.3:3 5.4:3 6.1:3 6.2:12 6.3:8 6.4:6 6.5:8 6.6:4 6.7:2 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:3 7.6:2 8.1:4 8.2:4 8.3:3 8.4:2 9.1:3 9.2:4
  10.1:2 10.2:3 10.3:5 10.4:16 10.5:5 10.6:2 10.7:3 11.1:4 11.2:5 11.3:5 11.4:4 11.5:2 11.6:2 11.7:2 12.1:5 12.2:2 12.3:5 13.1:4 13.2:6 13.3:4 13.4:7
  14.1:2 14.2:8 14.3:3 15.1:5 15.2:5 15.3:7 15.4:4 16.1:1 16.2:5 16.3:4 16.4:3 16.5:4 17.1:2 17.2:8 17.3:2`
    .split(/\s+/)
    .map((entry) => entry.split(':') as [string, string]);
const required = sections.flatMap(([section, count]) =>
  Array.from({ length: Number(count) }, (_, at) => `${section}.${at + 1}`),
);
const states = ['met', 'partly', 'open', 'operator', 'n/a'];

interface Line {
  readonly ids: readonly string[];
  readonly state: string;
  readonly evidence: string;
}

/** The rows of the page's tables: `| 1.1.1 | 2 | met | ... |`, or `| 17.1 (all) | ... |` for a whole section. */
const linesOf = (page: string): Line[] =>
  page
    .split('\n')
    .flatMap((row) => {
      const [, id, , state, evidence] =
        /^\| (\d+\.\d+(?:\.\d+| \(all\))) +\| ([\d, ]+?) +\| (\S+) +\| (.*?) *\|$/.exec(row) ?? [];
      return id && state && evidence !== undefined ? [{ id, state, evidence }] : [];
    })
    .map(({ id, state, evidence }) => {
      const [section] = id.split(' ');
      const ids = id.endsWith('(all)') ? required.filter((one) => one.startsWith(`${section}.`)) : [id];
      return { ids, state, evidence };
    });

/** Everything that the page says of the standard and that cannot be so. */
function faultsOf(page: string): string[] {
  const lines = linesOf(page);
  const said = lines.flatMap(({ ids }) => ids);
  const files = (evidence: string): string[] =>
    [...evidence.matchAll(/`((?:src|test|docs|migrations)\/[^`]+|[A-Z]+\.md|package\.json)`/g)].map(
      ([, file]) => file ?? '',
    );
  return [
    ...required.filter((id) => !said.includes(id)).map((id) => `${id}: nothing is said`),
    ...said
      .filter((id, at) => said.indexOf(id) !== at || !required.includes(id))
      .map((id) => `${id}: is no requirement, or stands twice`),
    ...lines.flatMap(({ ids, state, evidence }) => [
      ...(states.includes(state) ? [] : [`${ids[0]}: ${state} is no state`]),
      ...(evidence === '' ? [`${ids[0]}: neither evidence nor reason`] : []),
      ...files(evidence)
        .filter((file) => !existsSync(file))
        .map((file) => `${ids[0]}: there is no ${file}`),
    ]),
  ];
}

describe('the page docs/asvs.md', () => {
  const page = readFileSync('docs/asvs.md', 'utf8');

  it('says of each of the 345 requirements of ASVS 5.0 what is so, and its evidence is there', () => {
    expect(required).toHaveLength(345);
    expect(faultsOf(page)).toEqual([]);
  });

  it('counts in its summary what its tables say', () => {
    const lines = linesOf(page);
    for (const state of states) {
      const count = lines.filter((line) => line.state === state).flatMap(({ ids }) => ids).length;
      expect(page).toMatch(new RegExp(`\\| ${state} +\\| ${count} +\\|`));
    }
  });

  it('and a missing, doubled or unproven line is found', () => {
    const broken = page
      .replace(/^\| 1\.2\.4 .*$/m, '')
      .replace(/^\| 1\.2\.5 (.*)$/m, '| 1.2.6 $1')
      .replace('`test/walls/statements.e2e-spec.ts`', '`test/walls/gone.e2e-spec.ts`');
    expect(faultsOf(broken)).toEqual(
      expect.arrayContaining([
        '1.2.4: nothing is said',
        '1.2.5: nothing is said',
        '1.2.6: is no requirement, or stands twice',
        expect.stringContaining('there is no test/walls/gone.e2e-spec.ts'),
      ]),
    );
  });
});
