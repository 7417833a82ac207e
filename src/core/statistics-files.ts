import { periodWords } from './published-chart.js';
import type { PublishedCell, PublishedTable } from './published-table.js';
import type { Citation } from './statistics-citation.js';
import { footnotesOf } from './statistics-footnotes.js';
import type { Category } from './statistics-programme.js';

export type FileLanguage = 'de' | 'en';

const all = { de: 'insgesamt', en: 'all' };

const nameOf = (category: Category | null, language: FileLanguage): string => category?.[language] ?? all[language];

/** The notes that belong to a table: how to read the numbers, what they cannot say, where they come from. */
export function notesOf(shown: PublishedTable, cited: Citation, language: FileLanguage): string[] {
  const { table, dimensions, cells, period, thresholds } = shown;
  const modes = cells.map(({ mode }) => mode);
  const [state, citeAs] = language === 'de' ? ['Rheinland-Pfalz', 'Zitieren als'] : ['Rhineland-Palatinate', 'Cite as'];
  return [
    `${table[language]}, ${state}, ${periodWords(period)[language]}.`,
    ...footnotesOf(dimensions, modes, thresholds).map((note) => note[language]),
    `${citeAs}: ${cited[language]}`,
  ];
}

/** A table flat: one row a cell, with the name of each category, the value as it is said, and its bounds. Null is not published. */
export function flatTable(
  { dimensions, cells }: PublishedTable,
  language: FileLanguage,
): { readonly head: readonly string[]; readonly rows: readonly (readonly (string | number | null)[])[] } {
  const [value, from, to, said] =
    language === 'de' ? ['Wert', 'von', 'bis', 'Angabe'] : ['value', 'from', 'to', 'said as'];
  return {
    head: [...dimensions.map((one) => one[language]), value, from, to, said] as string[],
    rows: cells.map((cell) => [
      ...cell.categories.map((category) => nameOf(category, language)),
      cell.value,
      cell.value === null ? null : cell.lower,
      cell.value === null ? null : cell.upper,
      saidAs(cell, language),
    ]),
  };
}

/** A number as it is said: `25`, `0–4`, or that it was not published. The label of the bundle in the reader's language. */
const saidAs = ({ value, upper }: PublishedCell, language: FileLanguage): string => {
  if (value === null) return language === 'de' ? 'nicht veröffentlicht' : 'not published';
  return value === 0 && upper ? `0–${upper}` : String(value);
};

/** A table as JSON-stat 2.0 (json-stat.org/full): dimensions, values, bounds and notes. Status `:` is not published, `r` rounded. */
export function jsonStat(shown: PublishedTable, cited: Citation, language: FileLanguage): Record<string, unknown> {
  const { dimensions, cells, table, period } = shown;
  const measure = {
    value: language === 'de' ? 'Wert' : 'value',
    lower: language === 'de' ? 'von' : 'from',
    upper: language === 'de' ? 'bis' : 'to',
  };
  const dimension = Object.fromEntries(
    dimensions.map((one) => [
      one.code,
      {
        label: one[language],
        category: {
          index: ['TOTAL', ...one.categories.map(({ code }) => code)],
          label: {
            TOTAL: all[language],
            ...Object.fromEntries(one.categories.map((each) => [each.code, each[language]])),
          },
        },
      },
    ]),
  );
  return {
    version: '2.0',
    class: 'dataset',
    label: `${table[language]}, ${periodWords(period)[language]}`,
    source: `${cited.publisher}, ${cited.release}`,
    href: cited.address,
    note: notesOf(shown, cited, language),
    id: ['PERIOD', ...dimensions.map(({ code }) => code), 'MEASURE'],
    size: [1, ...dimensions.map(({ categories }) => categories.length + 1), 3],
    role: { time: ['PERIOD'], metric: ['MEASURE'], ...geoRole(shown) },
    dimension: {
      PERIOD: {
        label: language === 'de' ? 'Zeitraum' : 'period',
        category: { index: [period], label: { [period]: periodWords(period)[language] } },
      },
      ...dimension,
      MEASURE: {
        label: language === 'de' ? 'Angabe' : 'measure',
        category: { index: Object.keys(measure), label: measure },
      },
    },
    value: cells.flatMap(({ value, lower, upper }) => (value === null ? [null, null, null] : [value, lower, upper])),
    status: cells.flatMap(({ value, mode }) =>
      value === null ? [':', ':', ':'] : Array<string>(3).fill(mode === 'EXACT' ? '' : 'r'),
    ),
  };
}

function geoRole({ dimensions }: PublishedTable): { readonly geo?: readonly string[] } {
  const places = dimensions.filter(({ facet }) => facet === 'region' || facet === 'district').map(({ code }) => code);
  return places.length > 0 ? { geo: places } : {};
}
