import type { Actor } from '../core/access.js';
import { newId } from '../database/new-id.js';
import { query, type Tx } from '../database/transactions.js';
import { DataKey, type KeyScope } from './data-key.js';
import type { KeyDriver } from './key-driver.js';
import { DataKeyGone, KeyMissing } from './key-faults.js';
import {
  addKey,
  addKeys,
  addOwnKey,
  addOwnKeys,
  addVersion,
  carrierOf,
  dropKeys,
  dropSharedKeys,
  keyOf,
  keysOf,
  newestVersion,
} from './keys.queries.js';
import { aboutOf, type NewKey, type WrappedKey } from './wrapped-key.js';

/** Whoever holds a key: an organisation, and the root whose key wraps it. */
type Holder = Pick<Actor, 'organisationId' | 'carrierId'>;

/** A referral whose key its recipient is to have. */
export interface Share {
  readonly referralId: string;
  readonly recipient: Holder;
  readonly key: DataKey;
}

/** A key on its way to the table. */
interface Unwrapped {
  readonly key: DataKey;
  readonly holder: Holder;
  readonly subjectId: string;
}

/** So many questions to the key service are on their way at once. */
const ASKED_AT_ONCE = 20;

/** A rotation by another process is noticed within this time; until then its predecessor goes on wrapping, which does no harm. */
export const VERSION_REMEMBERED_MS = 2_000;
/** What the proof of a carrier's key is bound to. */
export const proofOf = 'beistand-proof';
const proven = Buffer.alloc(32, 0x42);

/** Opens, makes, shares and destroys data keys. Sealing with them is in `seal.ts` and `seal-stream.ts`. */
export class DataKeys {
  private readonly newest = new Map<string, { readonly version: number; readonly until: number }>();

  constructor(protected readonly driver: KeyDriver) {}

  /** The own organisation's key of a subject. Throws `DataKeyGone` where it has none: destroyed, taken back, or never its own. */
  async open(tx: Tx, scope: KeyScope, subjectId: string): Promise<DataKey> {
    const [row] = await query<{ key: WrappedKey | null }>(tx, keyOf(scope, subjectId));
    return this.unwrap(row?.key ?? null);
  }

  /** Opens a wrapped key that a statement has read along (`wrappedKeyOf`). Throws `DataKeyGone` for null. */
  async unwrap(key: WrappedKey | null): Promise<DataKey> {
    if (key === null) throw new DataKeyGone('There is no key to open this with.');
    const wrapped = Buffer.from(key.wrapped, 'base64');
    return new DataKey(key.id, await this.driver.unwrap(key.carrierId, key.version, wrapped, aboutOf(key)));
  }

  /** The key of a subject that may have one already. */
  async openOrMake(tx: Tx, holder: Holder, scope: KeyScope, subjectId: string): Promise<DataKey> {
    const [row] = await query<{ key: WrappedKey | null }>(tx, keyOf(scope, subjectId));
    if (row?.key) return this.unwrap(row.key);
    const key = DataKey.fresh(newId());
    const made = await query(tx, addOwnKey(await this.wrapFor(tx, key, holder, scope, subjectId)));
    return made.length > 0 ? key : this.open(tx, scope, subjectId);
  }

  /** Like `openOrMake`, for many subjects in a handful of statements: the key of each. */
  async openOrMakeAll(
    tx: Tx,
    holder: Holder,
    scope: KeyScope,
    subjectIds: readonly string[],
  ): Promise<Map<string, DataKey>> {
    // In the same order everywhere: of two that make some of the same keys at once one waits, and not each for the other.
    const subjects = [...new Set(subjectIds)].sort();
    const opened = await this.openAll(tx, scope, subjects);
    const missing = subjects.filter((id) => !opened.has(id));
    if (missing.length === 0) return opened;
    const fresh = missing.map((subjectId) => ({ key: DataKey.fresh(newId()), holder, subjectId }));
    const added = await query<{ id: string }>(tx, addOwnKeys(await this.wrapAll(tx, fresh, scope)));
    const own = new Set(added.map(({ id }) => id));
    for (const { key, subjectId } of fresh) if (own.has(key.id)) opened.set(subjectId, key);
    const others = missing.filter((id) => !opened.has(id));
    return new Map([...opened, ...(await this.openAll(tx, scope, others))]);
  }

  /** Wraps a key for another organisation, too. Only the sender of a referral may, and only for its recipient. */
  async share(tx: Tx, key: DataKey, scope: 'CONTENT' | 'CONVERSATION', referralId: string, to: string): Promise<void> {
    const [carrier] = await query<{ id: string | null }>(tx, carrierOf(to));
    if (!carrier?.id) throw new Error('The recipient is no organisation.');
    const holder = { organisationId: to, carrierId: carrier.id };
    await query(tx, addKey(await this.wrapFor(tx, key, holder, scope, referralId)));
  }

