import { lineOf } from './line.js';
import { readStatus } from './status.js';

/** How well a data folder is backed up, for whoever watches over it. */
export interface BackupHealth {
  /** When the newest finished copy of the cluster began; null: there is none yet. */
  readonly newest: Date | null;
  /** Finished segments of the log that wait to be taken over. */
  readonly waiting: number;
  /** Why they wait: a code; null where all goes well. */
  readonly fault: string | null;
  /** When somebody looked last. */
  readonly lookedAt: Date | null;
}

/** Reads names and one small file, never the backups themselves. A folder of backups that cannot be read is the fault `BACKUP_DIR_AWAY`. */
export async function backupHealth(dataFolder: string, folder: string): Promise<BackupHealth> {
  const status = await readStatus(dataFolder);
  const { waiting = 0, fault = null } = status ?? {};
  const lookedAt = status ? new Date(status.at) : null;
  try {
    const line = await lineOf(dataFolder, folder);
    const newest = (await line?.backups())?.at(-1);
    return { newest: newest === undefined ? null : momentOf(newest), waiting, fault, lookedAt };
  } catch {
    return { newest: null, waiting, fault: 'BACKUP_DIR_AWAY', lookedAt };
  }
}

/** A backup is named by the moment at which it began. */
const momentOf = (id: string): Date =>
  new Date(id.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));
