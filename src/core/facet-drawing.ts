import { isSingle, type Facet, type Facets, type SeveralFacet } from './counting-record.js';
import type { Lattice } from './lattice.js';
import { meets, type Condition } from './statistics-programme.js';

/** From 0 to below 1; handed in, so that the same publication is always looked at in the same way. */
export type Chance = () => number;

/** The values that the tables tell apart, for each facet that they count. */
export type FacetValues = ReadonlyMap<Facet, readonly (string | null)[]>;

const codesOf = (when: Condition): readonly (string | null)[] => {
  switch (when.kind) {
    case 'IS':
    case 'MENTIONS':
    case 'SET':
      return when.codes;
    case 'OTHER_SET':
      return when.than.flat();
    case 'SIZE':
      return [];
  }
};

export function facetValuesOf(lattices: readonly Lattice[]): FacetValues {
  const values = new Map<Facet, Set<string | null>>();
  for (const { tables } of lattices) {
    for (const { facet, categories } of tables.flatMap(({ dimensions }) => dimensions)) {
      const known = values.get(facet) ?? new Set();
      for (const { when } of categories) for (const code of codesOf(when)) known.add(code);
      values.set(facet, known);
    }
  }
  return new Map([...values].map(([facet, codes]) => [facet, [...codes]]));
}

export const drawn = <T>(list: readonly T[], chance: Chance): T | undefined => list[Math.floor(chance() * list.length)];

const mostTogether = 5;

/** A set of codes of about this size. */
function drawnSet(values: FacetValues, facet: SeveralFacet, size: number, chance: Chance): readonly string[] {
  const codes = (values.get(facet) ?? []).filter((code) => code !== null);
  const chosen = new Set<string>();
  for (let tries = 0; chosen.size < Math.min(size, codes.length) && tries < 50; tries++) {
    const code = drawn(codes, chance);
    if (code !== undefined) chosen.add(code);
  }
  return [...chosen].sort();
}

/** Some value of the facet; sets are mostly small, as they are in life. */
export function withDrawn(facets: Facets, facet: Facet, values: FacetValues, chance: Chance): Facets {
  if (isSingle(facet)) return settled({ ...facets, [facet]: drawn(values.get(facet) ?? [], chance) ?? null }, facet);
  const size = Math.floor(chance() * chance() * chance() * (mostTogether + 1)) + (chance() < 0.9 ? 1 : 0);
  return { ...facets, [facet]: drawnSet(values, facet, size, chance) };
}

/** The facets with the value that others have of one of them; a place is one value, however finely it is told. */
export function withValueOf(facets: Facets, facet: Facet, others: Facets): Facets {
  if (facet === 'region' || facet === 'district')
    return { ...facets, region: others.region, district: others.district };
  return { ...facets, [facet]: others[facet] };
}

/** The facets, changed so that they meet the conditions where a way is found. */
export const satisfying = (
  facets: Facets,
  conditions: readonly Condition[],
  values: FacetValues,
  chance: Chance,
): Facets => conditions.reduce((now, when) => (meets(now, when) ? now : made(now, when, values, chance)), facets);

function made(facets: Facets, when: Condition, values: FacetValues, chance: Chance): Facets {
  switch (when.kind) {
    case 'IS':
      return settled({ ...facets, [when.facet]: drawn(when.codes, chance) ?? null }, when.facet);
    case 'MENTIONS': {
      const code = drawn(when.codes, chance);
      if (code === undefined) return facets;
      // Mostly alone: what is added to a set makes the record count for the others, too.
      const others = chance() < 0.5 ? [] : facets[when.facet].slice(0, mostTogether - 1);
      return { ...facets, [when.facet]: [...new Set([...others, code])].sort() };
    }
    case 'SET':
      return { ...facets, [when.facet]: when.codes };
    case 'SIZE': {
      const size = when.min + (when.max === null ? Math.floor(chance() * 2) : 0);
      return { ...facets, [when.facet]: drawnSet(values, when.facet, size, chance) };
    }
    case 'OTHER_SET':
      return withDrawn(facets, when.facet, values, chance);
  }
}

/** The facets, changed so that the condition is no longer met where a way is found. */
export function without(facets: Facets, when: Condition, values: FacetValues, chance: Chance): Facets {
  if (when.kind === 'MENTIONS') {
    const rest = facets[when.facet].filter((code) => !when.codes.includes(code));
    if (rest.length > 0 && chance() < 0.5) return { ...facets, [when.facet]: rest };
  }
  for (let tries = 0; tries < 8; tries++) {
    const other = withDrawn(facets, when.facet, values, chance);
    if (!meets(other, when)) return other;
  }
  return facets;
}

/** A district lies in one region: whoever counts both knows that. */
function settled(facets: Facets, changed: Facet): Facets {
  const { district, region } = facets;
  if (district === null || district.startsWith(region ?? '-')) return facets;
  return changed === 'district' ? { ...facets, region: district.slice(0, 3) } : { ...facets, district: null };
}

/** Repeatable chance from four numbers of 32 bits (sfc32 by Chris Doty-Humphrey): for looking about, never for keeping a secret. */
export function seededChance(seed: readonly number[]): Chance {
  let [a, b, c, counter] = [0, 1, 2, 3].map((at) => (seed[at] ?? 0) | 0) as [number, number, number, number];
  const next = (): number => {
    const mixed = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + mixed) | 0;
    return (mixed >>> 0) / 2 ** 32;
  };
  for (let turn = 0; turn < 12; turn++) next();
  return next;
}
