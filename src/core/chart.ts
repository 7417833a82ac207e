/** A picture of published numbers as plain values: what it says, not how it looks. A drawer (`charts/`) makes SVG or PNG of it. */
export type Language = 'de' | 'en';

export interface Words {
  readonly de: string;
  readonly en: string;
}

/**
 * A published count: a multiple of the base, with the bounds between which the true one lies. `value` 0 is shown as "0–4"; null was withheld and
 * has no bounds worth drawing.
 */
export interface ChartCount {
  readonly value: number | null;
  readonly lower: number;
  readonly upper: number;
}

/** A published share in per cent, computed from published counts, with the bounds that follow from theirs. */
export type ChartShare = ChartCount;

export interface ChartHead {
  readonly title: Words;
  /** What is counted, where and when: "Fälle, Rheinland-Pfalz, 3. Quartal 2026". */
  readonly subtitle: Words;
  /** Source with the release's permanent id; for maps with the attribution of the outlines. */
  readonly source: Words;
}

/** A row of bars or a column of a map: a code with its label. */
export interface ChartRow {
  readonly code: string;
  readonly label: Words;
}

export type Chart = ChartHead &
  (
    | { readonly kind: 'bars'; readonly rows: readonly (ChartRow & { readonly count: ChartCount })[] }
    | { readonly kind: 'shares'; readonly rows: readonly (ChartRow & { readonly share: ChartShare })[] }
    | {
        readonly kind: 'series';
        /** The periods in order, such as `2026-Q3`. */
        readonly periods: readonly ChartRow[];
        readonly lines: readonly (ChartRow & { readonly counts: readonly ChartCount[] })[];
      }
    | {
        readonly kind: 'heat';
        readonly columns: readonly ChartRow[];
        readonly rows: readonly (ChartRow & { readonly counts: readonly ChartCount[] })[];
      }
    | {
        readonly kind: 'map';
        /** Regions by the third digit of the district's key (`071`), or districts (`07111`). */
        readonly level: 'REGION' | 'DISTRICT';
        readonly areas: readonly (ChartRow & { readonly count: ChartCount })[];
      }
  );

const withheld: Words = { de: 'nicht veröffentlicht', en: 'not published' };

const numbers: Readonly<Record<Language, Intl.NumberFormat>> = {
  de: new Intl.NumberFormat('de-DE', { maximumFractionDigits: 0 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 }),
};

export const formatNumber = (value: number, language: Language): string => numbers[language].format(value);

/** A count as a reader sees it: `25`, `0–4`, or that it was not published. */
export const formatCount = ({ value, upper }: ChartCount, language: Language): string => {
  if (value === null) return withheld[language];
  return value === 0 && upper > 0 ? `0–${formatNumber(upper, language)}` : formatNumber(value, language);
};

/** The count with its bounds in words: `25 (21 bis 29)`. */
export const formatWithBounds = (count: ChartCount, language: Language): string => {
  if (count.value === null || count.value === 0) return formatCount(count, language);
  const to = language === 'de' ? 'bis' : 'to';
  const [lower, upper] = [formatNumber(count.lower, language), formatNumber(count.upper, language)];
  return `${formatNumber(count.value, language)} (${lower} ${to} ${upper})`;
};

/** A share as a reader sees it: `43 % (40 bis 47 %)`. */
export const formatShare = (share: ChartShare, language: Language): string => {
  if (share.value === null) return withheld[language];
  const to = language === 'de' ? 'bis' : 'to';
  const [value, lower, upper] = [share.value, share.lower, share.upper].map((one) => formatNumber(one, language));
  return `${value} % (${lower} ${to} ${upper} %)`;
};

/** The picture in words, for whoever does not see it: every number that it shows, once. */
export const describeChart = (chart: Chart, language: Language): string =>
  [chart.subtitle[language], ...lines(chart, language), chart.source[language]].join('. ');

const lines = (chart: Chart, language: Language): string[] => {
  const named = (row: ChartRow, said: string): string => `${row.label[language]}: ${said}`;
  switch (chart.kind) {
    case 'bars':
      return chart.rows.map((row) => named(row, formatWithBounds(row.count, language)));
    case 'shares':
      return chart.rows.map((row) => named(row, formatShare(row.share, language)));
    case 'map':
      return chart.areas.map((area) => named(area, formatWithBounds(area.count, language)));
    case 'series':
      return chart.lines.map((line) => named(line, eachOf(chart.periods, line.counts, language)));
    case 'heat':
      return chart.rows.map((row) => named(row, eachOf(chart.columns, row.counts, language)));
  }
};

const eachOf = (columns: readonly ChartRow[], counts: readonly ChartCount[], language: Language): string =>
  columns
    .flatMap(({ label }, at) => {
      const count = counts[at];
      return count ? [`${label[language]} ${formatCount(count, language)}`] : [];
    })
    .join(', ');
