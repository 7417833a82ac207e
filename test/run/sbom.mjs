/**
 * The bill of materials of what runs in service, as CycloneDX (ECMA-424) in `dist/sbom.cdx.json`; whoever passes Beistand on passes it
 * on, too. npm writes it from the lock file, whole: its own `--omit=dev` also leaves out what service and tests both need. So what the
 * lock file marks as the tests' alone is taken out here, and licences that npm cannot read are added. Then it is held against the lock
 * file: every package in service is in it, with a licence and with the hash by which npm refuses any other content.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { packagesInService } from './packages.mjs';
import { say } from './terminal.mjs';

const file = 'dist/sbom.cdx.json';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const own = read('package.json');

/** The lock file's packages that are needed in service: `name@version` -> its entry. */
const locked = new Map(
  Object.entries(read('package-lock.json').packages)
    .filter(([path, { dev, link }]) => path !== '' && !dev && !link)
    .map(([path, entry]) => [`${path.slice(path.lastIndexOf('node_modules/') + 13)}@${entry.version}`, entry]),
);

function written() {
  const npm = process.env.npm_execpath;
  if (!npm) throw new Error('Start it through npm: npm run check:sbom');
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 60_000 };
  const { status, stdout, stderr } = spawnSync(process.execPath, [npm, ...args], options);
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`);
  return JSON.parse(stdout);
}

function inService(bill, licences) {
  // npm takes the folder's name for the program's.
  const root = {
    ...bill.metadata.component,
    name: own.name,
    version: own.version,
    licenses: [{ expression: own.license }],
  };
  const stays = (reference) => reference === root['bom-ref'] || locked.has(reference);
  return {
    ...bill,
    metadata: { ...bill.metadata, component: root },
    components: bill.components
      .filter((component) => stays(component['bom-ref']))
      .map((component) => {
        const licence = licences[component['bom-ref']];
        return component.licenses?.length || !licence
          ? component
          : { ...component, licenses: [{ expression: licence }] };
      }),
    dependencies: bill.dependencies
      .filter(({ ref }) => stays(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(stays) })),
  };
}

function* faultsOf(bill) {
  if (bill.bomFormat !== 'CycloneDX') yield 'what npm wrote is no CycloneDX';
  if (bill.components.length === 0) yield 'the bill is empty';
  const components = new Map(bill.components.map((component) => [component['bom-ref'], component]));
  for (const [name, { integrity, resolved, optional }] of locked) {
    const component = components.get(name);
    if (!integrity) yield `${name} has no hash in the lock file`;
    if (resolved) yield `${name} is bound to one address in the lock file`; // any registry may give it: the hash decides
    if (!component) yield `${name} is in the lock file, not in the bill`;
    // A package for another machine is not installed, so its licence cannot be read here.
    else if (!component.licenses?.length && !optional) yield `${name} has no licence in the bill`;
    else if (!component.hashes?.length) yield `${name} has no hash in the bill`;
  }
}

const bill = inService(written(), await packagesInService());
mkdirSync('dist', { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
const faults = [...faultsOf(bill)];
for (const fault of faults) say(fault);
say(`${bill.components.length} components in ${file}, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
