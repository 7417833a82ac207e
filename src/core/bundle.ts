import { canonical, toHex } from './audit-log.js';
import type { Hash } from './merkle.js';
import { labelOf, boundsOf, type PublicationMode } from './rounding.js';
import type { ReleasedPeriod, ReleaseTarget } from './release-targets.js';
import type { Release } from './statistics-release.js';
import type { Condition, Programme } from './statistics-programme.js';
import type { PossibleRecord } from './world.js';

/** One published number as a bundle tells it: who is counted (`when`), and what is said. */
export interface BundleCell {
  readonly key: string;
  readonly when: readonly Condition[];
  readonly mode: PublicationMode;
  readonly value: number | null;
  readonly lower: number;
  /** null = nothing is said. */
  readonly upper: number | null;
  readonly label: string;
}

export interface BundlePeriod {
  readonly period: string;
  readonly cells: readonly BundleCell[];
}

/** Records that could have been, with how often each: a world as a bundle tells it. */
export interface BundleWorld {
  readonly records: readonly (PossibleRecord & { readonly times: number })[];
}

/** A target by the keys of its cells, and the worlds that give it different values. */
export interface BundleTarget {
  readonly period: string;
  readonly cell: string;
  /** The part that is taken away, or null. */
  readonly minus: string | null;
  readonly needed: number;
  readonly worlds: readonly number[];
}

/** The files of a bundle by name, each canonical JSON. */
export type BundleFiles = Readonly<Record<string, string>>;

export const bundleFormat = 'beistand-statistics-1';

/** The citation and licence of a release; permanent. */
export interface BundleHead {
  readonly format: typeof bundleFormat;
  /** Such as `2026-Q3`; a reissue would be another id. */
  readonly id: string;
  readonly quarter: string;
  /** The day of publication. */
  readonly publishedOn: string;
  readonly publisher: string;
  readonly licence: string;
  readonly programmeVersion: number;
  readonly report: Release['report'];
}

/** SHA-256 of each file: this is what is signed. */
export interface Manifest {
  readonly format: typeof bundleFormat;
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

const encoder = new TextEncoder();

/** The files of a release without its manifest: head, programme, numbers, what earlier releases said, and the certificate. */
export function bundleFiles(
  release: Release,
  head: Omit<BundleHead, 'format' | 'report' | 'programmeVersion' | 'quarter'>,
): BundleFiles {
  const { programme, quarter, report } = release;
  const all = [...release.earlier, ...release.periods];
  const whole: BundleHead = { ...head, format: bundleFormat, quarter, programmeVersion: programme.version, report };
  return {
    'release.json': canonical(whole),
    'programme.json': canonical(programme),
    'numbers.json': canonical(release.periods.map((one) => bundlePeriod(one, programme))),
    'earlier.json': canonical(release.earlier.map((one) => bundlePeriod(one, programme))),
    'worlds.json': canonical(release.certificate.worlds.map(bundleWorld)),
    'targets.json': canonical(release.certificate.shown.map(({ target, worlds }) => bundleTarget(target, worlds, all))),
  };
}

export const manifestOf = (hash: Hash, id: string, files: BundleFiles): Manifest => ({
  format: bundleFormat,
  id,
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, toHex(hash(encoder.encode(text)))])),
});

/** What is signed with Ed25519. */
export const manifestText = (manifest: Manifest): string => canonical(manifest);

function bundlePeriod({ period, lattice, numbers }: ReleasedPeriod, { thresholds }: Programme): BundlePeriod {
  const cells = lattice.cells.flatMap(({ key, conditions }, at) => {
    const number = numbers[at];
    if (!number) return [];
    const { min, max } = boundsOf(number, thresholds);
    const upper = max === Infinity ? null : max;
    return [{ key, when: conditions, ...number, lower: min, upper, label: labelOf(number, thresholds) }];
  });
  return { period, cells };
}

/** Equal records are written once; facets that no table counts are left out. */
function bundleWorld(records: readonly PossibleRecord[]): BundleWorld {
  const times = new Map<string, PossibleRecord & { readonly times: number }>();
  for (const { quarter, facets } of records) {
    const name = canonical([quarter, facets]);
    times.set(name, { quarter, facets, times: (times.get(name)?.times ?? 0) + 1 });
  }
  return { records: [...times].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, record]) => record) };
}

function bundleTarget(
  { spot, minus, needed }: ReleaseTarget,
  worlds: readonly number[],
  periods: readonly ReleasedPeriod[],
): BundleTarget {
  const keyAt = (cell: number): string => periods[spot.period]?.lattice.cells[cell]?.key ?? '';
  return {
    period: periods[spot.period]?.period ?? '',
    cell: keyAt(spot.cell),
    minus: minus ? keyAt(minus.cell) : null,
    needed,
    worlds,
  };
}
