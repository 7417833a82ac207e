import { describe, expect, it } from '@jest/globals';
import { madeUpProgramme } from '../../test/attack/microdata.js';
import { noFacets, type CountingRecord } from '../core/counting-record.js';
import { auditInsider } from '../core/release-audit.js';
import { releaseSteps, type Release, type ReleaseOrder, type ReleaseStep } from '../core/statistics-release.js';
import { chanceFrom, keyedHash } from './keyed.js';

const quarter = '2026-Q1';

/** 34 cases, 32 of them in the north. Service S has 22 of them: all but 12 of the north, and the two elsewhere. */
const records: readonly CountingRecord[] = Array.from({ length: 34 }, (_, at) => ({
  key: `record ${at}`,
  client: `client ${at}`,
  service: at < 22 ? 'S' : `other ${at % 4}`,
  quarter,
  facets: {
    ...noFacets,
    region: at < 2 ? 'WEST' : 'NORTH',
    area: ['WORK', 'HOUSING', 'OFFICES', 'SCHOOL', 'STREET'][at % 5]!,
    respondentType: 'COMPANY',
    grounds: ['ORIGIN'],
  },
}));

/** A key by which the north is rounded up to 35: with 34 in all, at most 3 are elsewhere, and S knows of two. */
const order = (key: number): ReleaseOrder & { readonly records: readonly CountingRecord[] } => ({
  programme: madeUpProgramme,
  quarter,
  records,
  earlier: [],
  keyed: keyedHash(Buffer.alloc(32, key)),
  chanceFrom,
});

function made(asked: ReleaseOrder): { readonly release: Release; readonly steps: readonly ReleaseStep[] } {
  const walk = releaseSteps(asked);
  const steps: ReleaseStep[] = [];
  for (let next = walk.next(); ; next = walk.next()) {
    if (next.done === true) return { release: next.value, steps };
    steps.push(next.value);
  }
}

const openToService = ({ periods }: Release): number => {
  const [known, others] = [true, false].map((own) => records.filter(({ service }) => (service === 'S') === own));
  return auditInsider(periods, [quarter], { known: known!, others: others! }, chanceFrom('a look')).length;
};

describe('a service that knows its own cases', () => {
  it('could narrow down what the others have, where only the public is played', () => {
    const { release, steps } = made(order(5));
    expect(steps.at(-1)).toMatchObject({ step: 'AUDITED', open: 0 });
    expect(openToService(release)).toBeGreaterThan(0);
  });

  it('cannot in a release for which it was played: numbers are made coarser until everything stays open to it, too', () => {
    const { release, steps } = made({ ...order(5), auditsServices: true });
    const insiders = steps.filter((one) => one.step === 'INSIDER_AUDITED');
    expect(insiders[0]).toMatchObject({ done: 1, services: 5 });
    expect(insiders.some(({ open }) => open > 0)).toBe(true);
    expect(insiders.at(-1)).toMatchObject({ open: 0, done: 5 });
    expect(openToService(release)).toBe(0);
    expect(release.report.repairs).toBeGreaterThan(0);
  });
});
