import type { Statement } from '../database/transactions.js';
import { keyJson, type WrappedKey } from '../keys/wrapped-key.js';

/** A story as campaigns read it: nothing in it leads to a case, a service or an author. */
export interface PoolStoryRow {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly language: string;
  readonly grounds: readonly string[];
  readonly area: string | null;
  readonly region: string | null;
  /** What the client agreed to: codes of `storyUses`. */
  readonly uses: readonly string[];
  readonly usableUntil: string | null;
  /** The quarter since which it is there. */
  readonly quarter: string;
}

export type SealedPoolStory = PoolStoryRow & { readonly key: WrappedKey | null };

/** Which stories: all that is given must fit. */
export interface PoolFilter {
  readonly ground: string | null;
  readonly area: string | null;
  readonly region: string | null;
  readonly use: string | null;
  readonly language: string | null;
}

/** Where a page ended. */
export interface PoolPlace {
  readonly quarter: string;
  readonly id: string;
}

const columns = `p.id, p.title, p.text, p.language, p.grounds, p.area, p.region, p.uses, p.usable_until::text as "usableUntil", p.quarter,
  ${keyJson} as key`;
/** What a backup has brought back after it was withdrawn has no key any more, and is not there. */
const from = `from pool_story p join keyring.data_key k on k.scope = 'POOL' and k.subject_id = p.id`;

export const poolPage = (filter: PoolFilter, most: number, after: PoolPlace | null): Statement => ({
  name: 'pool-stories',
  text: `select ${columns} ${from}
         where ($1::text is null or $1 = any (p.grounds)) and ($2::text is null or p.area = $2) and ($3::text is null or p.region = $3)
           and ($4::text is null or $4 = any (p.uses)) and ($5::text is null or p.language = $5)
           and ($6::text is null or (p.quarter, p.id) < ($6, $7::uuid))
         order by p.quarter desc, p.id desc limit $8`,
  values: [
    filter.ground,
    filter.area,
    filter.region,
    filter.use,
    filter.language,
    after?.quarter ?? null,
    after?.id ?? null,
    most,
  ],
});

export const poolStoryById = (id: string): Statement => ({
  name: 'pool-story',
  text: `select ${columns} ${from} where p.id = $1`,
  values: [id],
});

export const insertPoolStory = (story: PoolStoryRow): Statement => ({
  name: 'pool-story-insert',
  text: `insert into pool_story (id, title, text, language, grounds, area, region, uses, usable_until, quarter)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
  values: [
    story.id,
    story.title,
    story.text,
    story.language,
    story.grounds,
    story.area,
    story.region,
    story.uses,
    story.usableUntil,
    story.quarter,
  ],
});

/** Whose key wraps what campaigns of all carriers may read. */
export const houseOfPool: Statement = {
  name: 'pool-house',
  text: 'select id as "organisationId", carrier_id as "carrierId" from platform_organisation()',
  values: [],
};
