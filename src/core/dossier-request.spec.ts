import { describe, expect, it } from '@jest/globals';
import { dossierStateOf, mayHaveDossierDrawn } from './dossier-request.js';
import { referralStates, type ReferralState } from './referral-states.js';

const codeFor = (state: ReferralState): string => {
  const outcome = mayHaveDossierDrawn({ kind: 'CO_ADVICE', state });
  return outcome.ok ? 'yes' : outcome.problems[0].code;
};

describe('having a dossier drawn', () => {
  it('is open to the sender while the referral is with the office', () => {
    expect(Object.fromEntries(referralStates.map((state) => [state, codeFor(state)]))).toEqual({
      DRAFT: 'REFERRAL_NOT_SENT',
      SENT: 'yes',
      PREVIEW_SEEN: 'yes',
      QUESTION_ASKED: 'yes',
      QUESTION_ANSWERED: 'yes',
      UNANSWERED: 'yes',
      ACCEPTED: 'yes',
      IN_PROGRESS: 'yes',
      RETURN_OFFERED: 'yes',
      COMPLETED: 'yes',
      RETURNED: 'yes',
      DECLINED: 'REFERRAL_CLOSED',
      WITHDRAWN: 'REFERRAL_WITHDRAWN',
      RELEASE_WITHDRAWN: 'RELEASE_WITHDRAWN',
      SIGNPOSTED: 'REFERRAL_NOT_SENT',
    });
  });

  it.each(['SIGNPOSTING', 'ENQUIRY'] as const)('makes no sense for %s, which passes on no groups', (kind) => {
    expect(mayHaveDossierDrawn({ kind, state: 'ACCEPTED' })).toMatchObject({
      problems: [{ code: 'DOSSIER_NOT_OF_THIS_KIND', field: 'referralId' }],
    });
  });
});

describe('the state of a dossier', () => {
  it('is pending from acceptance on, before anything is written', () => {
    expect(dossierStateOf(null, { kind: 'HANDOVER', state: 'ACCEPTED' })).toBe('PENDING');
    expect(dossierStateOf(null, { kind: 'HANDOVER', state: 'SENT' })).toBeNull();
    expect(dossierStateOf(null, { kind: 'ENQUIRY', state: 'ACCEPTED' })).toBeNull();
  });

  it('is what was written last, also after a withdrawal', () => {
    expect(dossierStateOf('READY', { kind: 'HANDOVER', state: 'RELEASE_WITHDRAWN' })).toBe('READY');
    expect(dossierStateOf('FAILED', { kind: 'HANDOVER', state: 'ACCEPTED' })).toBe('FAILED');
  });
});
