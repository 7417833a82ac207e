import type { Story, StoryContent, StoryWithdrawal } from '../core/story.js';
import type { StoryCodes } from '../core/story-hints.js';
import type { Statement } from '../database/transactions.js';
import { keyJson, type WrappedKey } from '../keys/wrapped-key.js';

interface PersonNamed {
  readonly id: string;
  readonly name: string;
}

/** A story as its service keeps it, opened. */
export interface StoryRow extends Story, Omit<StoryContent, 'title' | 'text'> {
  readonly id: string;
  readonly organisationId: string;
  readonly consentId: string;
  readonly caseId: string | null;
  /** Null once it was withdrawn. */
  readonly title: string | null;
  readonly text: string | null;
  readonly remark: string | null;
  readonly textRevision: number;
  readonly authorsNamed: readonly PersonNamed[];
  readonly checks: readonly string[];
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly signedOffBy: PersonNamed | null;
  readonly signedOffAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly withdrawal: StoryWithdrawal | null;
  readonly poolId: string | null;
}

export type SealedStory = StoryRow & { readonly key: WrappedKey | null };

const here = 's.organisation_id = (select current_organisation())';
const columns = `s.organisation_id as "organisationId", s.id, s.consent_id as "consentId", c.case_id as "caseId", s.version, s.state, s.title, s.text,
  s.remark, s.text_revision as "textRevision", s.language, s.grounds, s.area, s.region, s.authors, s.checks, s.created_at as "createdAt",
  s.submitted_at as "submittedAt", s.signed_off_at as "signedOffAt", s.withdrawn_at as "withdrawnAt", s.withdrawal, s.pool_id as "poolId",
  (select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id) from person p
    where p.organisation_id = s.organisation_id and p.id = any (s.authors)) as "authorsNamed",
  (select json_build_object('id', p.id, 'name', p.name) from person p
    where p.organisation_id = s.organisation_id and p.id = s.signed_off_by) as "signedOffBy",
  ${keyJson} as key`;
/** What a backup has brought back after it was erased has no key any more, and is not there. */
const from = `from story s join story_consent c on c.organisation_id = s.organisation_id and c.id = s.consent_id
  join keyring.data_key k on k.organisation_id = s.organisation_id and k.scope = 'STORY' and k.subject_id = s.consent_id`;

export const storyById = (id: string): Statement => ({
  name: 'story',
  text: `select ${columns} ${from} where ${here} and s.id = $1`,
  values: [id],
});

export const lockStory = (id: string): Statement => ({
  name: 'story-lock',
  text: `select ${columns} ${from} where ${here} and s.id = $1 for no key update of s`,
  values: [id],
});

/** Newest first, behind the story `before`. */
export const storiesPage = (states: readonly string[] | null, most: number, before: string | null): Statement => ({
  name: 'stories',
  text: `select ${columns} ${from}
         where ${here} and ($1::text[] is null or s.state = any ($1)) and ($2::uuid is null or s.id < $2)
         order by s.id desc limit $3`,
  values: [states, before, most],
});

export const storiesOfConsent = (consentId: string): Statement => ({
  name: 'stories-of-consent',
  text: `select ${columns} ${from} where ${here} and s.consent_id = $1 order by s.id for no key update of s`,
  values: [consentId],
});

/** All on every consent of a case, the oldest first. */
export const storiesOfCase = (caseId: string): Statement => ({
  name: 'stories-of-case',
  text: `select ${columns} ${from} where ${here} and c.case_id = $1 order by s.id`,
  values: [caseId],
});

export const insertStory = (id: string, consentId: string, story: StoryContent, personId: string): Statement => ({
  name: 'story-insert',
  text: `insert into story (organisation_id, id, consent_id, title, text, language, grounds, area, region, authors)
         values ((select current_organisation()), $1, $2, $3, $4, $5, $6, $7, $8, array[$9::uuid])`,
  values: [id, consentId, story.title, story.text, story.language, story.grounds, story.area, story.region, personId],
});

/** Whoever writes becomes an author, and the story is a draft again. */
export const rewriteStory = (id: string, story: StoryContent, personId: string): Statement => ({
  name: 'story-rewrite',
  text: `update story s set title = $2, text = $3, text_revision = text_revision + 1, remark = null, language = $4, grounds = $5, area = $6,
           region = $7, authors = case when $8::uuid = any (authors) then authors else authors || $8::uuid end,
           state = 'DRAFT', checks = '{}', submitted_by = null, submitted_at = null, version = version + 1
         where ${here} and s.id = $1`,
  values: [id, story.title, story.text, story.language, story.grounds, story.area, story.region, personId],
});

export const submitRow = (id: string, checks: readonly string[], personId: string, at: Date): Statement => ({
  name: 'story-submit',
  text: `update story s set state = 'SUBMITTED', checks = $2, remark = null, submitted_by = $3, submitted_at = $4, version = version + 1
         where ${here} and s.id = $1`,
  values: [id, checks, personId, at],
});

export const returnRow = (id: string, remark: string | null): Statement => ({
  name: 'story-return',
  text: `update story s set state = 'DRAFT', checks = '{}', remark = $2, submitted_by = null, submitted_at = null, version = version + 1
         where ${here} and s.id = $1`,
  values: [id, remark],
});

export const signOffRow = (id: string, poolId: string, personId: string, at: Date): Statement => ({
  name: 'story-sign-off',
  text: `update story s set state = 'SIGNED_OFF', pool_id = $2, signed_off_by = $3, signed_off_at = $4, version = version + 1
         where ${here} and s.id = $1`,
  values: [id, poolId, personId, at],
});

/** Its texts go with it, and the row of the pool by the table's own guard. */
export const withdrawRow = (id: string, why: StoryWithdrawal, personId: string, at: Date): Statement => ({
  name: 'story-withdraw',
  text: `update story s set state = 'WITHDRAWN', title = null, text = null, remark = null, pool_id = null, withdrawal = $2, withdrawn_by = $3,
           withdrawn_at = $4, version = version + 1
         where ${here} and s.id = $1`,
  values: [id, why, personId, at],
});

export const dropStory = (id: string): Statement => ({
  name: 'story-drop',
  text: `delete from story s where ${here} and s.id = $1`,
  values: [id],
});

/** How many cases of the own service have these codes. */
export const casesLike = ({ grounds, area, region }: StoryCodes): Statement => ({
  name: 'story-cases-like',
  text: `select count(*)::int as count from cases c
         where c.organisation_id = (select current_organisation()) and c.grounds @> $1::text[]
           and ($2::text is null or c.main_area = $2) and ($3::text is null or left(c.district, 3) = $3)`,
  values: [grounds, area, region],
});
