import { describe, expect, it } from '@jest/globals';
import {
  answerQuery,
  requestReview,
  reviewAfterChange,
  reviewCoding,
  reviewStates,
  type Reviewed,
  type ReviewState,
} from './case-review-rules.js';

const kase = (reviewState: ReviewState): Reviewed => ({ reviewState, assigneeId: 'the counsellor' });

describe('the review of the coding', () => {
  it('is requested for a case that nobody is reviewing, and again for one that was approved', () => {
    const outcomes = reviewStates.map((state) => {
      const outcome = requestReview(kase(state), null);
      return [state, outcome.ok ? outcome.value.state : outcome.problems[0].code];
    });
    expect(outcomes).toEqual([
      ['NONE', 'REQUESTED'],
      ['REQUESTED', 'REVIEW_REQUESTED_ALREADY'],
      ['QUERIED', 'REVIEW_QUERY_OPEN'],
      ['APPROVED', 'REQUESTED'],
    ]);
  });

  it('approves without being asked, but not twice', () => {
    expect(reviewCoding(kase('NONE'), { verdict: 'APPROVED' }, 'a supervisor')).toMatchObject({
      ok: true,
      value: { state: 'APPROVED', verdict: 'APPROVED', comment: null },
    });
    expect(reviewCoding(kase('APPROVED'), { verdict: 'APPROVED' }, 'a supervisor')).toMatchObject({
      problems: [{ code: 'REVIEW_APPROVED_ALREADY' }],
    });
  });

  it('is never done by whoever works on the case, nor by nobody', () => {
    for (const reviewer of ['the counsellor', null])
      expect(reviewCoding(kase('REQUESTED'), { verdict: 'APPROVED' }, reviewer)).toMatchObject({
        problems: [{ code: 'NOT_YOURSELF' }],
      });
  });

  it('asks only with a question', () => {
    const given = { verdict: 'QUERY', field: 'grounds' };
    expect(reviewCoding(kase('REQUESTED'), { ...given, comment: '  ' }, 'a supervisor')).toMatchObject({
      problems: [{ code: 'REQUIRED', field: 'input.comment' }],
    });
    expect(reviewCoding(kase('REQUESTED'), { ...given, comment: ' Auch Sprache? ' }, 'a supervisor')).toMatchObject({
      value: { state: 'QUERIED', field: 'grounds', comment: 'Auch Sprache?' },
    });
  });

  it('names every fault of an outcome at once', () => {
    const given = { verdict: 'MAYBE', field: 'clientName', comment: 'x'.repeat(5_001) };
    expect(reviewCoding(kase('NONE'), given, 'a supervisor')).toMatchObject({
      problems: [
        { code: 'INVALID_FORMAT', field: 'input.verdict' },
        { code: 'UNKNOWN_FIELD', field: 'input.field' },
        { code: 'TOO_LONG', field: 'input.comment' },
      ],
    });
  });

  it('goes back to the supervisor with the answer to a query, and with nothing else', () => {
    expect(answerQuery(kase('QUERIED'), 'Ja, ergänzt.')).toMatchObject({
      value: { state: 'REQUESTED', verdict: 'ANSWER' },
    });
    expect(answerQuery(kase('QUERIED'), ' ')).toMatchObject({ problems: [{ field: 'input.comment' }] });
    expect(answerQuery(kase('REQUESTED'), 'Ja')).toMatchObject({ problems: [{ code: 'REVIEW_NO_QUERY' }] });
  });

  it('loses the approval when a coded field changes, and only then', () => {
    expect(reviewAfterChange('APPROVED', ['grounds'])).toBe('NONE');
    expect(reviewAfterChange('APPROVED', ['clientContact'])).toBe('APPROVED');
    expect(reviewAfterChange('QUERIED', ['grounds'])).toBe('QUERIED');
  });
});
