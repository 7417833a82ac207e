import { describe, expect, it } from '@jest/globals';

import { decide, type Referral, type ReferralContext, type ReferralEvent } from './referral.js';
import { contextWith, eventOf, exampleNow, exampleRelease, referralWith } from './referral.examples.js';
import {
  readableBy,
  type ReferralEventType,
  type ReferralKind,
  referralKinds,
  type ReferralParty,
  type ReferralState,
  requiredGroups,
} from './referral-states.js';
import { type FieldGroup, fieldGroups } from './release.js';

const problemsOf = (of: Referral, what: ReferralEvent, changes: Partial<ReferralContext> = {}) => {
  const result = decide(of, what, contextWith(changes));
  return result.ok ? [] : result.problems.map(({ code, field }) => `${code} ${field}`);
};

describe('Sending', () => {
  const send = eventOf('SEND', 'SENDER');

  it.each<[string, Partial<Referral>, Partial<ReferralContext>, string[]]>([
    ['without a release', {}, { release: null }, ['RELEASE_MISSING releaseId']],
    ['after the release ran out', {}, { now: new Date('2027-01-01T12:00:00Z') }, ['RELEASE_EXPIRED releaseId']],
    ['before it begins', {}, { now: new Date('2026-04-01T12:00:00Z') }, ['RELEASE_NOT_YET_VALID releaseId']],
    [
      'after it was withdrawn',
      {},
      { release: { ...exampleRelease, withdrawnAt: exampleNow } },
      ['RELEASE_WITHDRAWN releaseId'],
    ],
    ['to another office', { officeId: 'office-2' }, {}, ['RELEASE_OTHER_OFFICE officeId']],
    ['to an office without an inbox', {}, { officeTakesPart: false }, ['OFFICE_TAKES_NO_PART officeId']],
    [
      'with a group that was not released',
      { fieldGroups: [...exampleRelease.fieldGroups, 'WITNESSES'] },
      {},
      ['RELEASE_GROUP_NOT_COVERED fieldGroups'],
    ],
    [
      'without the groups that the kind needs',
      { fieldGroups: ['INCIDENT', 'RESPONDENT'] },
      {},
      ['RELEASE_GROUPS_INSUFFICIENT fieldGroups', 'RELEASE_GROUPS_INSUFFICIENT fieldGroups'],
    ],
    [
      'an enquiry that carries groups',
      { kind: 'ENQUIRY', fieldGroups: ['INCIDENT'] },
      {},
      ['REFERRAL_CARRIES_NO_GROUPS fieldGroups'],
    ],
    ['twice', { state: 'SENT' }, {}, ['ALREADY_SENT null']],
    ['again after acceptance', { state: 'ACCEPTED' }, {}, ['ALREADY_SENT null']],
    ['after withdrawing the draft', { state: 'WITHDRAWN' }, {}, ['REFERRAL_WITHDRAWN null']],
  ])('is refused %s', (_, changes, circumstances, expected) => {
    expect(problemsOf(referralWith(changes), send, circumstances)).toEqual(expected);
  });

  it('counts the day in Rhineland-Palatinate, not in Greenwich', () => {
    const lastEvening = { now: new Date('2026-12-31T22:59:00Z') };
    const afterMidnight = { now: new Date('2026-12-31T23:01:00Z') };
    expect(problemsOf(referralWith(), send, lastEvening)).toEqual([]);
    expect(problemsOf(referralWith(), send, afterMidnight)).toEqual(['RELEASE_EXPIRED releaseId']);
  });

  it('needs no release and no inbox for signposting, and leaves no trace with the recipient', () => {
    const result = decide(
      referralWith({ kind: 'SIGNPOSTING' }),
      send,
      contextWith({ release: null, officeTakesPart: false }),
    );
    expect(result).toEqual({
      ok: true,
      value: {
        state: 'SIGNPOSTED',
        marks: { closedAt: exampleNow },
        notices: [],
        letters: [{ kind: 'SIGNPOSTED', language: 'ar' }],
        disclosures: [],
      },
    });
    expect(Object.values(readableBy('SIGNPOSTED', 'RECIPIENT'))).toEqual([false, false, false, false]);
  });

  it('needs no release for an enquiry', () => {
    expect(problemsOf(referralWith({ kind: 'ENQUIRY' }), send, { release: null })).toEqual([]);
  });

  it.each(referralKinds)('%s is possible with exactly the groups that it needs', (kind) => {
    const groups = requiredGroups(kind).map(([first]) => first as FieldGroup);
    const covering = { release: { ...exampleRelease, fieldGroups } };
    expect(problemsOf(referralWith({ kind, fieldGroups: groups }), send, covering)).toEqual([]);
    for (const left of groups) {
      const fewer = groups.filter((group) => group !== left);
      expect(problemsOf(referralWith({ kind, fieldGroups: fewer }), send, covering)).toHaveLength(1);
    }
  });
});

