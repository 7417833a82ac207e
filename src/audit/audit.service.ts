import { Injectable } from '@nestjs/common';
import type { Denials } from '../access/denials.js';
import type { Actor } from '../core/access.js';
import { query, send, Transactions, type Statement, type Tx } from '../database/transactions.js';
import { LookBook, type NotedLook } from './look-book.js';

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
  private readonly looks = new LookBook((looks) => this.transactions.callAsNobody(note(looks)));

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

  /** Reads, and gives what was read when the look is on record: nothing is answered that is not in the log. */
  async look<Row>(actor: Actor, statement: Statement, look: Look): Promise<Row[]> {
    const { action, inVain = action, foundBy, subject, details = {} } = look;
    const rows = await this.transactions.read<Row>(actor, statement);
    const isFound = rows.some((row) => !foundBy || (row as { readonly found?: unknown })[foundBy] === true);
    await this.looks.note({
      organisation: actor.organisationId,
      carrier: actor.carrierId,
      person: actor.personId,
      action: isFound ? action : inVain,
      subjectType: subject.type,
      subject: subject.id,
      details: withToken(actor, details),
    });
    return rows;
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

const note = (looks: readonly NotedLook[]): Statement => ({
  name: 'audit-note',
  text: 'select audit_note($1)',
  values: [JSON.stringify(looks)],
});
