import type { Preview } from '../core/release.js';
import type { ReferralParty, ReferralState } from '../core/referral-states.js';
import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf } from '../keys/wrapped-key.js';
import type { ReferralEntity } from './referral.entity.js';
import type { ReleaseEntity } from './release.entity.js';

const columns = (alias: string, names: readonly string[]): string =>
  names
    .map((name) => `${alias}.${name} as "${name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}"`)
    .join(', ');

/** The columns under the names of the entity, for statements of their own. */
const envelope = columns('r', [
  'organisation_id',
  'id',
  'reference',
  'case_id',
  'release_id',
  'office_id',
  'office_name',
  'sender_name',
  'recipient_organisation_id',
  'kind',
  'state',
  'content_open',
  'preview_open',
  'reasons',
  'field_groups',
  'release_given_on',
  'release_valid_until',
  'question',
  'answer_days',
  'contact_name',
  'contact_phone',
  'contact_email',
  'answer_by',
  'version',
  'created_by',
  'created_at',
  'state_since',
  'sent_at',
  'preview_seen_at',
  'accepted_at',
  'started_at',
  'return_offered_at',
  'unanswered_at',
  'withdrawn_at',
  'closed_at',
  'decline_reason',
  'return_reason',
  'result',
  'withdrawal_reason',
]);

const release = columns('l', [
  'organisation_id',
  'id',
  'case_id',
  'office_id',
  'field_groups',
  'purpose',
  'explained_in',
  'interpreter',
  'given_on',
  'valid_until',
  'form',
  'oral_reason',
  'document_reference',
  'guardian',
  'data_protection_consent',
  'withdrawn_on',
  'withdrawn_at',
  'created_at',
]);

export interface ReceivedRow extends ReferralEntity {
  readonly preview: Preview | null;
}
export type ReleaseRow = Omit<ReleaseEntity, 'withdrawnBy' | 'createdBy'> & { readonly officeName: string };

export interface InboxPlace {
  readonly answerBy: string;
  readonly id: string;
}

/** A page of the office's inbox with previews, the most urgent first. */
export const inboxPage = (states: readonly ReferralState[], most: number, after: InboxPlace | null): Statement => ({
  name: 'referral-inbox',
  text: `select ${envelope}, p.preview
         from referral r
         left join referral_preview p on p.organisation_id = r.organisation_id and p.referral_id = r.id
         where r.recipient_organisation_id = (select current_organisation()) and r.sent_at is not null
           and r.state = any ($1) and ($3::date is null or (r.answer_by, r.id) > ($3, $4::uuid))
         order by r.answer_by, r.id limit $2`,
  values: [states, most, after?.answerBy ?? null, after?.id ?? null],
});

export const sentReferral = (id: string): Statement => ({
  name: 'referral-sent',
  text: `select ${envelope}, ${wrappedKeyOf('CASE', 'r.case_id')} as key from referral r where r.organisation_id = (select current_organisation()) and r.id = $1`,
  values: [id],
});

/** The newest first. */
export const referralsOfCases = (caseIds: readonly string[]): Statement => ({
  name: 'referrals-of-cases',
  text: `select ${envelope}, ${wrappedKeyOf('CASE', 'r.case_id')} as key from referral r
         where r.organisation_id = (select current_organisation()) and r.case_id = any ($1::uuid[]) order by r.created_at desc, r.id desc`,
  values: [caseIds],
});

export const releasesOfCases = (caseIds: readonly string[]): Statement => ({
  name: 'releases-of-cases',
  text: `select ${release}, ${wrappedKeyOf('CASE', 'l.case_id')} as key, o.name as "officeName" from confidentiality_release l join office o on o.id = l.office_id
         where l.organisation_id = (select current_organisation()) and l.case_id = any ($1::uuid[])
         order by l.given_on desc, l.id desc`,
  values: [caseIds],
});

export const releaseById = (id: string): Statement => ({
  name: 'release-by-id',
  text: `select ${release}, ${wrappedKeyOf('CASE', 'l.case_id')} as key, o.name as "officeName" from confidentiality_release l join office o on o.id = l.office_id
         where l.organisation_id = (select current_organisation()) and l.id = $1`,
  values: [id],
});

export const previewsOf = (ids: readonly string[]): Statement => ({
  name: 'referral-previews',
  text: 'select referral_id as "referralId", preview from referral_preview where referral_id = any ($1::uuid[])',
  values: [ids],
});

export interface EventRow {
  readonly id: string;
  readonly referralId: string;
  readonly at: Date;
  readonly kind: string;
  readonly party: ReferralParty;
  readonly state: ReferralState;
  readonly reason: string | null;
}

export const eventsOf = (ids: readonly string[]): Statement => ({
  name: 'referral-events',
  text: `select id, referral_id as "referralId", at, kind, party, state, reason from referral_event
         where referral_id = any ($1::uuid[]) order by id`,
  values: [ids],
});

export interface LetterRow {
  readonly referralId: string;
  readonly kind: string;
  readonly at: Date;
  /** The client's, as the case has it now; null = not known. */
  readonly language: string | null;
}

export const lettersOf = (ids: readonly string[]): Statement => ({
  name: 'referral-letters',
  text: `select t.referral_id as "referralId", t.kind, t.at, c.language
         from referral_letter t
         join referral r on r.organisation_id = t.organisation_id and r.id = t.referral_id
         left join cases c on c.organisation_id = r.organisation_id and c.id = r.case_id
         where t.organisation_id = (select current_organisation()) and t.referral_id = any ($1::uuid[]) order by t.id`,
  values: [ids],
});

export interface DisclosureRow {
  readonly id: string;
  readonly organisationId: string;
  readonly caseId: string;
  readonly referralId: string;
  readonly reference: string;
  readonly officeName: string;
  readonly what: string;
  readonly fieldGroups: readonly string[];
  readonly purpose: string;
  readonly at: Date;
}

/** What was passed on of these cases, oldest first, as the client is told it. */
export const disclosuresOfCases = (caseIds: readonly string[]): Statement => ({
  name: 'disclosures-of-cases',
  text: `select d.id, d.organisation_id as "organisationId", ${wrappedKeyOf('CONTENT', 'r.id')} as key, r.case_id as "caseId", r.id as "referralId", r.reference, d.office_name as "officeName", d.kind as what,
           d.field_groups as "fieldGroups", d.purpose, d.at
         from referral r join disclosure d on d.organisation_id = r.organisation_id and d.referral_id = r.id
         where r.organisation_id = (select current_organisation()) and r.case_id = any ($1::uuid[]) order by d.id`,
  values: [caseIds],
});

export const caseIsOurs = (caseId: string): Statement => ({
  name: 'case-is-ours',
  text: 'select 1 from cases where organisation_id = (select current_organisation()) and id = $1',
  values: [caseId],
});