describe('Refusals', () => {
  it.each<[ReferralEventType, ReferralParty, ReferralState, ReferralKind, string]>([
    ['ACCEPT', 'RECIPIENT', 'WITHDRAWN', 'HANDOVER', 'REFERRAL_WITHDRAWN'],
    ['COMPLETE', 'RECIPIENT', 'RELEASE_WITHDRAWN', 'HANDOVER', 'REFERRAL_WITHDRAWN'],
    ['ACCEPT', 'RECIPIENT', 'IN_PROGRESS', 'HANDOVER', 'REFERRAL_ACCEPTED_ALREADY'],
    ['ACCEPT', 'RECIPIENT', 'DECLINED', 'HANDOVER', 'REFERRAL_CLOSED'],
    ['ACCEPT', 'RECIPIENT', 'DRAFT', 'HANDOVER', 'REFERRAL_NOT_SENT'],
    ['ACCEPT', 'SENDER', 'SENT', 'HANDOVER', 'REFERRAL_WRONG_PARTY'],
    ['WITHDRAW', 'SENDER', 'ACCEPTED', 'HANDOVER', 'WITHDRAW_RELEASE_INSTEAD'],
    ['WITHDRAW_RELEASE', 'SENDER', 'ACCEPTED', 'ENQUIRY', 'NO_RELEASE_TO_WITHDRAW'],
    ['START', 'RECIPIENT', 'SENT', 'HANDOVER', 'REFERRAL_WRONG_STATE'],
  ])('%s by %s in %s of %s: %s', (type, party, state, kind, code) => {
    expect(problemsOf(referralWith({ kind, state }), eventOf(type, party))).toEqual([`${code} null`]);
  });

  it.each<[ReferralState, ReferralEvent, string]>([
    ['SENT', { type: 'DECLINE', party: 'RECIPIENT', reason: 'MOOD' }, 'UNKNOWN_CODE reason'],
    ['IN_PROGRESS', { type: 'OFFER_RETURN', party: 'RECIPIENT', reason: '' }, 'UNKNOWN_CODE reason'],
    ['IN_PROGRESS', { type: 'COMPLETE', party: 'RECIPIENT', result: 'constructor' }, 'UNKNOWN_CODE result'],
  ])('in %s name the field of an unknown reason or result', (state, what, expected) => {
    expect(problemsOf(referralWith({ state }), what)).toEqual([expected]);
  });

  it('stop an acceptance when the release has run out or was withdrawn meanwhile', () => {
    const sent = referralWith({ state: 'PREVIEW_SEEN' });
    const later = { now: new Date('2027-01-01T12:00:00Z') };
    expect(problemsOf(sent, eventOf('ACCEPT', 'RECIPIENT'), later)).toEqual(['RELEASE_EXPIRED releaseId']);
    const withdrawn = { release: { ...exampleRelease, withdrawnAt: exampleNow } };
    expect(problemsOf(sent, eventOf('ACCEPT', 'RECIPIENT'), withdrawn)).toEqual(['RELEASE_WITHDRAWN releaseId']);
  });

  it('stop the sender from writing more once the release has run out, and never the recipient from writing back', () => {
    const open = referralWith({ state: 'IN_PROGRESS' });
    const later = { now: new Date('2027-01-01T12:00:00Z') };
    expect(problemsOf(open, eventOf('ANSWER', 'SENDER'), later)).toEqual(['RELEASE_EXPIRED releaseId']);
    expect(problemsOf(open, eventOf('ASK', 'RECIPIENT'), later)).toEqual([]);
  });

  it('keep an office its last day', () => {
    const expire = eventOf('EXPIRE', 'SYSTEM');
    expect(problemsOf(referralWith({ state: 'SENT', answerBy: '2026-05-20' }), expire)).toEqual([
      'ANSWER_BY_NOT_PASSED null',
    ]);
    expect(problemsOf(referralWith({ state: 'SENT', answerBy: '2026-05-19' }), expire)).toEqual([]);
  });
});

