import { join, resolve } from 'node:path';

/** Where backups go, for whom they are sealed and who vouches for them. */
export interface BackupSettings {
  /** A folder on another disk or machine: what is to survive the data folder must not lie in it. */
  readonly folder: string;
  /** Public keys (age): who holds one of their secret halves can open the backups; this machine cannot. */
  readonly recipients: readonly string[];
  /** The private key that signs what is backed up, made at the first start with these settings. */
  readonly keyFile: string;
  /** After so many hours without a new backup whoever watches over the house is warned. */
  readonly maxAgeHours: number;
  /** Whether the house says that it is not ready then, instead of warning alone. */
  readonly isRequired: boolean;
}

const isRecipient = /^age1[0-9a-z]{20,4000}$/;

/** Reads them from the environment; null: no backups are made. What cannot be read is added to the faults. */
export function readBackup(
  env: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
  faults: string[],
): BackupSettings | null {
  if (!env.BACKUP_DIR && !env.BACKUP_RECIPIENT) return null;
  if (!env.BACKUP_DIR || !env.BACKUP_RECIPIENT) {
    faults.push('BACKUP_DIR and BACKUP_RECIPIENT belong together (beistand backup key makes a pair)');
    return null;
  }
  const folder = resolve(env.BACKUP_DIR);
  if (folder === dataFolder || folder.startsWith(join(dataFolder, '/')) || dataFolder.startsWith(join(folder, '/')))
    faults.push('BACKUP_DIR and BEISTAND_DATA must not lie in each other: what takes the data would take the backups');
  if (env.DATABASE_URL)
    faults.push('BACKUP_DIR is for the embedded database; a cluster of your own is backed up by its own means');
  const recipients = env.BACKUP_RECIPIENT.split(',').map((one) => one.trim());
  if (!recipients.every((one) => isRecipient.test(one)))
    faults.push('BACKUP_RECIPIENT must be a public key of age (age1...), or several, separated by commas');
  const maxAgeHours = Number(env.BACKUP_MAX_AGE_HOURS ?? 48);
  if (!Number.isInteger(maxAgeHours) || maxAgeHours < 1 || maxAgeHours > 10_000)
    faults.push('BACKUP_MAX_AGE_HOURS must be a number from 1 to 10000');
  if (env.BACKUP_REQUIRED !== undefined && !['on', 'off'].includes(env.BACKUP_REQUIRED))
    faults.push('BACKUP_REQUIRED must be on or off');
  const watched = { maxAgeHours, isRequired: env.BACKUP_REQUIRED === 'on' };
  return {
    folder,
    recipients,
    ...watched,
    keyFile: resolve(env.BACKUP_KEY_FILE ?? join(dataFolder, 'backup-key.pem')),
  };
}
