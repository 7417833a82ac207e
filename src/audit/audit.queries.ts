import type { Checkpoint, LoggedEntry } from '../core/audit-log.js';
import type { Statement } from '../database/transactions.js';

const moment = (of: string): string => `to_char(${of} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** All logs, or those in which entries since a moment wait for their place. */
export const allLogs: Statement = { name: 'audit-logs', text: 'select id from audit_logs()', values: [] };
export const logsWaiting = (since: Date): Statement => ({
  name: 'audit-logs-waiting',
  text: 'select id from audit_logs_waiting($1)',
  values: [since],
});

/** One log grows by one hand at a time, and whoever exports it sees it between two steps. */
export const lockLog = (log: string): Statement => ({
  name: 'audit-lock-log',
  text: `select pg_advisory_xact_lock(hashtextextended('audit log ' || $1, 0))`,
  values: [log],
});

export const clock: Statement = {
  name: 'audit-clock',
  text: `select ${moment('clock_timestamp()')} as at`,
  values: [],
};

export interface CheckpointRow extends Checkpoint {
  readonly peaks: readonly string[];
}

const checkpoint = `organisation_id as log, size::float8 as size, encode(head, 'hex') as head, ${moment('at')} as at,
  encode(signature, 'hex') as signature`;

export const lastCheckpoint = (log: string): Statement => ({
  name: 'audit-last-checkpoint',
  text: `select ${checkpoint}, (select coalesce(json_agg(encode(peak, 'hex') order by place), '[]')
           from unnest(peaks) with ordinality as each (peak, place)) as peaks
         from audit_checkpoint where organisation_id = $1 order by size desc limit 1`,
  values: [log],
});

/** Of a log, up to a size: a page behind a size. */
export const checkpointsOf = (log: string, after: number, upTo: number, most: number): Statement => ({
  name: 'audit-checkpoints',
  text: `select ${checkpoint} from audit_checkpoint where organisation_id = $1 and size > $2 and size <= $3 order by size limit $4`,
  values: [log, after, upTo, most],
});

export interface WaitingRow {
  readonly id: string;
  readonly organisation: string;
  readonly at: string;
  readonly personId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly details: unknown;
}

/** Entries that have no place yet, in the order in which they were written. */
export const waitingEntries = (log: string, since: Date, most: number): Statement => ({
  name: 'audit-waiting',
  text: `select e.id, e.organisation_id as organisation, ${moment('e.at')} as at, e.person_id as "personId", e.action,
           e.subject_type as "subjectType", e.subject_id as "subjectId", e.details
         from audit_entry e
         where e.carrier_id = $1 and e.at >= $2 and not exists (
           select from audit_leaf l where l.entry_organisation_id = e.organisation_id and l.entry_id = e.id)
         order by e.id limit $3`,
  values: [log, since, most],
});

/** A leaf with the salts that open its commitments. Hex. */
export interface NewLeaf extends Pick<LoggedEntry, 'index' | 'organisation' | 'id' | 'person' | 'subject'> {
  readonly personSalt: string;
  readonly subjectSalt: string;
  readonly leaf: string;
}

export const addLeaves = (log: string, leaves: readonly NewLeaf[]): Statement => ({
  name: 'audit-add-leaves',
  text: `insert into audit_leaf (organisation_id, leaf_index, entry_organisation_id, entry_id, person_salt, subject_salt,
           person_commitment, subject_commitment, leaf)
         select $1, l.index, l.organisation, l.id, decode(l."personSalt", 'hex'), decode(l."subjectSalt", 'hex'),
           decode(l.person, 'hex'), decode(l.subject, 'hex'), decode(l.leaf, 'hex')
         from json_to_recordset($2::json) as l (index bigint, organisation uuid, id uuid, person text, subject text,
           "personSalt" text, "subjectSalt" text, leaf text)`,
  values: [log, JSON.stringify(leaves)],
});

export const addCheckpoint = (made: Checkpoint, peaks: readonly string[]): Statement => ({
  name: 'audit-add-checkpoint',
  text: `insert into audit_checkpoint (organisation_id, size, head, peaks, at, signature)
         select $1, $2, decode($3, 'hex'), array(select decode(peak, 'hex') from unnest($4::text[]) as peak), $5, decode($6, 'hex')`,
  values: [made.log, made.size, made.head, peaks, made.at, made.signature],
});

/** A page of the leaves of a log with their entries, in order; an entry that is gone leaves nulls. */
export const leavesOf = (log: string, from: number, before: number, most: number): Statement => ({
  name: 'audit-leaves',
  text: `select l.organisation_id as log, l.leaf_index::float8 as index, l.entry_organisation_id as organisation, l.entry_id as id,
           encode(l.leaf, 'hex') as leaf, encode(l.person_commitment, 'hex') as person, encode(l.subject_commitment, 'hex') as subject,
           encode(l.person_salt, 'hex') as "personSalt", encode(l.subject_salt, 'hex') as "subjectSalt",
           ${moment('e.at')} as at, e.action, e.subject_type as "subjectType", e.person_id as "personId",
           e.subject_id as "subjectId", e.details
         from audit_leaf l
         left join audit_entry e on e.organisation_id = l.entry_organisation_id and e.id = l.entry_id
         where l.organisation_id = $1 and l.leaf_index >= $2 and l.leaf_index < $3 order by l.leaf_index limit $4`,
  values: [log, from, before, most],
});

/** One more than the last place that is taken. */
export const leafCount = (log: string): Statement => ({
  name: 'audit-leaf-count',
  text: 'select coalesce(max(leaf_index) + 1, 0)::float8 as leaves from audit_leaf where organisation_id = $1',
  values: [log],
});

/** Where an entry stands in a log; nothing while it has no place, or in another log. */
export const placeOfEntry = (log: string, entryId: string): Statement => ({
  name: 'audit-place-of-entry',
  text: 'select leaf_index::float8 as index from audit_leaf where organisation_id = $1 and entry_id = $2',
  values: [log, entryId],
});

/** The first leaves of a log, as hex. */
export const leafHashes = (log: string, from: number, before: number, most: number): Statement => ({
  name: 'audit-leaf-hashes',
  text: `select leaf_index::float8 as index, encode(leaf, 'hex') as leaf from audit_leaf
         where organisation_id = $1 and leaf_index >= $2 and leaf_index < $3 order by leaf_index limit $4`,
  values: [log, from, before, most],
});

/** The newest checkpoint up to a size. */
export const checkpointUpTo = (log: string, size: number): Statement => ({
  name: 'audit-checkpoint-up-to',
  text: `select ${checkpoint} from audit_checkpoint where organisation_id = $1 and size <= $2 order by size desc limit 1`,
  values: [log, size],
});