describe('What follows from an event', () => {
  const changeBy = (state: ReferralState, type: ReferralEventType, party: ReferralParty) => {
    const result = decide(referralWith({ state }), eventOf(type, party), contextWith());
    if (!result.ok) throw new Error(result.problems[0].code);
    return result.value;
  };

  it('lists the sender’s messages as disclosures: of the preview before acceptance, of the content afterwards', () => {
    const { purpose, fieldGroups: released } = exampleRelease;
    const before = changeBy('QUESTION_ASKED', 'ANSWER', 'SENDER');
    expect(before.disclosures).toEqual([{ what: 'MESSAGE', groups: ['INCIDENT', 'GROUNDS', 'RESPONDENT'], purpose }]);
    const after = changeBy('IN_PROGRESS', 'ANSWER', 'SENDER');
    expect(after.disclosures).toEqual([{ what: 'MESSAGE', groups: released, purpose }]);
    expect(changeBy('IN_PROGRESS', 'ANSWER', 'RECIPIENT').disclosures).toEqual([]);
  });

  it('tells every office that ever held the content that the source was erased (Art. 19 GDPR), and no other', () => {
    const toldIn = (state: ReferralState) => changeBy(state, 'SOURCE_ERASED', 'SYSTEM').notices.length;
    expect((['IN_PROGRESS', 'COMPLETED', 'RETURNED', 'RELEASE_WITHDRAWN'] as const).map(toldIn)).toEqual([1, 1, 1, 1]);
    expect((['DECLINED', 'WITHDRAWN'] as const).map(toldIn)).toEqual([0, 0]);
  });

  it('marks the moment, the reason and the result', () => {
    expect(changeBy('SENT', 'SEE_PREVIEW', 'RECIPIENT').marks).toEqual({ previewSeenAt: exampleNow });
    expect(changeBy('SENT', 'ACCEPT', 'RECIPIENT').marks).toEqual({ acceptedAt: exampleNow });
    expect(changeBy('SENT', 'DECLINE', 'RECIPIENT').marks).toEqual({ closedAt: exampleNow, declineReason: 'CAPACITY' });
    expect(changeBy('SENT', 'EXPIRE', 'SYSTEM').marks).toEqual({ unansweredAt: exampleNow });
    expect(changeBy('ACCEPTED', 'START', 'RECIPIENT').marks).toEqual({ startedAt: exampleNow });
    expect(changeBy('ACCEPTED', 'COMPLETE', 'RECIPIENT').marks).toEqual({ closedAt: exampleNow, result: 'AGREEMENT' });
    expect(changeBy('ACCEPTED', 'OFFER_RETURN', 'RECIPIENT').marks).toEqual({
      returnOfferedAt: exampleNow,
      returnReason: 'CLIENT_WISH',
    });
    expect(changeBy('RETURN_OFFERED', 'ACCEPT_RETURN', 'SENDER').marks).toEqual({ closedAt: exampleNow });
    expect(changeBy('COMPLETED', 'WITHDRAW_RELEASE', 'SYSTEM').marks).toEqual({
      withdrawnAt: exampleNow,
      withdrawalReason: 'RELEASE_WITHDRAWN',
    });
  });
});
