import type { Actor } from '../core/access.js';
import { prefixesOf } from '../core/name-prefixes.js';
import { query, type Tx } from '../database/transactions.js';
import type { DataKey } from './data-key.js';
import type { DataKeys } from './data-keys.js';
import { blind } from './seal.js';

type Holder = Pick<Actor, 'organisationId' | 'carrierId'>;

/** The tokens of a case. */
interface Tokens {
  readonly caseId: string;
  readonly tokens: readonly string[];
}

/** Hashes the words by which these cases are found, where they still stand there in plain. Joins the transaction that takes them from the list. */
export async function hashTokens(tx: Tx, keys: DataKeys, holder: Holder, caseIds: readonly string[]): Promise<void> {
  const { organisationId } = holder;
  const key = await keys.openOrMake(tx, holder, 'SEARCH', organisationId);
  const found = await query<Tokens>(tx, {
    name: '',
    text: `select case_id as "caseId", tokens from case_search where organisation_id = $1 and case_id = any ($2::uuid[])`,
    values: [organisationId, caseIds],
  });
  const hash = blindOnce(key, 'word');
  const hashed = found.map(({ caseId, tokens }) => ({ caseId, tokens: tokens.map(hash) }));
  await storeTokens(tx, holder, hashed, 'instead');
}

/** Puts the beginnings of the names in these rows of `case_text` beside the words of their cases. */
export async function addBeginnings(
  tx: Tx,
  keys: DataKeys,
  holder: Holder,
  rows: readonly (Readonly<Record<string, unknown>> & { readonly rowId: string })[],
): Promise<void> {
  const key = await keys.openOrMake(tx, holder, 'SEARCH', holder.organisationId);
  const hash = blindOnce(key, 'name');
  const added = rows.map(({ rowId, client_name, respondent_organisation, respondent_person }) => ({
    caseId: rowId,
    tokens: [client_name, respondent_organisation, respondent_person].flatMap((name) =>
      typeof name === 'string' ? prefixesOf(name).map(hash) : [],
    ),
  }));
  await storeTokens(tx, holder, added, 'beside');
}

/** Most words stand in many cases: each is hashed once. */
function blindOnce(key: DataKey, purpose: string): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const hashed = known.get(word) ?? blind(key, purpose, word);
    known.set(word, hashed);
    return hashed;
  };
}

/** Tokens hold no space, and an array of arrays must be a rectangle in SQL: those of a case travel as one text. */
async function storeTokens(
  tx: Tx,
  { organisationId }: Holder,
  cases: readonly Tokens[],
  where: 'instead' | 'beside',
): Promise<void> {
  // The index is made anew at the end, with the file of its table: until then its entries wait in a list.
  await query(tx, { name: '', text: `set local gin_pending_list_limit = '1GB'`, values: [] });
  await query(tx, {
    name: '',
    text: `update case_search as plain
           set tokens = ${where === 'beside' ? 'plain.tokens ||' : ''} string_to_array(hashed.tokens, ' ')
           from unnest($2::uuid[], $3::text[]) as hashed (case_id, tokens)
           where plain.organisation_id = $1 and plain.case_id = hashed.case_id`,
    values: [organisationId, cases.map(({ caseId }) => caseId), cases.map(({ tokens }) => tokens.join(' '))],
  });
}
