import pg from 'pg';
import type { DestroyedKey } from './line.js';

/** One connection as the cluster's administrator; it ends with the work. */
export async function asAdministrator<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Destroyed keys that no shipment has told of yet, oldest first; none in a database that knows no such list. */
export async function untoldKeys(client: pg.Client): Promise<DestroyedKey[]> {
  if (!(await knowsDestroyedKeys(client))) return [];
  const { rows } = await client.query<DestroyedKey>(
    `select organisation_id as "organisationId", key_id as "keyId", case_id as "caseId", destroyed_at::text as "destroyedAt",
       to_jsonb(k) -> 'disposal' as disposal
     from keyring.destroyed_key k where told_at is null order by destroyed_at limit 10000`,
  );
  return rows;
}

/** Notes that the backup knows of them. */
export async function tellKeys(client: pg.Client, keys: readonly DestroyedKey[]): Promise<void> {
  await client.query(
    `update keyring.destroyed_key set told_at = now() where (organisation_id, key_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [keys.map(({ organisationId }) => organisationId), keys.map(({ keyId }) => keyId)],
  );
}

const knowsDestroyedKeys = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ known: boolean }>(
    `select to_regclass('keyring.destroyed_key') is not null as known`,
  );
  return rows[0]?.known === true;
};

/** What came back with an earlier state and goes once more. */
export interface GoneAgain {
  readonly keys: number;
  /** Cases whose rows are there without a key: the house disposes of them when it is started. */
  readonly cases: number;
}

/**
 * Destroys once more what had been destroyed when the backup was taken over last, and orders the disposal of the cases that went with it. The list
 * stays, so that the next line tells it, too.
 */
export async function destroyAgain(client: pg.Client, keys: readonly DestroyedKey[]): Promise<GoneAgain> {
  if (keys.length === 0 || !(await knowsDestroyedKeys(client))) return { keys: 0, cases: 0 };
  const columns = [
    keys.map(({ organisationId }) => organisationId),
    keys.map(({ keyId }) => keyId),
    keys.map(({ destroyedAt }) => destroyedAt),
  ];
  await client.query('begin');
  const { rowCount } = await client.query(
    // One that was handed out again later lives.
    `delete from keyring.data_key k using unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as gone (organisation_id, id, at)
     where k.organisation_id = gone.organisation_id and k.id = gone.id and k.made_at < gone.at`,
    columns,
  );
  await client.query(
    // A database of before knows fewer columns of the list than it has now.
    `insert into keyring.destroyed_key
     select distinct on (organisation_id, key_id) (jsonb_populate_record(null::keyring.destroyed_key, row)).*
     from jsonb_array_elements($1) as row, jsonb_to_record(row) as one (organisation_id uuid, key_id uuid, destroyed_at timestamptz)
     order by organisation_id, key_id, destroyed_at desc
     on conflict (organisation_id, key_id) do update set ${(await knowsDisposals(client)) ? 'disposal = coalesce(excluded.disposal, destroyed_key.disposal),' : ''}
       -- What the deletion above has just noted happened first when the list says.
       destroyed_at = case destroyed_key.destroyed_at when now() then excluded.destroyed_at
         else greatest(destroyed_key.destroyed_at, excluded.destroyed_at) end`,
    [JSON.stringify(keys.map(rowOf))],
  );
  await client.query('update keyring.destroyed_key set told_at = null');
  const cases = await orderErasure(client);
  await client.query('commit');
  return { keys: rowCount ?? 0, cases };
}

const knowsDisposals = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ known: boolean }>(
    `select exists (select from pg_attribute where attrelid = 'keyring.destroyed_key'::regclass and attname = 'disposal') as known`,
  );
  return rows[0]?.known === true;
};

const rowOf = ({ organisationId, keyId, caseId, destroyedAt, disposal }: DestroyedKey): object => ({
  ...{ organisation_id: organisationId, key_id: keyId, case_id: caseId, destroyed_at: destroyedAt },
  disposal: disposal ?? null,
});

/** `case.erase-again` looks for itself whether the case was erased and has no key. None where the queue was not set up yet. */
async function orderErasure(client: pg.Client): Promise<number> {
  const enqueue = 'graphile_worker.enqueue(text,json,timestamptz,text)';
  const { rows } = await client.query<{ known: boolean }>('select to_regprocedure($1) is not null as known', [enqueue]);
  if (rows[0]?.known !== true) return 0;
  const { rowCount } = await client.query(
    `select graphile_worker.enqueue('case.erase-again', json_build_object('organisationId', c.organisation_id, 'subjectId', c.id), null,
       'case.erase-again:' || c.id)
     from cases c
     where exists (select from keyring.destroyed_key k where k.organisation_id = c.organisation_id and k.case_id = c.id)
       and not exists (select from keyring.data_key d where d.organisation_id = c.organisation_id and d.scope = 'CASE' and d.subject_id = c.id)`,
  );
  return rowCount ?? 0;
}

export interface ClusterState {
  readonly version: number;
  readonly systemIdentifier: string;
  readonly archives: boolean;
  readonly migrations: string[];
}

export async function clusterState(client: pg.Client): Promise<ClusterState> {
  const { rows } = await client.query<Omit<ClusterState, 'migrations'>>(
    `select current_setting('server_version_num')::int as version, system_identifier::text as "systemIdentifier",
       current_setting('archive_mode') <> 'off' as archives from pg_control_system()`,
  );
  const [state] = rows;
  if (!state) throw new Error('The cluster does not say what it is.');
  return { ...state, migrations: await migrationsIn(client) };
}

async function migrationsIn(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from migration order by id');
  return rows.map(({ name }) => name);
}

/** Begins a backup in this session (PostgreSQL 18, 26.3.4.1); gives the segment that replay begins with. */
export async function startBackup(client: pg.Client, label: string): Promise<string> {
  const { rows } = await client.query<{ segment: string }>(
    'select pg_walfile_name(pg_backup_start($1, fast => true)) as segment',
    [label],
  );
  return rows[0]?.segment ?? '';
}

export interface StoppedBackup {
  readonly stopSegment: string;
  readonly label: string;
  readonly tablespaces: string;
}

/** Ends it once the archiver has the last segment. The label goes into the copy: without it a restored cluster would be corrupt. */
export async function stopBackup(client: pg.Client): Promise<StoppedBackup> {
  const { rows } = await client.query<{ lsn: string; label: string; tablespaces: string }>(
    'select lsn, labelfile as label, spcmapfile as tablespaces from pg_backup_stop(wait_for_archive => true)',
  );
  const [stopped] = rows;
  if (!stopped) throw new Error('The backup did not end.');
  const { rows: named } = await client.query<{ segment: string }>('select pg_walfile_name($1::pg_lsn) as segment', [
    stopped.lsn,
  ]);
  return { stopSegment: named[0]?.segment ?? '', label: stopped.label, tablespaces: stopped.tablespaces };
}
