import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import type { Tx } from '../database/transactions.js';
import type { DataKey } from '../keys/data-key.js';
import { Keys } from '../keys/keys.service.js';
import { seal, unseal, type Place } from '../keys/seal.js';
import type { WrappedKey } from '../keys/wrapped-key.js';
import type { FactorPlace } from './earlier-factor-seal.js';

/** The secret of an app opens for its factor and its person alone: one person's cannot be put in the place of another's. */
const placeOf = ({ organisationId, personId, id }: FactorPlace): Place => ({
  table: 'second_factor',
  column: 'sealed_secret',
  organisationId,
  rowId: `${personId}/${id}`,
});

/** Seals the secret of an app with the factor's own data key (scope `FACTOR`). */
export const sealSecret = (key: DataKey, of: FactorPlace, secret: Uint8Array): Buffer => seal(key, placeOf(of), secret);

/** The secrets of authenticator apps: each under a data key of its own, which the carrier's key wraps and which goes with the factor. */
@Injectable()
export class FactorSecrets {
  constructor(private readonly keys: Keys) {}

  /** Makes the factor's key and seals its secret with it. */
  async seal(tx: Tx, actor: Actor, id: string, secret: Uint8Array): Promise<Buffer> {
    const key = await this.keys.openOrMake(tx, actor, 'FACTOR', id);
    return sealSecret(key, ownPlace(actor, id), secret);
  }

  /** Throws `DataKeyGone` where the key was destroyed, `SealBroken` where the secret is not the one that was sealed for this person. */
  async open(actor: Actor, id: string, key: WrappedKey | null, sealed: Buffer): Promise<Buffer> {
    return unseal(await this.keys.unwrap(key), placeOf(ownPlace(actor, id)), sealed);
  }
}

const ownPlace = ({ organisationId, personId }: Actor, id: string): FactorPlace => ({
  organisationId,
  personId: personId ?? '',
  id,
});
