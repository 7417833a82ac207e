import {
  fromHex,
  leafOf,
  personCommitment,
  subjectCommitment,
  toHex,
  type Checkpoint,
  type LoggedEntry,
} from './audit-log.js';
import { emptyTree, grown, treeHead, type Hash, type Tree } from './merkle.js';

/** An entry as an export tells it. What was forgotten is null, and so is all of an entry that is gone while its leaf is there. */
export interface ExportedEntry extends Omit<LoggedEntry, 'index' | 'at' | 'action' | 'subjectType'> {
  /** Null: not in the tree yet. */
  readonly index: number | null;
  /** Hex, the leaf as it was stored. */
  readonly leaf: string;
  readonly at: string | null;
  readonly action: string | null;
  readonly subjectType: string | null;
  readonly personId: string | null;
  readonly personSalt: string | null;
  readonly subjectId: string | null;
  readonly subjectSalt: string | null;
  readonly details: unknown;
}

export const tamperings = [
  'EDITED',
  'DELETED',
  'INSERTED',
  'REORDERED',
  'TRUNCATED',
  'REWRITTEN',
  'ROLLED_BACK',
  'TWO_VIEWS',
  'NOT_SIGNED',
] as const;

export interface Finding {
  readonly kind: (typeof tamperings)[number];
  readonly log: string;
  /** A whole sentence in plain words. */
  readonly says: string;
}

/** A deed may last a while before it is committed, and the tree follows within seconds. Whatever is later than this was put there later. */
const patience = 10 * 60_000;

/** How far an entry is looked for when it does not stand where it was. */
const reach = 500;

const places = (first: number, last: number): string =>
  first === last ? `entry ${first}` : `entries ${first} to ${last}`;

/** Follows one log from its first entry to its last, and says what is not as it was signed. */
export class LogVerification {
  private readonly findings: Finding[] = [];
  private readonly own: readonly Checkpoint[];
  private readonly heads = new Map<number, Set<string>>();
  private readonly times: readonly Checkpoint[];
  private passed = 0;
  private tree: Tree = emptyTree;
  private forgotten = 0;
  private isWhole = true;
  private readonly right: number[] = [];
  private readonly wrong: number[] = [];

  /** `own` came with the export, `outside` was kept elsewhere; `isSigned` knows the key. */
  constructor(
    private readonly hash: Hash,
    private readonly log: string,
    own: readonly Checkpoint[],
    private readonly outside: readonly Checkpoint[],
    isSigned: (checkpoint: Checkpoint) => boolean,
  ) {
    const good = (list: readonly Checkpoint[]): Checkpoint[] => list.filter(isSigned);
    const forged = [...own, ...outside].filter((checkpoint) => !isSigned(checkpoint));
    if (forged.length > 0)
      this.find(
        'NOT_SIGNED',
        `${forged.length} checkpoints were not signed with this key, such as the one of ${forged[0]?.size} entries.`,
      );
    this.own = good(own);
    this.outside = good(outside);
    this.times = [...this.own, ...this.outside].sort((one, other) => one.size - other.size);
    for (const { size, head } of this.times) this.heads.set(size, (this.heads.get(size) ?? new Set()).add(head));
    for (const [size, { size: views }] of this.heads)
      if (views > 1)
        this.find(
          'TWO_VIEWS',
          `There are ${views} signed views of the first ${size} entries that contradict each other.`,
        );
  }

  /** The entries in the order of their places; those without a place anywhere. */
  take(entry: ExportedEntry, exportedAt: string): void {
    if (entry.index === null) return this.takeWaiting(entry, exportedAt);
    const expected = this.tree.size;
    if (entry.index > expected && this.isWhole) {
      this.find('DELETED', `${places(expected, entry.index - 1)} of the log: not there any more.`);
    }
    if (entry.index < expected) this.find('INSERTED', `entry ${entry.index} is there twice.`);
    // From a gap on no head can be worked out; each entry is still compared with its own leaf.
    if (entry.index !== expected) this.isWhole = false;
    this.look(entry, entry.index);
    this.tree = this.isWhole
      ? grown(this.hash, this.tree, fromHex(entry.leaf))
      : { size: Math.max(this.tree.size, entry.index + 1), peaks: [] };
    this.compare();
  }

