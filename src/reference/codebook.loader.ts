import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isCalendarDate } from '../core/calendar.js';
import { vocabularies, type Area, type Codebook, type Ground, type Term, type Vocabulary } from '../core/codebook.js';

/** The vocabulary that ships with this version. A faulty file is a faulty build: throws, naming every fault. */
export const loadCodebook = (): Codebook =>
  readCodebook(readFileSync(new URL('./data/codebook.yaml', import.meta.url), 'utf8'));

/** Reads a codebook from its YAML text; throws an Error that names every fault with its place. */
export const readCodebook = (yaml: string): Codebook => {
  const root = asRecord(parse(yaml));
  const faults: string[] = [];
  const terms = (list: unknown, place: string): Term[] => readTerms(list, place, faults);

  const version = root['version'];
  if (typeof version !== 'number' || !Number.isInteger(version)) faults.push('version: not a whole number');
  const areas = readAreas(root['areas'], faults);
  const grounds = readGrounds(root['grounds'], faults);
  const referral = asRecord(root['referral']);
  const kept: Partial<Record<Vocabulary, readonly Term[]>> = {
    grounds,
    areas,
    subAreas: areas.flatMap((area) => area.sub ?? []),
    referralKinds: terms(referral['kinds'], 'referral.kinds'),
    referralReasons: terms(referral['reasons'], 'referral.reasons'),
    declineReasons: terms(referral['declineReasons'], 'referral.declineReasons'),
  };
  const entries = vocabularies.map((name) => [name, kept[name] ?? terms(root[name], name)] as const);
  for (const [name, list] of entries)
    faults.push(...duplicates(list).map((code) => `${name}: ${code} stands there twice`));
  if (faults.length > 0) throw new Error(`codebook.yaml is faulty:\n  ${faults.join('\n  ')}`);
  return {
    version: version as number,
    terms: Object.fromEntries(entries) as unknown as Codebook['terms'],
    grounds,
    areas,
  };
};

const readGrounds = (list: unknown, faults: string[]): Ground[] =>
  readTerms(list, 'grounds', faults).map((term, index) => {
    const entry = asRecord(asList(list)[index]);
    const agg = entry['agg'];
    if (agg !== 'yes' && agg !== 'no' && agg !== 'indirect') {
      faults.push(`grounds[${index}].agg: must be yes, no or indirect`);
    }
    return { ...term, agg: agg as Ground['agg'], ...(entry['core'] === true ? { core: true } : {}) };
  });

const readAreas = (list: unknown, faults: string[]): Area[] =>
  readTerms(list, 'areas', faults).map((term, index) => {
    const sub = asRecord(asList(list)[index])['sub'];
    return sub === undefined ? term : { ...term, sub: readTerms(sub, `areas[${index}].sub`, faults) };
  });

const readTerms = (list: unknown, place: string, faults: string[]): Term[] => {
  if (!Array.isArray(list) || list.length === 0) {
    faults.push(`${place}: missing or empty`);
    return [];
  }
  return list.map((entry: unknown, index) => {
    const fields = asRecord(entry);
    const text = (name: string): string => {
      const value = fields[name];
      if (typeof value === 'string' && value.trim() !== '') return value;
      faults.push(`${place}[${index}].${name}: missing`);
      return '';
    };
    const review = fields['review'] === true ? ({ review: true } as const) : {};
    const term = { code: text('code'), de: text('de'), en: text('en'), ...review };
    const validUntil = fields['validUntil'];
    if (validUntil === undefined) return term;
    if (typeof validUntil === 'string' && isCalendarDate(validUntil)) return { ...term, validUntil };
    faults.push(`${place}[${index}].validUntil: not a day (YYYY-MM-DD)`);
    return term;
  });
};

const duplicates = (terms: readonly Term[]): string[] => {
  const seen = new Set<string>();
  return terms.map(({ code }) => code).filter((code) => seen.size === seen.add(code).size);
};

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
