import type { KeySettings } from '../config.js';
import { asOwner, type OwnersWork } from '../database/owner.js';
import { query, type Tx } from '../database/transactions.js';
import { driverOf } from './driver-of.js';
import { DataKeys } from './data-keys.js';
import { hashTokens } from './plain-search.js';
import { sealTexts } from './plain-texts.js';
import { sealedColumns } from './sealed-columns.js';

/** So many rows are sealed together or not at all. All tables are locked meanwhile: it must be done in about a second. */
const BATCH = 2_000;

/** Stands in the list for a table whose rows are sealed and whose file still holds what they were. No row's id is smaller. */
export const toBeWrittenAnew = '00000000-0000-0000-0000-000000000000';

/** What one organisation has in the list of one table. */
interface Left {
  readonly table: string;
  readonly organisationId: string;
  readonly carrierId: string;
}

/**
 * Seals what an earlier version has written in plain, before the house opens. May be interrupted anywhere and run again: what is left is
 * listed in the database, and a row leaves the list in the transaction that seals it. Afterwards the tables are written anew, so that
 * their files hold nothing of what was there; that this is still to be done stands in the list, too. Gives the number of rows.
 */
export async function sealPlainRows(
  ownerUrl: string,
  settings: KeySettings,
  onProgress: (done: number) => void = () => undefined,
): Promise<number> {
  return asOwner(ownerUrl, async (owner) => {
    const left = await owner.inside(null, findLeft);
    if (left.length === 0) return 0;
    const keys = new DataKeys(driverOf(settings));
    let done = 0;
    // Words before names: the beginnings of names are put beside the words, which must be hashed by then.
    for (const table of ['case_search', ...sealedColumns.map(({ table: name }) => name)])
      for (const one of left.filter((of) => of.table === table))
        for await (const sealed of batches(owner, keys, one)) onProgress((done += sealed));
    await rewrite(owner);
    return done;
  });
}

const findLeft = (tx: Tx): Promise<Left[]> =>
  query<Left>(tx, {
    name: '',
    text: `select distinct l.table_name as "table", l.organisation_id as "organisationId", o.carrier_id as "carrierId"
           from keyring.to_seal l join rows_to_seal() o on o.organisation_id = l.organisation_id`,
    values: [],
  });

/** Seals batch after batch, each in a transaction of its own, and tells how many rows each had. */
async function* batches(owner: OwnersWork, keys: DataKeys, left: Left): AsyncGenerator<number> {
  for (let after: string | undefined = toBeWrittenAnew; after !== undefined;) {
    const behind: string = after;
    const ids: string[] = await owner.inside(left.organisationId, (tx) => sealBatch(tx, keys, left, behind));
    yield ids.length;
    after = ids.length === BATCH ? ids.at(-1) : undefined;
  }
}

/** Takes the next rows from the list, seals them, and gives their ids in order. */
async function sealBatch(tx: Tx, keys: DataKeys, left: Left, after: string): Promise<string[]> {
  const ids = await takeFromList(tx, left, after);
  if (ids.length === 0) return [];
  await query(tx, {
    name: '',
    text: 'insert into keyring.to_seal (organisation_id, table_name, row_id) values ($1, $2, $3) on conflict do nothing',
    values: [left.organisationId, left.table, toBeWrittenAnew],
  });
  const known = sealedColumns.find(({ table }) => table === left.table);
  await (known ? sealTexts(tx, keys, left, known, ids) : hashTokens(tx, keys, left, ids));
  return ids;
}

async function takeFromList(tx: Tx, { organisationId, table }: Left, after: string): Promise<string[]> {
  const rows = await query<{ id: string }>(tx, {
    name: '',
    text: `with taken as (
             delete from keyring.to_seal where ctid = any (array(
               select ctid from keyring.to_seal where organisation_id = $1 and table_name = $2 and row_id > $3
               order by row_id limit ${BATCH})) returning row_id)
           select row_id as id from taken order by row_id`,
    values: [organisationId, table, after],
  });
  return rows.map(({ id }) => id);
}

/** A changed row leaves its predecessor in the file until the file is written anew. */
const rewrite = async (owner: OwnersWork): Promise<void> => {
  const tables = await owner.inside(null, (tx) =>
    query<{ name: string }>(tx, {
      name: '',
      text: 'select distinct table_name as name from keyring.to_seal where row_id = $1',
      values: [toBeWrittenAnew],
    }),
  );
  for (const { name } of tables) {
    await owner.outside(`vacuum full ${name}`);
    await owner.inside(null, (tx) =>
      query(tx, {
        name: '',
        text: 'delete from keyring.to_seal where table_name = $1 and row_id = $2',
        values: [name, toBeWrittenAnew],
      }),
    );
  }
};
