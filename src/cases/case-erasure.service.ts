import { Injectable } from '@nestjs/common';
import { query, type Tx } from '../database/transactions.js';
import { Keys } from '../keys/keys.service.js';
import { caseHoldings, dropCase, keepOriginsHash, type CaseHoldings } from './case-erasure.queries.js';

/** The end of a case in this room: the rows with all that hangs on them. What other rooms hold of it, they let go before. */
@Injectable()
export class CaseErasure {
  constructor(private readonly keys: Keys) {}

  /** How much there is of a case; null where there is none. */
  async holdings(tx: Tx, caseId: string): Promise<CaseHoldings | null> {
    const [row] = await query<CaseHoldings>(tx, caseHoldings(caseId));
    return row ?? null;
  }

  /** Erases the case and destroys its key, so that no backup of the rows can be read either. False when it was gone already. */
  async erase(tx: Tx, caseId: string): Promise<boolean> {
    await this.keys.destroyCaseKey(tx, caseId);
    await query(tx, keepOriginsHash(caseId));
    return (await query(tx, dropCase(caseId))).length > 0;
  }
}
