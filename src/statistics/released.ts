import type { BundleHead, BundlePeriod, BundleFiles } from '../core/bundle.js';
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
  /** What the earlier releases of the same year had published. */
  readonly earlier: readonly BundlePeriod[];
}
