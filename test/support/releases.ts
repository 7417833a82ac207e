import { generateKeyPairSync } from 'node:crypto';
import {
  noFacets,
  severalFacets,
  singleFacets,
  yearOf,
  type CountingRecord,
  type Facets,
} from '../../src/core/counting-record.js';
import { bundleFiles } from '../../src/core/bundle.js';
import { facetValuesOf, withDrawn } from '../../src/core/facet-drawing.js';
import { latticeOf } from '../../src/core/lattice.js';
import type { ReleasedPeriod } from '../../src/core/release-targets.js';
import { buildRelease, type Release } from '../../src/core/statistics-release.js';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import { loadGeography } from '../../src/reference/geography.loader.js';
import { loadProgramme } from '../../src/reference/programme.loader.js';
import type { Programme } from '../../src/core/statistics-programme.js';
import { signedBundle } from '../../src/statistics/bundle-folder.js';
import { chanceFrom, keyedHash } from '../../src/statistics/keyed.js';
import type { TestHouse } from './app.js';
import { torontoProgramme, torontoRecords } from './toronto.js';
import type { Someone } from './world.js';

const keys = generateKeyPairSync('ed25519');
const privatePem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Bundled {
  readonly release: Release;
  readonly files: Readonly<Record<string, string>>;
}

/** A bundle made as a release makes it, signed with a key of the test's own. */
export function bundleOf(
  programme: Programme,
  records: readonly CountingRecord[],
  quarter: string,
  earlier: readonly ReleasedPeriod[] = [],
): Bundled {
  const own = records.filter((one) => yearOf(one.quarter) === yearOf(quarter) && one.quarter <= quarter);
  const keyed = keyedHash(Buffer.alloc(32, 7));
  const release = buildRelease({ programme, quarter, records: own, earlier, keyed, chanceFrom });
  const head = { id: quarter, publishedOn: '2026-11-01', publisher: 'Beistand im Test', licence: 'CC BY 4.0' };
  return { release, files: signedBundle(bundleFiles(release, head), quarter, privatePem) };
}

/** A bundle of the real file of another place. */
export function torontoBundle(quarter: string, earlier: readonly ReleasedPeriod[] = []): Bundled {
  const records = torontoRecords();
  return bundleOf(torontoProgramme(records), records, quarter, earlier);
}

/**
 * Puts a release into the database as if it had been prepared by one and approved by the other: for tests of whatever answers from releases.
 * Whoever tests the way to a release goes that way.
 */
export async function publishBundle(
  house: TestHouse,
  files: Readonly<Record<string, string>>,
  { preparedBy, approvedBy }: { readonly preparedBy: Someone; readonly approvedBy: Someone },
): Promise<string> {
  const { id, publisher, licence } = JSON.parse(files['release.json'] ?? '{}') as Record<
    'id' | 'publisher' | 'licence',
    string
  >;
  await house.database.query(
    `insert into statistics.release (id, publisher, licence, prepared_by, preparer_organisation_id) values ($1, $2, $3, $4, $5)`,
    [id, publisher, licence, preparedBy.id, preparedBy.organisation.id],
  );
  for (const [name, content] of Object.entries(files))
    await house.database.query('insert into statistics.release_file (release, name, content) values ($1, $2, $3)', [
      id,
      name,
      content,
    ]);
  await house.database.query(
    `update statistics.release set state = 'READY', rounding_key = 'of a test', numbers_sha256 = 'of a test' where id = $1`,
    [id],
  );
  await house.database.query(
    `update statistics.release set state = 'PUBLISHED', approved_by = $2, approver_organisation_id = $3, published_at = now() where id = $1`,
    [id, approvedBy.id, approvedBy.organisation.id],
  );
  return id;
}

/** Withdraws it, as somebody of the campaign would. */
export async function withdrawBundle(house: TestHouse, id: string, by: Someone, reason: string): Promise<void> {
  await house.database.query(
    `update statistics.release set state = 'WITHDRAWN', withdrawn_by = $2, withdrawer_organisation_id = $3, withdrawn_at = now(), withdrawal_reason = $4
     where id = $1`,
    [id, by.id, by.organisation.id, reason],
  );
}

/** The programme of tables that ships with this version. */
export const shippedProgramme = (): Programme =>
  loadProgramme({ codebook: loadCodebook(), districts: loadGeography().districts });

/** Made-up records of a quarter, with codes that the shipped programme counts, of a few services. */
export function drawnRecords(
  count: number,
  quarter: string,
  seed: string,
  services: readonly string[],
): CountingRecord[] {
  const values = facetValuesOf([latticeOf(shippedProgramme(), 'YEAR')]);
  const chance = chanceFrom(seed);
  return Array.from({ length: count }, (_, at) => {
    const drawn = [...values.keys()].reduce<Facets>((now, facet) => withDrawn(now, facet, values, chance), noFacets);
    const facets = {
      ...drawn,
      area: drawn.area ?? 'OTHER',
      respondentType: drawn.respondentType ?? 'UNKNOWN',
      deadline: drawn.deadline ?? 'NONE',
    };
    const service = services[Math.floor(chance() * services.length)] ?? '';
    return { key: `${seed} ${at}`, client: `${seed} ${at}`, service, quarter, facets };
  });
}

/** Counting records of one's own making, past the cases that would leave them. */
export async function countRecords(house: TestHouse, records: readonly CountingRecord[]): Promise<void> {
  for (const { quarter, service, facets } of records)
    await house.database.query(
      `insert into statistics.counting_record (service, quarter, area, sub_area, respondent_type, legal_form, level, region, district, access_path, deadline,
         closing, grounds, phenomena, forms, regimes, referral_kinds, referral_outcomes)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
      [service, quarter, ...[...singleFacets, ...severalFacets].map((facet) => facets[facet])],
    );
}
