import { describe, expect, it } from '@jest/globals';
import {
  checkHandover,
  dossierStateOf,
  isDossierErased,
  isOwnCopyTold,
  mayHaveDossierDrawn,
} from './dossier-request.js';
import { referralStates, type ReferralState } from './referral-states.js';

const codeFor = (state: ReferralState): string => {
  const outcome = mayHaveDossierDrawn({ kind: 'CO_ADVICE', state, caseId: 'c' });
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
    expect(mayHaveDossierDrawn({ kind, state: 'ACCEPTED', caseId: 'c' })).toMatchObject({
      problems: [{ code: 'DOSSIER_NOT_OF_THIS_KIND', field: 'referralId' }],
    });
  });
});

describe('the state of a dossier', () => {
  it('is none where the case was erased before one was drawn, and none can be drawn', () => {
    const referral = { kind: 'HANDOVER', state: 'ACCEPTED', caseId: null } as const;
    expect(dossierStateOf(null, referral)).toBeNull();
    expect(dossierStateOf('READY', referral)).toBe('READY');
    expect(mayHaveDossierDrawn(referral)).toMatchObject({
      problems: [{ code: 'DOSSIER_ERASED', field: 'referralId' }],
    });
    expect([isDossierErased(null, referral), isDossierErased('READY', referral)]).toEqual([true, false]);
    expect(isDossierErased(null, { ...referral, caseId: 'c' })).toBe(false);
    expect(isDossierErased(null, { ...referral, kind: 'ENQUIRY' })).toBe(false);
  });

  it('is pending from acceptance on, before anything is written', () => {
    expect(dossierStateOf(null, { kind: 'HANDOVER', state: 'ACCEPTED', caseId: 'c' })).toBe('PENDING');
    expect(dossierStateOf(null, { kind: 'HANDOVER', state: 'SENT', caseId: 'c' })).toBeNull();
    expect(dossierStateOf(null, { kind: 'ENQUIRY', state: 'ACCEPTED', caseId: 'c' })).toBeNull();
  });

  it('is what was written last, also after a withdrawal', () => {
    expect(dossierStateOf('READY', { kind: 'HANDOVER', state: 'RELEASE_WITHDRAWN', caseId: 'c' })).toBe('READY');
    expect(dossierStateOf('FAILED', { kind: 'HANDOVER', state: 'ACCEPTED', caseId: 'c' })).toBe('FAILED');
  });
});

describe('a copy that the sender fetches itself', () => {
  it('is told to the client while the dossier is closed to the office', () => {
    expect(referralStates.filter((state) => !isOwnCopyTold(state))).toEqual([
      'ACCEPTED',
      'IN_PROGRESS',
      'RETURN_OFFERED',
      'COMPLETED',
      'RETURNED',
    ]);
  });
});

describe('a dossier that is handed over on paper', () => {
  const handover = (state: ReferralState, on: string, drawnOn: string | null = '2026-03-02'): string => {
    const outcome = checkHandover({ kind: 'CO_ADVICE', state, caseId: 'c' }, drawnOn, on, '2026-03-10');
    return outcome.ok ? outcome.value : `${outcome.problems[0].code} ${outcome.problems[0].field}`;
  };

  it('has a day between its drawing and today', () => {
    expect(
      ['2026-03-01', '2026-03-02', '2026-03-10', '2026-03-11', '2026-02-30'].map((on) => handover('SENT', on)),
    ).toEqual(['DATE_TOO_EARLY on', '2026-03-02', '2026-03-10', 'DATE_IN_FUTURE on', 'INVALID_FORMAT on']);
  });

  it('can be told of in every state from sending on, and only where there is a dossier', () => {
    const refused = referralStates.filter((state) => handover(state, '2026-03-05') !== '2026-03-05');
    expect(refused).toEqual(['DRAFT']);
    expect(handover('SENT', '2026-03-05', null)).toBe('DOSSIER_PENDING referralId');
    expect(
      checkHandover({ kind: 'ENQUIRY', state: 'SENT', caseId: 'c' }, '2026-03-02', '2026-03-05', '2026-03-10'),
    ).toMatchObject({
      problems: [{ code: 'DOSSIER_NOT_OF_THIS_KIND' }],
    });
  });
});
