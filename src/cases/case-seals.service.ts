import { Injectable } from '@nestjs/common';
import type { CaseTexts } from '../core/case.js';
import { query, type Tx } from '../database/transactions.js';
import type { DataKey } from '../keys/data-key.js';
import { Keys } from '../keys/keys.service.js';
import { sealText, unsealText, type Place } from '../keys/seal.js';
import type { WrappedKey } from '../keys/wrapped-key.js';
import { columnOf } from './case.columns.js';
import type { CaseRow } from './case.row.js';
import { caseById } from './cases.queries.js';

/** A case as it stands in the database: its texts sealed, with the key that opens them as it is at that moment. */
export interface SealedCase extends Omit<CaseRow, PartLists> {
  readonly key: WrappedKey | null;
  readonly indications: readonly SealedPart[];
  readonly witnesses: readonly SealedPart[];
  readonly comparisonPersons: readonly SealedPart[];
  readonly measures: readonly SealedPart[];
  readonly reactions: readonly SealedPart[];
  readonly notes: readonly SealedPart[];
  readonly reviews: readonly SealedPart[];
}

type PartLists = 'indications' | 'witnesses' | 'comparisonPersons' | 'measures' | 'reactions' | 'notes' | 'reviews';
type SealedPart = Readonly<Record<string, unknown>> & { readonly id: string; readonly revision?: number };

/** Which texts of a part are sealed. */
export const sealedParts = {
  case_indication: ['description'],
  case_witness: ['name', 'contact', 'observation'],
  case_comparison_person: ['description'],
  case_measure: ['result'],
  case_reaction: ['detail'],
  case_note: ['text'],
  case_review: ['comment'],
} as const;

export type SealedTable = keyof typeof sealedParts;

const tableOf: { readonly [List in PartLists]: SealedTable } = {
  indications: 'case_indication',
  witnesses: 'case_witness',
  comparisonPersons: 'case_comparison_person',
  measures: 'case_measure',
  reactions: 'case_reaction',
  notes: 'case_note',
  reviews: 'case_review',
};

/** A row of a part: where its texts stand. */
export interface PartPlace {
  readonly table: SealedTable;
  readonly organisationId: string;
  readonly id: string;
  readonly revision: number;
}

type Turn = (key: DataKey, place: Place, text: string | null) => string | null;

const turnPart = <Part extends object>(turn: Turn, key: DataKey, place: PartPlace, part: Part): Part => {
  const turned = { ...part } as Record<string, unknown>;
  for (const column of sealedParts[place.table]) {
    const text = turned[column];
    if (typeof text === 'string') turned[column] = turn(key, { ...place, column, rowId: place.id }, text);
  }
  return turned as Part;
};

export const sealPart = <Part extends object>(key: DataKey, place: PartPlace, part: Part): Part =>
  turnPart(sealText, key, place, part);

export const unsealPart = <Part extends object>(key: DataKey, place: PartPlace, part: Part): Part =>
  turnPart(unsealText, key, place, part);

type Written = CaseTexts & { readonly closingNote: string | null };

const turnTexts = <Texts extends Partial<Written>>(
  turn: Turn,
  key: DataKey,
  kase: { readonly organisationId: string; readonly id: string; readonly textRevision: number },
  texts: Texts,
): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([field, text]) => [
      field,
      turn(
        key,
        {
          table: 'case_text',
          column: columnOf(field),
          organisationId: kase.organisationId,
          rowId: kase.id,
          revision: kase.textRevision,
        },
        text,
      ),
    ]),
  ) as Texts;

/** Seals the texts of a case for one write of it. */
export const sealTexts = <Texts extends Partial<Written>>(
  key: DataKey,
  kase: { readonly organisationId: string; readonly id: string; readonly textRevision: number },
  texts: Texts,
): Texts => turnTexts(sealText, key, kase, texts);

/** Opens cases: the one way in which their texts are read. */
@Injectable()
export class CaseSeals {
  constructor(private readonly keys: Keys) {}

  /** The case in plain, or null where there is none in the own organisation. */
  async read(tx: Tx, id: string): Promise<CaseRow | null> {
    const [found] = await query<{ kase: SealedCase }>(tx, caseById(id));
    return found ? this.open(found.kase) : null;
  }

  /** Opens a case that was read. Throws a fault where anything of it is not as it was sealed. */
  async open(sealed: SealedCase): Promise<CaseRow> {
    const { key: wrapped, ...kase } = sealed;
    const key = await this.keys.unwrap(wrapped);
    const { closingNote, ...texts } = turnTexts(unsealText, key, kase, {
      ...kase.texts,
      closingNote: kase.closingNote,
    });
    const parts = Object.entries(tableOf).map(([list, table]) => [
      list,
      kase[list as PartLists].map(({ revision = 1, ...part }) =>
        unsealPart(key, { table, organisationId: kase.organisationId, id: part.id, revision }, part),
      ),
    ]);
    return { ...kase, texts, closingNote, ...Object.fromEntries(parts) } as CaseRow;
  }

  keyOf(tx: Tx, caseId: string): Promise<DataKey> {
    return this.keys.open(tx, 'CASE', caseId);
  }
}
