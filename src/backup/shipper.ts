import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isArchivedName } from '../core/wal.js';
import type { BackupSettings } from '../config/backup.js';
import type { Cluster } from '../database/embedded.js';
import { BackupFault } from './backup-faults.js';
import { asAdministrator, tellKeys, untoldKeys } from './backup.queries.js';
import { tellPeople, untoldPeople } from './forgotten.queries.js';
import { writeDurably } from './durable.js';
import { seal, Tally, tallyOf } from './envelope.js';
import {
  FORMAT,
  Line,
  lineOf,
  noteOf,
  type DestroyedKey,
  type ForgottenPerson,
  type Shipment,
  type StoredFile,
  type StoredSegment,
} from './line.js';
import { stateOf, type LineState } from './line-state.js';
import { Signer } from './signer.js';
import { noteStatus, type ShippingStatus } from './status.js';

const EVERY_MS = 2_000;
const NOTED_EVERY_MS = 60_000;

/** What is shipped, and from where. */
export interface Source {
  readonly dataFolder: string;
  readonly cluster: Cluster;
  /** The folder of sealed attachments; null where an object store keeps them. */
  readonly attachments: string | null;
  readonly settings: BackupSettings;
}

/** What has gone for good and no shipment has told of yet. */
interface Untold {
  readonly destroyedKeys: readonly DestroyedKey[];
  readonly forgottenPeople: readonly ForgottenPerson[];
}

interface Opened {
  readonly signer: Signer;
  readonly line: Line;
  readonly state: LineState;
}

/**
 * Takes what the archiver has finished to the backups' folder, sealed: segments of the write-ahead log, attachments that are new, which keys were
 * destroyed and which people forgotten. Runs in the one process that holds the data folder. Whatever goes wrong is tried again, and shown by `beistand backup status` and metrics;
 * until it goes well, nothing is removed from where it waits.
 */
export class Shipper {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private noted: ShippingStatus | null = null;

  private opened: Opened | null = null;

  constructor(private readonly source: Source) {}

  /** Ships every other second until `stop`. */
  run(): void {
    this.running = this.loop();
  }

  /** Ends the loop, without a last pass: what still waits is shipped at the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.try();
      await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** One pass; a fault is noted instead of thrown. */
  async try(): Promise<void> {
    let fault: string | null = null;
    try {
      await this.pass();
    } catch (error) {
      fault = faultOf(error);
    }
    await this.note(fault, (await this.waiting()).length);
  }

  private async note(fault: string | null, waiting: number, now = new Date()): Promise<void> {
    const { noted } = this;
    const news = noted?.fault !== fault || noted.waiting !== waiting;
    if (!news && now.getTime() - Date.parse(noted.at) < NOTED_EVERY_MS) return;
    this.noted = { at: now.toISOString(), fault, waiting };
    await noteStatus(this.source.dataFolder, this.noted);
  }

  /** Ships all that waits. Attachments go before the segments whose rows may name them. */
  async pass(now = new Date()): Promise<void> {
    const segments = await this.waiting();
    const { destroyedKeys, forgottenPeople } = await this.untold();
    const told = destroyedKeys.length + forgottenPeople.length;
    // Opened here, so that backups that cannot be reached keep nobody from working.
    this.opened ??= await openLine(this.source);
    if (segments.length === 0 && told === 0) return;
    const attachments = await this.newAttachments(this.opened);
    const wal: StoredSegment[] = [];
    for (const name of segments) {
      const stored = await this.segment(name, this.opened);
      if (stored) wal.push(stored);
    }
    if (wal.length + attachments.length + told > 0)
      await this.record({ wal, attachments, destroyedKeys, forgottenPeople }, this.opened, now);
    if (told > 0)
      await asAdministrator(this.databaseUrl, async (client) => {
        await tellKeys(client, destroyedKeys);
        if (forgottenPeople.length > 0) await tellPeople(client, forgottenPeople);
      });
    for (const name of segments) await rm(join(this.source.cluster.spool, name));
  }

  private async waiting(): Promise<string[]> {
    const names = await readdir(this.source.cluster.spool).catch(() => []);
    return names.filter(isArchivedName).sort();
  }

