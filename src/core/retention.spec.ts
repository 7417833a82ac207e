import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadCodebook } from '../reference/codebook.loader.js';
import { addDays, type CalendarDate } from './calendar.js';
import {
  checkHold,
  checkRetentionRules,
  defaultRetention,
  holdReasons,
  lastDayOf,
  retentionOf,
  ruleFor,
  type Hold,
  type Kept,
  type RetentionRule,
} from './retention.js';

const day = fc.integer({ min: 0, max: 20_000 }).map((days): CalendarDate => addDays('2000-01-01', days));
const rule: fc.Arbitrary<RetentionRule> = fc.record({
  code: fc.constantFrom('A', 'B', 'C'),
  closingReasons: fc.option(fc.subarray(['ACHIEVED', 'CLIENT_ENDED'], { minLength: 1 }), { nil: null }),
  months: fc.integer({ min: 1, max: 360 }),
  fromEndOfYear: fc.boolean(),
  source: fc.constant('§ 1'),
});
const hold: fc.Arbitrary<Hold> = fc.record({ reason: fc.constantFrom(...holdReasons), reviewOn: day });
const closed: fc.Arbitrary<Kept> = fc.record({
  status: fc.constant('CLOSED' as const),
  closedOn: day,
  closingReason: fc.constantFrom('ACHIEVED', 'CLIENT_ENDED', 'OTHER'),
});
const open: Kept = { status: 'OPEN', closedOn: null, closingReason: null };

describe('the retention of a case', () => {
  it('is never due while it is held, on whatever day, under whatever rules', () => {
    fc.assert(
      fc.property(
        fc.oneof(closed, fc.constant(open)),
        fc.array(rule),
        fc.array(hold, { minLength: 1, maxLength: 4 }),
        day,
        (kase, rules, holds, today) => {
          const retention = retentionOf(kase, rules, holds, today);
          expect(retention.kind).toBe('held');
          if (retention.kind === 'held')
            expect(holds.every(({ reviewOn }) => retention.reviewOn <= reviewOn)).toBe(true);
        },
      ),
    );
  });

  it('is never due before the whole period has passed, and for ever after it', () => {
    fc.assert(
      fc.property(closed, fc.array(rule, { minLength: 1 }), day, (kase, rules, today) => {
        const found = retentionOf(kase, rules, [], today);
        const fits = ruleFor(kase, rules);
        if (!fits) return expect(found).toEqual({ kind: 'without-rule' });
        const last = lastDayOf(fits, kase.closedOn ?? '');
        expect(found.kind).toBe(today > last ? 'due' : 'running');
        expect(retentionOf(kase, rules, [], last).kind).toBe('running');
        expect(retentionOf(kase, rules, [], addDays(last, 1))).toEqual({
          kind: 'due',
          rule: fits,
          since: addDays(last, 1),
        });
      }),
    );
  });

  it('of an open case never runs', () => {
    fc.assert(
      fc.property(fc.array(rule), day, (rules, today) =>
        expect(retentionOf(open, rules, [], today)).toEqual({ kind: 'open' }),
      ),
    );
  });

  it('counts whole months, and from the end of the year where the rule says so', () => {
    expect(lastDayOf({ months: 36, fromEndOfYear: true }, '2026-02-03')).toBe('2029-12-31');
    expect(lastDayOf({ months: 36, fromEndOfYear: false }, '2026-02-03')).toBe('2029-02-03');
    expect(lastDayOf({ months: 1, fromEndOfYear: false }, '2026-01-31')).toBe('2026-02-28');
    expect(lastDayOf({ months: 1, fromEndOfYear: false }, '2026-12-05')).toBe('2027-01-05');
    expect(
      retentionOf({ status: 'CLOSED', closedOn: '2026-02-03', closingReason: 'X' }, defaultRetention, [], '2030-01-01'),
    ).toMatchObject({
      kind: 'due',
      since: '2030-01-01',
    });
  });

  it('follows the first rule that fits', () => {
    const short = { ...defaultRetention[0], code: 'SHORT', closingReasons: ['ACHIEVED'], months: 6 } as RetentionRule;
    const rules = [short, ...defaultRetention];
    expect(ruleFor({ status: 'CLOSED', closedOn: '2026-01-01', closingReason: 'ACHIEVED' }, rules)?.code).toBe('SHORT');
    expect(ruleFor({ status: 'CLOSED', closedOn: '2026-01-01', closingReason: 'X' }, rules)?.code).toBe('CLOSED_CASE');
  });
});

describe('what a carrier may set', () => {
  const codebook = loadCodebook();
  const [standard] = defaultRetention as [RetentionRule];
  const faults = (rules: readonly RetentionRule[]): unknown => {
    const outcome = checkRetentionRules(rules, codebook, 'retention');
    return outcome.ok ? [] : outcome.problems.map(({ code, field }) => `${field} ${code}`);
  };

  it('the rules that ship', () => expect(faults(defaultRetention)).toEqual([]));

  it('and not what would hold nothing or never', () => {
    expect(faults([])).toEqual(['retention EMPTY']);
    expect(faults([{ ...standard, months: 0 }])).toEqual(['retention[0].months OUT_OF_RANGE']);
    expect(faults([{ ...standard, months: 361, source: ' ', code: 'a' }])).toEqual([
      'retention[0].code INVALID_FORMAT',
      'retention[0].months OUT_OF_RANGE',
      'retention[0].source REQUIRED',
    ]);
    expect(faults([standard, { ...standard, code: 'LATER' }])).toEqual(['retention[1] RETENTION_UNREACHABLE']);
    expect(faults([{ ...standard, closingReasons: ['NONSENSE'] }, standard])).toEqual([
      'retention[0].closingReasons[0] UNKNOWN_CODE',
      'retention[1].code DUPLICATE_VALUE',
    ]);
  });

  it('a hold with a known reason and a day to look at it again', () => {
    expect(checkHold({ reason: 'PROCEEDING', reviewOn: '2026-06-01' }, '2026-05-01').ok).toBe(true);
    const codes = (reason: string, reviewOn: string): unknown => {
      const outcome = checkHold({ reason, reviewOn }, '2026-05-01');
      return outcome.ok ? [] : outcome.problems.map(({ code }) => code);
    };
    expect(codes('PROCEEDING', '2026-05-01')).toEqual(['REVIEW_NOT_AHEAD']);
    expect(codes('PROCEEDING', '2026-02-31')).toEqual(['INVALID_FORMAT']);
    expect(codes('PROCEEDING', '2030-05-01')).toEqual(['REVIEW_TOO_FAR']);
    expect(codes('BECAUSE', '2030-05-01')).toEqual(['INVALID_FORMAT', 'REVIEW_TOO_FAR']);
  });
});
