import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';

export interface SearchWordsRow {
  readonly words: readonly string[];
  /** The service's search key; null until its first case. */
  readonly key: WrappedKey | null;
}

/**
 * The words of these texts as the German dictionary stems them, each once, with the key to hash them by. Each text is stemmed on its own:
 * a tsvector holds at most a megabyte, and a case may grow beyond that.
 */
export const searchWords = (texts: readonly string[]): Statement => ({
  name: 'case-search-words',
  text: `select coalesce((select array_agg(distinct word order by word)
             from unnest($1::text[]) as written, unnest(search_tokens(written)) as word), '{}') as words,
           ${wrappedKeyOf('SEARCH', '(select current_organisation())')} as key`,
  values: [texts],
});

export const storeTokens = (caseId: string, tokens: readonly string[]): Statement => ({
  name: 'case-search-store',
  text: `insert into case_search (organisation_id, case_id, opened_at, tokens)
         select c.organisation_id, c.id, c.opened_at, $2 from cases c
         where c.organisation_id = (select current_organisation()) and c.id = $1
         on conflict (organisation_id, case_id) do update set opened_at = excluded.opened_at, tokens = excluded.tokens`,
  values: [caseId, tokens],
});
