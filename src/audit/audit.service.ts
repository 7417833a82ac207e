import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { query, type Tx } from '../database/transactions.js';

/** What a deed was done to. */
export interface Subject {
  readonly type: string;
  readonly id: string | null;
}

/** Codes, ids and numbers that explain the deed; never a name, an address or a text. */
export type Details = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** The append-only log. The application's role can add to it and read it, and nothing else. */
@Injectable()
export class Audit {
  /** Writes one entry in the deed's own transaction: either both are there or neither. */
  async record(tx: Tx, actor: Actor, action: string, subject: Subject, details: Details = {}): Promise<void> {
    await query(tx, {
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
        JSON.stringify(details),
      ],
    });
  }
}
