import { noFacets, type CountingRecord, type Facets } from '../../src/core/counting-record.js';
import { facetValuesOf, type Chance } from '../../src/core/facet-drawing.js';
import { latticeOf } from '../../src/core/lattice.js';
import { quartersUpTo, releaseSteps, type Release } from '../../src/core/statistics-release.js';
import type { ReleasedPeriod } from '../../src/core/release-targets.js';
import { withoutSurplus, isSingle } from '../../src/core/counting-record.js';
import { Tally } from '../../src/core/tally.js';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import { loadGeography } from '../../src/reference/geography.loader.js';
import { loadProgramme } from '../../src/reference/programme.loader.js';
import { chanceFrom, keyedHash } from '../../src/statistics/keyed.js';

/**
 * `npm run bench:statistics`: freezing and rounding of 10,000, 100,000 and 1,000,000 made-up counting records by the programme that ships, and
 * the audit of a year. Arguments: numbers of records to freeze; AUDIT (cases a year to release and audit, by commas), SERVICES=on (what each
 * of the forty services knows is played, too).
 */
const sizes = process.argv.slice(2).map(Number);
const services = process.env.SERVICES === 'on';
const audits = (process.env.AUDIT ?? '1000').split(',').map(Number);

const programme = loadProgramme({ codebook: loadCodebook(), districts: loadGeography().districts });
const lattices = { QUARTER: latticeOf(programme, 'QUARTER'), YEAR: latticeOf(programme, 'YEAR') };
const values = facetValuesOf([lattices.QUARTER, lattices.YEAR]);
const keyed = keyedHash(Buffer.from('a key for the bench'.padEnd(32, '.')));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Earlier values of a list come up more often, as in life. */
const skewed = <T>(list: readonly T[], chance: Chance): T => list[Math.floor(chance() * chance() * list.length)]!;

function facetsOf(chance: Chance): Facets {
  const facets: Record<string, unknown> = { ...noFacets };
  for (const [facet, codes] of values) {
    if (isSingle(facet)) facets[facet] = skewed(codes, chance);
    else {
      const named = codes.filter((code) => code !== null);
      const set = new Set([skewed(named, chance), ...(chance() < 0.4 ? [skewed(named, chance)] : [])]);
      facets[facet] = [...set].sort();
    }
  }
  return facets as unknown as Facets;
}

/** One after the other, so that a million needs no memory. */
function* madeUp(count: number, chance: Chance): Generator<CountingRecord> {
  for (let at = 0; at < count; at++) {
    yield {
      key: at.toString(16).padStart(32, '0'),
      client: `client ${Math.floor(chance() * count)}`,
      service: `service ${Math.floor(chance() * 40)}`,
      quarter: `2026-Q${1 + Math.floor((4 * at) / count)}`,
      facets: facetsOf(chance),
    };
  }
}

function freeze(count: number): void {
  const began = performance.now();
  const year = new Tally(lattices.YEAR, keyed);
  const quarter = new Tally(lattices.QUARTER, keyed);
  for (const record of withoutSurplus(madeUp(count, chanceFrom(`freeze ${count}`)), programme.thresholds.perClient)) {
    year.add(record);
    if (record.quarter === '2026-Q4') quarter.add(record);
  }
  lattices.YEAR.cells.forEach((_, cell) => year.publish(cell, year.firstMode(cell)));
  lattices.QUARTER.cells.forEach((_, cell) => quarter.publish(cell, quarter.firstMode(cell)));
  const seconds = (performance.now() - began) / 1000;
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  say(
    `freeze and round ${count.toLocaleString('en')} records: ${seconds.toFixed(1)} s (making them up included), ${memory} MB`,
  );
}

/** Seconds of each step: counting and rounding, each round of the audit, and all services' own knowledge. */
function timed(steps: ReturnType<typeof releaseSteps>): Release & { readonly times: string } {
  const spent = new Map<string, number>();
  for (let began = performance.now(), next = steps.next(); ; began = performance.now(), next = steps.next()) {
    if (next.done === true) {
      const times = [...spent].map(([what, ms]) => `${what} ${(ms / 1000).toFixed(1)} s`).join(', ');
      return { ...next.value, times };
    }
    const { value } = next;
    const what =
      value.step === 'AUDITED' ? `audit round ${value.round}` : value.step === 'COUNTED' ? 'count' : 'services';
    spent.set(what, (spent.get(what) ?? 0) + performance.now() - began);
  }
}

function audit(count: number): void {
  const records = [...madeUp(count, chanceFrom(`audit ${count}`))];
  quartersUpTo('2026-Q4').reduce<readonly ReleasedPeriod[]>((earlier, quarter) => {
    const own = records.filter((one) => one.quarter <= quarter);
    const { periods, report, times } = timed(
      releaseSteps({ programme, quarter, records: own, earlier, keyed, chanceFrom, auditsServices: services }),
    );
    say(
      `release ${quarter} of ${count.toLocaleString('en')} cases a year, ${earlier.length + periods.length} periods together: ${times} ${JSON.stringify(report)}`,
    );
    return [...earlier, ...periods];
  }, []);
}

for (const size of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) freeze(size);
for (const count of audits) if (count > 0) audit(count);
