import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { houseIn, type Actor } from '../core/access.js';
import { query, Transactions } from '../database/transactions.js';
import type { KeyDriver } from './key-driver.js';
import {
  holders,
  keysBehind,
  markDestroyed,
  newestVersion,
  rewrapKey,
  versions,
  type HolderRow,
  type VersionRow,
} from './keys.queries.js';
import { KEY_DRIVER, Keys } from './keys.service.js';
import { aboutOf, type WrappedKey } from './wrapped-key.js';

/** So many keys are wrapped anew together or not at all. */
const BATCH = 200;

/** The versions of one carrier's key, with what hangs on each. */
export interface CarrierKeys {
  readonly carrierId: string;
  readonly versions: readonly { readonly version: number; readonly madeAt: Date; readonly keys: number }[];
  readonly destroyedAt: Date | null;
}

/** Rotation and destruction of the carriers' keys. Everything here may be interrupted anywhere and run again, while others work. */
@Injectable()
export class KeyRotation {
  constructor(
    @Inject(KEY_DRIVER) private readonly driver: KeyDriver,
    private readonly keys: Keys,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** Each carrier's versions with the number of data keys under them. */
  async status(): Promise<CarrierKeys[]> {
    const rows = await this.transactions.readAsNobody<VersionRow>(versions());
    const held = await this.transactions.readAsNobody<HolderRow>(holders());
    return [...Map.groupBy(rows, ({ carrierId }) => carrierId)].map(([carrierId, own]) => ({
      carrierId,
      destroyedAt: own.at(-1)?.destroyedAt ?? null,
      versions: own.map(({ version, madeAt }) => ({
        version,
        madeAt,
        keys: held
          .filter((holder) => holder.carrierId === carrierId && holder.version === version)
          .reduce((sum, { keys }) => sum + Number(keys), 0),
      })),
    }));
  }

  /** Gives a carrier's key its next version. What is sealed from now on hangs on it; `rewrap` brings the rest. Gives the version. */
  rotate(carrierId: string): Promise<number> {
    const actor = houseOf(carrierId, carrierId);
    return this.transactions.run(actor, async (tx) => {
      const [newest] = await query<{ version: number }>(tx, newestVersion(carrierId));
      const from = newest?.version ?? (await this.driver.make(carrierId));
      const version = await this.keys.addVersion(tx, carrierId, await this.driver.rotate(carrierId, from));
      await this.audit.record(tx, actor, 'keys.rotated', { type: 'carrier', id: carrierId }, { version });
      return version;
    });
  }

  /** Wraps every data key of a carrier anew that an older version has wrapped, batch by batch; tells how many are done. */
  async rewrap(carrierId: string, onProgress: (done: number) => void): Promise<number> {
    let done = 0;
    const held = await this.transactions.readAsNobody<HolderRow>(holders());
    const organisations = new Set(held.filter((row) => row.carrierId === carrierId).map((row) => row.organisationId));
    for (const organisationId of organisations) {
      const actor = houseOf(organisationId, carrierId);
      for (let batch = BATCH; batch === BATCH; onProgress(done)) {
        batch = await this.rewrapBatch(actor);
        done += batch;
      }
    }
    return done;
  }

  /** Destroys a carrier's key in all its versions: nothing that its organisations have sealed can ever be read again. */
  async destroy(carrierId: string): Promise<void> {
    const actor = houseOf(carrierId, carrierId);
    // First noted, so that a run that is interrupted leaves no key that still wraps; the key service may be asked again.
    await this.transactions.run(actor, async (tx) => {
      await query(tx, markDestroyed(carrierId));
      await this.audit.record(tx, actor, 'keys.destroyed', { type: 'carrier', id: carrierId });
    });
    await this.driver.destroy(carrierId);
  }

  private rewrapBatch(actor: Actor): Promise<number> {
    return this.transactions.run(actor, async (tx) => {
      const version = await this.keys.versionOf(tx, actor.carrierId);
      const rows = await query<{ key: WrappedKey }>(tx, keysBehind(version, BATCH));
      for (const { key } of rows) {
        const about = aboutOf(key);
        const opened = await this.driver.unwrap(key.carrierId, key.version, Buffer.from(key.wrapped, 'base64'), about);
        await query(tx, rewrapKey(key.id, version, await this.driver.wrap(actor.carrierId, version, opened, about)));
      }
      return rows.length;
    });
  }
}

const houseOf = (id: string, carrierId: string): Actor => houseIn({ id, carrierId, kind: 'CARRIER' });
