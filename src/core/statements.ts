import type { Words } from './chart.js';
import { isSameTable, levelOf, type PublishedCell, type PublishedTable } from './published-table.js';
import { changeOf, type Change } from './statement-findings.js';
import { combinationsOf, leadersOf, numberOf, referralsOf, sharesOf } from './statement-kinds.js';
import {
  changeText,
  countedOtherwiseText,
  nothingBeforeText,
  subjectOf,
  withheldText,
  type Subject,
} from './statement-texts.js';
import { restingOn, stating, told, viewsOf, type StatedRelease, type View } from './statement-views.js';
import type { Statement, Statements, Unsaid } from './statement.js';

/**
 * All that can be said of a release in sentences that a campaign may print, and what cannot. `others` are the published releases that are not withdrawn: changes are
 * told against the quarter before, the same quarter a year before, and the year before, where the same was counted then. Nothing but published numbers goes in (P10).
 */
export function statementsOf(release: StatedRelease, others: readonly StatedRelease[]): Statements {
  const found = release.tables.flatMap((shown) => {
    const views = viewsOf(release, shown);
    const alone = views.flatMap((view) => [
      ...numberOf(view),
      ...leadersOf(view),
      ...sharesOf(view),
      ...combinationsOf(view),
      ...referralsOf(view),
      ...withheldIn(view),
    ]);
    return [...alone, ...views.flatMap((view) => changesOf(view, others))];
  });
  const periods = [...new Set(release.tables.map(({ period }) => period))];
  const missing = periods.flatMap((period) => withoutComparison(period, others));
  return {
    statements: onceEach(
      found.filter((one) => 'kind' in one),
      ({ kind, finding, period, comparedWith, cells }) => [kind, finding, period, comparedWith, cells],
    ),
    unsaid: onceEach([...missing, ...found.filter((one) => 'code' in one)], (one) => [one]),
  };
}

/** A number that several tables show is told once, with the first of them. */
function onceEach<T>(all: readonly T[], nameOf: (one: T) => unknown): readonly T[] {
  const known = new Map<string, T>();
  for (const one of all) {
    const name = JSON.stringify(nameOf(one));
    if (!known.has(name)) known.set(name, one);
  }
  return [...known.values()];
}

/** With which periods one is compared: a quarter with the one before and with the same a year before, a year with the year before. */
export function comparedPeriods(period: string): readonly string[] {
  const year = Number(period.slice(0, 4));
  if (levelOf(period) === 'YEAR') return [String(year - 1)];
  const quarter = Number(period.slice(-1));
  return [quarter === 1 ? `${year - 1}-Q4` : `${year}-Q${quarter - 1}`, `${year - 1}-Q${quarter}`];
}

interface Earlier {
  readonly release: StatedRelease;
  readonly shown: PublishedTable;
}

const tablesIn = (period: string, releases: readonly StatedRelease[]): readonly Earlier[] =>
  releases.flatMap((release) =>
    release.tables.filter((shown) => shown.period === period).map((shown) => ({ release, shown })),
  );

const withoutComparison = (period: string, others: readonly StatedRelease[]): readonly Unsaid[] =>
  comparedPeriods(period)
    .filter((earlier) => tablesIn(earlier, others).length === 0)
    .map((earlier) => ({
      code: 'NOTHING_BEFORE',
      table: null,
      period,
      comparedWith: earlier,
      ...nothingBeforeText(earlier),
    }));

/**
 * How the numbers of a table differ from those of earlier releases, where they differ beyond the rounding, and that they do not where they do not. Within a region
 * only what differs is told: there nearly every number is too small, and the list would hide the few that are not.
 */
function changesOf(view: View, others: readonly StatedRelease[]): readonly (Statement | Unsaid)[] {
  const { shown, place } = view;
  return comparedPeriods(shown.period).flatMap((period) => {
    const there = tablesIn(period, others);
    if (there.length === 0) return [];
    const same = there.find((one) => isSameTable(one.shown, shown));
    const found = same ? changesBetween(view, same) : [countedOtherwise(view, period)];
    return place === null ? found : found.filter((one) => 'kind' in one && one.finding !== 'NO_DIFFERENCE');
  });
}

const countedOtherwise = ({ shown }: View, earlier: string): Unsaid => ({
  code: 'COUNTED_OTHERWISE',
  table: shown.table.code,
  period: shown.period,
  comparedWith: earlier,
  ...countedOtherwiseText(shown.table, earlier),
});

function changesBetween(view: View, earlier: Earlier): readonly (Statement | Unsaid)[] {
  const { dimension, shown, place, whole, named } = view;
  const where = place ? [place] : [];
  const before = new Map(earlier.shown.cells.map((cell) => [cell.key, cell]));
  const subjects: readonly (readonly [readonly Subject[], PublishedCell])[] = [
    [where, whole],
    ...named.map(({ category, cell }) => [[...where, { dimension, category }], cell] as const),
  ];
  const skipped: Words[] = [];
  const changes = subjects.flatMap(([parts, now]): readonly Statement[] => {
    const then = before.get(now.key);
    const change = then ? changeOf(now, then) : null;
    if (then && change) return [changeSaid(view, earlier, parts, [now, then], change)];
    skipped.push(parts.at(-1)?.category ?? subjectOf([]));
    return [];
  });
  return [...changes, ...withheldAs(shown, skipped, earlier.shown.period)];
}

function changeSaid(
  view: View,
  earlier: Earlier,
  parts: readonly Subject[],
  [now, then]: readonly [PublishedCell, PublishedCell],
  change: Change,
): Statement {
  const comparedWith = earlier.shown.period;
  return stating(view, 'CHANGE', change.finding, {
    comparedWith,
    cells: [...restingOn(view, now), ...restingOn(earlier, then)],
    numbers: [told('COUNT', now), told('BEFORE', then), told('CHANGE', change)],
    text: changeText(subjectOf(parts), [view.shown.period, comparedWith], [now, then], change),
  });
}

const withheldIn = ({ shown, place, named }: View): readonly Unsaid[] =>
  place === null
    ? withheldAs(
        shown,
        named.filter(({ cell }) => cell.value === null).map(({ category }) => category),
        null,
      )
    : [];

const withheldAs = (
  { table, period }: PublishedTable,
  names: readonly Words[],
  earlier: string | null,
): readonly Unsaid[] =>
  names.length === 0
    ? []
    : [
        {
          code: 'WITHHELD',
          table: table.code,
          period,
          comparedWith: earlier,
          ...withheldText(table, names, period, earlier),
        },
      ];
