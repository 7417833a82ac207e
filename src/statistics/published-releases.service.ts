import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { BundleHead, BundlePeriod } from '../core/bundle.js';
import { publishedTables } from '../core/published-table.js';
import type { Programme } from '../core/statistics-programme.js';
import { filesOfPublished, listPublished } from './published-releases.queries.js';
import type { ListedRelease, PublishedRelease } from './released.js';
import { StatisticsPool } from './statistics.pool.js';

/** So many releases stay parsed: two years of quarters. */
const REMEMBERED = 8;

/**
 * Reads what was published, as the database role that can see nothing else of the house. What was published never changes, so it is read and parsed once;
 * whether it is withdrawn is asked each time.
 */
@Injectable()
export class PublishedReleases {
  private readonly parsed = new Map<string, Omit<PublishedRelease, keyof ListedRelease>>();

  constructor(@Inject(StatisticsPool) private readonly statistics: StatisticsPool) {}

  /** Every release that was published, withdrawn ones with their reason, the newest first. None where the settings name no connection for statistics. */
  async list(): Promise<readonly ListedRelease[]> {
    const { pool } = this.statistics;
    return pool ? listPublished(pool) : [];
  }

  /** The release of this quarter, or null when there is none or it is withdrawn. */
  async find(id: string): Promise<PublishedRelease | null> {
    const row = (await this.list()).find((one) => one.id === id);
    return row ? this.open(row) : null;
  }

  /** The newest release that is not withdrawn, or null when there is none yet. */
  async newest(): Promise<PublishedRelease | null> {
    const row = (await this.list()).find(({ withdrawn }) => !withdrawn);
    return row ? this.open(row) : null;
  }

  /** Like `find`; throws the one answer for what is not there. */
  async get(id: string): Promise<PublishedRelease> {
    const release = await this.find(id);
    if (!release) throw new NotFoundException();
    return release;
  }

  private async open(row: ListedRelease): Promise<PublishedRelease | null> {
    if (row.withdrawn) return null;
    const known = this.parsed.get(row.id) ?? (await this.read(row.id));
    return known && { ...row, ...known };
  }

  private async read(id: string): Promise<Omit<PublishedRelease, keyof ListedRelease> | null> {
    const { pool } = this.statistics;
    const files = pool ? await filesOfPublished(pool, id) : {};
    // Withdrawn since it was listed.
    if (Object.keys(files).length === 0) return null;
    const parse = <T>(name: string): T => JSON.parse(files[name] ?? 'null') as T;
    const programme = parse<Programme>('programme.json');
    const numbers = parse<readonly BundlePeriod[]>('numbers.json');
    const release = {
      files,
      head: parse<BundleHead>('release.json'),
      programme,
      numbers,
      tables: publishedTables(programme, numbers),
      earlier: parse<readonly BundlePeriod[]>('earlier.json'),
    };
    this.parsed.set(id, release);
    const [oldest] = this.parsed.keys();
    if (this.parsed.size > REMEMBERED && oldest !== undefined) this.parsed.delete(oldest);
    return release;
  }
}
