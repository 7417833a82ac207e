import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../database/embedded.js';
import { BackupFault } from './backup-faults.js';
import { asAdministrator } from './backup.queries.js';
import { lookThrough, type LookedThrough } from './drill.queries.js';
import type { SoundBackup } from './verify.js';

/**
 * Looks through a restored cluster that runs, in a copy that is removed afterwards: every row, every index, every file that a row names. Throws `DAMAGED`
 * for what does not fit.
 */
export async function drill(to: string, { manifest }: SoundBackup, cluster: Cluster): Promise<LookedThrough> {
  const found = await asAdministrator(cluster.superuserUrl('beistand'), lookThrough).catch((error: unknown) => {
    throw new BackupFault('DAMAGED', `The restored database is not sound: ${String((error as Error).message)}`);
  });
  if (manifest.attachments === 'elsewhere') return { ...found, attachments: [] };
  const missing: string[] = [];
  for (const name of found.attachments)
    if (!(await isThere(join(to, 'attachments', ...name.split('/'))))) missing.push(name);
  if (missing.length > 0)
    throw new BackupFault(
      'MISSING',
      `${missing.length} files that a row names are not in the backup, such as ${missing[0]}.`,
    );
  return found;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