  /** What was found, once all entries were taken, and how far the log goes. */
  finish(): { readonly findings: readonly Finding[]; readonly entries: number; readonly forgotten: number } {
    const [entries, right] = [this.tree.size, this.right.at(-1) ?? 0];
    const wrong = this.wrong[0];
    if (wrong !== undefined && this.wrong.some((size) => size < right)) {
      this.find(
        'TWO_VIEWS',
        `The signed view of the first ${wrong} entries contradicts the later, also signed view of ${right}.`,
      );
    } else if (wrong !== undefined && right === 0) {
      this.find('REWRITTEN', `No signed view fits: the log was written anew from its beginning.`);
    } else if (wrong !== undefined) {
      const range = places(right, wrong - 1);
      this.find(
        'REWRITTEN',
        `${range}: not what was signed. Something among them was changed, exchanged, taken out or put in.`,
      );
    }
    const promised = largest(this.own);
    const kept = largest(this.outside);
    if (promised > entries)
      this.find(
        'TRUNCATED',
        `The log ends after ${entries} entries; ${promised} were signed: ${places(entries, promised - 1)} cut off.`,
      );
    else if (kept > entries)
      this.find(
        'ROLLED_BACK',
        `The log was set back to an earlier state of ${entries} entries; a kept checkpoint knows ${kept}.`,
      );
    const signed = Math.max(promised, kept);
    if (entries > signed && this.isWhole)
      this.find('INSERTED', `${places(signed, entries - 1)}: added without a signature.`);
    return { findings: this.findings, entries, forgotten: this.forgotten };
  }

  private takeWaiting(entry: ExportedEntry, exportedAt: string): void {
    const waiting = Date.parse(exportedAt) - Date.parse(entry.at ?? exportedAt);
    if (waiting > patience)
      this.find(
        'INSERTED',
        `The entry ${entry.id} of ${entry.at} was never taken into the tree: it was put there past it, or its leaf was removed.`,
      );
  }

  private look(entry: ExportedEntry, index: number): void {
    const { at, action, subjectType } = entry;
    if (at === null || action === null || subjectType === null) {
      this.find('DELETED', `entry ${index} (${entry.id}) was deleted; its leaf is still there.`);
      return;
    }
    this.lookAtTime(at, index);
    const leaf = (place: number): string =>
      toHex(leafOf(this.hash, { ...entry, at, action, subjectType, index: place }));
    if (leaf(index) === entry.leaf && this.isTrueToItself(entry)) return;
    // Where very much is wrong, it is enough to know that it is.
    const before = this.findings.length < 100 ? nearby(index).find((place) => leaf(place) === entry.leaf) : undefined;
    if (before === undefined || before === index)
      this.find('EDITED', `entry ${index} (${entry.id}, ${action}) was changed after it was written.`);
    else
      this.find(
        'REORDERED',
        `entry ${index} (${entry.id}, ${action}) stood at place ${before}: the order was changed.`,
      );
  }

  /** Whether the person and the subject are those that the leaf was made for. */
  private isTrueToItself(entry: ExportedEntry): boolean {
    const { personSalt, subjectSalt } = entry;
    if (personSalt === null || subjectSalt === null) this.forgotten++;
    const person =
      personSalt === null
        ? entry.personId === null
        : personCommitment(this.hash, personSalt, entry.personId) === entry.person;
    const subject =
      subjectSalt === null
        ? entry.subjectId === null
        : subjectCommitment(this.hash, subjectSalt, entry.subjectId, entry.details) === entry.subject;
    return person && subject;
  }

  /** An entry cannot be much older than the last checkpoint that does not hold it. */
  private lookAtTime(at: string, index: number): void {
    while ((this.times[this.passed]?.size ?? Infinity) <= index) this.passed++;
    const before = this.times[this.passed - 1];
    if (before && Date.parse(at) < Date.parse(before.at) - patience)
      this.find(
        'INSERTED',
        `entry ${index} says ${at}, but came into the log only after the checkpoint of ${before.at}.`,
      );
  }

  private compare(): void {
    const heads = this.isWhole ? this.heads.get(this.tree.size) : undefined;
    if (!heads) return;
    const head = toHex(treeHead(this.hash, this.tree));
    if (heads.has(head)) this.right.push(this.tree.size);
    else this.wrong.push(this.tree.size);
  }

  private find(kind: Finding['kind'], says: string): void {
    this.findings.push({ kind, log: this.log, says });
  }
}

const largest = (checkpoints: readonly Checkpoint[]): number =>
  checkpoints.reduce((size, checkpoint) => Math.max(size, checkpoint.size), 0);

/** The places around one, the nearest first, itself before all. */
const nearby = (index: number): number[] =>
  Array.from({ length: 2 * reach + 1 }, (_, step) => index + (step % 2 === 0 ? step / 2 : -(step + 1) / 2)).filter(
    (place) => place >= 0,
  );
