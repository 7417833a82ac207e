import { describe, expect, it } from '@jest/globals';
import { madeUpProgramme } from '../../test/attack/microdata.js';
import { noFacets, type CountingRecord } from '../core/counting-record.js';
import { auditInsiders } from '../core/insider-audit.js';
import { usualEffort } from '../core/release-audit.js';
import { releaseSteps, type Release, type ReleaseOrder, type ReleaseStep } from '../core/statistics-release.js';
import { chanceFrom, keyedHash } from './keyed.js';

const quarter = '2026-Q1';
const effort = { ...usualEffort, reachSteps: 100 };

/** 34 cases, 32 of them in the north. Service S has 22 of them: all but 12 of the north, and the two elsewhere, which are of one client. */
const records: readonly CountingRecord[] = Array.from({ length: 34 }, (_, at) => ({
  key: `record ${at}`,
  client: at < 2 ? 'she' : `client ${at}`,
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

/** By this key the north is rounded up to 35: with 34 in all, at most 3 are elsewhere, and S and the client know of two. */
const order: ReleaseOrder & { readonly records: readonly CountingRecord[] } = {
  programme: madeUpProgramme,
  quarter,
  records,
  earlier: [],
  keyed: keyedHash(Buffer.alloc(32, 5)),
  chanceFrom,
  effort,
};

function made(asked: ReleaseOrder): { readonly release: Release; readonly steps: readonly ReleaseStep[] } {
  const walk = releaseSteps(asked);
  const steps: ReleaseStep[] = [];
  for (let next = walk.next(); ; next = walk.next()) {
    if (next.done === true) return { release: next.value, steps };
    steps.push(next.value);
  }
}

/** How much stays open for those who know their own records; each insider is a service or a client. */
function openTo({ periods }: Release, insiders: readonly string[]): number {
  const known = records.map((record) => ({
    record,
    knownBy: insiders.flatMap((who, at) => (who === record.service || who === record.client ? [at] : [])),
  }));
  return [...auditInsiders(periods, [quarter], known, insiders.length, chanceFrom('a look'), effort)].at(-1)!.length;
}

const forThePublic = made(order);
const forInsiders = made({ ...order, auditsServices: true });

describe.each([
  ['a service that knows its own cases', 'S'],
  ['a client who knows her own cases', 'she'],
])('%s', (_, who) => {
  it('could narrow down what else there is, where only the public is played', () => {
    expect(forThePublic.steps.at(-1)).toMatchObject({ step: 'AUDITED', open: 0 });
    expect(openTo(forThePublic.release, [who])).toBeGreaterThan(0);
  });

  it('is not overlooked because others could not: what they leave open moves records that this one knows', () => {
    expect(openTo(forThePublic.release, ['other 1', 'client 9', who])).toBe(openTo(forThePublic.release, [who]));
  });

  it('cannot in a release for which it was played, and no more was made coarser than the number that told it', () => {
    const insiders = forInsiders.steps.filter((one) => one.step === 'INSIDER_AUDITED');
    expect(insiders[0]).toMatchObject({ done: 1, services: 5 });
    expect(insiders.some(({ open }) => open > 0)).toBe(true);
    expect(insiders.at(-1)).toMatchObject({ open: 0, done: 5 });
    expect(openTo(forInsiders.release, [who])).toBe(0);
    expect(forInsiders.release.report.repairs).toBe(1);
    expect(forInsiders.release.report.cells.EXACT).toBe(0);
  });
});
