import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { query, type Tx } from '../database/transactions.js';
import { Keys } from '../keys/keys.service.js';
import { seal, unseal, type Place } from '../keys/seal.js';
import { requestsOf, type SealedAnswer } from './access-requests.queries.js';

/** An answer to a request for access, in both forms. */
export interface AnswerFiles {
  readonly pdf: Buffer;
  readonly json: Buffer;
}

/** Seals and opens answers: a copy of everything, with a key of its own, because the carrier's officer has none of the case. */
@Injectable()
export class AnswerSeals {
  constructor(private readonly keys: Keys) {}

  async seal(tx: Tx, house: Actor, requestId: string, { pdf, json }: AnswerFiles): Promise<AnswerFiles> {
    const key = await this.keys.openOrMake(tx, house, 'ANSWER', requestId);
    const place = placeOf(house.organisationId, requestId);
    return { pdf: seal(key, place('pdf'), pdf), json: seal(key, place('json'), json) };
  }

  /** Throws a fault where it is not as it was sealed. */
  async open(requestId: string, { organisationId, key: wrapped, pdf, json }: SealedAnswer): Promise<AnswerFiles> {
    const key = await this.keys.unwrap(wrapped);
    const place = placeOf(organisationId, requestId);
    return { pdf: unseal(key, place('pdf'), pdf), json: unseal(key, place('json'), json) };
  }

  /** What was drawn for this request opens with nothing any more, in no backup either. */
  async forget(tx: Tx, requestId: string): Promise<void> {
    await this.keys.destroy(tx, ['ANSWER'], requestId);
  }

  /** The same for all requests of a case, before it is erased. */
  async forgetOfCase(tx: Tx, caseId: string): Promise<void> {
    for (const { id } of await query<{ id: string }>(tx, requestsOf(caseId))) await this.forget(tx, id);
  }
}

const placeOf =
  (organisationId: string, requestId: string) =>
  (column: 'pdf' | 'json'): Place => ({ table: 'access_answer', column, organisationId, rowId: requestId });
