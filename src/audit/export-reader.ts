import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Checkpoint } from '../core/audit-log.js';
import { LogVerification, type ExportedEntry, type Finding } from '../core/audit-verification.js';
import { isCheckpoint } from './checkpoint-folder.js';
import { isSignedBy, sha256 } from './signing-key.js';

/** What an export was found to be. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly logs: readonly { readonly log: string; readonly entries: number; readonly forgotten: number }[];
  readonly checkpoints: number;
}

/** The export is no export: nothing can be said about the log. */
export class UnreadableExport extends Error {}

interface OpenLog {
  readonly log: string;
  readonly exportedAt: string;
  readonly own: Checkpoint[];
  verification: LogVerification | null;
}

/**
 * Reads an export line by line and verifies each log in it. `outside` are checkpoints that were kept apart from the database;
 * `key` the public key that was kept apart, null to trust the one in the export.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  outside: readonly Checkpoint[],
  key: string | null,
): Promise<Verdict> {
  const reader = new ExportReader(outside, key);
  for await (const line of lines) if (line !== '') reader.read(line);
  return reader.verdict();
}

class ExportReader {
  private readonly findings: Finding[] = [];
  private readonly logs: Verdict['logs'][number][] = [];
  private trusted: KeyObject | null;
  private open: OpenLog | null = null;
  private told: readonly string[] | null = null;
  /** Whether the export says that it holds every log. */
  private isAll = true;
  private number = 0;
  private hasEnded = false;

  constructor(
    private readonly outside: readonly Checkpoint[],
    key: string | null,
  ) {
    this.trusted = key === null ? null : publicKey(key);
  }

  read(line: string): void {
    this.number++;
    const value = this.parse(line);
    switch (value.type) {
      case 'head':
        return this.begin(value);
      case 'log':
        this.close();
        this.open = { log: String(value.log), exportedAt: String(value.exportedAt), own: [], verification: null };
        return;
      case 'checkpoint':
        if (!isCheckpoint(value)) throw this.fault();
        this.opened().own.push(value);
        return;
      case 'entry': {
        const open = this.opened();
        this.verification(open).take(value as unknown as ExportedEntry, open.exportedAt);
        return;
      }
      case 'end':
        this.close();
        this.hasEnded = true;
        return;
      default:
        throw this.fault();
    }
  }

  verdict(): Verdict {
    if (!this.told) throw new UnreadableExport('This is not an export of the audit log.');
    if (!this.hasEnded) {
      this.close();
      this.find('TRUNCATED', '-', 'The export is cut off: its last line is missing.');
    }
    for (const log of this.told)
      if (!this.logs.some((done) => done.log === log)) this.find('DELETED', log, 'The log is not in the export.');
    const missing = new Set(this.outside.map(({ log }) => log).filter((log) => !this.told?.includes(log)));
    if (this.isAll)
      for (const log of missing) this.find('ROLLED_BACK', log, 'Kept checkpoints know this log, the export does not.');
    return { findings: this.findings, logs: this.logs, checkpoints: this.outside.length };
  }

  private begin(head: Readonly<Record<string, unknown>>): void {
    if (head.format !== 'beistand-audit-export-1') throw this.fault();
    this.told = Array.isArray(head.logs) ? head.logs.map(String) : [];
    this.isAll = head.all === true;
    const given = publicKey(String(head.publicKey));
    this.trusted ??= given;
    if (!this.trusted.equals(given))
      this.find('NOT_SIGNED', '-', 'The export names another public key than the one that was kept.');
  }

  private verification(open: OpenLog): LogVerification {
    // Checkpoints of later than the export say nothing against it.
    const kept = this.outside.filter(({ log, at }) => log === open.log && at <= open.exportedAt);
    const { trusted } = this;
    open.verification ??= new LogVerification(sha256, open.log, open.own, kept, (checkpoint) =>
      isSigned(trusted, checkpoint, open.log),
    );
    return open.verification;
  }

  private close(): void {
    const { open } = this;
    if (!open) return;
    this.open = null;
    const { findings, entries, forgotten } = this.verification(open).finish();
    this.findings.push(...findings);
    this.logs.push({ log: open.log, entries, forgotten });
  }

  private opened(): OpenLog {
    if (!this.open) throw this.fault();
    return this.open;
  }

  private parse(line: string): Readonly<Record<string, unknown>> & { readonly type: unknown } {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && 'type' in value) return { ...value };
    } catch {
      // said below
    }
    throw this.fault();
  }

  private fault(): UnreadableExport {
    return new UnreadableExport(`Line ${this.number} of the export cannot be read.`);
  }

  private find(kind: Finding['kind'], log: string, says: string): void {
    this.findings.push({ kind, log, says });
  }
}

const isSigned = (key: KeyObject | null, checkpoint: Checkpoint, log: string): boolean =>
  key !== null && checkpoint.log === log && isSignedBy(key, checkpoint);

const publicKey = (pem: string): KeyObject => {
  try {
    return createPublicKey(pem);
  } catch {
    throw new UnreadableExport('The public key cannot be read.');
  }
};
