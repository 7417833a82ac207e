import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { madeUpProgramme, madeUpRecords } from '../../test/attack/microdata.js';
import { drawnRecords, shippedProgramme } from '../../test/support/releases.js';
import { bundleFiles } from '../core/bundle.js';
import type { CountingRecord } from '../core/counting-record.js';
import { boundsOfPeriod, targetsOf, type ReleasedPeriod } from '../core/release-targets.js';
import { buildRelease, quartersUpTo, type Release } from '../core/statistics-release.js';
import { Reach } from '../core/target-reach.js';
import { World, type Member } from '../core/world.js';
import { WorldSearch } from '../core/world-search.js';
import { verifyFiles } from './bundle-folder.js';
import { chanceFrom, keyedHash } from './keyed.js';

const keyed = keyedHash(Buffer.alloc(32, 9));
const quarters = quartersUpTo('2026-Q4');

/** Four quarters and the year, each audited together with those before. */
function released(
  programme: typeof madeUpProgramme,
  records: readonly CountingRecord[],
  auditsServices: boolean,
): readonly Release[] {
  return quarters.reduce<readonly Release[]>((before, quarter) => {
    const earlier = before.flatMap(({ periods }) => periods);
    const own = records.filter((one) => one.quarter <= quarter);
    return [...before, buildRelease({ programme, quarter, records: own, earlier, keyed, chanceFrom, auditsServices })];
  }, []);
}

const countsOf = (world: World): readonly number[] =>
  world.periods.flatMap(({ lattice }, period) => lattice.cells.map((_, cell) => world.countAt({ period, cell })));

/** The same records, added one after the other to a world of their own. */
function afresh({ periods, members }: World): World {
  const world = new World(periods);
  for (const { record } of members) world.add(world.member(record));
  return world;
}

describe('a set of records that is moved about', () => {
  const truth = madeUpRecords(120, chanceFrom('moved about'));
  let periods: readonly ReleasedPeriod[];
  beforeAll(() => {
    periods = released(madeUpProgramme, truth, false).flatMap((one) => one.periods);
  });

  /** Begins with the truth; every third record is known by 0, every third by 1. */
  function begun(seed: string): { readonly search: WorldSearch; readonly reach: Reach; readonly before: Member[] } {
    const chance = chanceFrom(seed);
    const search = new WorldSearch(periods.map(boundsOfPeriod), quarters, chance);
    search.beginWith(truth.map((record, at) => ({ record, knownBy: at % 3 < 2 ? [at % 3] : [] })));
    return { search, reach: new Reach(search, chance), before: [...search.world.members] };
  }

  it('counts after any moves what it counts when it is put together afresh, and comes back to where it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 400 }), (seed, steps) => {
        const { search, before } = begun(seed);
        const counts = countsOf(search.world);
        search.wander(steps);
        expect(search.world.distance).toBe(0);
        expect(countsOf(search.world)).toEqual(countsOf(afresh(search.world)));
        search.restore(before);
        expect(search.records()).toEqual(truth);
        expect(countsOf(search.world)).toEqual(counts);
      }),
      { numRuns: 25 },
    );
  });

  it('has the value that was asked for, fits everything else, and leaves the records of whoever knows them', () => {
    const { search, reach, before } = begun('reach');
    search.keep(0);
    const some = targetsOf(periods).filter((_, at) => at % 8 === 0);
    const reached = some.flatMap((target) => {
      return reach.wantedValues(target, reach.valueOf(target)).flatMap((value) => {
        if (!reach.attempt(target, value, 300)) {
          search.restore(before);
          return [];
        }
        const { world } = search;
        expect(reach.valueOf(target)).toBe(value);
        expect(afresh(world).distance).toBe(0);
        expect(before.filter((one) => one.knownBy[0] === 0 && !world.members.includes(one))).toEqual([]);
        search.restore(before);
        return [value];
      });
    });
    expect(reached.length).toBeGreaterThan(some.length);
  });
});

describe('a year by the programme that ships', () => {
  const programme = shippedProgramme();
  const services = Array.from({ length: 40 }, (_, at) => `service ${at}`);
  const records = quarters.flatMap((quarter) => drawnRecords(80, quarter, `year ${quarter}`, services));
  let year: readonly Release[];
  beforeAll(() => {
    year = released(programme, records, true);
  }, 60_000);

  it('is published to its end where forty small services know their own cases, and nothing has to be withheld', () => {
    expect(year.map(({ quarter }) => quarter)).toEqual(quarters);
    for (const { report } of year) expect(report.cells.WITHHELD).toBe(0);
    expect(year.at(-1)!.report.cells.ROUNDED).toBeGreaterThan(600);
    expect(year.at(-1)!.report.targets).toBeGreaterThan(500);
  });

  it('is believed by the verifier, which counts every world again', () => {
    const meta = { id: '2026-Q4', publishedOn: '2027-01-20', publisher: 'a test', licence: 'CC BY 4.0' };
    expect(verifyFiles(bundleFiles(year.at(-1)!, meta))).toEqual([]);
  });
});
