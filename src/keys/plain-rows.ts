import { prefixesOf } from '../core/name-prefixes.js';
import type { KeySettings } from '../config.js';
import { asOwner, type OwnersWork } from '../database/owner.js';
import { query, type Tx } from '../database/transactions.js';
import { driverOf } from './driver-of.js';
import type { DataKey } from './data-key.js';
import { DataKeys } from './data-keys.js';
import { sealedColumns, type SealedColumns } from './sealed-columns.js';
import { blind, seal, sealText, type Place } from './seal.js';

/** So many rows are sealed together or not at all. */
const BATCH = 200;
const names = ['client_name', 'respondent_organisation', 'respondent_person'];

/** Stands in the list for a table whose rows are sealed and whose file still holds what they were. */
const FILE = '00000000-0000-0000-0000-000000000000';

interface Left {
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
    const left = await owner.inside(null, (tx) =>
      query<Left>(tx, {
        name: '',
        text: `select organisation_id as "organisationId", carrier_id as "carrierId" from rows_to_seal()`,
        values: [],
      }),
    );
    if (left.length === 0) return 0;
    const keys = new DataKeys(driverOf(settings));
    let done = 0;
    for (const table of ['case_search', ...sealedColumns.map(({ table: name }) => name)])
      for (const holder of left)
        for (let batch = BATCH; batch === BATCH; onProgress(done)) {
          batch = await owner.inside(holder.organisationId, (tx) => sealBatch(tx, keys, holder, table));
          done += batch;
        }
    await rewrite(owner);
    return done;
  });
}

async function sealBatch(tx: Tx, keys: DataKeys, holder: Left, table: string): Promise<number> {
  const rows = await query<{ id: string }>(tx, {
    name: '',
    text: `delete from keyring.to_seal where ctid = any (array(
             select ctid from keyring.to_seal where organisation_id = $1 and table_name = $2 and row_id <> $3 limit ${BATCH})) returning row_id as id`,
    values: [holder.organisationId, table, FILE],
  });
  if (rows.length > 0)
    await query(tx, {
      name: '',
      text: 'insert into keyring.to_seal (organisation_id, table_name, row_id) values ($1, $2, $3) on conflict do nothing',
      values: [holder.organisationId, table, FILE],
    });
  const known = sealedColumns.find((one) => one.table === table);
  for (const { id } of rows)
    if (known) await sealRow(tx, keys, holder, known, id);
    else await hashTokens(tx, keys, holder, id);
  return rows.length;
}

async function sealRow(tx: Tx, keys: DataKeys, holder: Left, known: SealedColumns, rowId: string): Promise<void> {
  const { organisationId } = holder;
  const { table, row, columns, subject, scope } = known;
  const [found] = await query<Record<string, unknown> & { subject: string }>(tx, {
    name: '',
    text: `select ${subject} as subject, ${columns.join(', ')} from ${table} where organisation_id = $1 and ${row} = $2`,
    values: [organisationId, rowId],
  });
  if (!found) return; // gone meanwhile
  const key = await keys.openOrMake(tx, holder, scope, found.subject);
  if (scope === 'CONTENT' || scope === 'CONVERSATION') await shareIfOpen(tx, keys, key, scope, found.subject);
  const sealed = columns.map((column) =>
    sealedValue(key, { table, column, organisationId, rowId }, found[column] ?? null, known.kind?.[column]),
  );
  await query(tx, {
    name: '',
    text: `update ${table} set ${columns.map((column, at) => `${column} = $${at + 3}`).join(', ')}
           where organisation_id = $1 and ${row} = $2`,
    values: [organisationId, rowId, ...sealed],
  });
  if (table === 'case_text')
    await addBeginnings(
      tx,
      keys,
      holder,
      rowId,
      names.map((name) => (found[name] ?? null) as string | null),
    );
}

const sealedValue = (key: DataKey, place: Place, value: unknown, kind?: 'bytes' | 'json'): string | Buffer | null => {
  if (value === null) return null;
  if (kind === 'bytes') return seal(key, place, value as Buffer);
  if (kind === 'json') return JSON.stringify(sealText(key, place, JSON.stringify(value)));
  if (place.column === 'purpose' && value === '') return ''; // blanked when its subject was erased
  return sealText(key, place, value as string);
};

/** A referral that its office may read at present, and whose key it has not yet. */
async function shareIfOpen(
  tx: Tx,
  keys: DataKeys,
  key: DataKey,
  scope: 'CONTENT' | 'CONVERSATION',
  referralId: string,
): Promise<void> {
  const [open] = await query<{ recipient: string }>(tx, {
    name: '',
    text: `select r.recipient_organisation_id as recipient from referral r
           where r.id = $1 and r.preview_open and r.recipient_organisation_id is not null and not exists (
             select from keyring.data_key k
             where k.organisation_id = r.recipient_organisation_id and k.scope = $2 and k.subject_id = r.id)`,
    values: [referralId, scope],
  });
  if (open) await keys.share(tx, key, scope, referralId, open.recipient);
}

async function hashTokens(tx: Tx, keys: DataKeys, holder: Left, caseId: string): Promise<void> {
  const key = await keys.openOrMake(tx, holder, 'SEARCH', holder.organisationId);
  const [found] = await query<{ tokens: string[] }>(tx, {
    name: '',
    text: 'select tokens from case_search where organisation_id = $1 and case_id = $2',
    values: [holder.organisationId, caseId],
  });
  if (found)
    await storeTokens(
      tx,
      holder,
      caseId,
      found.tokens.map((word) => blind(key, 'word', word)),
      false,
    );
}

async function addBeginnings(
  tx: Tx,
  keys: DataKeys,
  holder: Left,
  caseId: string,
  given: readonly (string | null)[],
): Promise<void> {
  const key = await keys.openOrMake(tx, holder, 'SEARCH', holder.organisationId);
  const beginnings = given.flatMap((name) => (name === null ? [] : prefixesOf(name)));
  await storeTokens(
    tx,
    holder,
    caseId,
    beginnings.map((beginning) => blind(key, 'name', beginning)),
    true,
  );
}

const storeTokens = (
  tx: Tx,
  { organisationId }: Left,
  caseId: string,
  tokens: readonly string[],
  beside: boolean,
): Promise<unknown> =>
  query(tx, {
    name: '',
    text: `update case_search set tokens = ${beside ? 'tokens ||' : ''} $3::text[] where organisation_id = $1 and case_id = $2`,
    values: [organisationId, caseId, tokens],
  });

/** A changed row leaves its predecessor in the file until the file is written anew. */
const rewrite = async (owner: OwnersWork): Promise<void> => {
  const tables = await owner.inside(null, (tx) =>
    query<{ name: string }>(tx, {
      name: '',
      text: 'select distinct table_name as name from keyring.to_seal where row_id = $1',
      values: [FILE],
    }),
  );
  for (const { name } of tables) {
    await owner.outside(`vacuum full ${name}`);
    await owner.inside(null, (tx) =>
      query(tx, {
        name: '',
        text: 'delete from keyring.to_seal where table_name = $1 and row_id = $2',
        values: [name, FILE],
      }),
    );
  }
};
