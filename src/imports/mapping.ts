import type { Codebook, Term, Vocabulary } from '../core/codebook.js';
import { accept, problem, refusedFor, type Problem, type Result } from '../core/result.js';
import type { Geography } from '../reference/geography.loader.js';
import { isoDate } from './date.pattern.js';
import { readDocument, type Place } from './mapping.place.js';
import {
  readCodeRule,
  readDateColumn,
  readDistrictRule,
  readIgnored,
  readIncident,
  readPatterns,
  readTextRule,
  type Settings,
} from './mapping.rules.js';
import {
  codeFields,
  dateFields,
  foldCell,
  textFields,
  type CodeField,
  type CodeRule,
  type ImportMapping,
} from './mapping.fields.js';
import type { TableFormat } from './table.js';

const maxCharacters = 1_000_000;
const fieldNames = [...Object.keys(codeFields), 'incident', ...dateFields, ...textFields, 'district', 'note'];
const needed = ['grounds', 'mainArea', 'respondentType', 'incident', 'narrative'] as const;

/**
 * Reads a mapping file (YAML or JSON, described in `docs/import.md`) against this codebook and these districts.
 * Every fault is named, with its path in the file as the field.
 */
export const readMapping = (
  text: string,
  codebook: Codebook,
  geography: Pick<Geography, 'districts'>,
): Result<ImportMapping> => {
  const problems: Problem[] = [];
  if (text.length > maxCharacters) problems.push(problem('TOO_LONG', null, { max: maxCharacters }));
  const root = problems.length === 0 ? readDocument(text.replace(/^\uFEFF/, ''), problems) : null;
  const mapping = root && readRoot(root, codebook, geography, problems);
  const refused = refusedFor(problems);
  if (refused) return refused;
  if (!mapping) throw new Error('a mapping without faults that could not be read');
  return accept(mapping);
};

const readRoot = (
  root: Place,
  codebook: Codebook,
  { districts }: Pick<Geography, 'districts'>,
  problems: Problem[],
): ImportMapping | null => {
  const entries = root.entries(['version', 'table', 'matching', 'dates', 'required', 'externalId', 'fields']);
  for (const name of ['version', 'externalId', 'fields']) {
    if (!entries.has(name)) problems.push(problem('REQUIRED', name));
  }
  entries.get('version')?.choice(['1'], '1');
  const matching = entries.get('matching')?.entries(['ignoreCase', 'ignore']);
  const ignoreCase = matching?.get('ignoreCase')?.choice(['true', 'false'], 'true') !== 'false';
  const columns = new Set<string>();
  const column = (place: Place): string => {
    const name = place.text().trim().normalize('NFC');
    if (name !== '') columns.add(name);
    return name;
  };
  const dates = entries.get('dates');
  const settings: Settings = {
    ignoreCase,
    patterns: dates ? readPatterns(dates) : [isoDate],
    districts: districts.map(({ key }) => key),
    column,
  };
  const columnsOf = (place: Place | undefined): readonly string[] => place?.list().map(column) ?? [];
  const known = knownCodes(codebook, ignoreCase);
  const head = {
    table: readFormat(entries.get('table')),
    required: columnsOf(entries.get('required')),
    ignoreCase,
    ignore: readIgnored(matching?.get('ignore'), settings),
    externalId: columnsOf(entries.get('externalId')),
    known,
  };

  const fields = entries.get('fields')?.entries(fieldNames) ?? new Map<string, Place>();
  for (const name of needed) if (!fields.has(name)) problems.push(problem('REQUIRED', `fields.${name}`));
  const incident = fields.get('incident');
  const district = fields.get('district');
  const read = {
    codes: readCodeRules(fields, codebook, settings),
    incident: incident ? readIncident(incident, settings) : null,
    dates: readEach(fields, dateFields, (place) => readDateColumn(place, settings)),
    texts: readEach(fields, textFields, (place) => readTextRule(place, settings)),
    district: district ? readDistrictRule(district, settings) : ({ kind: 'constant', district: null } as const),
    note: columnsOf(fields.get('note')),
  };
  return read.incident && { ...head, ...read, incident: read.incident, columns: [...columns] };
};

const readFormat = (place: Place | undefined): TableFormat => {
  const entries = place?.entries(['encoding', 'delimiter', 'sheet']);
  const delimiter = entries?.get('delimiter')?.choice(['auto', ',', ';', 'tab'], 'auto') ?? 'auto';
  return {
    encoding: entries?.get('encoding')?.choice(['utf-8', 'windows-1252'], 'utf-8') ?? 'utf-8',
    delimiter: delimiter === 'tab' ? '\t' : delimiter,
    sheet: entries?.get('sheet')?.text() ?? null,
  };
};

const readCodeRules = (
  fields: ReadonlyMap<string, Place>,
  codebook: Codebook,
  settings: Settings,
): ImportMapping['codes'] =>
  readEach(fields, Object.keys(codeFields) as CodeField[], (place, field): CodeRule => {
    const { vocabulary, several } = codeFields[field];
    const codes = new Set(termsOf(codebook, vocabulary).flatMap((level) => level.map(({ code }) => code)));
    return readCodeRule(place, { vocabulary, codes, several }, settings);
  });

const readEach = <F extends string, T>(
  fields: ReadonlyMap<string, Place>,
  names: readonly F[],
  read: (place: Place, name: F) => T | null,
): { readonly [N in F]?: T } => {
  const found: { [N in F]?: T } = {};
  for (const name of names) {
    const place = fields.get(name);
    const rule = place && read(place, name);
    if (rule) found[name] = rule;
  }
  return found;
};

/** The terms of a field's vocabulary, level by level: an area is found before a sub-area of the same name. */
const termsOf = (codebook: Codebook, vocabulary: Vocabulary | 'yesNo'): readonly (readonly Term[])[] => {
  if (vocabulary === 'yesNo') return [yesNo];
  return vocabulary === 'areas' ? [codebook.terms.areas, codebook.terms.subAreas] : [codebook.terms[vocabulary]];
};

const yesNo: readonly Term[] = [
  { code: 'yes', de: 'ja', en: 'yes' },
  { code: 'no', de: 'nein', en: 'no' },
];

const knownCodes = (codebook: Codebook, ignoreCase: boolean): ImportMapping['known'] => {
  const known = Object.entries(codeFields).map(([field, { vocabulary }]) => {
    const names = new Map<string, string>();
    for (const level of termsOf(codebook, vocabulary).toReversed()) {
      for (const [name, code] of namesOf(level, ignoreCase)) names.set(name, code);
    }
    return [field, names] as const;
  });
  return Object.fromEntries(known) as unknown as ImportMapping['known'];
};

/** Codes, and labels that only one term has. */
const namesOf = (terms: readonly Term[], ignoreCase: boolean): ReadonlyMap<string, string> => {
  const labels = terms.flatMap(({ code, de, en }) =>
    [...new Set([foldCell(de, ignoreCase), foldCell(en, ignoreCase)])].map((label) => [label, code] as const),
  );
  const unique = labels.filter(([label]) => labels.filter(([other]) => other === label).length === 1);
  return new Map([...unique, ...terms.map(({ code }) => [foldCell(code, ignoreCase), code] as const)]);
};