  /** A database that is away has destroyed and forgotten nothing meanwhile. */
  private untold(): Promise<Untold> {
    return asAdministrator(this.databaseUrl, async (client) => ({
      destroyedKeys: await untoldKeys(client),
      forgottenPeople: await untoldPeople(client),
    })).catch((error: unknown) => {
      if (isAway(error)) return { destroyedKeys: [], forgottenPeople: [] };
      throw error;
    });
  }

  private get databaseUrl(): string {
    return this.source.cluster.superuserUrl('beistand');
  }

  /** Null where it was shipped before and only still lay there. */
  private async segment(name: string, { line, state }: Opened): Promise<StoredSegment | null> {
    const waits = join(this.source.cluster.spool, name);
    const { sha256: plain } = await tallyOf(waits);
    const before = state.segments.get(name)?.plain;
    if (before === plain) return null;
    if (before !== undefined)
      throw new BackupFault('CONFLICT', `Another write-ahead log of the same name (${name}) was backed up already.`);
    const tally = new Tally();
    const sealed = seal(createReadStream(waits), this.source.settings.recipients, tally);
    await writeDurably(line.segmentPath(name), sealed, 'replaces');
    return { name, plain, ...tally.stored };
  }

  private async newAttachments({ line, state }: Opened): Promise<StoredFile[]> {
    const taken: StoredFile[] = [];
    if (this.source.attachments === null) return taken;
    for await (const name of attachmentsIn(this.source.attachments)) {
      if (state.attachments.has(name)) continue;
      const tally = new Tally();
      const sealed = tally.over(createReadStream(join(this.source.attachments, ...name.split('/'))));
      try {
        await writeDurably(line.attachmentPath(name), sealed, 'replaces');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue; // let go meanwhile
        throw error;
      }
      taken.push({ name, ...tally.stored });
    }
    return taken;
  }

  private async record(
    brought: Pick<Shipment, 'wal' | 'attachments'> & Untold,
    { signer, line, state }: Opened,
    now: Date,
  ): Promise<void> {
    const number = state.head.number + 1;
    const body: Shipment = {
      format: FORMAT,
      line: line.name,
      number,
      previous: state.head.hash,
      at: now.toISOString(),
      ...brought,
    };
    const text = signer.signed(body);
    await writeDurably(line.shipmentPath(number), [Buffer.from(text)], 'never replaces').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new BackupFault('CONFLICT', 'Somebody else writes to this line of backups: a copy of the data folder?');
    });
    state.add(
      body,
      createHash('sha256')
        .update(text.split('\n')[0] ?? '')
        .digest('hex'),
    );
  }
}

/** `<organisation>/<two digits>/<name>` of every whole attachment. */
export async function* attachmentsIn(folder: string): AsyncGenerator<string> {
  for (const organisation of await namesIn(folder)) {
    if (organisation === 'unfinished') continue;
    for (const shelf of await namesIn(join(folder, organisation)))
      for (const file of await namesIn(join(folder, organisation, shelf))) yield `${organisation}/${shelf}/${file}`;
  }
}

const namesIn = (path: string): Promise<string[]> =>
  readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });

/** The line of this data folder; a new one begins where it has none: it is new, or was restored. */
async function openLine({ dataFolder, settings }: Source): Promise<Opened> {
  const signer = Signer.readOrMake(settings.keyFile);
  const line = (await lineOf(dataFolder, settings.folder)) ?? (await beginLine(dataFolder, settings.folder, signer));
  if (!existsSync(line.publicKeyPath()))
    throw new BackupFault('MISSING', `BACKUP_DIR does not hold ${line.name}, the line of this data folder.`);
  return { signer, line, state: await stateOf(line, signer.publicPem) };
}

async function beginLine(dataFolder: string, folder: string, signer: Signer): Promise<Line> {
  const line = new Line(folder, randomBytes(8).toString('hex'));
  await writeDurably(line.publicKeyPath(), [Buffer.from(signer.publicPem)], 'never replaces');
  // Noted last: a line that is noted is there, or BACKUP_DIR is another folder than it was.
  await writeDurably(noteOf(dataFolder), [Buffer.from(`${line.name}\n`)], 'never replaces');
  return line;
}

const away = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03', '3D000']);
const isAway = (error: unknown): boolean => away.has(String((error as { code?: unknown }).code));

/** A code alone: a text of the file system would name paths. */
const faultOf = (error: unknown): string => {
  if (error instanceof BackupFault) return error.code;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'FAULT';
};
