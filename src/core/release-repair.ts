import { Undecided } from './integer-program.js';
import type { LatticeCell } from './lattice.js';
import type { ReleasedPeriod, ReleaseTarget } from './release-targets.js';
import type { PublicationMode } from './rounding.js';
import type { Tally } from './tally.js';
import type { Spot } from './world.js';

/** A period that is being made ready: its counts, and how each is to be published so far. */
export interface Draft {
  readonly period: string;
  readonly tally: Tally;
  readonly lattice: ReleasedPeriod['lattice'];
  readonly modes: PublicationMode[];
}

const coarser: { readonly [M in PublicationMode]: PublicationMode } = {
  EXACT: 'ROUNDED',
  ROUNDED: 'COARSE',
  COARSE: 'WITHHELD',
  DOMINATED: 'WITHHELD',
  WITHHELD: 'WITHHELD',
};

/**
 * Makes numbers coarser for what is open, exact ones before all others: then the audit looks again. Otherwise one number for each open target,
 * unless one of its numbers has just given way. Where the target belongs to an earlier release, which never changes, the new numbers give way that
 * count the same categories, or else those that are part of them or that they are part of. How many were changed.
 */
export function repair(
  drafts: readonly Draft[],
  open: readonly ReleaseTarget[],
  earlier: readonly ReleasedPeriod[],
): number {
  const exact = placesIn(drafts).filter(({ draft, cell }) => draft.modes[cell] === 'EXACT');
  const changed = new Set<string>();
  for (const { spot, minus } of open) {
    const spots = [...(minus ? [minus] : []), spot];
    const own = spots.flatMap((one) => placesFor(one, drafts, earlier));
    if (own.some((place) => changed.has(nameOf(place)))) continue;
    const chosen =
      exact.length > 0
        ? (own.find((place) => exact.some((one) => nameOf(one) === nameOf(place))) ?? exact[0])
        : [...own, ...spots.flatMap((one) => relatedTo(one, drafts, earlier))].find(isChangeable);
    if (!chosen || changed.has(nameOf(chosen))) continue;
    changed.add(nameOf(chosen));
    const mode = chosen.draft.modes[chosen.cell];
    if (mode) chosen.draft.modes[chosen.cell] = coarser[mode];
  }
  if (changed.size === 0) throw new Undecided('What is open cannot be made coarser.');
  return changed.size;
}

interface Place {
  readonly draft: Draft;
  readonly cell: number;
}

const nameOf = ({ draft, cell }: Place): string => `${draft.period} ${cell}`;
const isChangeable = ({ draft, cell }: Place): boolean => (draft.modes[cell] ?? 'WITHHELD') !== 'WITHHELD';
const placesIn = (drafts: readonly Draft[]): readonly Place[] =>
  drafts.flatMap((draft) => draft.modes.map((_, cell) => ({ draft, cell })));

/** The new number itself, or for one of an earlier release the new numbers with the same categories. */
function placesFor(spot: Spot, drafts: readonly Draft[], earlier: readonly ReleasedPeriod[]): readonly Place[] {
  const before = earlier[spot.period];
  const draft = drafts[spot.period - earlier.length];
  if (!before) return draft ? [{ draft, cell: spot.cell }] : [];
  const key = before.lattice.cells[spot.cell]?.key;
  return placesIn(drafts).filter((place) => cellAt(place)?.key === key);
}

/** The new numbers that have all the categories of this one, or only such: the finest first. */
function relatedTo(spot: Spot, drafts: readonly Draft[], earlier: readonly ReleasedPeriod[]): readonly Place[] {
  const lattice = (earlier[spot.period] ?? drafts[spot.period - earlier.length])?.lattice;
  const own = namesOf(lattice?.cells[spot.cell]);
  const sizeAt = (place: Place): number => cellAt(place)?.categories.length ?? 0;
  return placesIn(drafts)
    .filter((place) => {
      const names = namesOf(cellAt(place));
      return own.every((name) => names.includes(name)) || names.every((name) => own.includes(name));
    })
    .toSorted((one, other) => sizeAt(other) - sizeAt(one));
}

const cellAt = ({ draft, cell }: Place): LatticeCell | undefined => draft.lattice.cells[cell];
const namesOf = (cell: LatticeCell | undefined): readonly string[] =>
  (cell?.categories ?? []).map(({ dimension, category }) => `${dimension}=${category}`);
