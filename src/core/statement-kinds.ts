import type { Words } from './chart.js';
import { referralOutcomes } from './counting-record.js';
import type { PublishedCell } from './published-table.js';
import { shareOf, type Share } from './share.js';
import { mayBeFirst, shareOfUnion, sumOf, unionOf, type Interval } from './statement-findings.js';
import {
  firstText,
  mayBeFirstText,
  numberText,
  ofAllCases,
  ofItsRegion,
  ofReferredCases,
  outcomeOf,
  referred,
  severalGrounds,
  shareText,
  subjectOf,
  together,
  tooCloseText,
} from './statement-texts.js';
import { isPlace, restingOn, stating, told, type View } from './statement-views.js';
import type { Statement, Unsaid } from './statement.js';
import type { Dimension } from './statistics-programme.js';

/** From here on a list of what may be first says nothing that one would print. */
const MOST_CANDIDATES = 4;

const isPublished = ({ cell }: View['named'][number]): boolean => cell.value !== null;
const isOf = (dimension: Dimension, kind: 'SET' | 'SIZE'): boolean =>
  dimension.categories.some(({ when }) => when.kind === kind);
const tellsReferrals = ({ facet, overlaps }: Dimension): boolean => facet === 'referralOutcomes' && overlaps;

/** How many cases there are in all; nothing where that is withheld. */
export function numberOf(view: View): readonly Statement[] {
  const { whole, shown } = view;
  if (view.place !== null || whole.value === null) return [];
  const text = numberText(shown.period, whole);
  return [stating(view, 'NUMBER', 'BETWEEN', { cells: restingOn(view, whole), numbers: [told('COUNT', whole)], text })];
}

/** How many cases a category has in the whole state or in a region, and which part of all cases there that is; of a region only where that is more than "at most". */
export function sharesOf(view: View): readonly Statement[] {
  const { dimension, place, named, whole } = view;
  if (isOf(dimension, 'SET') || isOf(dimension, 'SIZE') || tellsReferrals(dimension)) return [];
  const worth = named.filter(isPublished).filter(({ cell }) => place === null || shareIn(whole, cell).lower > 0);
  return worth.map(({ category, cell }) => {
    const subject = subjectOf([...(place ? [place] : []), { dimension, category }]);
    return withShare(view, 'SHARE', subject, [cell]);
  });
}

const shareIn = (whole: PublishedCell, count: Interval): Share => shareOf({ value: null, ...count }, whole, 100);

/** Cells of disjoint categories, added up, as a part of all cases. */
function withShare(
  view: View,
  kind: 'SHARE' | 'COMBINATION',
  subject: Words,
  cells: readonly PublishedCell[],
): Statement {
  const { whole, shown } = view;
  const count = sumOf(cells);
  const share = shareIn(whole, count);
  return stating(view, kind, 'BETWEEN', {
    cells: restingOn(view, ...cells, whole),
    numbers: [told('COUNT', count), told('SHARE', share)],
    text: shareText(subject, shown.period, count, share, view.place ? ofItsRegion : ofAllCases),
  });
}

/** Which category comes most often, where that is certain; otherwise those that may. Regions are not ranked: more cases there say that more people live there. */
export function leadersOf(view: View): readonly (Statement | Unsaid)[] {
  const { dimension, named } = view;
  if (isPlace(dimension) || named.length < 2) return [];
  // Among sets, one ground alone would always be first: asked for is what comes together.
  const asked = isOf(dimension, 'SET') ? { ...view, named: named.filter(isCombination) } : view;
  return asked.named.length < 2 ? [] : [leaderOf(asked)];
}

function leaderOf(view: View): Statement | Unsaid {
  const { dimension, place, shown, named } = view;
  const ranking = { dimension, place, period: shown.period };
  const found = mayBeFirst(named.map(({ cell }) => cell)).flatMap((at) => named[at] ?? []);
  const [first, second] = found;
  if (!first || found.length > MOST_CANDIDATES)
    return {
      code: 'TOO_CLOSE',
      table: shown.table.code,
      period: shown.period,
      comparedWith: null,
      ...tooCloseText(ranking),
    };
  const kind = isOf(dimension, 'SET') ? 'COMBINATION' : 'LEADER';
  const others = named.filter((one) => !found.includes(one)).map(({ cell }) => cell);
  if (second)
    return stating(view, kind, 'MAY_BE_FIRST', {
      cells: restingOn(view, ...found.map(({ cell }) => cell), ...others),
      numbers: found.map(({ cell }) => told('COUNT', cell)),
      text: mayBeFirstText(
        ranking,
        found.map(({ category: { de, en }, cell: { lower, upper } }) => ({ de, en, lower, upper })),
      ),
    });
  const most = { lower: 0, upper: Math.max(0, ...others.map(({ upper }) => upper ?? Infinity)) };
  return stating(view, kind, 'FIRST', {
    cells: restingOn(view, first.cell, ...others),
    numbers: [told('COUNT', first.cell), told('OTHERS', most)],
    text: firstText(ranking, first.category, first.cell, most),
  });
}

const isCombination = ({ category: { when } }: View['named'][number]): boolean =>
  when.kind === 'SET' && when.codes.length > 1;
const isSeveral = ({ category: { when } }: View['named'][number]): boolean => when.kind === 'SIZE' && when.min > 1;

/** Which grounds are named together and no other beside them, and how many cases have several at once. */
export function combinationsOf(view: View): readonly Statement[] {
  const { dimension, place, named } = view;
  if (place !== null || dimension.facet !== 'grounds') return [];
  const sets = named.filter(isCombination).filter(isPublished);
  const several = named.filter(isSeveral);
  return [
    ...sets.map(({ category, cell }) =>
      withShare(view, 'COMBINATION', together(subjectOf([{ dimension, category }])), [cell]),
    ),
    ...(several.length > 0 && several.every(isPublished)
      ? [
          withShare(
            view,
            'COMBINATION',
            severalGrounds,
            several.map(({ cell }) => cell),
          ),
        ]
      : []),
  ];
}

/**
 * What became of referrals: how many cases were referred, and in which part of these a referral was accepted, declined and so on. A case can have several, so
 * the number of referred cases follows from the outcomes with wide bounds; only where the programme counts every outcome.
 */
export function referralsOf(view: View): readonly Statement[] {
  const { dimension, place, named, whole, shown } = view;
  if (place !== null || !tellsReferrals(dimension) || !tellsAllOutcomes(dimension)) return [];
  const cells = named.map(({ cell }) => cell);
  const all = unionOf(cells, whole);
  const share = shareIn(whole, all);
  const total = stating(view, 'REFERRALS', 'BETWEEN', {
    cells: restingOn(view, ...cells, whole),
    numbers: [told('COUNT', all), told('SHARE', share)],
    text: shareText(referred, shown.period, all, share, ofAllCases),
  });
  const each = named.filter(isPublished).map(({ category, cell }) => {
    const others = cells.filter((one) => one !== cell);
    const part = shareOfUnion(cell, others);
    return stating(view, 'REFERRALS', 'BETWEEN', {
      cells: restingOn(view, cell, ...others),
      numbers: [told('COUNT', cell), told('SHARE', part)],
      text: shareText(outcomeOf(category), shown.period, cell, part, ofReferredCases),
    });
  });
  return cells.some(({ value }) => value !== null) ? [total, ...each] : [];
}

const tellsAllOutcomes = ({ categories }: Dimension): boolean => {
  const counted = categories.flatMap(({ when }) => (when.kind === 'MENTIONS' ? when.codes : []));
  return referralOutcomes.every((one) => counted.includes(one));
};
