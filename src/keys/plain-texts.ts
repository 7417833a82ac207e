import type { Actor } from '../core/access.js';
import { query, type Tx } from '../database/transactions.js';
import type { DataKey } from './data-key.js';
import type { DataKeys } from './data-keys.js';
import { addBeginnings } from './plain-search.js';
import { seal, sealText, type Place } from './seal.js';
import type { SealedColumns } from './sealed-columns.js';

type Holder = Pick<Actor, 'organisationId' | 'carrierId'>;

/** So many bytes are in memory at once, in several forms; a single row may have more. */
const PORTION = 8_000_000;

/** A row as it was written in plain: its id, its key's subject and its columns. */
type PlainRow = Record<string, unknown> & { readonly rowId: string; readonly subject: string };

/** Seals the texts and files of these rows of a table, whichever of them are still there. Joins the transaction that takes them from the list. */
export async function sealTexts(
  tx: Tx,
  keys: DataKeys,
  holder: Holder,
  known: SealedColumns,
  ids: readonly string[],
): Promise<void> {
  for (const portion of await portionsOf(tx, holder, known, ids)) await sealPortion(tx, keys, holder, known, portion);
}

async function portionsOf(
  tx: Tx,
  { organisationId }: Holder,
  { table, row, columns }: SealedColumns,
  ids: readonly string[],
): Promise<string[][]> {
  const rows = await query<{ id: string; bytes: number }>(tx, {
    name: '',
    text: `select ${row} as id, ${columns.map((column) => `coalesce(pg_column_size(${column}), 0)`).join(' + ')} as bytes
           from ${table} where organisation_id = $1 and ${row} = any ($2::uuid[])`,
    values: [organisationId, ids],
  });
  const portions: string[][] = [];
  let room = 0;
  for (const { id, bytes } of rows) {
    room -= bytes;
    if (room < 0 || portions.length === 0) {
      portions.push([]);
      room = PORTION - bytes;
    }
    portions.at(-1)?.push(id);
  }
  return portions;
}

async function sealPortion(
  tx: Tx,
  keys: DataKeys,
  holder: Holder,
  known: SealedColumns,
  ids: readonly string[],
): Promise<void> {
  const { organisationId } = holder;
  const { table, columns, kind, scope } = known;
  const rows = await findRows(tx, holder, known, ids);
  const subjects = rows.map(({ subject }) => subject);
  const opened = await keys.openOrMakeAll(tx, holder, scope, subjects);
  if (scope === 'CONTENT' || scope === 'CONVERSATION') await shareOpen(tx, keys, scope, opened);
  const sealed = columns.map((column) =>
    rows.map(({ rowId, subject, [column]: value }) =>
      sealedValue(keyFor(opened, subject), { table, column, organisationId, rowId }, value ?? null, kind?.[column]),
    ),
  );
  await writeRows(
    tx,
    holder,
    known,
    rows.map(({ rowId }) => rowId),
    sealed,
  );
  if (table === 'case_text') await addBeginnings(tx, keys, holder, rows);
}

const findRows = (
  tx: Tx,
  { organisationId }: Holder,
  { table, row, subject, columns }: SealedColumns,
  ids: readonly string[],
): Promise<PlainRow[]> =>
  query<PlainRow>(tx, {
    name: '',
    text: `select ${row} as "rowId", ${subject} as subject, ${columns.join(', ')} from ${table}
           where organisation_id = $1 and ${row} = any ($2::uuid[])`,
    values: [organisationId, ids],
  });

function keyFor(opened: ReadonlyMap<string, DataKey>, subject: string): DataKey {
  const key = opened.get(subject);
  if (!key) throw new Error('A row has no key to be sealed with.');
  return key;
}

const sealedValue = (key: DataKey, place: Place, value: unknown, kind?: 'bytes' | 'json'): string | Buffer | null => {
  if (value === null) return null;
  if (kind === 'bytes') return seal(key, place, value as Buffer);
  if (kind === 'json') return JSON.stringify(sealText(key, place, JSON.stringify(value)));
  if (place.column === 'purpose' && value === '') return ''; // blanked when its subject was erased
  return sealText(key, place, value as string);
};

/** Writes the sealed values, a list for each column in the order of the rows. */
async function writeRows(
  tx: Tx,
  { organisationId }: Holder,
  { table, row, columns, kind }: SealedColumns,
  ids: readonly string[],
  sealed: readonly (readonly unknown[])[],
): Promise<void> {
  const typeOf = (column: string): string => (kind?.[column] === 'bytes' ? 'bytea' : 'text');
  const cast = (column: string): string => (kind?.[column] === 'json' ? '::jsonb' : '');
  const [written] = await query<{ rows: string }>(tx, {
    name: '',
    text: `with written as (
             update ${table} as plain set ${columns.map((column) => `${column} = sealed.${column}${cast(column)}`).join(', ')}
             from unnest($2::uuid[], ${columns.map((column, at) => `$${at + 3}::${typeOf(column)}[]`).join(', ')})
               as sealed (row_id, ${columns.join(', ')})
             where plain.organisation_id = $1 and plain.${row} = sealed.row_id returning 1)
           select count(*) as rows from written`,
    values: [organisationId, ids, ...sealed],
  });
  // They have left the list: one that is not written stays in plain for good.
  if (Number(written?.rows) !== ids.length) throw new Error(`Not every row of ${table} was sealed.`);
}

/** Gives the keys of referrals that their office may read at present to it, where it has them not yet. */
async function shareOpen(
  tx: Tx,
  keys: DataKeys,
  scope: 'CONTENT' | 'CONVERSATION',
  opened: ReadonlyMap<string, DataKey>,
): Promise<void> {
  const open = await query<{ referralId: string; organisationId: string; carrierId: string | null }>(tx, {
    name: '',
    text: `select r.id as "referralId", r.recipient_organisation_id as "organisationId",
             carrier_of(r.recipient_organisation_id) as "carrierId"
           from referral r
           where r.id = any ($1::uuid[]) and r.preview_open and r.recipient_organisation_id is not null and not exists (
             select from keyring.data_key k
             where k.organisation_id = r.recipient_organisation_id and k.scope = $2 and k.subject_id = r.id)`,
    values: [[...opened.keys()], scope],
  });
  const shares = open.map(({ referralId, organisationId, carrierId }) => {
    if (carrierId === null) throw new Error('The recipient is no organisation.');
    return { referralId, recipient: { organisationId, carrierId }, key: keyFor(opened, referralId) };
  });
  await keys.shareAll(tx, scope, shares);
}
