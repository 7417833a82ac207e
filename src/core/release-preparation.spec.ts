import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from './calendar.js';
import { quarterOf } from './counting-record.js';
import {
  freezableFrom,
  mayApprove,
  mayCancel,
  mayPrepare,
  mayWithdraw,
  newestFreezable,
  preparationStates,
  quartersToChoose,
  type BegunRelease,
  type PreparationState,
} from './release-preparation.js';

const wish = { quarter: '2026-Q2', publisher: 'Kampagne', licence: 'CC BY 4.0' };
const begun = (id: string, state: PreparationState): BegunRelease => ({
  id,
  state,
  preparedBy: 'anna',
  numbersSha256: 'abc',
});
const codesOf = (outcome: ReturnType<typeof mayPrepare | typeof mayCancel | typeof mayWithdraw>): string[] =>
  outcome.ok ? [] : outcome.problems.map(({ code }) => code);

describe('a quarter', () => {
  it('is frozen from 14 days after its end, whatever the year', () => {
    expect(['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'].map(freezableFrom)).toEqual([
      '2026-04-15',
      '2026-07-15',
      '2026-10-15',
      '2027-01-15',
    ]);
    expect(codesOf(mayPrepare(wish, [], '2026-07-14'))).toEqual(['STATISTICS_TOO_EARLY']);
    expect(mayPrepare({ ...wish, publisher: ' Kampagne ' }, [], '2026-07-15')).toEqual({ ok: true, value: wish });
  });

  it('that may be frozen is over for 14 days, and the one after it is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
        const today = addDays('2000-01-15', days);
        const newest = newestFreezable(today);
        const next = quarterOf(addDays(freezableFrom(newest), 0));
        expect(freezableFrom(newest) <= today).toBe(true);
        expect(freezableFrom(next) > today).toBe(true);
      }),
    );
  });
});

describe('quarters to choose from', () => {
  it('are the current one and those before it, each with the reason why not', () => {
    const offered = quartersToChoose([begun('2026-Q1', 'PUBLISHED'), begun('2025-Q4', 'FAILED')], '2026-11-27');
    const reasons = offered.map(({ id, problems }) => [id, ...problems.map(({ code }) => code)]);
    expect(reasons.slice(0, 5)).toEqual([
      ['2026-Q4', 'STATISTICS_TOO_EARLY'],
      ['2026-Q3'],
      ['2026-Q2'],
      ['2026-Q1', 'STATISTICS_PUBLISHED_ONCE'],
      ['2025-Q4', 'STATISTICS_LATER_EXISTS'],
    ]);
    expect(offered).toHaveLength(12);
  });

  it('are three years without a gap and without one twice, on whatever day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
        const today = addDays('2000-01-31', days);
        const ids = quartersToChoose([], today).map(({ id }) => id);
        expect(ids[0]).toBe(quarterOf(today));
        for (const [at, id] of ids.slice(1).entries()) expect(quarterOf(freezableFrom(id))).toBe(ids[at]);
      }),
    );
  });
});

describe('a release', () => {
  it('is begun when no other is open, none of the quarter was published, and none later', () => {
    const verdict = (id: string, state: PreparationState) =>
      codesOf(mayPrepare(wish, [begun(id, state)], '2026-12-01'));
    expect(preparationStates.map((state) => verdict('2026-Q2', state))).toEqual([
      ['STATISTICS_OPEN'],
      ['STATISTICS_OPEN'],
      ['STATISTICS_PUBLISHED_ONCE'],
      ['STATISTICS_PUBLISHED_ONCE'],
      [],
      [],
    ]);
    expect(preparationStates.map((state) => verdict('2026-Q3', state))).toEqual([
      ['STATISTICS_OPEN'],
      ['STATISTICS_OPEN'],
      ['STATISTICS_LATER_EXISTS'],
      ['STATISTICS_LATER_EXISTS'],
      [],
      [],
    ]);
    expect(preparationStates.map((state) => verdict('2026-Q1', state))).toEqual([
      ['STATISTICS_OPEN'],
      ['STATISTICS_OPEN'],
      [],
      [],
      [],
      [],
    ]);
  });

  it('is given up at any time before it is published', () => {
    expect(preparationStates.filter((state) => mayCancel(begun('2026-Q2', state)).ok)).toEqual([
      'PREPARING',
      'READY',
      'FAILED',
    ]);
  });

  it('is approved when ready, by a person who is not the one that prepared it, for the numbers she saw', () => {
    const ready = begun('2026-Q2', 'READY');
    expect(preparationStates.filter((state) => mayApprove(begun('2026-Q2', state), 'bert', 'abc').ok)).toEqual([
      'READY',
    ]);
    expect(mayApprove(ready, 'anna', 'abc').ok).toBe(false);
    expect(mayApprove(ready, null, 'abc').ok).toBe(false);
    expect(mayApprove(ready, 'bert', 'abd').ok).toBe(false);
    expect(mayApprove({ ...ready, preparedBy: null }, 'anna', 'abc').ok).toBe(true);
    expect(mayApprove({ ...ready, preparedBy: null }, null, 'abc').ok).toBe(false);
  });

  it('is withdrawn when published, for a reason', () => {
    const published = begun('2026-Q2', 'PUBLISHED');
    expect(preparationStates.filter((state) => mayWithdraw(begun('2026-Q2', state), 'x').ok)).toEqual(['PUBLISHED']);
    expect(codesOf(mayWithdraw(published, ' \n'))).toEqual(['REQUIRED']);
    expect(codesOf(mayWithdraw(published, 'x'.repeat(2_001)))).toEqual(['TOO_LONG']);
  });
});
