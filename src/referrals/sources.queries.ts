import { query, type Tx } from '../database/transactions.js';

/** An office as a referral needs it, as of this transaction: the directory's memory may be seconds old. */
export interface KnownOffice {
  readonly id: string;
  readonly name: string;
  /** Whose inbox it is; null = not connected, or that organisation was closed. */
  readonly inboxOrganisationId: string | null;
  readonly answerDays: number;
}

/** An office of the directory that is not retired, or null. */
export async function officeOf(tx: Tx, id: string): Promise<KnownOffice | null> {
  const [row] = await query<KnownOffice>(tx, {
    name: 'office-of-referral',
    text: `select o.id, o.name, o.answer_days as "answerDays", case when b.inbox_active then o.inbox_organisation_id end as "inboxOrganisationId"
           from office o join office_bodies() b on b.office_id = o.id where o.id = $1 and o.active`,
    values: [id],
  });
  return row ?? null;
}
