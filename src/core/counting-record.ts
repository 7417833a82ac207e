/**
 * What a documented case leaves for counting: codes and coarse bands alone. No text, no name, no day, no place below the district. It
 * outlives the case (numbers once published do not change when a person is erased), so nothing in it may lead back to one.
 */
export interface CountingRecord {
  /** Random, 128 bits in hex, made for counting alone; it says nothing about the case. */
  readonly key: string;
  /** Stands for the client inside the statistics: keyed, so that nobody can find it from a name. Only counted, never shown. */
  readonly client: string;
  /** The service that documented it. Only counted, never shown. */
  readonly service: string;
  /** The quarter in which it was registered, such as `2026-Q3`: it decides in which release it is counted. */
  readonly quarter: string;
  readonly facets: Facets;
}

/** Facets of which a record has exactly one value; null = not stated. */
export const singleFacets = [
  'area',
  'subArea',
  'respondentType',
  'legalForm',
  'level',
  'region',
  'district',
  'accessPath',
  'deadline',
  'closing',
] as const;

/** Facets of which a record has any number of values, sorted, each once. */
export const severalFacets = ['grounds', 'phenomena', 'forms', 'regimes', 'referralKinds', 'referralOutcomes'] as const;

export type SingleFacet = (typeof singleFacets)[number];
export type SeveralFacet = (typeof severalFacets)[number];
export type Facet = SingleFacet | SeveralFacet;

export type Facets = { readonly [F in SingleFacet]: string | null } & {
  readonly [F in SeveralFacet]: readonly string[];
};

/** Whether a deadline of the case was kept, missed, is still running, or there was none. */
export const deadlineOutcomes = ['KEPT', 'MISSED', 'RUNNING', 'NONE'] as const;

/** How referrals ended, as far as statistics tell it apart. */
export const referralOutcomes = ['PENDING', 'ACCEPTED', 'DECLINED', 'RETURNED', 'UNANSWERED', 'COMPLETED'] as const;

export const isSingle = (facet: Facet): facet is SingleFacet => (singleFacets as readonly string[]).includes(facet);

/** No value of any facet: where a builder or an import begins. */
export const noFacets: Facets = {
  area: null,
  subArea: null,
  respondentType: null,
  legalForm: null,
  level: null,
  region: null,
  district: null,
  accessPath: null,
  deadline: null,
  closing: null,
  grounds: [],
  phenomena: [],
  forms: [],
  regimes: [],
  referralKinds: [],
  referralOutcomes: [],
};

/** The year of a quarter. */
export const yearOf = (quarter: string): string => quarter.slice(0, 4);

/** The quarter of a day, both as text. */
export const quarterOf = (day: string): string => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

/**
 * Leaves out what one client has beyond `most` records in a year, so that in no cell one person counts more often, and sums of cells stay
 * sums. Records come in the order in which they were registered: what was counted once stays counted.
 *
 * @param counted how many records of each client and year (`client|year`) were counted before; it is brought up to date
 */
export function* withoutSurplus(
  records: Iterable<CountingRecord>,
  most: number,
  counted: Map<string, number> = new Map(),
): Generator<CountingRecord> {
  for (const record of records) {
    const key = `${record.client}|${yearOf(record.quarter)}`;
    const before = counted.get(key) ?? 0;
    if (before >= most) continue;
    counted.set(key, before + 1);
    yield record;
  }
}
