import type pg from 'pg';
import type { BundleFiles } from '../core/bundle.js';
import type { ListedRelease } from './released.js';

interface ListedRow {
  readonly id: string;
  readonly publisher: string;
  readonly licence: string;
  readonly published_at: Date;
  readonly withdrawn_at: Date | null;
  readonly withdrawal_reason: string | null;
}

const columns = 'id, publisher, licence, published_at, withdrawn_at, withdrawal_reason';

const listed = (row: ListedRow): ListedRelease => ({
  id: row.id,
  publisher: row.publisher,
  licence: row.licence,
  publishedAt: row.published_at,
  withdrawn: row.withdrawn_at && { at: row.withdrawn_at, reason: row.withdrawal_reason ?? '' },
});

/** Every release that was published, withdrawn ones among them, the newest first. Row security shows no other. */
export async function listPublished(statistics: pg.Pool): Promise<readonly ListedRelease[]> {
  const { rows } = await statistics.query<ListedRow>({
    name: 'published-releases',
    text: `select ${columns} from statistics.release order by id desc`,
  });
  return rows.map(listed);
}

/** The files of a published release; none when it is withdrawn or not there. */
export async function filesOfPublished(statistics: pg.Pool, id: string): Promise<BundleFiles> {
  const { rows } = await statistics.query<{ name: string; content: string }>({
    name: 'published-files',
    text: 'select name, content from statistics.release_file where release = $1 order by name',
    values: [id],
  });
  return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
}
