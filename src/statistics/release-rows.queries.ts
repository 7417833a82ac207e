import type pg from 'pg';
import type { BundleFiles } from '../core/bundle.js';
import type { CountingRecord } from '../core/counting-record.js';
import type { ReleaseWish } from '../core/release-preparation.js';
import type { ReleaseStep } from '../core/statistics-release.js';
import type { Statement } from '../database/transactions.js';
import type { ReleaseRow } from './released.js';

const columns = `id, state, publisher, licence, prepared_by as "preparedBy", prepared_at as "preparedAt", attempt, step, records, round,
  open_targets as "openTargets", services_done as "servicesDone", services, stepped_at as "steppedAt", failure, approved_by as "approvedBy",
  published_at as "publishedAt", withdrawn_at as "withdrawnAt", withdrawal_reason as "withdrawalReason", rounding_key as "roundingKey",
  numbers_sha256 as "numbersSha256"`;

/** Every release that was ever begun, the newest first. */
export const allReleases: Statement = {
  name: 'statistics-releases',
  text: `select ${columns} from statistics.release order by id desc`,
  values: [],
};

/** Nobody else begins, approves or withdraws until this transaction ends. */
export const holdReleases: Statement = {
  name: 'statistics-releases-hold',
  text: 'lock table statistics.release in share row exclusive mode',
  values: [],
};

/** Begins a release, or one again that was cancelled or failed. */
export const beginRelease = (
  { quarter, publisher, licence }: ReleaseWish,
  by: { readonly personId: string | null; readonly organisationId: string },
): Statement => ({
  name: 'statistics-release-begin',
  text: `insert into statistics.release (id, publisher, licence, prepared_by, preparer_organisation_id) values ($1, $2, $3, $4, $5)
    on conflict (id) do update set state = 'PREPARING', publisher = excluded.publisher, licence = excluded.licence, prepared_by = excluded.prepared_by,
      preparer_organisation_id = excluded.preparer_organisation_id, prepared_at = now(), attempt = gen_random_uuid(), step = 'WAITING', records = null,
      round = null, open_targets = null, services_done = null, services = null, stepped_at = now(), failure = null, rounding_key = null,
      numbers_sha256 = null
    returning ${columns}`,
  values: [quarter, publisher, licence, by.personId, by.organisationId],
});

/** Takes the work on a release over, from whoever was at it before: what that one still writes finds its attempt gone. */
export const claimRelease = (id: string): Statement => ({
  name: 'statistics-release-claim',
  text: `update statistics.release set attempt = gen_random_uuid(), step = 'FREEZING', stepped_at = now() where id = $1 and state = 'PREPARING' returning ${columns}`,
  values: [id],
});

/** Freezes the records of the quarter; done before, it changes nothing. */
export const freeze = (id: string): Statement => ({
  name: 'statistics-freeze',
  text: 'select freeze_quarter($1) as records',
  values: [id],
});

/** Gives the records of a cancelled release free again. */
export const thaw = (id: string): Statement => ({
  name: 'statistics-thaw',
  text: 'select thaw_quarter($1)',
  values: [id],
});

/** Says how far it is; a row comes back while this attempt is the one that counts. */
export const noteStep = (id: string, attempt: string, step: ReleaseStep): Statement => ({
  name: 'statistics-release-step',
  text: `update statistics.release set step = $3, records = coalesce($4, records), round = coalesce($5, round), open_targets = coalesce($6, open_targets),
      services_done = $7, services = $8, stepped_at = now()
    where id = $1 and attempt = $2 and state = 'PREPARING' returning id`,
  values: [
    id,
    attempt,
    step.step === 'COUNTED' ? 'COUNTING' : step.step === 'AUDITED' ? 'AUDITING' : 'INSIDERS',
    step.step === 'COUNTED' ? step.records : null,
    step.step === 'AUDITED' ? step.round : null,
    step.step === 'COUNTED' ? null : step.open,
    step.step === 'INSIDER_AUDITED' ? step.done : null,
    step.step === 'INSIDER_AUDITED' ? step.services : null,
  ],
});

export const forgetFiles = (id: string): Statement => ({
  name: 'statistics-release-files-forget',
  text: 'delete from statistics.release_file where release = $1',
  values: [id],
});

