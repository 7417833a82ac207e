import type { ClientLetter, Disclosure } from '../core/referral-change.js';
import type { ReferralEventType, ReferralParty, ReferralState } from '../core/referral-states.js';
import type { EnquiryContent } from '../core/content.js';
import type { FrozenContent, Preview } from '../core/release.js';
import { query, type Statement, type Tx } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';
import { ReferralEntity } from './referral.entity.js';
import { ReleaseEntity } from './release.entity.js';

export type ReferredContent = FrozenContent | EnquiryContent;

/** The sender's referral, locked; null for a foreign one. */
export const lockSent = (tx: Tx, organisationId: string, id: string): Promise<ReferralEntity | null> =>
  tx.findOne(ReferralEntity, { where: { organisationId, id }, lock: { mode: 'pessimistic_write' } });

/**
 * The sender's referral, locked for passing something on: its release first, as a withdrawal does it, so that neither waits
 * for the other and a withdrawal comes wholly before or wholly after.
 */
export async function lockToPassOn(tx: Tx, organisationId: string, id: string): Promise<ReferralEntity | null> {
  const known = await tx.findOne(ReferralEntity, { where: { organisationId, id } });
  if (!known) return null;
  if (known.releaseId) await holdRelease(tx, organisationId, known.releaseId);
  return lockSent(tx, organisationId, id);
}

/** The office's referral, locked. Row security keeps drafts and signposts from it. */
export const lockReceived = (tx: Tx, recipientOrganisationId: string, id: string): Promise<ReferralEntity | null> =>
  tx.findOne(ReferralEntity, { where: { recipientOrganisationId, id }, lock: { mode: 'pessimistic_write' } });

/** Always in the same order, so that two withdrawals cannot wait for each other. */
export const lockOfRelease = (tx: Tx, organisationId: string, releaseId: string): Promise<ReferralEntity[]> =>
  tx.find(ReferralEntity, {
    where: { organisationId, releaseId },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });

export const lockOfCase = (tx: Tx, organisationId: string, caseId: string): Promise<ReferralEntity[]> =>
  tx.find(ReferralEntity, {
    where: { organisationId, caseId },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });

/** The release, kept from being withdrawn until the transaction ends. */
export const holdRelease = (tx: Tx, organisationId: string, id: string): Promise<ReleaseEntity | null> =>
  tx.findOne(ReleaseEntity, { where: { organisationId, id }, lock: { mode: 'pessimistic_read' } });

interface EventLine {
  readonly organisationId: string;
  readonly referralId: string;
  readonly kind: ReferralEventType;
  readonly party: ReferralParty;
  readonly state: ReferralState;
  readonly reason: string | null;
}

/** Adds a line to the history that both sides share. Gives its id. */
export async function recordEvent(tx: Tx, event: EventLine): Promise<string> {
  const [row] = await query<{ id: string }>(tx, {
    name: 'referral-event',
    text: `insert into referral_event (organisation_id, referral_id, kind, party, state, reason)
           values ($1, $2, $3, $4, $5, $6) returning id`,
    values: [event.organisationId, event.referralId, event.kind, event.party, event.state, event.reason],
  });
  if (!row) throw new Error('The event was not written.');
  return row.id;
}

/** Adds a line to the client's list, whichever side acts. Gives nothing back: the office may write it and not read it. */
export async function recordDisclosure(
  tx: Tx,
  referral: ReferralEntity,
  disclosure: Disclosure,
  sealed: { readonly id: string; readonly purpose: string },
): Promise<void> {
  await query(tx, {
    name: 'disclosure-record',
    text: `insert into disclosure (organisation_id, referral_id, office_name, kind, field_groups, purpose, id)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      referral.organisationId,
      referral.id,
      referral.officeName,
      disclosure.what,
      disclosure.groups,
      sealed.purpose,
      sealed.id,
    ],
  });
}

export async function recordLetter(tx: Tx, referral: ReferralEntity, kind: ClientLetter['kind']): Promise<void> {
  await query(tx, {
    name: 'referral-letter',
    text: 'insert into referral_letter (organisation_id, referral_id, kind) values ($1, $2, $3)',
    values: [referral.organisationId, referral.id, kind],
  });
}

/** Freezes what the office will see, sealed: a copy that no later edit of the case reaches. */
export async function freeze(
  tx: Tx,
  { organisationId, id, recipientOrganisationId }: ReferralEntity,
  frozen: { readonly preview: Preview; readonly content: string; readonly purpose: string },
): Promise<void> {
  await query(tx, {
    name: 'referral-preview-freeze',
    text: `insert into referral_preview (organisation_id, referral_id, recipient_organisation_id, preview) values ($1, $2, $3, $4)`,
    values: [organisationId, id, recipientOrganisationId, JSON.stringify(frozen.preview)],
  });
  await query(tx, {
    name: 'referral-content-freeze',
    text: `insert into referral_content (organisation_id, referral_id, recipient_organisation_id, content, purpose)
           values ($1, $2, $3, $4, $5)`,
    values: [organisationId, id, recipientOrganisationId, JSON.stringify(frozen.content), frozen.purpose],
  });
}

export interface ContentRow {
  readonly content: ReferredContent;
  readonly purpose: string;
}

/** A frozen copy as it stands in the database. */
export interface SealedContent {
  readonly organisationId: string;
  readonly referralId: string;
  readonly content: string;
  readonly purpose: string;
  readonly key: WrappedKey | null;
}

/** Frozen copies with the asking side's keys; none while row security keeps them from it. */
export const sealedContentOf = (referralIds: readonly string[], onlyOwn = false): Statement => ({
  name: onlyOwn ? 'referral-contents-own' : 'referral-contents',
  text: `select c.organisation_id as "organisationId", c.referral_id as "referralId", c.content, c.purpose,
           ${wrappedKeyOf('CONTENT', 'c.referral_id')} as key
         from referral_content c
         where c.referral_id = any ($1::uuid[]) ${onlyOwn ? 'and c.organisation_id = (select current_organisation())' : ''}`,
  values: [referralIds],
});

/** Of a referral that never was, or is no longer, with the office: nothing of the client stays behind. */
export async function forgetCopies(tx: Tx, organisationId: string, referralId: string): Promise<void> {
  for (const table of ['referral_preview', 'referral_content', 'referral_message']) {
    await query(tx, {
      name: `forget-${table}`,
      text: `delete from ${table} where organisation_id = $1 and referral_id = $2`,
      values: [organisationId, referralId],
    });
  }
}

/** The sender's own notes go with the case; the office's are the office's. */
export async function forgetNotes(tx: Tx, organisationId: string, referralId: string): Promise<void> {
  await query(tx, {
    name: 'forget-referral-notes',
    text: 'delete from referral_note where organisation_id = $1 and referral_id = $2',
    values: [organisationId, referralId],
  });
}
