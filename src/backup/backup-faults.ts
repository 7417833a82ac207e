/** What keeps a backup from being made, verified or restored; whoever runs the command can do something about it. */
export class BackupFault extends Error {
  constructor(
    readonly code: BackupFaultCode,
    says: string,
  ) {
    super(`${code}: ${says}`);
  }
}

export type BackupFaultCode =
  | 'BACKUP_OFF'
  | 'NOT_A_BACKUP'
  | 'NO_BACKUP'
  | 'NOT_SIGNED'
  | 'DAMAGED'
  | 'MISSING'
  | 'WAL_MISSING'
  | 'CONFLICT'
  | 'WRONG_VERSION'
  | 'WRONG_IDENTITY'
  | 'NOT_EMPTY'
  | 'MOMENT_TOO_EARLY'
  | 'MOMENT_TOO_LATE'
  | 'NOT_ARCHIVED'
  | 'DOES_NOT_RECOVER';
