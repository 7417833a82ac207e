import { formatWithBounds, type Chart, type ChartCount, type ChartHead, type ChartRow, type Words } from './chart.js';
import { cellAt, levelOf, type PublishedCell, type PublishedTable } from './published-table.js';
import { shareOf } from './share.js';
import type { Category, Dimension } from './statistics-programme.js';

/** Where a picture comes from: a release by its permanent id. */
export interface Origin {
  readonly release: string;
  readonly publisher: string;
}

const most = 1_000_000;
const count = (cell: PublishedCell | undefined): ChartCount =>
  cell?.value == null
    ? { value: null, lower: 0, upper: 0 }
    : { value: cell.value, lower: cell.lower, upper: cell.upper ?? most };

const rowOf = ({ code, de, en }: Category): ChartRow => ({ code, label: { de, en } });

/** A period in words: `3. Quartal 2026`, `2026`. */
export function periodWords(period: string): Words {
  const [, year = period, quarter] = /^(\d{4})-Q(\d)$/.exec(period) ?? [];
  return quarter === undefined
    ? { de: year, en: year }
    : { de: `${quarter}. Quartal ${year}`, en: `quarter ${quarter} of ${year}` };
}

function headOf({ table, period }: PublishedTable, { release, publisher }: Origin, isMap = false): ChartHead {
  const when = periodWords(period);
  const outlines = isMap
    ? {
        de: ' Umrisse: © GeoBasis-DE / BKG 2021 (Daten verändert), Datenlizenz Deutschland – Namensnennung – 2.0.',
        en: ' Outlines: © GeoBasis-DE / BKG 2021 (data changed), Data licence Germany – attribution – version 2.0.',
      }
    : { de: '', en: '' };
  return {
    title: { de: table.de, en: table.en },
    subtitle: {
      de: `Rheinland-Pfalz, ${when.de}; Zahlen auf Vielfache von 5 oder 10 gerundet`,
      en: `Rhineland-Palatinate, ${when.en}; numbers rounded to multiples of 5 or 10`,
    },
    source: {
      de: `Quelle: ${publisher}, Veröffentlichung ${release}.${outlines.de}`,
      en: `Source: ${publisher}, release ${release}.${outlines.en}`,
    },
  };
}

const isPlace = ({ code }: Dimension): boolean => code === 'REGION' || code === 'DISTRICT';
const mapped = /^0\d{2}$|^0\d{4}$/;

/** The pictures that fit a table, the one that shows most first. Never empty. */
export function chartsOf(shown: PublishedTable, origin: Origin): readonly [Chart, ...Chart[]] {
  const { dimensions } = shown;
  const [first, second] = dimensions;
  const head = headOf(shown, origin);
  if (!first) return [{ ...head, kind: 'bars', rows: [totalRow(shown)] }];
  if (second) return [heat(shown, first, second, head)];
  const cells = first.categories.map((category) => ({ row: rowOf(category), cell: cellAt(shown, [category.code]) }));
  const bars: Chart = { ...head, kind: 'bars', rows: cells.map(({ row, cell }) => ({ ...row, count: count(cell) })) };
  const onMap = isPlace(first) && first.categories.some(({ code }) => mapped.test(code));
  if (onMap) return [map(shown, origin, first), bars];
  const total = cellAt(shown, [null]);
  if (first.overlaps || !total) return [bars];
  const shares: Chart = {
    ...head,
    kind: 'shares',
    rows: cells.map(({ row, cell }) => ({ ...row, share: cell ? shareOf(cell, total, 100) : count(undefined) })),
  };
  return [bars, shares];
}

const totalRow = (shown: PublishedTable): ChartRow & { readonly count: ChartCount } => ({
  code: 'TOTAL',
  label: { de: 'insgesamt', en: 'in all' },
  count: count(
    cellAt(
      shown,
      shown.dimensions.map(() => null),
    ),
  ),
});

function heat(shown: PublishedTable, first: Dimension, second: Dimension, head: ChartHead): Chart {
  // What has fewer categories stands in the columns. A third dimension is shown in its totals.
  const [columns, rows] = first.categories.length <= second.categories.length ? [first, second] : [second, first];
  const at = (row: Category, column: Category): PublishedCell | undefined => {
    const codes = shown.dimensions.map((one) => (one === rows ? row.code : one === columns ? column.code : null));
    return cellAt(shown, codes);
  };
  return {
    ...head,
    kind: 'heat',
    columns: columns.categories.map(rowOf),
    rows: rows.categories.map((row) => ({
      ...rowOf(row),
      counts: columns.categories.map((column) => count(at(row, column))),
    })),
  };
}

function map(shown: PublishedTable, origin: Origin, places: Dimension): Chart {
  const head = headOf(shown, origin, true);
  const counted = (category: Category): ChartCount => count(cellAt(shown, [category.code]));
  // What has no place on the map must not be lost with it.
  const others = places.categories.filter(({ code }) => !mapped.test(code));
  const besides = (language: 'de' | 'en'): string =>
    others.map((one) => `; ${one[language]}: ${formatWithBounds(counted(one), language)}`).join('');
  return {
    ...head,
    subtitle: { de: head.subtitle.de + besides('de'), en: head.subtitle.en + besides('en') },
    kind: 'map',
    level: places.code === 'DISTRICT' ? 'DISTRICT' : 'REGION',
    areas: places.categories
      .filter(({ code }) => mapped.test(code))
      .map((category) => ({ ...rowOf(category), count: counted(category) })),
  };
}

/** So many lines can be told apart in one picture. */
const mostLines = 5;

/**
 * How a table with one dimension (or none) went over the periods of several releases, the oldest first. The lines are the categories with the largest published
 * values in the newest period; equal ones in the programme's order. Null where there are fewer than two periods of one level.
 */
export function seriesOf(shown: readonly PublishedTable[], origin: Origin): Chart | null {
  const newest = shown.at(-1);
  if (!newest || newest.dimensions.length > 1) return null;
  const same = shown.filter(({ period }) => levelOf(period) === levelOf(newest.period));
  if (same.length < 2) return null;
  const categories = newest.dimensions[0]?.categories ?? [];
  const largest = categories
    .map((category) => ({ category, value: cellAt(newest, [category.code])?.value ?? -1 }))
    .sort((one, other) => other.value - one.value)
    .slice(0, mostLines);
  const lines = largest.map(({ category }) => ({
    ...rowOf(category),
    counts: same.map((one) => count(cellAt(one, [category.code]))),
  }));
  const all = same.map((one) => totalRow(one).count);
  const { label, code } = totalRow(newest);
  return {
    ...headOf(newest, origin),
    subtitle: {
      de: `Rheinland-Pfalz, ${periodWords(same[0]?.period ?? '').de} bis ${periodWords(newest.period).de}; gerundete Zahlen`,
      en: `Rhineland-Palatinate, ${periodWords(same[0]?.period ?? '').en} to ${periodWords(newest.period).en}; rounded numbers`,
    },
    kind: 'series',
    periods: same.map(({ period }) => ({ code: period, label: { de: period, en: period } })),
    lines: lines.length > 0 ? lines : [{ code, label, counts: all }],
  };
}
