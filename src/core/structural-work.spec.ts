import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Codebook, District, Term } from './codebook.js';
import { checkActivity, hintRule, isHint, type ActivityContext, type GivenActivity } from './structural-work.js';

const term = (code: string, validUntil?: string): Term => ({
  code,
  de: code,
  en: code,
  ...(validUntil ? { validUntil } : {}),
});
const context: ActivityContext = {
  codebook: {
    terms: {
      structuralActivities: [term('TRAINING'), term('OLD', '2025-01-01')],
      grounds: [term('ORIGIN')],
      areas: [term('HOUSING')],
    },
  } as unknown as Codebook,
  districts: [{ key: '07111' } as District],
  today: '2026-05-10',
  kept: [],
};
const training: GivenActivity = { kind: 'TRAINING', title: ' Argumente üben ', startsOn: '2026-05-01' };
const problemsOf = (given: GivenActivity, changes: Partial<ActivityContext> = {}): unknown => {
  const outcome = checkActivity(given, { ...context, ...changes });
  return outcome.ok ? [] : outcome.problems.map(({ code, field }) => `${code} ${field}`);
};

describe('an activity without a case', () => {
  it('takes a day unless an end is said, and says nothing that nobody said', () => {
    expect(checkActivity(training, context)).toEqual({
      ok: true,
      value: {
        kind: 'TRAINING',
        title: 'Argumente üben',
        startsOn: '2026-05-01',
        endsOn: '2026-05-01',
        partners: [],
        reach: null,
        reachEstimated: false,
        district: null,
        grounds: [],
        areas: [],
        note: null,
      },
    });
  });

  it('names every field that cannot be meant', () => {
    expect(
      problemsOf({
        kind: 'NAP',
        title: ' ',
        startsOn: '2026-05-01',
        endsOn: '2026-04-30',
        partners: ['Stadt', ' '],
        reachEstimated: true,
        district: '99999',
        grounds: ['ORIGIN', 'NOSE'],
        areas: ['MOON'],
        note: 'x'.repeat(5001),
      }),
    ).toEqual([
      'UNKNOWN_CODE input.kind',
      'REQUIRED input.title',
      'LATEST_BEFORE_EARLIEST input.endsOn',
      'REQUIRED input.partners[1]',
      'REQUIRED input.reach',
      'UNKNOWN_DISTRICT input.district',
      'UNKNOWN_CODE input.grounds[1]',
      'UNKNOWN_CODE input.areas[0]',
      'TOO_LONG input.note',
    ]);
    expect(problemsOf({ ...training, startsOn: '2026-02-30' })).toEqual(['INVALID_FORMAT input.startsOn']);
    expect(problemsOf({ ...training, reach: -1 })).toEqual(['OUT_OF_RANGE input.reach']);
  });

  it('may be planned two years ahead, and no further', () => {
    expect(problemsOf({ ...training, startsOn: '2028-12-31' })).toEqual([]);
    expect(problemsOf({ ...training, startsOn: '2029-01-01' })).toEqual(['DATE_TOO_LATE input.startsOn']);
  });

  it('keeps a kind that was retired meanwhile, and gives it to no new one', () => {
    expect(problemsOf({ ...training, kind: 'OLD' })).toEqual(['RETIRED_CODE input.kind']);
    expect(problemsOf({ ...training, kind: 'OLD' }, { kept: ['OLD'] })).toEqual([]);
  });
});

describe('a hint at a structure', () => {
  it('needs three cases of a kind of office, and more than when it was put aside', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.option(fc.integer({ min: 1, max: 30 })), (cases, dismissedAt) => {
        const ground = { respondentType: 'MUNICIPAL_BODY', district: '07111', cases, dismissedAt };
        expect(isHint(ground)).toBe(cases >= hintRule.cases && (dismissedAt === null || cases > dismissedAt));
      }),
    );
  });

  it('is none when nobody knows who it was, or when it was a private person', () => {
    for (const respondentType of ['UNKNOWN', 'PERSON_KNOWN', 'PERSON_UNKNOWN'])
      expect(isHint({ respondentType, district: '07111', cases: 9, dismissedAt: null })).toBe(false);
  });
});
