import type { CitedRelease } from './statistics-citation.js';
import { cite } from './statistics-citation.js';
import type { Words } from './chart.js';
import { cellAt, type PublishedCell, type PublishedTable } from './published-table.js';
import type { Finding, RestingOn, Statement, StatementKind, Told } from './statement.js';
import type { Subject } from './statement-texts.js';
import type { Category, Dimension } from './statistics-programme.js';

/** A published release of which something is said: its tables, and the permanent address of each. */
export interface StatedRelease {
  readonly head: CitedRelease;
  readonly tables: readonly PublishedTable[];
  readonly addressOf: (table: string) => string;
}

/** The categories of one dimension beside each other, of the whole state or of one region, and the number of which they are parts. */
export interface View {
  readonly release: StatedRelease;
  readonly shown: PublishedTable;
  readonly dimension: Dimension;
  readonly place: Subject | null;
  readonly whole: PublishedCell;
  /** Named ones alone: "not stated" and "another combination" are nothing that one could print a sentence about. */
  readonly named: readonly { readonly category: Category; readonly cell: PublishedCell }[];
}

const isNamed = ({ when }: Category): boolean =>
  when.kind !== 'OTHER_SET' && !(when.kind === 'IS' && when.codes.every((code) => code === null));

export const isPlace = ({ facet }: Dimension): boolean => facet === 'region' || facet === 'district';

/** What of a table a sentence can be about: one dimension, for the whole state and for each region. Tables of two other dimensions are for the page, not for a sentence. */
export function viewsOf(release: StatedRelease, shown: PublishedTable): readonly View[] {
  const [first, second, third] = shown.dimensions;
  if (!first || third) return [];
  if (!second) return viewOf(release, shown, first, null, (category) => [category]);
  if (!isPlace(first)) return [];
  const places = first.categories.filter(isNamed).map((category): Subject => ({ dimension: first, category }));
  return [null, ...places].flatMap((place) =>
    viewOf(release, shown, second, place, (category) => [place?.category.code ?? null, category]),
  );
}

function viewOf(
  release: StatedRelease,
  shown: PublishedTable,
  dimension: Dimension,
  place: Subject | null,
  codesFor: (category: string | null) => readonly (string | null)[],
): readonly View[] {
  const whole = cellAt(shown, codesFor(null));
  const named = dimension.categories.filter(isNamed).flatMap((category) => {
    const cell = cellAt(shown, codesFor(category.code));
    return cell ? [{ category, cell }] : [];
  });
  return whole ? [{ release, shown, dimension, place, whole, named }] : [];
}

type Source = Pick<View, 'release' | 'shown'>;

export const restingOn = ({ release, shown }: Source, ...cells: readonly PublishedCell[]): readonly RestingOn[] =>
  cells.map(({ key }) => ({ release: release.head.id, period: shown.period, key }));

export const told = (name: Told['name'], { lower, upper }: Omit<Told, 'name'>): Told => ({ name, lower, upper });

interface Saying {
  readonly cells: readonly RestingOn[];
  readonly numbers: readonly Told[];
  readonly text: Words;
  readonly comparedWith?: string;
}

/** A statement about a table of a release, cited as that table. */
export function stating(
  { release, shown }: Source,
  kind: StatementKind,
  finding: Finding,
  { cells, numbers, text, comparedWith }: Saying,
): Statement {
  const { table, period } = shown;
  const { code, de, en } = table;
  return {
    kind,
    finding,
    table: { code, de, en },
    period,
    comparedWith: comparedWith ?? null,
    cells,
    numbers,
    de: text.de,
    en: text.en,
    citation: cite(release.head, table, period, release.addressOf(code)),
  };
}
