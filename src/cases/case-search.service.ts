import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { prefixesOf, wantedPrefix } from '../core/name-prefixes.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import type { DataKey } from '../keys/data-key.js';
import { Keys } from '../keys/keys.service.js';
import { blind } from '../keys/seal.js';
import { searchWords, storeTokens, type SearchWordsRow } from './case-search.queries.js';
import type { CaseRow } from './case.row.js';

/**
 * Search without readable words: the database keeps, for each case, keyed hashes of its stemmed words and of the beginnings of names.
 * The key is the service's own, so that the same word of two services has nothing in common.
 */
@Injectable()
export class CaseSearch {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: Keys,
  ) {}

  /** Brings the search of a case up to date with all its texts; called in the transaction that changed one of them, after the change. */
  async refresh(tx: Tx, actor: Actor, kase: CaseRow): Promise<void> {
    const { texts } = kase;
    const written = [
      ...Object.values(texts as unknown as Record<string, string | null>),
      kase.closingNote,
      ...kase.indications.map(({ description }) => description),
      ...kase.witnesses.flatMap(({ name, contact, observation }) => [name, contact, observation]),
      ...kase.comparisonPersons.map(({ description }) => description),
      ...kase.measures.map(({ result }) => result),
      ...kase.reactions.map(({ detail }) => detail),
      ...kase.notes.map(({ text }) => text),
      ...kase.reviews.map(({ comment }) => comment),
    ];
    await query(tx, storeTokens(kase.id, await this.tokensOf(tx, actor, written, namesOf(texts))));
  }

  /** The hashes under which a case is found: those of its words, and of how its names begin. */
  async tokensOf(
    tx: Tx,
    actor: Actor,
    written: readonly (string | null)[],
    names: readonly (string | null)[],
  ): Promise<string[]> {
    const [row] = await query<SearchWordsRow>(tx, searchWords(written.filter((text) => text !== null)));
    const key = row?.key
      ? await this.keys.unwrap(row.key)
      : await this.keys.openOrMake(tx, actor, 'SEARCH', actor.organisationId);
    const beginnings = names.flatMap((name) => (name === null ? [] : prefixesOf(name)));
    const tokens = [...hashed(key, 'word', row?.words ?? []), ...hashed(key, 'name', beginnings)];
    return [...new Set(tokens)].sort();
  }

  /**
   * The hashes that a case must have to be found by a text: each word counts, and `Mül*` asks for a name that begins so. Null where
   * nothing was asked for; an empty list where the text has no word to look for, which finds nothing.
   */
  async wanted(actor: Actor, text: string | null | undefined): Promise<readonly string[] | null> {
    const asked = text?.trim();
    if (!asked) return null;
    const parts = asked.split(/\s+/);
    const beginnings = parts.flatMap((part) => wantedPrefix(part) ?? []);
    const words = parts.filter((part) => wantedPrefix(part) === null).join(' ');
    const [row] = await this.transactions.read<SearchWordsRow>(actor, searchWords([words]));
    // Without a key nothing was ever recorded here.
    if (!row?.key) return [];
    const key = await this.keys.unwrap(row.key);
    return [...hashed(key, 'word', row.words), ...hashed(key, 'name', beginnings)];
  }
}

export const namesOf = (texts: CaseRow['texts']): readonly (string | null)[] => [
  texts.clientName,
  texts.respondentOrganisation,
  texts.respondentPerson,
];

const hashed = (key: DataKey, purpose: 'word' | 'name', words: readonly string[]): string[] =>
  words.map((word) => blind(key, purpose, word));
