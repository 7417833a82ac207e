import type { CaseFile } from '../core/case.js';
import type { Codebook } from '../core/codebook.js';
import {
  composeContent,
  composeEnquiry,
  composeEnquiryPreview,
  composePreview,
  type EnquiryContent,
} from '../core/content.js';
import type { CalendarDate } from '../core/calendar.js';
import type { Referral } from '../core/referral.js';
import type { FrozenContent, Preview, Release } from '../core/release.js';
import { accept, problem, type Problem, type Refused, type Result } from '../core/result.js';
import type { ReferralEntity } from './referral.entity.js';
import type { ReleaseEntity } from './release.entity.js';

/** The referral as its rules see it. */
export const asRule = ({ kind, state, officeId, fieldGroups, answerBy }: ReferralEntity): Referral => ({
  kind,
  state,
  officeId,
  fieldGroups,
  answerBy,
});

export const asRelease = (release: ReleaseEntity): Release => ({
  officeId: release.officeId,
  fieldGroups: release.fieldGroups,
  purpose: release.purpose,
  explainedIn: release.explainedIn,
  interpreter: release.interpreter,
  givenOn: release.givenOn,
  validUntil: release.validUntil,
  form: release.form,
  oralReason: release.oralReason,
  documentReference: release.documentReference,
  guardian: release.guardian,
  dataProtectionConsent: release.dataProtectionConsent,
  withdrawnAt: release.withdrawnAt,
});

/**
 * The release as far as the office's side may know it: its days, office and groups. A withdrawn one needs no mark here: the
 * withdrawal closes every referral that stands on it in the same transaction.
 */
export const releaseKnownToOffice = (referral: ReferralEntity): Release | null =>
  referral.releaseGivenOn === null || referral.releaseValidUntil === null
    ? null
    : {
        officeId: referral.officeId,
        fieldGroups: referral.fieldGroups,
        purpose: '',
        explainedIn: '',
        interpreter: null,
        givenOn: referral.releaseGivenOn,
        validUntil: referral.releaseValidUntil,
        form: 'ORAL',
        oralReason: null,
        documentReference: null,
        guardian: null,
        dataProtectionConsent: false,
        withdrawnAt: null,
      };

export interface Composed {
  readonly preview: Preview;
  readonly content: FrozenContent | EnquiryContent;
}

/** What the office will see before and after acceptance; null for a signpost, which passes on nothing. */
export const compose = (
  { kind, fieldGroups, question }: Pick<ReferralEntity, 'kind' | 'fieldGroups' | 'question'>,
  file: CaseFile,
  codebook: Codebook,
  today: CalendarDate,
): Result<Composed | null> => {
  switch (kind) {
    case 'SIGNPOSTING':
      return accept(null);
    case 'ENQUIRY': {
      const content = composeEnquiry(file, question ?? '', codebook.version, today);
      return content.ok ? accept({ preview: composeEnquiryPreview(file), content: content.value }) : content;
    }
    case 'HANDOVER':
    case 'CO_ADVICE':
    case 'LEGAL_ADVICE':
      return accept({
        preview: composePreview(file, fieldGroups, { today }),
        content: composeContent(file, fieldGroups, codebook.version),
      });
  }
};

/** What the office is told as the purpose; an enquiry has no release to tell one. */
export const purposeOf = (release: Pick<Release, 'purpose'> | null): string =>
  release?.purpose ?? 'anonyme Fachanfrage';

/** What keeps a referral with files from being sent: one that no scanner has seen may be harmful, and would be missing without a word. */
export const waitingProblems = ({ fieldGroups }: Pick<ReferralEntity, 'fieldGroups'>, waiting: number): Problem[] =>
  waiting > 0 && fieldGroups.includes('ATTACHMENTS')
    ? [problem('ATTACHMENTS_NOT_READY', 'fieldGroups', { count: waiting })]
    : [];

/** The same refusal with its fields named from the operation's argument on: `input.givenOn`. */
export const inArgument = (argument: string, { problems }: Refused): Refused => {
  const named = ({ field, ...rest }: Problem): Problem => ({
    ...rest,
    field: field === null ? null : `${argument}.${field}`,
  });
  const [first, ...others] = problems;
  return { ok: false, problems: [named(first), ...others.map(named)] };
};
