/** Why whoever runs the house should look after its backups; what to do about each stands in docs/operations.md. */
export type BackupWarning = 'NO_BACKUP' | 'BACKUP_OLD' | 'BACKUP_STUCK';

/** What is known of the backups. */
export interface KnownBackups {
  readonly newest: Date | null;
  readonly fault: string | null;
}

const hour = 3_600_000;

/** Null where all is well: the newest backup is not older than that many hours, and what was written since is taken over. */
export function backupWarning({ newest, fault }: KnownBackups, maxHours: number, now: Date): BackupWarning | null {
  if (fault !== null) return 'BACKUP_STUCK';
  if (newest === null) return 'NO_BACKUP';
  return now.getTime() - newest.getTime() > maxHours * hour ? 'BACKUP_OLD' : null;
}
