import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyWalk, everyStep, at, told, walks } from '../../test/support/referral-walks.js';
import { answerBy } from './answer-by.js';
import { addDays, dayOf } from './calendar.js';
import { previewGroups } from './content.js';
import { decide } from './referral.js';
import { contextWith, eventOf, exampleRelease, referralWith } from './referral.examples.js';
import {
  allowedEvents,
  isDisclosed,
  isFinal,
  isPending,
  needsRelease,
  readableBy,
  type ReferralEventType,
  referralParties,
  type ReferralParty,
} from './referral-states.js';

describe('The invariants of the referral, on any walk through it', () => {
  it('are tried on walks that reach every state', () => {
    const seen = new Set(
      fc.sample(walks, { numRuns: 500, seed: 7 }).flatMap((steps) => steps.map((s) => s.after.state)),
    );
    expect(seen.size).toBe(15);
  });

  it('1: nothing but a preview enters the recipient’s data before acceptance', () => {
    everyWalk((steps) => {
      let accepted = false;
      for (const { before, event, change, after } of steps) {
        if (change && event.type === 'ACCEPT') {
          accepted = true;
          expect(change.disclosures.map(({ what }) => what)).toEqual([
            needsRelease(before.kind) ? 'CONTENT' : 'ENQUIRY',
          ]);
        } else if (change) {
          for (const { what, groups } of change.disclosures) {
            expect(what).toBe(event.type === 'SEND' ? 'PREVIEW' : 'MESSAGE');
            if (!accepted) expect(previewGroups(groups)).toEqual(groups);
          }
        }
        const { content, result } = readableBy(after.state, 'RECIPIENT');
        if (!accepted) expect([content, result]).toEqual([false, false]);
      }
    });
  });

  it('1: and the content is disclosed only under a release that holds on the day of acceptance', () => {
    everyStep(({ event, before, context }) => {
      if (event.type !== 'ACCEPT' || !needsRelease(before.kind)) return;
      expect(context.release?.withdrawnAt).toBeNull();
      expect(dayOf(context.now) <= exampleRelease.validUntil).toBe(true);
    });
  });

  it('2: the sender is told every outcome', () => {
    everyStep(({ before, event, change }) => {
      if (event.party === 'SENDER' || before.state === change.state) return;
      // A draft erased with its case never left the sender's house.
      if (before.state !== 'DRAFT') expect(told(change, 'SENDER')).toBe(true);
    });
  });

  it('2: silence included: whatever waits for the office ends as unanswered when its day has passed', () => {
    everyWalk((steps) => {
      for (const taken of steps) {
        const { state, answerBy: until } = taken.after;
        if (!isPending(state) || state === 'UNANSWERED') continue;
        expect(until).not.toBeNull();
        const result = at(taken, 'EXPIRE', 'SYSTEM', new Date(`${addDays(until ?? '', 1)}T12:00:00Z`));
        expect(result.ok && result.value.state).toBe('UNANSWERED');
        expect(result.ok && told(result.value, 'SENDER')).toBe(true);
      }
    });
  });

  it('3: a return is an offer of the recipient that ends the referral only when the sender accepts it', () => {
    everyStep(({ before, event, change }) => {
      if (change.state === 'RETURN_OFFERED' && before.state !== 'RETURN_OFFERED') {
        expect(event).toMatchObject({ type: 'OFFER_RETURN', party: 'RECIPIENT' });
        expect(told(change, 'SENDER')).toBe(true);
      }
      if (change.state === 'RETURNED' && before.state !== 'RETURNED') {
        expect([before.state, event.type, event.party]).toEqual(['RETURN_OFFERED', 'ACCEPT_RETURN', 'SENDER']);
      }
      if (event.type === 'DECLINE_RETURN') expect(change.state).toBe('IN_PROGRESS');
    });
  });

  it('4: editing the sender’s case never changes the state of a referral', () => {
    everyWalk((steps) => {
      for (const taken of steps) {
        expect(at(taken, 'CASE_EDITED', 'SYSTEM')).toEqual({
          ok: true,
          value: { state: taken.after.state, marks: {}, notices: [], letters: [], disclosures: [] },
        });
      }
    });
  });

  it('5: the sender can withdraw in every state before acceptance, and the recipient reads nothing any more', () => {
    everyWalk((steps) => {
      for (const taken of steps) {
        const { state } = taken.after;
        if (state !== 'DRAFT' && !isPending(state)) continue;
        const result = at(taken, 'WITHDRAW', 'SENDER');
        expect(result).toMatchObject({
          ok: true,
          value: { state: 'WITHDRAWN', marks: { withdrawalReason: 'SENDER' } },
        });
        expect(result.ok && told(result.value, 'RECIPIENT')).toBe(state !== 'DRAFT');
      }
    });
    expect(Object.values(readableBy('WITHDRAWN', 'RECIPIENT'))).toEqual([false, false, false, false]);
  });

  it('5: and after acceptance the release, completed or not, which ends the recipient’s access at once', () => {
    everyWalk((steps) => {
      for (const taken of steps) {
        const { state, kind } = taken.after;
        if (!isDisclosed(state)) continue;
        const result = at(taken, needsRelease(kind) ? 'WITHDRAW_RELEASE' : 'WITHDRAW', 'SENDER');
        expect(result.ok && result.value.state).toBe(needsRelease(kind) ? 'RELEASE_WITHDRAWN' : 'WITHDRAWN');
        expect(result.ok && told(result.value, 'RECIPIENT')).toBe(true);
      }
    });
    expect(Object.values(readableBy('RELEASE_WITHDRAWN', 'RECIPIENT'))).toEqual([false, false, false, false]);
  });

  it('5: and what was withdrawn is never opened again', () => {
    everyWalk((steps) => {
      const from = steps.findIndex(({ after }) => after.state === 'WITHDRAWN' || after.state === 'RELEASE_WITHDRAWN');
      if (from < 0) return;
      expect(new Set(steps.slice(from).map(({ after }) => after.state)).size).toBe(1);
      expect(steps.slice(from + 1).flatMap(({ change }) => change?.disclosures ?? [])).toEqual([]);
    });
  });

  it('6: erasing the source closes a pending referral with that reason and tells both sides', () => {
    everyWalk((steps) => {
      for (const taken of steps) {
        const { state } = taken.after;
        const result = at(taken, 'SOURCE_ERASED', 'SYSTEM');
        if (isPending(state) || state === 'DRAFT') {
          expect(result).toMatchObject({ value: { state: 'WITHDRAWN', marks: { withdrawalReason: 'SOURCE_ERASED' } } });
          expect(result.ok && [told(result.value, 'SENDER'), told(result.value, 'RECIPIENT')]).toEqual(
            state === 'DRAFT' ? [false, false] : [true, true],
          );
        } else {
          expect(result).toMatchObject({ ok: true, value: { state } });
          if (isDisclosed(state)) expect(result.ok && told(result.value, 'RECIPIENT')).toBe(true);
        }
      }
    });
  });

  it('7: there is no state in which neither side can read what it needs', () => {
    everyWalk((steps) => {
      for (const { after } of steps) {
        const { state, kind } = after;
        expect(Object.values(readableBy(state, 'SENDER'))).toEqual([true, true, true, true]);
        const recipient = readableBy(state, 'RECIPIENT');
        const mayDo = allowedEvents(state, 'RECIPIENT', kind);
        if (mayDo.includes('ACCEPT'))
          expect(recipient).toMatchObject({ preview: true, content: false, messages: true });
        if (mayDo.includes('COMPLETE')) expect(recipient).toMatchObject({ content: true, messages: true });
        if (mayDo.includes('ASK')) expect(recipient.messages).toBe(true);
        if (mayDo.length === 0 && !isDisclosed(state)) expect(Object.values(recipient)).not.toContain(true);
      }
    });
  });

  it('7: and none that is not final in which neither side can do anything', () => {
    everyWalk((steps) => {
      for (const { after } of steps) {
        const both = [
          ...allowedEvents(after.state, 'SENDER', after.kind),
          ...allowedEvents(after.state, 'RECIPIENT', after.kind),
        ];
        if (!isFinal(after.state)) expect(both).not.toEqual([]);
      }
    });
  });

  it('8: every disclosure has its purpose and only released groups, and a change names neither office nor staff', () => {
    everyStep(({ before, change }) => {
      for (const { purpose, groups } of change.disclosures) {
        expect(purpose).toBe(needsRelease(before.kind) ? exampleRelease.purpose : 'anonyme Fachanfrage');
        expect(groups.filter((group) => !before.fieldGroups.includes(group))).toEqual([]);
      }
      expect(JSON.stringify(change)).not.toContain(before.officeId);
    });
  });

  it('8: nothing reaches the recipient without a line in the list of disclosures', () => {
    everyStep(({ before, event, change }) => {
      const opened = readableBy(change.state, 'RECIPIENT');
      const had = readableBy(before.state, 'RECIPIENT');
      const wrote = event.party === 'SENDER' && (event.type === 'ASK' || event.type === 'ANSWER');
      const more = (opened.preview && !had.preview) || (opened.content && !had.content) || wrote;
      expect(change.disclosures).toHaveLength(more ? 1 : 0);
    });
  });

  it('9: sending makes two communications: to the office, and to the client in their language', () => {
    everyStep(({ before, event, change }) => {
      if (event.type !== 'SEND' || !needsRelease(before.kind)) return;
      expect(change.notices).toEqual([{ to: 'RECIPIENT', kind: 'RECEIVED' }]);
      expect(change.letters).toEqual([{ kind: 'REFERRED', language: 'ar' }]);
    });
    const unknown = decide(referralWith(), eventOf('SEND', 'SENDER'), contextWith({ clientLanguage: null }));
    expect(unknown).toMatchObject({ value: { letters: [{ language: 'de' }] } });
  });

  it('9: the client is told whenever their release is used or withdrawn', () => {
    everyStep(({ before, event, change }) => {
      if (!needsRelease(before.kind)) return;
      const kinds: Partial<Record<ReferralEventType, string>> = {
        SEND: 'REFERRED',
        ACCEPT: 'DISCLOSED',
        WITHDRAW_RELEASE: 'RELEASE_WITHDRAWN',
      };
      const kind = kinds[event.type];
      expect(change.letters.map((one) => one.kind)).toEqual(kind ? [kind] : []);
    });
  });

  it('10: neither side moves a referral by what is the other side’s or the system’s to do', () => {
    const alone: Record<ReferralParty, readonly ReferralEventType[]> = {
      SENDER: ['SEND', 'WITHDRAW', 'ACCEPT_RETURN', 'DECLINE_RETURN'],
      RECIPIENT: ['SEE_PREVIEW', 'ACCEPT', 'DECLINE', 'START', 'COMPLETE', 'OFFER_RETURN'],
      SYSTEM: ['EXPIRE', 'SOURCE_ERASED', 'CASE_EDITED'],
    };
    const foreign = referralParties.flatMap((owner) =>
      referralParties
        .filter((party) => party !== owner)
        .flatMap((party) => alone[owner].map((type) => ({ type, party }))),
    );
    everyWalk((steps) => {
      const passed = steps.flatMap((taken) =>
        [...foreign, { type: 'WITHDRAW_RELEASE', party: 'RECIPIENT' } as const].filter(({ type, party }) => {
          const result = at(taken, type, party);
          return result.ok || result.problems[0].code !== 'REFERRAL_WRONG_PARTY';
        }),
      );
      expect(passed).toEqual([]);
    });
  });

  it('11: the answer-by date is set on sending and follows from the running deadline', () => {
    everyStep(({ event, change, context }) => {
      if (event.type !== 'SEND' || change.state !== 'SENT') {
        expect(change.marks.answerBy).toBeUndefined();
        return;
      }
      const today = dayOf(context.now);
      const terms = { releaseValidUntil: exampleRelease.validUntil };
      expect(change.marks.answerBy).toBe(answerBy(today, terms, context.earliestDeadline, today));
      expect((change.marks.answerBy ?? '') > today).toBe(true);
    });
    const pulled = contextWith({ earliestDeadline: '2026-05-30' });
    const result = decide(referralWith(), eventOf('SEND', 'SENDER'), pulled);
    expect(result).toMatchObject({ value: { marks: { answerBy: '2026-05-23' } } });
  });

  it('11: unanswered in time, it escalates to the sender and can still be accepted, declined or withdrawn', () => {
    everyStep(({ event, change, ...rest }) => {
      if (event.type !== 'EXPIRE') return;
      expect(change.state).toBe('UNANSWERED');
      expect(change.notices).toContainEqual({ to: 'SENDER', kind: 'UNANSWERED' });
      const late = { event, change, ...rest };
      expect(at(late, 'ACCEPT', 'RECIPIENT')).toMatchObject({ value: { state: 'ACCEPTED' } });
      expect(at(late, 'DECLINE', 'RECIPIENT')).toMatchObject({ value: { state: 'DECLINED' } });
      expect(at(late, 'WITHDRAW', 'SENDER')).toMatchObject({ value: { state: 'WITHDRAWN' } });
    });
  });
});