  /** Like `share`, for many referrals at once. */
  async shareAll(tx: Tx, scope: 'CONTENT' | 'CONVERSATION', shares: readonly Share[]): Promise<void> {
    if (shares.length === 0) return;
    const wanted = shares.map(({ referralId, recipient, key }) => ({ key, holder: recipient, subjectId: referralId }));
    await query(tx, addKeys(await this.wrapAll(tx, wanted, scope)));
  }

  /** Makes a key that another organisation holds: the house, for what readers of several carriers may open. Row security says who may. */
  async makeFor(tx: Tx, holder: Holder, scope: 'POOL', subjectId: string): Promise<DataKey> {
    const key = DataKey.fresh(newId());
    await query(tx, addKey(await this.wrapFor(tx, key, holder, scope, subjectId)));
    return key;
  }

  /** Takes a referral's keys back from its recipient: it opens nothing from this moment on. */
  async takeBack(tx: Tx, referralId: string, from: string): Promise<void> {
    await query(tx, dropSharedKeys(['CONTENT', 'CONVERSATION'], referralId, from));
  }

  /** Destroys the key of a case in the caller's transaction: nothing of the case can be opened any more. */
  async destroyCaseKey(tx: Tx, caseId: string): Promise<void> {
    await query(tx, dropKeys(['CASE'], caseId));
  }

  /** Destroys the own side's keys of a subject. */
  async destroy(tx: Tx, scopes: readonly KeyScope[], subjectId: string): Promise<void> {
    await query(tx, dropKeys(scopes, subjectId));
  }

  /** The version that wraps now; the carrier's first key is made when it is needed first. */
  async versionOf(tx: Tx, carrierId: string): Promise<number> {
    const known = this.newest.get(carrierId);
    if (known && known.until > performance.now()) return known.version;
    const [row] = await query<{ version: number; destroyed: boolean; settled: boolean }>(tx, newestVersion(carrierId));
    if (row?.destroyed) throw new KeyMissing('The key of this carrier was destroyed.');
    if (!row) return this.addVersion(tx, carrierId, await this.driver.make(carrierId));
    // What this transaction has added itself may still be undone.
    if (row.settled)
      this.newest.set(carrierId, { version: row.version, until: performance.now() + VERSION_REMEMBERED_MS });
    return row.version;
  }

  /** Notes a version that the key service has made, with the proof by which it is known again. Not remembered: this may be undone. */
  async addVersion(tx: Tx, carrierId: string, version: number): Promise<number> {
    const proof = await this.driver.wrap(carrierId, version, proven, proofOf);
    await query(tx, addVersion(carrierId, version, proof));
    this.newest.delete(carrierId);
    return version;
  }

  /** Wraps a key for a holder with the newest version of its carrier's key; the caller writes the row. */
  async wrapFor(tx: Tx, key: DataKey, holder: Holder, scope: KeyScope, subjectId: string): Promise<NewKey> {
    return this.wrap({ key, holder, subjectId }, scope, await this.versionOf(tx, holder.carrierId));
  }

  private async wrapAll(tx: Tx, keys: readonly Unwrapped[], scope: KeyScope): Promise<NewKey[]> {
    const versions = new Map<string, number>();
    for (const carrierId of new Set(keys.map(({ holder }) => holder.carrierId)))
      versions.set(carrierId, await this.versionOf(tx, carrierId));
    return inTurns(keys, (one) => this.wrap(one, scope, versions.get(one.holder.carrierId) ?? 0));
  }

  private async wrap({ key, holder, subjectId }: Unwrapped, scope: KeyScope, version: number): Promise<NewKey> {
    const { organisationId, carrierId } = holder;
    const row = { id: key.id, organisationId, scope, subjectId, carrierId, version };
    return { ...row, wrapped: await this.driver.wrap(carrierId, version, key.bytes(), aboutOf(row)) };
  }

  private async openAll(tx: Tx, scope: KeyScope, subjectIds: readonly string[]): Promise<Map<string, DataKey>> {
    if (subjectIds.length === 0) return new Map();
    const rows = await query<{ key: WrappedKey }>(tx, keysOf(scope, subjectIds));
    return new Map(await inTurns(rows, async ({ key }) => [key.subjectId, await this.unwrap(key)] as const));
  }
}

/** Asks the key service about each, some at a time, and gives the answers in order. */
async function inTurns<Asked, Answer>(
  asked: readonly Asked[],
  ask: (one: Asked) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < asked.length; at += ASKED_AT_ONCE)
    answers.push(...(await Promise.all(asked.slice(at, at + ASKED_AT_ONCE).map(ask))));
  return answers;
}
