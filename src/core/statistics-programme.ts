import type { Facet, Facets, SingleFacet, SeveralFacet } from './counting-record.js';

/** What a category asks of one facet of a record. Plain data: a published programme carries it, and anybody can count with it. */
export type Condition =
  | { readonly kind: 'IS'; readonly facet: SingleFacet; readonly codes: readonly (string | null)[] }
  | { readonly kind: 'MENTIONS'; readonly facet: SeveralFacet; readonly codes: readonly string[] }
  | { readonly kind: 'SIZE'; readonly facet: SeveralFacet; readonly min: number; readonly max: number | null }
  | { readonly kind: 'SET'; readonly facet: SeveralFacet; readonly codes: readonly string[] }
  | { readonly kind: 'OTHER_SET'; readonly facet: SeveralFacet; readonly than: readonly (readonly string[])[] };

export interface Category {
  readonly code: string;
  readonly de: string;
  readonly en: string;
  readonly when: Condition;
}

/** A way to sort records. Where categories overlap (grounds that are named together) they are mentions and do not add up to cases. */
export interface Dimension {
  readonly code: string;
  readonly de: string;
  readonly en: string;
  readonly facet: Facet;
  readonly overlaps: boolean;
  readonly categories: readonly Category[];
}

export const periodLevels = ['QUARTER', 'YEAR'] as const;
export type PeriodLevel = (typeof periodLevels)[number];

export const geographies = ['STATE', 'REGION', 'DISTRICT'] as const;
export type Geography = (typeof geographies)[number];

/** One table: up to three dimensions, how fine the geography, for which periods. Its cells, totals included, are cells of the lattice. */
export interface ProgrammeTable {
  readonly code: string;
  readonly de: string;
  readonly en: string;
  /** Codes of dimensions. */
  readonly by: readonly string[];
  readonly geography: Geography;
  readonly periods: readonly PeriodLevel[];
  /** Whether its grand total is published exactly where it is large enough and the audit allows it. */
  readonly exactTotal: boolean;
}

/** The numbers behind the protection. They are proposals for the data-protection officer, and part of every release. */
export interface Thresholds {
  /** Counts are rounded to a multiple of this. */
  readonly base: number;
  /** Dominated cells are rounded to a multiple of this. */
  readonly coarseBase: number;
  /** How many whole numbers must stay possible for every target. */
  readonly possible: number;
  /** The same for cells that are withheld. */
  readonly possibleWithheld: number;
  /** A cell is dominated when one service has more than this share, in per cent. */
  readonly servicePercent: number;
  /** A cell is dominated when one client has more than this share, in per cent. */
  readonly clientPercent: number;
  /** How often one client counts in a year, and so in any cell. */
  readonly perClient: number;
  /** The smallest number that may be published exactly. */
  readonly exactFrom: number;
  /** The mean size of the cells of a table below which it is not offered. */
  readonly meanFrom: number;
}

/** The declared, finite list of what may be asked. A question outside it is refused for a reason that depends on this alone. */
export interface Programme {
  readonly version: number;
  /** How many cases a year the mean cell sizes are worked out for. */
  readonly expectedPerYear: number;
  readonly thresholds: Thresholds;
  readonly dimensions: readonly Dimension[];
  readonly tables: readonly ProgrammeTable[];
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((code) => other.includes(code));

/** Whether a record belongs to a category. */
export function meets(facets: Facets, when: Condition): boolean {
  switch (when.kind) {
    case 'IS':
      return when.codes.includes(facets[when.facet]);
    case 'MENTIONS':
      return facets[when.facet].some((code) => when.codes.includes(code));
    case 'SIZE': {
      const { length } = facets[when.facet];
      return length >= when.min && length <= (when.max ?? Infinity);
    }
    case 'SET':
      return sameSet(facets[when.facet], when.codes);
    case 'OTHER_SET':
      return !when.than.some((set) => sameSet(facets[when.facet], set));
  }
}

/** The dimension by which a geography sorts, or null for the whole state. */
export const geographyDimension = (geography: Geography): string | null => (geography === 'STATE' ? null : geography);

/** The dimensions of a table, its geography first. */
export function dimensionsOf(programme: Programme, table: ProgrammeTable): readonly Dimension[] {
  const place = geographyDimension(table.geography);
  return [...(place === null ? [] : [place]), ...table.by].map((code) => {
    const dimension = programme.dimensions.find((one) => one.code === code);
    if (!dimension) throw new RangeError(`The programme has no dimension ${code}.`);
    return dimension;
  });
}
