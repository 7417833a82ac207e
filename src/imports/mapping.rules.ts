import { isCalendarDate } from '../core/calendar.js';
import { compileDatePattern, isoDate, type DatePattern, type DayRange } from './date.pattern.js';
import type { Place } from './mapping.place.js';
import {
  foldCell,
  type CodeRule,
  type CodeSource,
  type DateColumn,
  type DistrictRule,
  type IncidentRule,
  type TextRule,
  type Unmapped,
} from './mapping.fields.js';

/** What the rules of one mapping share. */
export interface Settings {
  readonly ignoreCase: boolean;
  readonly patterns: readonly DatePattern[];
  readonly districts: readonly string[];
  /** Notes that the mapping names this column. */
  readonly column: (place: Place) => string;
}

/** The codes that a field may take, by folded code and label. */
export interface FieldCodes {
  readonly vocabulary: string;
  readonly codes: ReadonlySet<string>;
  readonly several: boolean;
}

const sourceKeys = ['column', 'constant', 'separator', 'values', 'ignore', 'unmapped'];

export const readCodeRule = (place: Place, field: FieldCodes, settings: Settings): CodeRule => {
  if (place.isList()) {
    return { from: place.list().map((source) => readSource(source, field, settings)), whenEmpty: [] };
  }
  const entries = place.entries(['from', 'whenEmpty', ...sourceKeys]);
  const whenEmpty = entries.get('whenEmpty');
  const from = entries.get('from');
  if (from && sourceKeys.some((key) => entries.has(key))) {
    place.fault('IMPORT_MAPPING_ONE_OF', { allowed: 'from, column, constant' });
  }
  return {
    from: from
      ? from.list().map((source) => readSource(source, field, settings))
      : [readSource(place, field, settings, ['whenEmpty'])],
    whenEmpty: whenEmpty ? readCodes(whenEmpty, field) : [],
  };
};

const readSource = (
  place: Place,
  field: FieldCodes,
  settings: Settings,
  alsoAllowed: readonly string[] = [],
): CodeSource => {
  const entries = place.entries([...sourceKeys, ...alsoAllowed]);
  const column = entries.get('column');
  const constant = entries.get('constant');
  if ((column === undefined) === (constant === undefined)) {
    place.fault('IMPORT_MAPPING_ONE_OF', { allowed: 'column, constant' });
  }
  if (!column) return { kind: 'constant', codes: constant ? readCodes(constant, field) : [] };
  const values = readValues(entries.get('values'), settings, (target) => readCodes(target, field));
  const anyOther = values.get('*') ?? null;
  values.delete('*');
  return {
    kind: 'column',
    column: settings.column(column),
    separators:
      entries
        .get('separator')
        ?.list()
        .map((separator) => separator.text()) ?? [],
    values,
    anyOther,
    ignore: readIgnored(entries.get('ignore'), settings),
    unmapped: readUnmapped(entries.get('unmapped'), field),
  };
};

const readValues = <T>(place: Place | undefined, settings: Settings, read: (target: Place) => T): Map<string, T> => {
  const values = new Map<string, T>();
  for (const [value, target] of place?.entries() ?? []) {
    const folded = foldCell(value, settings.ignoreCase);
    if (values.has(folded)) target.fault('DUPLICATE_VALUE');
    values.set(folded, read(target));
  }
  return values;
};

const readCodes = (place: Place, field: FieldCodes): readonly string[] => {
  const codes = place.list().map((code) => readCode(code, field));
  if (codes.length > 1 && !field.several) place.fault('TOO_MANY', { max: 1 });
  if (new Set(codes).size < codes.length) place.fault('DUPLICATE_VALUE');
  return codes;
};

const readCode = (place: Place, field: FieldCodes): string => {
  const code = place.text();
  if (code !== '' && !field.codes.has(code)) place.fault('UNKNOWN_CODE', { vocabulary: field.vocabulary });
  return code;
};

const readUnmapped = (place: Place | undefined, field: FieldCodes): Unmapped => {
  const other = ['OTHER', 'other'].find((code) => field.codes.has(code));
  const allowed = other ? (['error', 'skip', 'other'] as const) : (['error', 'skip'] as const);
  const kind = place?.choice<'error' | 'skip' | 'other'>(allowed, 'error') ?? 'error';
  return kind === 'other' ? { kind: 'code', code: other ?? 'OTHER' } : { kind };
};

export const readIgnored = (place: Place | undefined, { ignoreCase }: Pick<Settings, 'ignoreCase'>): Set<string> =>
  new Set(place?.list().map((value) => foldCell(value.text(), ignoreCase)) ?? []);

export const readPatterns = (place: Place): readonly DatePattern[] =>
  place.list().flatMap((entry) => {
    const pattern = compileDatePattern(entry.text());
    if (!pattern) entry.fault('IMPORT_MAPPING_DATE_PATTERN');
    return pattern ? [pattern] : [];
  });

