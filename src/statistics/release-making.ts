import { bundleFiles, type BundleCell, type BundleFiles, type BundlePeriod } from '../core/bundle.js';
import type { BundleFault } from '../core/bundle-verification.js';
import type { CountingRecord } from '../core/counting-record.js';
import { latticeOf } from '../core/lattice.js';
import type { ReleasedPeriod } from '../core/release-targets.js';
import { releaseSteps, type ReleaseStep } from '../core/statistics-release.js';
import type { Programme } from '../core/statistics-programme.js';
import { verifyFiles } from './bundle-folder.js';
import { chanceFrom, keyedHash } from './keyed.js';

/** All that a release is made of: plain values, so that a thread can be given them. */
export interface ReleaseMaking {
  readonly quarter: string;
  readonly programme: Programme;
  readonly records: readonly CountingRecord[];
  /** What earlier releases of the same year published, as their bundles say it. */
  readonly earlier: readonly BundlePeriod[];
  readonly roundingKey: Uint8Array;
  readonly publisher: string;
  readonly licence: string;
  /** The day that stands in the bundle until the day of publication does. */
  readonly today: string;
}

/** The independent verifier does not believe what was made: a fault of the program, and nothing is published. */
class NotVerified extends Error {
  override readonly name = 'NotVerified';
  constructor(faults: readonly BundleFault[]) {
    super(`${faults.length} faults, the first at ${faults[0]?.place ?? '?'}`);
  }
}

/** Makes the files of a release, not signed yet, step by step, and lets the independent verifier count them again. */
export function* releaseFiles(making: ReleaseMaking): Generator<ReleaseStep, BundleFiles> {
  const { quarter, programme, records, roundingKey, publisher, licence, today } = making;
  const release = yield* releaseSteps({
    quarter,
    programme,
    records,
    earlier: making.earlier.map((period) => releasedPeriod(period, programme)),
    keyed: keyedHash(roundingKey),
    chanceFrom,
    auditsServices: true,
  });
  const files = bundleFiles(release, { id: quarter, publishedOn: today, publisher, licence });
  const faults = verifyFiles(files);
  if (faults.length > 0) throw new NotVerified(faults);
  return files;
}

/** A published period as the audit plays it. */
function releasedPeriod({ period, cells }: BundlePeriod, programme: Programme): ReleasedPeriod {
  const lattice = latticeOf(programme, period.length > 4 ? 'QUARTER' : 'YEAR');
  const published = new Map(cells.map((cell) => [cell.key, cell]));
  const numberOf = (key: string): Pick<BundleCell, 'mode' | 'value'> => {
    const cell = published.get(key);
    if (!cell) throw new RangeError('An earlier release does not follow the programme of its year.');
    return { mode: cell.mode, value: cell.value };
  };
  return { period, lattice, numbers: lattice.cells.map(({ key }) => numberOf(key)) };
}
