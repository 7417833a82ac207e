import type { BundleHead, BundlePeriod, BundleFiles } from '../core/bundle.js';
import type { PreparationState } from '../core/release-preparation.js';
import type { PublishedTable } from '../core/published-table.js';
import type { Programme } from '../core/statistics-programme.js';

/** A release that was published, as the list shows it. */
export interface ListedRelease {
  /** Its quarter, such as `2026-Q3`. */
  readonly id: string;
  readonly publisher: string;
  readonly licence: string;
  readonly publishedAt: Date;
  /** Set when it was withdrawn: it stays listed with the reason, and nothing is answered from it. */
  readonly withdrawn: { readonly at: Date; readonly reason: string } | null;
}

/** A published release: its files as they were signed, and what is in them, parsed once. */
export interface PublishedRelease extends ListedRelease {
  readonly files: BundleFiles;
  readonly head: BundleHead;
  readonly programme: Programme;
  /** What it published itself: the quarter, and with the fourth one the year. */
  readonly numbers: readonly BundlePeriod[];
  /** The same as tables, for each of its periods: worked out once, since a release never changes. */
  readonly tables: readonly PublishedTable[];
  /** What the earlier releases of the same year had published. */
  readonly earlier: readonly BundlePeriod[];
}

/** A release with how far it is and who did what, as the house keeps it. */
export interface ReleaseRow {
  readonly id: string;
  readonly state: PreparationState;
  readonly publisher: string;
  readonly licence: string;
  readonly preparedBy: string | null;
  readonly preparedAt: Date;
  readonly attempt: string;
  readonly step: 'WAITING' | 'FREEZING' | 'COUNTING' | 'AUDITING' | 'INSIDERS' | 'SIGNING' | 'DONE';
  readonly records: number | null;
  readonly round: number | null;
  readonly openTargets: number | null;
  readonly servicesDone: number | null;
  readonly services: number | null;
  readonly steppedAt: Date;
  readonly failure: string | null;
  readonly approvedBy: string | null;
  readonly publishedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly withdrawalReason: string | null;
  readonly roundingKey: string | null;
  readonly numbersSha256: string | null;
}