export const readDateColumn = (
  place: Place,
  settings: Settings,
  alsoAllowed: readonly string[] = [],
): DateColumn | null => {
  const entries = place.entries(['column', 'formats', ...alsoAllowed]);
  const column = entries.get('column');
  const formats = entries.get('formats');
  if (!column) {
    place.fault('IMPORT_MAPPING_ONE_OF', { allowed: 'column' });
    return null;
  }
  const patterns = formats ? readPatterns(formats) : settings.patterns;
  return { column: settings.column(column), patterns: [...patterns, isoDate] };
};

export const readIncident = (place: Place, settings: Settings): IncidentRule | null => {
  const entries = place.entries(['column', 'formats', 'earliest', 'latest', 'whenEmpty']);
  const [first, last, whenEmpty] = [entries.get('earliest'), entries.get('latest'), entries.get('whenEmpty')];
  if ((first === undefined) === (entries.get('column') === undefined)) {
    place.fault('IMPORT_MAPPING_ONE_OF', { allowed: 'column, earliest' });
    return null;
  }
  const earliest = first ? readDateColumn(first, settings) : readDateColumn(place, settings, ['latest', 'whenEmpty']);
  const latest = last ? readDateColumn(last, settings) : null;
  return earliest && { earliest, latest, whenEmpty: whenEmpty ? readRange(whenEmpty) : null };
};

const readRange = (place: Place): DayRange => {
  const entries = place.entries(['earliest', 'latest']);
  const day = (name: string): string => {
    const entry = entries.get(name);
    if (!entry) place.fault('IMPORT_MAPPING_ONE_OF', { allowed: name });
    const text = entry?.text() ?? '';
    if (text !== '' && !isCalendarDate(text)) entry?.fault('INVALID_FORMAT', { expected: 'YYYY-MM-DD' });
    return text;
  };
  const range = { earliest: day('earliest'), latest: day('latest') };
  if (range.latest < range.earliest) place.fault('LATEST_BEFORE_EARLIEST');
  return range;
};

export const readTextRule = (place: Place, settings: Settings): TextRule | null => {
  const entries = place.entries(['column', 'constant', 'template']);
  const [entry, ...more] = [...entries];
  if (!entry || more.length > 0) {
    place.fault('IMPORT_MAPPING_ONE_OF', { allowed: 'column, constant, template' });
    return null;
  }
  const [kind, value] = entry;
  if (kind === 'constant') return { kind: 'constant', text: value.text() };
  if (kind === 'column') return { kind: 'template', parts: [{ column: settings.column(value) }] };
  const parts = value
    .text()
    .split(/(\{[^{}]+\})/)
    .filter((part) => part !== '')
    .map((part) =>
      /^\{.+\}$/s.test(part) ? { column: settings.column(value.named(part.slice(1, -1))) } : { text: part },
    );
  return { kind: 'template', parts };
};

export const readDistrictRule = (place: Place, settings: Settings): DistrictRule => {
  const entries = place.entries([
    'constant',
    'column',
    'lookup',
    'values',
    'unmapped',
    'ignore',
    'assign',
    'by',
    'over',
  ]);
  const [constant, column, assign] = [entries.get('constant'), entries.get('column'), entries.get('assign')];
  if ([constant, column, assign].filter(Boolean).length !== 1) {
    place.fault('IMPORT_MAPPING_ONE_OF', { allowed: 'column, constant, assign' });
  }
  const ignore = readIgnored(entries.get('ignore'), settings);
  if (assign) {
    assign.choice(['spread'], 'spread');
    const [by, over] = [entries.get('by'), entries.get('over')];
    if (!by) place.fault('IMPORT_MAPPING_ONE_OF', { allowed: 'by' });
    const named = over && !(over.isText() && over.text() === 'all') ? over.list().map(districtIn(settings)) : [];
    const districts = named.filter((district) => district !== null);
    return {
      kind: 'spread',
      by: by ? settings.column(by) : '',
      over: [...(districts.length > 0 ? districts : settings.districts)].sort(),
      ignore,
    };
  }
  if (!column) return { kind: 'constant', district: constant ? districtIn(settings)(constant) : null };
  return {
    kind: 'column',
    column: settings.column(column),
    lookup: entries
      .get('lookup')
      ?.list()
      .map((way) => way.choice(['key', 'district', 'municipality'], 'key')) ?? ['key', 'district'],
    values: readValues(entries.get('values'), settings, districtIn(settings)),
    ignore,
    unmapped: entries.get('unmapped')?.choice(['error', 'unknown'], 'error') ?? 'error',
  };
};

const districtIn =
  ({ districts }: Settings) =>
  (place: Place): string | null => {
    const key = place.text();
    if (key === 'UNKNOWN' || key === '') return null;
    if (!districts.includes(key)) place.fault('UNKNOWN_DISTRICT');
    return key;
  };
