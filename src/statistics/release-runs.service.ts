import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { BundleFiles, BundlePeriod } from '../core/bundle.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { yearOf } from '../core/counting-record.js';
import { Undecided } from '../core/integer-program.js';
import type { ReleaseStep } from '../core/statistics-release.js';
import type { Programme } from '../core/statistics-programme.js';
import { query, Transactions } from '../database/transactions.js';
import { loadProgramme } from '../reference/programme.loader.js';
import { Reference } from '../reference/reference.service.js';
import { signedBundle } from './bundle-folder.js';
import * as rows from './release-rows.queries.js';
import type { ReleaseRow } from './released.js';
import { ReleaseWorkshop } from './release-workshop.js';
import { StatisticsKeyFault, StatisticsKeys, type RoundingKey } from './statistics-keys.js';
import { StatisticsPool } from './statistics.pool.js';

/** Told of each step, for whoever waits at a terminal. */
export type StepListener = (step: ReleaseStep) => void;

interface Materials {
  readonly programme: Programme;
  readonly earlier: readonly BundlePeriod[];
  readonly roundingKey: RoundingKey;
  readonly signingKey: string;
}

/**
 * Works on a release that is being prepared: freezes the records (a transaction of its own), builds and audits it apart, has it counted again by the verifier, signs it and lays it
 * down for approval. Stopped in the middle it begins again from the frozen records and comes to the same numbers. Somebody who cancels it is obeyed between two steps.
 */
@Injectable()
export class ReleaseRuns {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly statistics: StatisticsPool,
    private readonly keys: StatisticsKeys,
    private readonly workshop: ReleaseWorkshop,
  ) {}

  /** Does nothing when it is not being prepared. Ends with the release READY or FAILED; only what may go well another time is thrown. */
  async run(house: Actor, id: string, onStep: StepListener = () => undefined, now = new Date()): Promise<void> {
    const claimed = await this.claim(house, id);
    if (!claimed) return;
    try {
      const materials = await this.materials(house, id);
      const files = await this.make(house, claimed, materials, onStep, dayOf(now));
      await this.lay(house, claimed, materials, files);
    } catch (error) {
      if (error instanceof Overtaken) return;
      const failure = failureOf(error);
      if (failure === null) throw error;
      await this.fail(house, claimed, failure);
    }
  }

  private claim(house: Actor, id: string): Promise<ReleaseRow | undefined> {
    return this.transactions.run(house, async (tx) => {
      const [row] = await query<ReleaseRow>(tx, rows.claimRelease(id));
      if (!row) return undefined;
      // Freezing many records may take longer than a question may.
      await tx.query(`set local statement_timeout = '10min'`);
      await query(tx, rows.freeze(id));
      return row;
    });
  }

  private async materials(house: Actor, quarter: string): Promise<Materials> {
    const before = await this.transactions.read<{ id: string; roundingKey: string }>(
      house,
      rows.publishedBefore(quarter),
    );
    const ofYear = before.filter(({ id }) => yearOf(id) === yearOf(quarter));
    const bundles: BundleFiles[] = [];
    for (const { id } of ofYear) bundles.push(await this.filesOf(house, id));
    const parsed = <T>(files: BundleFiles, name: string): T => JSON.parse(files[name] ?? 'null') as T;
    const [first] = bundles;
    return {
      // All releases of a year follow the programme of its first: their numbers are compared with each other.
      programme: first ? parsed<Programme>(first, 'programme.json') : this.shippedProgramme(),
      earlier: bundles.flatMap((files) => parsed<BundlePeriod[]>(files, 'numbers.json')),
      roundingKey: this.keys.rounding(before[0]?.roundingKey ?? null),
      signingKey: this.keys.signing(before.length === 0),
    };
  }

  private shippedProgramme(): Programme {
    return loadProgramme({ codebook: this.reference.codebook, districts: this.reference.geography.districts });
  }

  /** The files of a release, also of one that waits for approval. */
  async filesOf(actor: Actor, id: string): Promise<BundleFiles> {
    const found = await this.transactions.read<{ name: string; content: string }>(actor, rows.filesOf(id));
    return Object.fromEntries(found.map(({ name, content }) => [name, content]));
  }

  private async make(
    house: Actor,
    { id, attempt, publisher, licence }: ReleaseRow,
    { programme, earlier, roundingKey, signingKey }: Materials,
    onStep: StepListener,
    today: string,
  ): Promise<BundleFiles> {
    if (!this.statistics.pool) throw new StatisticsKeyFault('MISSING', 'DATABASE_STATISTICS_URL');
    const records = await rows.frozenRecords(this.statistics.pool, id);
    const making = {
      quarter: id,
      programme,
      records,
      earlier,
      roundingKey: roundingKey.bytes,
      publisher,
      licence,
      today,
    };
    const files = await this.workshop.make(making, async (step) => {
      onStep(step);
      const noted = await this.transactions.run(house, (tx) => query(tx, rows.noteStep(id, attempt, step)));
      if (noted.length === 0) throw new Overtaken();
    });
    return signedBundle(files, id, signingKey);
  }

  private async lay(house: Actor, row: ReleaseRow, { roundingKey }: Materials, files: BundleFiles): Promise<void> {
    const numbersSha256 = createHash('sha256')
      .update(files['numbers.json'] ?? '')
      .digest('hex');
    await this.transactions.run(house, async (tx) => {
      const [ready] = await query<ReleaseRow>(
        tx,
        rows.markReady(row, { roundingKey: roundingKey.mark, numbersSha256 }),
      );
      if (!ready) return;
      await query(tx, rows.forgetFiles(row.id));
      await query(tx, rows.storeFiles(row.id, files));
      await this.audit.record(tx, house, 'statistics-release.ready', subject, { release: row.id, numbersSha256 });
    });
  }

  private async fail(house: Actor, row: ReleaseRow, failure: string): Promise<void> {
    await this.transactions.run(house, async (tx) => {
      const failed = await query(tx, rows.markFailed(row, failure));
      if (failed.length > 0)
        await this.audit.record(tx, house, 'statistics-release.failed', subject, { release: row.id, failure });
    });
  }
}

/** A release is named by its quarter, and the log's subjects by ids: which one it is stands among the details. */
export const subject = { type: 'statistics-release', id: null } as const;

/** Somebody cancelled the release or began it anew. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Why a release cannot be made, as a code; null for what may go well another time. */
const failureOf = (error: unknown): string | null => {
  if (error instanceof Undecided) return 'UNDECIDED';
  if (error instanceof StatisticsKeyFault) return `${error.setting} ${error.kind}`;
  return null;
};
