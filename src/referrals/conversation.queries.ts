import type { Actor } from '../core/access.js';
import { query, type Statement, type Tx } from '../database/transactions.js';
import type { DataKey } from '../keys/data-key.js';
import { newId } from '../database/new-id.js';
import { sealText } from '../keys/seal.js';
import { wrappedKeyOf } from '../keys/wrapped-key.js';
import type { ReferralEntity } from './referral.entity.js';
import { textPlace } from './referral-seals.service.js';

export type MessageKind = 'QUESTION' | 'ANSWER' | 'MESSAGE' | 'RESULT' | 'DECLINE' | 'RETURN';

/** A message by its side: who wrote it stays with that side. */
export interface MessageRow {
  readonly organisationId: string;
  readonly id: string;
  readonly referralId: string;
  readonly kind: MessageKind;
  readonly from: 'SENDER' | 'RECIPIENT';
  readonly text: string;
  readonly at: Date;
}

export interface NoteRow {
  readonly organisationId: string;
  readonly id: string;
  readonly referralId: string;
  readonly authorName: string;
  readonly text: string;
  readonly at: Date;
}

const messageColumns = `id, organisation_id as "organisationId", referral_id as "referralId", kind, text, created_at as at,
  case when from_organisation_id = organisation_id then 'SENDER' else 'RECIPIENT' end as "from"`;

/** Writes a message of the actor's side, sealed, and gives it back as it was said. */
export async function writeMessage(
  tx: Tx,
  actor: Actor,
  referral: ReferralEntity,
  kind: MessageKind,
  text: string,
  key: DataKey,
): Promise<MessageRow> {
  const id = newId();
  const sealed = sealText(key, textPlace('referral_message', referral.organisationId, id), text);
  const [row] = await query<MessageRow>(tx, {
    name: 'referral-message',
    text: `insert into referral_message (organisation_id, referral_id, from_organisation_id, person_id, kind, text, id)
           values ($1, $2, $3, $4, $5, $6, $7) returning ${messageColumns}`,
    values: [referral.organisationId, referral.id, actor.organisationId, actor.personId, kind, sealed, id],
  });
  if (!row) throw new Error('The message was not written.');
  return { ...row, text };
}

/** Like `writeMessage`, where the deed may have closed the referral to its own side: what cannot be read is not given back. */
export async function writeReport(
  tx: Tx,
  actor: Actor,
  referral: ReferralEntity,
  kind: MessageKind,
  text: string,
  key: DataKey,
): Promise<void> {
  const id = newId();
  const sealed = sealText(key, textPlace('referral_message', referral.organisationId, id), text);
  await query(tx, {
    name: 'referral-report',
    text: `insert into referral_message (organisation_id, referral_id, from_organisation_id, person_id, kind, text, id)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [referral.organisationId, referral.id, actor.organisationId, actor.personId, kind, sealed, id],
  });
}

export async function addNote(
  tx: Tx,
  actor: Actor,
  referral: ReferralEntity,
  text: string,
  key: DataKey,
): Promise<NoteRow> {
  const id = newId();
  const sealed = sealText(key, textPlace('referral_note', actor.organisationId, id), text);
  const [row] = await query<NoteRow>(tx, {
    name: 'referral-note',
    text: `with written as (
             insert into referral_note (organisation_id, sender_organisation_id, referral_id, author_id, text, id)
             values ($1, $2, $3, $4, $5, $6) returning organisation_id, id, referral_id, author_id, text, created_at)
           select n.id, n.organisation_id as "organisationId", n.referral_id as "referralId", n.text, n.created_at as at, p.name as "authorName"
           from written n join person p on p.organisation_id = $1 and p.id = n.author_id`,
    values: [actor.organisationId, referral.organisationId, referral.id, actor.personId, sealed, id],
  });
  if (!row) throw new Error('The note was not written.');
  return { ...row, text };
}

/** Of these referrals, as far as row security opens them to the asking side; oldest first. */
export const messagesOf = (ids: readonly string[]): Statement => ({
  name: 'referral-messages',
  text: `select ${messageColumns}, ${wrappedKeyOf('CONVERSATION', 'referral_id')} as key from referral_message where referral_id = any ($1::uuid[]) order by id`,
  values: [ids],
});

/** The asking side's own notes. */
export const notesOf = (ids: readonly string[]): Statement => ({
  name: 'referral-notes',
  text: `select n.id, n.organisation_id as "organisationId", ${wrappedKeyOf('NOTES', 'n.referral_id')} as key, n.referral_id as "referralId", n.text, n.created_at as at, p.name as "authorName"
         from referral_note n join person p on p.organisation_id = n.organisation_id and p.id = n.author_id
         where n.organisation_id = (select current_organisation()) and n.referral_id = any ($1::uuid[]) order by n.id`,
  values: [ids],
});
