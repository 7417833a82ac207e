import type { District } from '../core/codebook.js';
import { problem } from '../core/result.js';
import { foldName, type Geography } from '../reference/geography.loader.js';
import { cellOf, shapeOf, type Reading } from './candidate.reading.js';
import { foldCell, type DistrictLookup } from './mapping.fields.js';

/** Which districts a text may mean, by key and by the names of districts and municipalities. */
export type DistrictNames = { readonly [L in DistrictLookup]: ReadonlyMap<string, ReadonlySet<string>> };

/**
 * The names as people write them: with and without `Stadt`, `Landkreis`, `Kreis`, `LK`. Kaiserslautern alone means two
 * districts and is left to the person.
 */
export const nameDistricts = ({ districts, municipalities }: Geography): DistrictNames => ({
  key: collect(districts.flatMap(({ key }) => [key, key.slice(1)].map((name) => [name, key] as const))),
  district: collect(districts.flatMap((district) => spellings(district).map((name) => [name, district.key] as const))),
  municipality: collect(municipalities.map(({ name, districtKey }) => [name, districtKey] as const)),
});

const spellings = ({ name, kind }: District): readonly string[] => {
  const short = name.replace(/\s*\(.*\)$/, '');
  const prefixes = kind === 'Landkreis' ? ['Landkreis', 'Kreis', 'LK', 'Lkr'] : ['Stadt', 'Kreisfreie Stadt', 'SK'];
  return [...new Set([name, short])].flatMap((one) => [one, ...prefixes.map((prefix) => `${prefix} ${one}`)]);
};

const collect = (names: readonly (readonly [string, string])[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const collected = new Map<string, Set<string>>();
  for (const [name, key] of names) {
    const folded = foldName(name);
    collected.set(folded, (collected.get(folded) ?? new Set()).add(key));
  }
  return collected;
};

/** The district of a row; null = not known. */
export const districtOf = (reading: Reading, names: DistrictNames): string | null => {
  const rule = reading.mapping.district;
  switch (rule.kind) {
    case 'constant':
      return rule.district;
    case 'spread': {
      const cell = cellOf(reading, rule.by, rule.ignore);
      return cell === '' ? null : (rule.over[fnv1a(cell) % rule.over.length] ?? null);
    }
    case 'column': {
      const cell = cellOf(reading, rule.column, rule.ignore);
      if (cell === '') return null;
      const mapped = rule.values.get(foldCell(cell, reading.mapping.ignoreCase));
      if (mapped !== undefined) return mapped;
      const values = { line: reading.row.line, column: rule.column };
      for (const lookup of rule.lookup) {
        const [district, ...others] = names[lookup].get(foldName(cell)) ?? [];
        if (district !== undefined && others.length === 0) return district;
        if (district !== undefined) {
          reading.problems.push(problem('IMPORT_DISTRICT_AMBIGUOUS', 'district', values));
          return null;
        }
      }
      const report = rule.unmapped === 'error' ? reading.problems : reading.notices;
      const code = rule.unmapped === 'error' ? 'IMPORT_VALUE_UNMAPPED' : 'IMPORT_VALUE_SKIPPED';
      report.push(problem(code, 'district', { ...values, shape: shapeOf(cell) }));
      return null;
    }
  }
};

/** FNV-1a with 32 bits over the UTF-8 bytes: the rule behind `assign: spread`, so that anyone can recompute it. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
};
