import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  approveDisposal,
  disposalBases,
  disposalStates,
  executeAfter,
  executionOf,
  expiresAt,
  proposeDisposal,
  withdrawDisposal,
  type Disposal,
  type DisposedOf,
} from './disposal.js';
import { defaultRetention, type Retention, type RetentionRule } from './retention.js';

const [rule] = defaultRetention as [RetentionRule];
const held: Retention = {
  kind: 'held',
  holds: [{ reason: 'PROCEEDING', reviewOn: '2026-05-01' }],
  reviewOn: '2026-05-01',
};
const due: Retention = { kind: 'due', rule, since: '2026-01-01' };
const retention = fc.constantFrom<Retention>(
  held,
  due,
  { kind: 'open' },
  { kind: 'without-rule' },
  { kind: 'running', rule, endsOn: '2027-01-01' },
);
// A narrow window and few people: so that much of what is drawn is nearly right, and some of it accepted.
const moment = fc.date({ min: new Date('2026-05-01'), max: new Date('2026-05-20'), noInvalidDate: true });
const person = fc.constantFrom('anna', 'ben');
const disposal: fc.Arbitrary<Disposal> = fc.record({
  state: fc.constantFrom(...disposalStates),
  basis: fc.constantFrom(...disposalBases),
  proposedBy: person,
  proposedAt: moment,
  approvedBy: fc.option(person),
  approvedAt: fc.option(moment),
  caseStamp: fc.integer({ min: 1, max: 2 }),
});
const kase: fc.Arbitrary<DisposedOf> = fc.record({ retention, stamp: fc.integer({ min: 1, max: 2 }) });

describe('a disposal', () => {
  it('is approved only by somebody else, in time, of the case as it was proposed, and never while it is held', () => {
    fc.assert(
      fc.property(disposal, kase, fc.option(person), moment, (given, of, approver, now) => {
        const outcome = approveDisposal(given, of, approver, now);
        if (!outcome.ok) return;
        expect(given.state).toBe('PROPOSED');
        expect(approver).not.toBeNull();
        expect(approver).not.toBe(given.proposedBy);
        expect(now < expiresAt(given)).toBe(true);
        expect(of.stamp).toBe(given.caseStamp);
        expect(of.retention.kind).not.toBe('held');
        if (given.basis === 'RETENTION') expect(of.retention.kind).toBe('due');
      }),
    );
  });

  it('is carried out only when two people agreed, the time to undo it is over and nothing holds the case', () => {
    fc.assert(
      fc.property(disposal, kase, moment, (given, of, now) => {
        if (executionOf(given, of, now) !== 'go') return;
        expect(given.state).toBe('APPROVED');
        expect(given.approvedBy).not.toBe(given.proposedBy);
        expect(executeAfter(given.approvedAt ?? new Date(NaN)) <= now).toBe(true);
        expect(of.retention.kind).not.toBe('held');
        expect(of.stamp).toBe(given.caseStamp);
        if (given.basis === 'RETENTION') expect(of.retention.kind).toBe('due');
      }),
    );
  });

  it('does happen: the way from proposal to the end', () => {
    const of: DisposedOf = { retention: due, stamp: 2 };
    expect(proposeDisposal(of, 'RETENTION')).toEqual({ ok: true, value: 'RETENTION' });
    const proposed: Disposal = {
      state: 'PROPOSED',
      basis: 'RETENTION',
      proposedBy: 'anna',
      proposedAt: new Date('2026-05-01T08:00Z'),
      approvedBy: null,
      approvedAt: null,
      caseStamp: 2,
    };
    const approvedAt = new Date('2026-05-02T08:00Z');
    expect(approveDisposal(proposed, of, 'anna', approvedAt)).toMatchObject({ problems: [{ code: 'NOT_YOURSELF' }] });
    const approval = approveDisposal(proposed, of, 'ben', approvedAt);
    expect(approval).toEqual({ ok: true, value: { approvedAt, executeAfter: new Date('2026-05-03T08:00Z') } });
    const approved: Disposal = { ...proposed, state: 'APPROVED', approvedBy: 'ben', approvedAt };
    expect(executionOf(approved, of, new Date('2026-05-03T07:59Z'))).toBe('wait');
    expect(executionOf(approved, of, new Date('2026-05-03T08:00Z'))).toBe('go');
    expect(executionOf(approved, { ...of, retention: held }, new Date('2026-05-03T08:00Z'))).toBe('void');
  });

  it('at the client’s request needs no period to be over, but no hold either', () => {
    expect(proposeDisposal({ retention: { kind: 'open' }, stamp: 1 }, 'CLIENT_REQUEST').ok).toBe(true);
    expect(proposeDisposal({ retention: held, stamp: 1 }, 'CLIENT_REQUEST')).toMatchObject({
      problems: [{ code: 'DISPOSAL_HELD', values: { reviewOn: '2026-05-01' } }],
    });
    expect(proposeDisposal({ retention: { kind: 'open' }, stamp: 1 }, 'RETENTION')).toMatchObject({
      problems: [{ code: 'DISPOSAL_OPEN_CASE' }],
    });
    expect(proposeDisposal({ retention: due, stamp: 1 }, 'BECAUSE')).toMatchObject({
      problems: [{ code: 'INVALID_FORMAT' }],
    });
  });

  it('can be undone until it is executed, and no longer', () => {
    const outcomes = disposalStates.map((state) => withdrawDisposal({ state }).ok);
    expect(outcomes).toEqual([true, true, false, false]);
  });
});
