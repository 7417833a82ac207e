import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '../database/transactions.js';
import { DataKeys, proofOf } from './data-keys.js';
import type { KeyDriver } from './key-driver.js';
import { KeyMissing, SealBroken } from './key-faults.js';
import { proofs, type ProofRow } from './keys.queries.js';

export const KEY_DRIVER = Symbol('who keeps the carriers’ keys');

/** The data keys of the house, and whether its key service is there. */
@Injectable()
export class Keys extends DataKeys {
  constructor(
    @Inject(KEY_DRIVER) driver: KeyDriver,
    private readonly transactions: Transactions,
  ) {
    super(driver);
  }

  /** Whether the key service answers and has the right keys of the carriers. Throws a fault that says what is wrong. */
  async check(): Promise<void> {
    await this.driver.check();
    const rows = await this.transactions.readAsNobody<ProofRow>(proofs(20));
    for (const { carrierId, version, proof } of rows) await this.mustBeRight(carrierId, version, proof);
  }

  private async mustBeRight(carrierId: string, version: number, proof: Buffer): Promise<void> {
    try {
      await this.driver.unwrap(carrierId, version, proof, proofOf);
    } catch (error) {
      if (error instanceof SealBroken)
        throw new KeyMissing(`The ${this.driver.name} hold another key of a carrier than the one that is needed.`);
      throw error;
    }
  }
}
