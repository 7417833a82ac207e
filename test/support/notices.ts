import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Transactions } from '../../src/database/transactions.js';
import type { Job } from '../../src/jobs/job.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import type { TestHouse } from './app.js';
import type { TestOrganisation } from './world.js';

/** A referral on its way from a service to an office, put into the database directly. */
export interface SentReferral {
  readonly id: string;
  readonly service: TestOrganisation;
  readonly office: TestOrganisation;
}

/** `assigneeId`: who has the case of it. */
export async function sentReferral(
  { database, world }: TestHouse,
  { assigneeId = null as string | null, service = undefined as TestOrganisation | undefined } = {},
): Promise<SentReferral> {
  const sender = service ?? (await world.service());
  const office = await world.office();
  const [caseId, officeId, id] = [randomUUID(), randomUUID(), randomUUID()];
  const letters = [...randomBytes(8)].map((byte) => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[byte % 32]).join('');
  await database.query(
    `insert into office (id, key, kind, name, inbox_organisation_id, coverage, competence)
     values ($1, $2, 'SPECIALISED_OFFICE', $3, $4, '{}', '{}')`,
    [officeId, `office-${id}`, office.name, office.id],
  );
  await database.query(
    `insert into cases (organisation_id, id, year, number, assignee_id, grounds, main_area, respondent_type, incident_earliest, incident_latest)
     values ($1, $2, 2026, (random() * 1e9)::integer + 1, $3, '{ETHNIC_ORIGIN}', 'HOUSING', 'PRIVATE_PERSON', '2026-01-05', '2026-01-05')`,
    [sender.id, caseId, assigneeId],
  );
  await database.query(
    `insert into referral (organisation_id, id, reference, case_id, office_id, office_name, sender_name, recipient_organisation_id,
       kind, state, contact_name, answer_by, sent_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'ENQUIRY', 'SENT', 'Kontakt', '2026-12-01', now())`,
    [
      sender.id,
      id,
      `${letters.slice(0, 4)}-${letters.slice(4)}`,
      caseId,
      officeId,
      office.name,
      sender.name,
      office.id,
    ],
  );
  return { id, service: sender, office };
}

/** Adds a job as a deed of this organisation would. */
export async function enqueue({ app }: TestHouse, organisation: TestOrganisation, job: Omit<Job, 'organisationId'>) {
  const jobs = app.get(Jobs, { strict: false });
  await app
    .get(Transactions, { strict: false })
    .run({ organisationId: organisation.id, carrierId: organisation.carrierId }, (tx) =>
      jobs.enqueue(tx, { ...job, organisationId: organisation.id }),
    );
}

/** Waits until nothing is waiting in the queue but what has failed before and waits for its next attempt. */
export async function queueIsDone({ database }: TestHouse): Promise<void> {
  for (let patience = 0; patience < 200; patience++) {
    const { rows } = await database.query(
      `select from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts or locked_at is not null`,
    );
    if (rows.length === 0) return;
    await setTimeout(50);
  }
  throw new Error('The queue was not done in ten seconds.');
}

/** Lets what waits for its next attempt run now; `last`: as the last attempt it has. */
export async function tryAgainNow({ database }: TestHouse, { last = false } = {}): Promise<void> {
  await database.query(
    `update graphile_worker._private_jobs set run_at = now(), attempts = case when $1 then max_attempts - 1 else attempts end
     where attempts < max_attempts`,
    [last],
  );
  await database.query(`select pg_notify('jobs:insert', '{"r":"test","count":1}')`);
}
