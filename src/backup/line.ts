import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupFault } from './backup-faults.js';
import type { Stored } from './envelope.js';
import { readSigned, type Signed } from './signer.js';

export const FORMAT = 1;

/** A file that was taken over as it is or sealed; `name` is its place in the folder of its kind. */
export interface StoredFile extends Stored {
  readonly name: string;
}

/** A segment of the write-ahead log; `plain` is the hash of what it holds, so that the same is known again. */
export interface StoredSegment extends StoredFile {
  readonly plain: string;
}

/**
 * Which data key was destroyed. `caseId` where it was the key of a case, which is erased with it; `disposal` says by which disposal. Ids, codes and
 * times alone: a shipment is not sealed.
 */
export interface DestroyedKey {
  readonly organisationId: string;
  readonly keyId: string;
  readonly caseId: string | null;
  /** Left out by earlier versions. */
  readonly disposal?: object | null;
  readonly destroyedAt: string;
}

/** Whom a carrier has forgotten: ids and a time alone, as above. */
export interface ForgottenPerson {
  readonly organisationId: string;
  readonly personId: string;
  readonly forgottenAt: string;
}

/** What was taken over in one go. Each names the one before, so that none can be taken out of the middle. */
export interface Shipment {
  readonly format: number;
  readonly line: string;
  readonly number: number;
  readonly previous: string;
  readonly at: string;
  readonly wal: readonly StoredSegment[];
  readonly attachments: readonly StoredFile[];
  readonly destroyedKeys: readonly DestroyedKey[];
  /** Left out by earlier versions. */
  readonly forgottenPeople?: readonly ForgottenPerson[];
}

/** A copy of the whole cluster, consistent once the write-ahead log is replayed up to `stopSegment`. */
export interface Manifest {
  readonly format: number;
  readonly line: string;
  readonly id: string;
  readonly postgres: number;
  readonly systemIdentifier: string;
  /** The migrations that had been applied: a program that lacks one of them is too old. */
  readonly migrations: readonly string[];
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly startSegment: string;
  readonly stopSegment: string;
  readonly base: StoredFile & { readonly files: number; readonly plainBytes: number };
  /** The last shipment before the copy began, and what all shipments up to then had brought. */
  readonly head: Head;
  readonly attachments: readonly StoredFile[] | 'elsewhere';
  readonly destroyedKeys: readonly DestroyedKey[];
  /** Left out by earlier versions. */
  readonly forgottenPeople?: readonly ForgottenPerson[];
  /** Attachments in the backup that the house had let go when the copy began: nothing after it needs them. */
  readonly gone: readonly string[];
}

export interface Head {
  readonly number: number;
  readonly hash: string;
}

/**
 * The backups of one data folder, in a folder of their own: `<line>/wal`, `attachments`, `shipments` and `backups`. A folder that was restored
 * begins a new line, so that two futures of the same past never meet in one place.
 */
export class Line {
  constructor(
    readonly folder: string,
    readonly name: string,
  ) {}

  get path(): string {
    return join(this.folder, this.name);
  }

  segmentPath = (name: string): string => join(this.path, 'wal', `${name}.gz.age`);
  attachmentPath = (name: string): string => join(this.path, 'attachments', ...name.split('/'));
  shipmentPath = (number: number): string => join(this.path, 'shipments', `${String(number).padStart(12, '0')}.json`);
  backupPath = (id: string): string => join(this.path, 'backups', id);
  basePath = (id: string): string => join(this.backupPath(id), 'base.tar.gz.age');
  manifestPath = (id: string): string => join(this.backupPath(id), 'manifest.json');
  publicKeyPath = (): string => join(this.path, 'public-key.pem');

  /** The backups that were finished, oldest first. */
  async backups(): Promise<string[]> {
    const ids = await namesIn(join(this.path, 'backups'));
    return ids.filter((id) => isBackupId.test(id) && existsSync(this.manifestPath(id))).sort();
  }

  async manifest(id: string, publicPem: string): Promise<Manifest> {
    const { body } = await signedFile<Manifest>(this.manifestPath(id), publicPem, `The manifest of backup ${id}`);
    if (body.line !== this.name || body.id !== id)
      throw new BackupFault('DAMAGED', `The manifest of backup ${id} belongs to another backup.`);
    if (body.format !== FORMAT)
      throw new BackupFault(
        'WRONG_VERSION',
        `Backup ${id} has format ${body.format}, this program reads ${FORMAT}. Restore it with the version that made it.`,
      );
    return body;
  }

  /** All shipments behind a head, in order. Throws where one is missing, changed or out of its place. */
  async *shipmentsAfter(head: Head, publicPem: string): AsyncGenerator<Signed<Shipment>> {
    const numbers = (await this.shipmentNumbers()).filter((number) => number > head.number);
    let { number, hash } = head;
    for (const found of numbers) {
      number++;
      if (found !== number) throw new BackupFault('MISSING', `Shipment ${number} is missing in ${this.name}.`);
      const shipment = await signedFile<Shipment>(this.shipmentPath(number), publicPem, `Shipment ${number}`);
      const { body } = shipment;
      if (body.line !== this.name || body.number !== number || body.previous !== hash)
        throw new BackupFault('DAMAGED', `Shipment ${number} does not follow the one before it.`);
      ({ hash } = shipment);
      yield shipment;
    }
  }

  async shipmentNumbers(): Promise<number[]> {
    const names = await namesIn(join(this.path, 'shipments'));
    return names
      .flatMap((name) => (/^\d{12}\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
      .sort((a, b) => a - b);
  }
}

const isBackupId = /^\d{8}T\d{6}Z$/;
const isLine = /^[0-9a-f]{16}$/;

/** Where a data folder notes which line is its own. */
export const noteOf = (dataFolder: string): string => join(dataFolder, 'backup-line');

/** Null where nothing has been backed up from this data folder yet. */
export async function lineOf(dataFolder: string, folder: string): Promise<Line | null> {
  const name = await readFile(noteOf(dataFolder), 'utf8').catch(() => null);
  return name === null ? null : new Line(folder, name.trim());
}

/** The lines in a folder of backups. */
export async function linesIn(folder: string): Promise<Line[]> {
  const names = await namesIn(folder);
  return names.filter((name) => isLine.test(name)).map((name) => new Line(folder, name));
}

async function signedFile<T extends object>(path: string, publicPem: string, what: string): Promise<Signed<T>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BackupFault('MISSING', `${what} cannot be read (${error.code ?? 'unknown'}).`);
  });
  return readSigned<T>(text, publicPem, what);
}

const namesIn = (path: string): Promise<string[]> =>
  readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