/** Stores the files of a release, over those that it had. */
export const storeFiles = (id: string, files: BundleFiles): Statement => ({
  name: 'statistics-release-files-store',
  text: `insert into statistics.release_file (release, name, content) select $1, f.name, f.content from unnest($2::text[], $3::text[]) f (name, content)
    on conflict (release, name) do update set content = excluded.content`,
  values: [id, Object.keys(files), Object.values(files)],
});

/** A release is ready to be looked at and approved. */
export const markReady = (
  { id, attempt }: Pick<ReleaseRow, 'id' | 'attempt'>,
  made: { readonly roundingKey: string; readonly numbersSha256: string },
): Statement => ({
  name: 'statistics-release-ready',
  text: `update statistics.release set state = 'READY', step = 'DONE', stepped_at = now(), rounding_key = $3, numbers_sha256 = $4
    where id = $1 and attempt = $2 and state = 'PREPARING' returning ${columns}`,
  values: [id, attempt, made.roundingKey, made.numbersSha256],
});

export const markFailed = ({ id, attempt }: Pick<ReleaseRow, 'id' | 'attempt'>, failure: string): Statement => ({
  name: 'statistics-release-failed',
  text: `update statistics.release set state = 'FAILED', failure = $3, stepped_at = now() where id = $1 and attempt = $2 and state = 'PREPARING' returning id`,
  values: [id, attempt, failure],
});

export const markCancelled = (id: string): Statement => ({
  name: 'statistics-release-cancelled',
  text: `update statistics.release set state = 'CANCELLED', failure = null, stepped_at = now() where id = $1 returning ${columns}`,
  values: [id],
});

export const markPublished = (
  id: string,
  by: { readonly personId: string | null; readonly organisationId: string },
): Statement => ({
  name: 'statistics-release-published',
  text: `update statistics.release set state = 'PUBLISHED', approved_by = $2, approver_organisation_id = $3, published_at = now() where id = $1 returning ${columns}`,
  values: [id, by.personId, by.organisationId],
});

export const markWithdrawn = (
  id: string,
  by: { readonly personId: string | null; readonly organisationId: string },
  reason: string,
): Statement => ({
  name: 'statistics-release-withdrawn',
  text: `update statistics.release set state = 'WITHDRAWN', withdrawn_by = $2, withdrawer_organisation_id = $3, withdrawn_at = now(), withdrawal_reason = $4
    where id = $1 returning ${columns}`,
  values: [id, by.personId, by.organisationId, reason],
});

/** The files of a release in whatever state, for whoever makes the next one or looks at one before it is approved. */
export const filesOf = (id: string): Statement => ({
  name: 'statistics-release-files',
  text: 'select name, content from statistics.release_file where release = $1 order by name',
  values: [id],
});

/** The releases of a year that were published before this quarter, withdrawn ones too: what was said stays said. */
export const publishedBefore = (quarter: string): Statement => ({
  name: 'statistics-releases-before',
  text: `select id, rounding_key as "roundingKey" from statistics.release where published_at is not null and id < $1 order by id`,
  values: [quarter],
});

interface FrozenRow {
  readonly [column: string]: string | readonly string[] | null;
}

/** The frozen records of the year up to and with the quarter, always in the same order. */
export async function frozenRecords(statistics: pg.Pool, quarter: string): Promise<readonly CountingRecord[]> {
  const { rows } = await statistics.query<FrozenRow>({
    name: 'frozen-records',
    text: `select * from statistics.frozen_record where quarter between $1 and $2 order by quarter, key`,
    values: [`${quarter.slice(0, 4)}-Q1`, quarter],
  });
  return rows.map(frozen);
}

const frozen = (row: FrozenRow): CountingRecord => {
  const text = (name: string): string => row[name] as string;
  const code = (name: string): string | null => row[name] as string | null;
  const codes = (name: string): readonly string[] => row[name] as readonly string[];
  return {
    key: text('key'),
    client: text('client'),
    service: text('service'),
    quarter: text('quarter'),
    facets: {
      area: code('area'),
      subArea: code('sub_area'),
      respondentType: code('respondent_type'),
      legalForm: code('legal_form'),
      level: code('level'),
      region: code('region'),
      district: code('district'),
      accessPath: code('access_path'),
      deadline: code('deadline'),
      closing: code('closing'),
      grounds: codes('grounds'),
      phenomena: codes('phenomena'),
      forms: codes('forms'),
      regimes: codes('regimes'),
      referralKinds: codes('referral_kinds'),
      referralOutcomes: codes('referral_outcomes'),
    },
  };
};
