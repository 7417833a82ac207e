import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import type { Term } from './codebook.js';
import { decide } from './referral.js';
import { contextWith, eventOf, referralWith } from './referral.examples.js';
import {
  allowedEvents,
  isAllowed,
  isDisclosed,
  isFinal,
  isPending,
  referralEventTypes,
  type ReferralKind,
  referralKinds,
  referralParties,
  type ReferralParty,
  type ReferralState,
  referralStates,
  requiredGroups,
} from './referral-states.js';

/** Every way out of every state, `S`ender, `R`ecipient, s`Y`stem; `=` stays. All else is refused. */
const ways: Record<'HANDOVER' | 'ENQUIRY' | 'SIGNPOSTING', Partial<Record<ReferralState, string>>> = {
  HANDOVER: {
    DRAFT: 'S:SEND>SENT S:WITHDRAW>WITHDRAWN Y:SOURCE_ERASED>WITHDRAWN',
    SENT:
      'R:SEE_PREVIEW>PREVIEW_SEEN R:ASK>QUESTION_ASKED R:ACCEPT>ACCEPTED R:DECLINE>DECLINED S:WITHDRAW>WITHDRAWN ' +
      'S:WITHDRAW_RELEASE>WITHDRAWN Y:WITHDRAW_RELEASE>WITHDRAWN Y:EXPIRE>UNANSWERED Y:SOURCE_ERASED>WITHDRAWN',
    PREVIEW_SEEN:
      'R:SEE_PREVIEW= R:ASK>QUESTION_ASKED R:ACCEPT>ACCEPTED R:DECLINE>DECLINED S:WITHDRAW>WITHDRAWN ' +
      'S:WITHDRAW_RELEASE>WITHDRAWN Y:WITHDRAW_RELEASE>WITHDRAWN Y:EXPIRE>UNANSWERED Y:SOURCE_ERASED>WITHDRAWN',
    QUESTION_ASKED:
      'R:SEE_PREVIEW= R:ASK= S:ANSWER>QUESTION_ANSWERED R:ACCEPT>ACCEPTED R:DECLINE>DECLINED S:WITHDRAW>WITHDRAWN ' +
      'S:WITHDRAW_RELEASE>WITHDRAWN Y:WITHDRAW_RELEASE>WITHDRAWN Y:EXPIRE>UNANSWERED Y:SOURCE_ERASED>WITHDRAWN',
    QUESTION_ANSWERED:
      'R:SEE_PREVIEW= R:ASK>QUESTION_ASKED S:ANSWER= R:ACCEPT>ACCEPTED R:DECLINE>DECLINED S:WITHDRAW>WITHDRAWN ' +
      'S:WITHDRAW_RELEASE>WITHDRAWN Y:WITHDRAW_RELEASE>WITHDRAWN Y:EXPIRE>UNANSWERED Y:SOURCE_ERASED>WITHDRAWN',
    UNANSWERED:
      'R:SEE_PREVIEW= R:ASK= S:ANSWER= R:ACCEPT>ACCEPTED R:DECLINE>DECLINED S:WITHDRAW>WITHDRAWN ' +
      'S:WITHDRAW_RELEASE>WITHDRAWN Y:WITHDRAW_RELEASE>WITHDRAWN Y:SOURCE_ERASED>WITHDRAWN',
    ACCEPTED:
      'S:ASK= R:ASK= S:ANSWER= R:ANSWER= R:START>IN_PROGRESS R:COMPLETE>COMPLETED R:OFFER_RETURN>RETURN_OFFERED ' +
      'S:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:SOURCE_ERASED=',
    IN_PROGRESS:
      'S:ASK= R:ASK= S:ANSWER= R:ANSWER= R:COMPLETE>COMPLETED R:OFFER_RETURN>RETURN_OFFERED ' +
      'S:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:SOURCE_ERASED=',
    RETURN_OFFERED:
      'S:ASK= R:ASK= S:ANSWER= R:ANSWER= S:ACCEPT_RETURN>RETURNED S:DECLINE_RETURN>IN_PROGRESS ' +
      'S:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:SOURCE_ERASED=',
    COMPLETED: 'S:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:SOURCE_ERASED=',
    RETURNED: 'S:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:WITHDRAW_RELEASE>RELEASE_WITHDRAWN Y:SOURCE_ERASED=',
    DECLINED: 'Y:SOURCE_ERASED=',
    WITHDRAWN: 'Y:SOURCE_ERASED=',
    RELEASE_WITHDRAWN: 'Y:SOURCE_ERASED=',
  },
  ENQUIRY: {
    DRAFT: 'S:SEND>SENT S:WITHDRAW>WITHDRAWN Y:SOURCE_ERASED>WITHDRAWN',
    SENT:
      'R:SEE_PREVIEW>PREVIEW_SEEN R:ASK>QUESTION_ASKED R:ACCEPT>ACCEPTED R:DECLINE>DECLINED S:WITHDRAW>WITHDRAWN ' +
      'Y:EXPIRE>UNANSWERED Y:SOURCE_ERASED>WITHDRAWN',
    ACCEPTED:
      'S:ASK= R:ASK= S:ANSWER= R:ANSWER= R:START>IN_PROGRESS R:COMPLETE>COMPLETED R:OFFER_RETURN>RETURN_OFFERED ' +
      'S:WITHDRAW>WITHDRAWN Y:SOURCE_ERASED=',
    COMPLETED: 'S:WITHDRAW>WITHDRAWN Y:SOURCE_ERASED=',
    WITHDRAWN: 'Y:SOURCE_ERASED=',
  },
  SIGNPOSTING: {
    DRAFT: 'S:SEND>SIGNPOSTED S:WITHDRAW>WITHDRAWN Y:SOURCE_ERASED>WITHDRAWN',
    SIGNPOSTED: 'Y:SOURCE_ERASED=',
    WITHDRAWN: 'Y:SOURCE_ERASED=',
  },
};
const letters: Record<ReferralParty, string> = { SENDER: 'S', RECIPIENT: 'R', SYSTEM: 'Y' };
const waysOut = (kind: ReferralKind, state: ReferralState): string[] =>
  referralEventTypes
    .flatMap((type) => referralParties.map((party) => ({ type, party })))
    .flatMap(({ type, party }) => {
      const result = decide(referralWith({ kind, state }), eventOf(type, party), contextWith());
      if (!result.ok) return [];
      const next = result.value.state;
      return [`${letters[party]}:${type}${next === state ? '=' : `>${next}`}`];
    });
