import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable.js';

/** How the last pass went; beside the data, so that commands and metrics can tell. */
export interface ShippingStatus {
  readonly at: string;
  /** A code; null: all that was finished is backed up. */
  readonly fault: string | null;
  /** Finished segments that wait. */
  readonly waiting: number;
}

const statusFile = (dataFolder: string): string => join(dataFolder, 'backup-status.json');

export async function noteStatus(dataFolder: string, status: ShippingStatus): Promise<void> {
  // A full disk must not end the loop; the next pass tells again.
  await writeDurably(statusFile(dataFolder), [Buffer.from(JSON.stringify(status))], 'replaces').catch(() => undefined);
}

/** Null where nothing has been shipped from this data folder yet. */
export async function readStatus(dataFolder: string): Promise<ShippingStatus | null> {
  const text = await readFile(statusFile(dataFolder), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as ShippingStatus);
}
