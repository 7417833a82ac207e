/** Settings of the embedded server: reachable from this machine alone, and silent about the values of queries. */
export const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '96MB',
  timezone: 'UTC',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_error_statement: 'panic',
  // An error's text may repeat a value ("Key (email)=(...) already exists"); here LOG ranks above ERROR.
  log_min_messages: 'log',
  log_statement: 'none',
  password_encryption: 'scram-sha-256',
  // What was answered is on the disk; said here, since a flag outweighs every file of settings.
  fsync: 'on',
  full_page_writes: 'on',
} as const;

/** Replaying a day of work takes longer than any start. */
export const PATIENCE_SECONDS = '86400';

/** Where the archiver puts finished segments of the write-ahead log, for the backup to fetch; in the data directory. */
export const SPOOL = 'wal_spool';

/** `basic_archive` comes with PostgreSQL: it syncs what it copies, never overwrites another content, and needs no shell. */
export const archiving = {
  archive_mode: 'on',
  archive_library: 'basic_archive',
  'basic_archive.archive_directory': SPOOL,
  // What was written at last is archived after a minute, also when little happens.
  archive_timeout: '60',
} as const;

/**
 * The log to replay lies in place already, so nothing is fetched: the command only has to fail, in every shell. The timeline is the backup's own.
 */
const recovering = { restore_command: 'exit 1', recovery_target_timeline: 'current', hot_standby: 'off' } as const;

/** How a server replays the log up to a moment, or to its end. */
export const recoveringTo = (moment: Date | null): Readonly<Record<string, string>> => ({
  ...recovering,
  ...(moment ? { recovery_target_time: offset(moment), recovery_target_action: 'promote' } : {}),
});

/** `Z` is no time zone to PostgreSQL before it has read its list of them. */
const offset = (moment: Date): string => moment.toISOString().replace('Z', '+00');