const legalStates = (kind: ReferralKind): readonly ReferralState[] => {
  if (kind === 'SIGNPOSTING') return ['DRAFT', 'SIGNPOSTED', 'WITHDRAWN'];
  const never = kind === 'ENQUIRY' ? ['SIGNPOSTED', 'RELEASE_WITHDRAWN'] : ['SIGNPOSTED'];
  return referralStates.filter((state) => !never.includes(state));
};

describe('The ways of a referral', () => {
  const rows = Object.entries(ways).flatMap(([kind, states]) =>
    Object.entries(states).map(([state, out]) => [kind, state, out] as [ReferralKind, ReferralState, string]),
  );
  it.each(rows)('%s: from %s', (kind, state, out) => {
    expect(waysOut(kind, state).toSorted()).toEqual([...out.split(' '), 'Y:CASE_EDITED='].toSorted());
  });

  it('are the same for handover, co-advice and legal advice', () => {
    for (const state of legalStates('HANDOVER')) {
      expect(waysOut('CO_ADVICE', state)).toEqual(waysOut('HANDOVER', state));
      expect(waysOut('LEGAL_ADVICE', state)).toEqual(waysOut('HANDOVER', state));
    }
  });

  it('answer every state, event, party and kind with a change to a legal state or a typed refusal, and never throw', () => {
    let asked = 0;
    for (const kind of referralKinds) {
      for (const state of referralStates) {
        for (const type of referralEventTypes) {
          for (const party of referralParties) {
            asked += 1;
            const result = decide(referralWith({ kind, state }), eventOf(type, party), contextWith());
            expect(result.ok).toBe(isAllowed(type, state, party, kind));
            expect(allowedEvents(state, party, kind).includes(type)).toBe(result.ok);
            if (!result.ok)
              expect(result.problems[0].code).toMatch(/^(REFERRAL_|ALREADY_SENT|WITHDRAW_RELEASE_I|NO_REL)/);
            else if (legalStates(kind).includes(state)) expect(legalStates(kind)).toContain(result.value.state);
          }
        }
      }
    }
    expect(asked).toBe(5 * 15 * 16 * 3);
  });

  it('never throw on an empty context either', () => {
    for (const kind of referralKinds) {
      for (const state of referralStates) {
        for (const type of referralEventTypes) {
          for (const party of referralParties) {
            const bare = referralWith({ kind, state, answerBy: null, fieldGroups: [] });
            const result = decide(bare, eventOf(type, party), contextWith({ release: null, officeTakesPart: false }));
            expect(typeof result.ok).toBe('boolean');
          }
        }
      }
    }
  });

  it('reach every state from a draft', () => {
    const reached = new Set<ReferralState>(['DRAFT']);
    for (const state of reached) {
      for (const kind of referralKinds) {
        if (!legalStates(kind).includes(state)) continue;
        for (const way of waysOut(kind, state)) {
          const next = way.split('>')[1];
          if (next) reached.add(next as ReferralState);
        }
      }
    }
    expect([...reached].toSorted()).toEqual([...referralStates].toSorted());
  });

  it('put every state into exactly one of draft, pending, at work and final', () => {
    const counted = referralStates.map(
      (state) =>
        Number(state === 'DRAFT') +
        Number(isPending(state)) +
        Number(isFinal(state)) +
        Number(isDisclosed(state) && !isFinal(state)),
    );
    expect(new Set(counted)).toEqual(new Set([1]));
  });

  it('know the kinds of the codebook', () => {
    const book = parse(readFileSync('src/reference/data/codebook.yaml', 'utf8')) as { referral: { kinds: Term[] } };
    expect(book.referral.kinds.map(({ code }) => code)).toEqual([...referralKinds]);
  });

  it('need what the office cannot do without: what happened and why, a way to the client, the other side', () => {
    const common = [['INCIDENT'], ['GROUNDS']];
    expect(requiredGroups('CO_ADVICE')).toEqual(common);
    expect(requiredGroups('HANDOVER')).toEqual([...common, ['CLIENT_IDENTITY', 'CLIENT_CONTACT']]);
    expect(requiredGroups('LEGAL_ADVICE')).toEqual([...common, ['RESPONDENT']]);
    for (const kind of ['SIGNPOSTING', 'ENQUIRY'] as const) expect(requiredGroups(kind)).toEqual([]);
  });
});
