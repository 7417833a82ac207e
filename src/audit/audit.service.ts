import { Injectable } from '@nestjs/common';
import type { Denials } from '../access/denials.js';
import type { Actor } from '../core/access.js';
import { query, send, Transactions, type Statement, type Tx } from '../database/transactions.js';

/** What a deed was done to. */
export interface Subject {
  readonly type: string;
  readonly id: string | null;
}

/** Codes, ids and numbers that explain the deed; never a name, an address or a text. */
export type Details = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** A look that goes on record. */
export interface Look {
  readonly action: string;
  /** What it was when nothing was found: a foreign id is worth an entry, too. */
  readonly inVain?: string;
  /** Of a statement that always gives a row: the column that says whether there was anything. */
  readonly foundBy?: 'found';
  readonly subject: Subject;
  readonly details?: Details;
}

/** The append-only log. The application's role can add to it and read it, and nothing else. */
@Injectable()
export class Audit implements Denials {
  constructor(private readonly transactions: Transactions) {}

  /** Writes one entry in the deed's own transaction, without waiting for it: either both are there at its end or neither. */
  async record(tx: Tx, actor: Actor, action: string, subject: Subject, details: Details = {}): Promise<void> {
    await send(tx, {
      name: 'audit-record',
      text: `insert into audit_entry (organisation_id, carrier_id, person_id, action, subject_type, subject_id, details)
             values ($1, $2, $3, $4, $5, $6, $7)`,
      values: [
        actor.organisationId,
        actor.carrierId,
        actor.personId,
        action,
        subject.type,
        subject.id,
        JSON.stringify(withToken(actor, details)),
      ],
    });
  }

  /** Reads and puts the look on record in one statement and one round trip: nothing is answered that is not in the log. */
  look<Row>(actor: Actor, statement: Statement, look: Look): Promise<Row[]> {
    return this.transactions.readAndNote<Row>(actor, noted(actor, statement, look));
  }

  denied(actor: Actor, operation: string, permission: string): Promise<void> {
    const details = { operation, permission };
    return this.transactions.run(actor, (tx) =>
      this.record(tx, actor, 'access.denied', { type: 'operation', id: null }, details),
    );
  }

  /**
   * For erasure: the entries of the own organisation about a subject lose it, and the salts that could show what they were about.
   * The tree stays as it is signed. Entries of the last seconds have no place yet and keep their subject: ask again. Gives their number.
   */
  async forgetSubject(tx: Tx, subjectId: string): Promise<number> {
    const [row] = await query<{ count: string }>(tx, {
      name: 'audit-forget-subject',
      text: 'select audit_forget_subject($1) as count',
      values: [subjectId],
    });
    return Number(row?.count ?? 0);
  }
}

/** A program did it with a token of the person: which one stands beside the deed. */
const withToken = ({ token }: Actor, details: Details): Details => (token ? { ...details, token: token.id } : details);

/** A text is made once for each name: the driver compares it with the one that it has prepared. */
const texts = new Map<string, string>();

const noted = (actor: Actor, { name, text, values }: Statement, look: Look): Statement => {
  const known = texts.get(name);
  const made = known ?? notedText(text, values.length, look.foundBy ?? 'true');
  if (name && !known) texts.set(name, made);
  return {
    name: name && `${name}+audit`,
    text: made,
    values: [
      ...values,
      actor.organisationId,
      actor.carrierId,
      actor.personId,
      look.action,
      look.inVain ?? look.action,
      look.subject.type,
      look.subject.id,
      JSON.stringify(withToken(actor, look.details ?? {})),
    ],
  };
};

const notedText = (text: string, values: number, found: string): string => {
  const $ = (place: number): string => `$${values + place}`;
  return `with looked as materialized (${text}), noted as (
      insert into audit_entry (organisation_id, carrier_id, person_id, action, subject_type, subject_id, details)
      select ${$(1)}::uuid, ${$(2)}::uuid, ${$(3)}::uuid,
        case when exists (select from looked where ${found}) then ${$(4)} else ${$(5)} end,
        ${$(6)}, ${$(7)}::uuid, ${$(8)}::jsonb)
      select * from looked`;
};
