import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { answerBy } from './answer-by.js';
import { addDays } from './calendar.js';

const sent = '2026-05-20';
const by = (deadline: string | null, terms: Parameters<typeof answerBy>[1] = {}, today = sent) =>
  answerBy(sent, terms, deadline, today);

describe('The day by which an office answers', () => {
  it.each([
    ['fourteen days after sending', by(null), '2026-06-03'],
    ['what the office says', by(null, { officeDays: 5 }), '2026-05-25'],
    ['what this referral says, before the office', by(null, { officeDays: 5, referralDays: 21 }), '2026-06-10'],
    ['unchanged by a deadline far away', by('2026-06-10'), '2026-06-03'],
    ['a week before a nearer deadline', by('2026-06-09'), '2026-06-02'],
    ['the day after sending where no week is left', by('2026-05-22'), '2026-05-21'],
    ['the day after sending even for a deadline today', by('2026-05-20'), '2026-05-21'],
    ['not hurried by a deadline that has passed', by('2026-05-19'), '2026-06-03'],
    ['not after the release has run out', by(null, { releaseValidUntil: '2026-05-28' }), '2026-05-28'],
    ['never the day of sending, whatever was set', by(null, { referralDays: 0 }), '2026-05-21'],
    ['never pulled to a day gone by', by('2026-05-29', {}, '2026-05-26'), '2026-05-26'],
    ['not prolonged by counting again', by('2026-06-20', {}, '2026-06-10'), '2026-06-03'],
  ])('is %s', (_, actual, expected) => expect(actual).toBe(expected));

  it('lies after the day of sending, not after the agreed days, and leaves the sender a week where there is one', () => {
    const days = fc.integer({ min: 1, max: 90 });
    const deadline = fc.option(fc.integer({ min: -30, max: 200 }).map((n) => addDays(sent, n)));
    fc.assert(
      fc.property(days, deadline, (referralDays, ends) => {
        const day = by(ends, { referralDays });
        expect(day > sent && day <= addDays(sent, referralDays)).toBe(true);
        if (ends !== null && ends >= addDays(sent, 8)) expect(addDays(day, 7) <= ends).toBe(true);
      }),
    );
  });
});
