/** Fictional values for the specs of the referral; nothing here runs in the product. */
import type { Codebook } from './codebook.js';
import type { Referral, ReferralContext, ReferralEvent } from './referral.js';
import { needsRelease, type ReferralEventType, type ReferralParty } from './referral-states.js';
import type { Release } from './release.js';

const term = (code: string) => ({ code, de: code, en: code });
const exampleCodebook = {
  terms: {
    declineReasons: [term('CAPACITY')],
    returnReasons: [term('CLIENT_WISH')],
    referralResults: [term('AGREEMENT')],
  },
} as unknown as Codebook;

export const exampleRelease: Release = {
  officeId: 'office-1',
  fieldGroups: ['CLIENT_CONTACT', 'INCIDENT', 'GROUNDS', 'RESPONDENT'],
  purpose: 'Prüfung durch die Landesstelle',
  explainedIn: 'ar',
  interpreter: null,
  givenOn: '2026-05-01',
  validUntil: '2026-12-31',
  form: 'ORAL',
  oralReason: 'am Telefon',
  documentReference: null,
  guardian: null,
  dataProtectionConsent: true,
  withdrawnAt: null,
};
export const exampleNow = new Date('2026-05-20T10:00:00Z');
export const contextWith = (changes: Partial<ReferralContext> = {}): ReferralContext => ({
  now: exampleNow,
  codebook: exampleCodebook,
  release: exampleRelease,
  officeTakesPart: true,
  answerTerms: {},
  earliestDeadline: null,
  clientLanguage: 'ar',
  ...changes,
});
export const referralWith = (changes: Partial<Referral> = {}): Referral => {
  const kind = changes.kind ?? 'HANDOVER';
  return {
    kind,
    state: 'DRAFT',
    officeId: 'office-1',
    fieldGroups: needsRelease(kind) ? exampleRelease.fieldGroups : [],
    answerBy: '2026-05-19',
    ...changes,
  };
};
export const eventOf = (type: ReferralEventType, party: ReferralParty): ReferralEvent => {
  switch (type) {
    case 'DECLINE':
      return { type, party, reason: 'CAPACITY' };
    case 'OFFER_RETURN':
      return { type, party, reason: 'CLIENT_WISH' };
    case 'COMPLETE':
      return { type, party, result: 'AGREEMENT' };
    case 'SEND':
    case 'SEE_PREVIEW':
    case 'ASK':
    case 'ANSWER':
    case 'ACCEPT':
    case 'START':
    case 'ACCEPT_RETURN':
    case 'DECLINE_RETURN':
    case 'WITHDRAW':
    case 'WITHDRAW_RELEASE':
    case 'EXPIRE':
    case 'SOURCE_ERASED':
    case 'CASE_EDITED':
      return { type, party };
  }
};
