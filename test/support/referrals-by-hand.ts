import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { sealPlainRows } from '../../src/keys/plain-rows.js';
import type { TestHouse } from './app.js';
import type { DossierInput } from '../../src/core/dossier.js';
import { fullDossier } from './dossier.js';
import { recordCase } from './cases.js';
import { until } from './pdf.js';
import type { Someone, TestOrganisation } from './world.js';

export interface ReferralByHand {
  readonly id: string;
  readonly reference: string;
  readonly caseId: string;
  readonly releaseId: string;
}

/** A case with a little in it, of which the test needs no more than that it is there. */
export async function caseByHand(counsellor: Someone, ageBand = 'A27_39'): Promise<string> {
  const texts = { narrative: 'Die Wohnung war vergeben.', clientName: 'Mina Erfunden' };
  const days = { incidentEarliest: '2026-03-01', incidentLatest: '2026-03-12' };
  return (await recordCase(counsellor, { ageBand, ...texts, ...days })).id;
}

export async function officeByHand(database: Pool, inbox: TestOrganisation | null): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    `insert into office (key, kind, name, inbox_organisation_id, coverage, competence)
     values ($1, 'STATE_OFFICE', $2, $3, '{}', '{}') returning id`,
    [`office-${randomBytes(4).toString('hex')}`, inbox?.name ?? 'Landesstelle (erfunden)', inbox?.id ?? null],
  );
  return String(rows[0]?.id);
}

/** A referral as it is once it was sent, put into the database directly: for contents that the way through the API never makes. */
export async function sentByHand(
  house: TestHouse,
  counsellor: Someone,
  office: TestOrganisation,
  { content, cover, release }: Pick<DossierInput, 'content' | 'cover' | 'release'> = fullDossier(),
): Promise<ReferralByHand> {
  const { database } = house;
  const organisationId = counsellor.organisation.id;
  const caseId = await caseByHand(counsellor);
  const known = await database.query<{ id: string }>('select id from office where inbox_organisation_id = $1', [
    office.id,
  ]);
  const officeId = known.rows[0]?.id ?? (await officeByHand(database, office));
  const [releaseId, id] = [randomUUID(), randomUUID()];
  const reference = `${letters()}-${letters()}`;
  await database.query(
    `insert into confidentiality_release (organisation_id, id, case_id, office_id, field_groups, purpose, explained_in, interpreter,
       given_on, valid_until, form, document_reference, data_protection_consent, created_by)
     values ($1, $2, $3, $4, $5, $6, 'vi', 'Frau Beispiel', '2026-03-20', '2026-09-20', 'WRITTEN', 'Ordner 7', true, $7)`,
    [organisationId, releaseId, caseId, officeId, release?.fieldGroups ?? [], cover.purpose, counsellor.id],
  );
  await database.query(
    `insert into referral (organisation_id, id, reference, case_id, release_id, office_id, office_name, sender_name,
       recipient_organisation_id, kind, state, reasons, field_groups, contact_name, answer_by, sent_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'CO_ADVICE', 'SENT', '{SPECIALISATION}', $10, 'Kim Muster', '2026-04-05', '2026-03-22T09:00Z')`,
    [
      ...[organisationId, id, reference, caseId, releaseId, officeId, office.name],
      ...[counsellor.organisation.name, office.id, content.fieldGroups],
    ],
  );
  await database.query(
    `insert into referral_content (organisation_id, referral_id, recipient_organisation_id, content, purpose, frozen_at)
     values ($1, $2, $3, $4, $5, '2026-03-22T09:00Z')`,
    [organisationId, id, office.id, JSON.stringify(content), cover.purpose],
  );
  await sealByHand(house, organisationId, { referral_content: id, confidentiality_release: releaseId });
  return { id, reference, caseId, releaseId };
}

/** Seals rows that were written in plain, as the house does when it starts. */
export async function sealByHand(
  { database, urls, dataFolder }: TestHouse,
  organisationId: string,
  rows: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [table, id] of Object.entries(rows))
    await database.query('insert into keyring.to_seal (organisation_id, table_name, row_id) values ($1, $2, $3)', [
      organisationId,
      table,
      id,
    ]);
  await sealPlainRows(String(urls.owner), { kind: 'files', folder: `${dataFolder}-keys` });
}

/** What acceptance does that matters for the dossier: opens the content and orders the drawing. */
export async function acceptByHand(database: Pool, { id }: ReferralByHand): Promise<void> {
  await database.query(`update referral set state = 'ACCEPTED', accepted_at = now() where id = $1`, [id]);
  await orderByHand(database, id);
}

/** Sent, accepted, and its dossier drawn. The house has to work on its queue. */
export async function drawnByHand(
  house: TestHouse,
  counsellor: Someone,
  office: TestOrganisation,
): Promise<ReferralByHand> {
  const referral = await sentByHand(house, counsellor, office);
  await acceptByHand(house.database, referral);
  const drawn = `select from dossier where referral_id = $1 and state = 'READY'`;
  await until(async () => (await house.database.query(drawn, [referral.id])).rowCount === 1);
  return referral;
}

export const orderByHand = (database: Pool, referralId: string): Promise<unknown> =>
  database.query(
    `select graphile_worker.enqueue('dossier.render', json_build_object('organisationId', organisation_id, 'subjectId', id), null, null)
     from referral where id = $1`,
    [referralId],
  );

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const letters = (): string => [...randomBytes(4)].map((byte) => alphabet[byte % alphabet.length]).join('');
