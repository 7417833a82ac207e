/**
 * Checks a published bundle by counting and adding alone. It shares no code with what makes a release (no lattice, no rounding, no search): it
 * reads who each number counts, counts the worlds of the certificate, and looks whether they fit. Whoever mistrusts us can read it in ten
 * minutes, or write it anew from docs/statistics.md.
 */
import type { BundleCell, BundleHead, BundlePeriod, BundleTarget, BundleWorld } from './bundle.js';

/** A fault of a bundle: where it is, and a whole sentence. */
export interface BundleFault {
  readonly place: string;
  readonly says: string;
}

/** The parts of a bundle, parsed and taken as they stand. */
export interface BundleParts {
  readonly head: BundleHead;
  readonly thresholds: {
    readonly base: number;
    readonly coarseBase: number;
    readonly possible: number;
    readonly possibleWithheld: number;
    readonly exactFrom: number;
  };
  readonly numbers: readonly BundlePeriod[];
  readonly earlier: readonly BundlePeriod[];
  readonly worlds: readonly BundleWorld[];
  readonly targets: readonly BundleTarget[];
}

const shown = 20;

/** Every fault, the first of each kind of place; none means that the bundle is what it says. */
export function verifyBundle(parts: BundleParts): readonly BundleFault[] {
  const periods = [...parts.earlier, ...parts.numbers];
  const faults = [
    ...periods.flatMap((period) => period.cells.flatMap((cell) => numberFaults(cell, period.period, parts.thresholds))),
    ...twiceFaults(periods),
  ];
  const counted = parts.worlds.map((world) => periods.map((period) => countsOf(world, period)));
  counted.forEach((counts, at) => faults.push(...worldFaults(at, counts, periods)));
  faults.push(...targetFaults(parts, periods, counted));
  return faults.slice(0, shown);
}

/** A number must be what its mode says: a multiple of the base, bounds no narrower and no wider than that leaves open. */
function numberFaults(
  cell: BundleCell,
  period: string,
  { base, coarseBase, exactFrom }: BundleParts['thresholds'],
): BundleFault[] {
  const place = `${period} ${cell.key}`;
  const { mode, value, lower, upper } = cell;
  if (mode === 'WITHHELD')
    return value === null && upper === null ? [] : [{ place, says: 'A withheld number is shown.' }];
  if (value === null || !Number.isSafeInteger(value) || value < 0) return [{ place, says: 'The number is no count.' }];
  if (mode === 'EXACT') {
    if (value < exactFrom) return [{ place, says: 'A small number is published exactly.' }];
    return lower === value && upper === value ? [] : [{ place, says: 'The bounds do not follow from the number.' }];
  }
  const step = mode === 'ROUNDED' ? base : coarseBase;
  const least = Math.max(mode === 'DOMINATED' ? base : 0, value - step + 1);
  if (value % step !== 0) return [{ place, says: `The number is no multiple of ${step}.` }];
  return lower === least && upper === value + step - 1
    ? []
    : [{ place, says: 'The bounds do not follow from the number.' }];
}

const twiceFaults = (periods: readonly BundlePeriod[]): BundleFault[] =>
  periods.flatMap(({ period, cells }) =>
    new Set(cells.map(({ key }) => key)).size === cells.length
      ? []
      : [{ place: period, says: 'A cell is there twice.' }],
  );

/** How many records of a world each cell counts. */
function countsOf(world: BundleWorld, { period, cells }: BundlePeriod): ReadonlyMap<string, number> {
  const inside = world.records.filter(({ quarter, times }) => quarter.startsWith(period) && times > 0);
  return new Map(
    cells.map(({ key, when }) => {
      let count = 0;
      for (const { facets, times } of inside) if (when.every((one) => holds(one, facets))) count += times;
      return [key, count];
    }),
  );
}

function holds(when: BundleCell['when'][number], facets: BundleWorld['records'][number]['facets']): boolean {
  if (when.kind === 'IS') return when.codes.includes(facets[when.facet]);
  const own: readonly string[] = facets[when.facet];
  const equals = (codes: readonly string[]): boolean => [...codes].sort().join() === [...own].sort().join();
  if (when.kind === 'MENTIONS') return own.some((code) => when.codes.includes(code));
  if (when.kind === 'SIZE') return own.length >= when.min && (when.max === null || own.length <= when.max);
  return when.kind === 'SET' ? equals(when.codes) : !when.than.some(equals);
}

function worldFaults(
  at: number,
  counts: readonly ReadonlyMap<string, number>[],
  periods: readonly BundlePeriod[],
): BundleFault[] {
  return periods.flatMap(({ period, cells }, index) =>
    cells.flatMap(({ key, lower, upper }) => {
      const count = counts[index]?.get(key) ?? -1;
      return count >= lower && (upper === null || count <= upper)
        ? []
        : [
            {
              place: `world ${at}, ${period} ${key}`,
              says: `It has ${count}, published is ${lower} to ${upper ?? 'open'}.`,
            },
          ];
    }),
  );
}

/** Which targets there must be follows from what is published: a certificate that forgets one is no certificate. */
function targetFaults(
  { thresholds, targets }: BundleParts,
  periods: readonly BundlePeriod[],
  counted: readonly (readonly ReadonlyMap<string, number>[])[],
): BundleFault[] {
  const given = new Map(targets.map((target) => [nameOf(target), target]));
  return periods.flatMap((period, index) =>
    requiredTargets(period, thresholds).flatMap((required) => {
      const place = nameOf(required);
      const target = given.get(place);
      if (!target) return [{ place, says: 'The certificate says nothing about it.' }];
      const values = target.worlds.map((world) => {
        const counts = counted[world]?.[index];
        const whole = counts?.get(target.cell);
        return whole === undefined ? null : whole - (target.minus === null ? 0 : (counts?.get(target.minus) ?? NaN));
      });
      const different = new Set(values.filter((value) => value !== null && Number.isInteger(value)));
      return different.size >= required.needed
        ? []
        : [{ place, says: `Only ${different.size} values are shown possible, not ${required.needed}.` }];
    }),
  );
}

const nameOf = ({ period, cell, minus }: Omit<BundleTarget, 'worlds' | 'needed'>): string =>
  `${period} ${cell}${minus === null ? '' : ` without ${minus}`}`;

function requiredTargets(
  { period, cells }: BundlePeriod,
  { base, possible, possibleWithheld }: BundleParts['thresholds'],
): Omit<BundleTarget, 'worlds'>[] {
  const byKey = new Map(cells.map((cell) => [cell.key, cell]));
  const neededFor = (...modes: (string | undefined)[]) => (modes.includes('WITHHELD') ? possibleWithheld : possible);
  return cells.flatMap((cell) => {
    const parts = cell.key === '' ? [] : cell.key.split('&');
    const single = cell.lower < base ? [{ period, cell: cell.key, minus: null, needed: neededFor(cell.mode) }] : [];
    const steps = parts.flatMap((left) => {
      const parent = byKey.get(parts.filter((part) => part !== left).join('&'));
      if (!parent || parent.lower - (cell.upper ?? Infinity) >= base) return [];
      return [{ period, cell: parent.key, minus: cell.key, needed: neededFor(cell.mode, parent.mode) }];
    });
    return [...single, ...steps];
  });
}
