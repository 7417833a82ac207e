import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import type { District } from '../core/codebook.js';

export interface Region {
  /** `071` Koblenz, `072` Trier, `073` Rheinhessen-Pfalz. */
  readonly key: string;
  readonly name: string;
}

/** For looking up the district while typing; a case never holds anything finer than the district. */
export interface Municipality {
  /** Official key (AGS), eight digits. */
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly districtKey: string;
  readonly districtName: string;
}

export interface Geography {
  readonly districts: readonly District[];
  readonly regions: readonly Region[];
  readonly municipalities: readonly Municipality[];
  /**
   * Municipalities whose name holds the text: the exact name first, then names that begin with it, then the others,
   * each by alphabet. Case, hyphens and the writing of umlauts (ä, ae, a) make no difference.
   */
  readonly findMunicipalities: (text: string, limit: number) => readonly Municipality[];
}

/** Districts, regions and municipalities of Rhineland-Palatinate (sources: `data/README.md`). */
export const loadGeography = (): Geography => {
  const districts = readTable('rlp-districts.csv').map((row) => ({
    key: row('key'),
    name: row('name'),
    kind: row('kind'),
    regionKey: row('region_key'),
    regionName: row('region_name'),
  }));
  const municipalities = readTable('rlp-municipalities.csv').map((row) => ({
    key: row('ags'),
    name: row('name'),
    kind: row('kind'),
    districtKey: row('district_ars'),
    districtName: row('district_name'),
  }));
  const names = new Map(districts.map(({ regionKey, regionName }) => [regionKey, regionName]));
  const regions = [...names].map(([key, name]) => ({ key, name }));
  return { districts, regions, municipalities, findMunicipalities: municipalityFinder(municipalities) };
};

/** One spelling for names that people write differently: small letters, ä as ae, ß as ss, no accents, hyphens as spaces. */
export const foldName = (name: string): string =>
  withoutAccents(
    name
      .toLowerCase()
      .normalize('NFC')
      .replace(/[äöüß]/g, (letter) => germanSpelling[letter] ?? letter),
  );

const germanSpelling: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

const withoutAccents = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const municipalityFinder = (municipalities: readonly Municipality[]): Geography['findMunicipalities'] => {
  const byName = municipalities
    .map((municipality) => {
      const spellings = [...new Set([foldName(municipality.name), withoutAccents(municipality.name)])];
      return { municipality, spellings };
    })
    .sort((a, b) => a.municipality.name.localeCompare(b.municipality.name, 'de'));

  return (text, limit) => {
    const sought = foldName(text);
    if (sought === '') return [];
    const ranked: readonly ((spelling: string) => boolean)[] = [
      (spelling) => spelling === sought,
      (spelling) => spelling.startsWith(sought),
      (spelling) => spelling.includes(sought),
    ];
    const found = new Set<Municipality>();
    for (const fits of ranked) {
      for (const { municipality, spellings } of byName) {
        if (found.size >= limit) return [...found];
        if (spellings.some(fits)) found.add(municipality);
      }
    }
    return [...found];
  };
};

const readTable = (file: string): ((column: string) => string)[] => {
  const text = readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8');
  return parse<Record<string, string>>(text, { columns: true, bom: true }).map((row) => (column) => {
    const value = row[column];
    if (value === undefined || value === '') throw new Error(`${file}: a row has no ${column}`);
    return value;
  });
};
