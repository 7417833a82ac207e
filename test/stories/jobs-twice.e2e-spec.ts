import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import type { JobPayload } from '../../src/jobs/job.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { REMOVE_FILE, uploaded } from '../support/attachments.js';
import { recordCase } from '../support/cases.js';
import { changesIn, contentsOf } from '../support/contents.js';
import { start } from '../support/imports.js';
import { ANSWER_ACCESS, agreeToDispose, closedLongAgo, PROPOSE, REQUEST_ACCESS } from '../support/privacy.js';
import { acceptedFrom, doneBy, scene, sentFrom, type Scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(120_000);

/** What a second run may add, by job: each sends its mail again where nobody knows that it went, and a link that was not heard of is made anew. */
const mayAdd: Readonly<Record<string, readonly string[]>> = {
  'account.notice': ['mails'],
  'invitation.mail': ['mails', 'invitation', 'audit_entry'],
  'password-reset.mail': ['mails', 'password_reset', 'audit_entry'],
};

/** Jobs for which there is nothing to do on this stage: twice nothing. What they do has stories of its own. */
const idle: ReadonlySet<string> = new Set([
  'access_day',
  'api-tokens-forget',
  'attachment.scan',
  'attachments_tidy',
  'carrier-attempts-forget',
  'case.forget',
  'deadlines.recompute',
  'deadlines_day',
  'import.forget',
  'statistics.release',
]);

describe('every job', () => {
  let house: TestHouse;
  let made: Scene;
  let administrator: Someone;
  /** The jobs in the order in which they are run: what tidies up behind the others, the disposal last, since it takes the case away. */
  let names: string[];

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    made = await scene(house);
    const { organisation } = made.counsellor;
    administrator = await house.world.someone(organisation, 'ADMINISTRATOR');
    await setStage();
    names = [...house.app.get(Jobs, { strict: false }).registered.keys()].sort(
      (one, other) => turnOf(one) - turnOf(other),
    );
  }, 120_000);
  afterAll(() => house.close());

  const sql = (text: string, values: unknown[] = []): Promise<unknown> => house.database.query(text, values);

  /** Something to do for everybody, as deeds and time bring it. */
  const setStage = async (): Promise<void> => {
    const { counsellor, office } = made;
    await acceptedFrom(made);
    await sql(`update referral set answer_by = current_date - 3 where id = $1`, [await sentFrom(made)]);
    await doneBy(
      administrator,
      `mutation ($input: InvitePersonInput!) { done: invitePerson(input: $input) { __typename } }`,
      { input: { organisationId: counsellor.organisation.id, email: 'neu@example.org', roles: ['COUNSELLOR'] } },
    );
    await doneBy(
      counsellor,
      'mutation ($input: RequestPasswordResetInput!) { done: requestPasswordReset(input: $input) { __typename } }',
      { input: { email: counsellor.email } },
    );
    await start(administrator);
    const removed = await uploaded(counsellor, made.caseId);
    await doneBy(counsellor, REMOVE_FILE, { id: removed });
    await sql(`update attachment set removed_at = removed_at - interval '8 days' where id = $1`, [removed]);
    await access(made.caseId);
    await house.world.someone(office.organisation, 'DATA_PROTECTION_OFFICER').catch(() => undefined);
    await house.app.get(AuditSequencer, { strict: false }).takeAll();
    await dueCase();
    await disposal();
    await proposal();
  };

  const access = async (caseId: string): Promise<void> => {
    const { id } = await doneBy(made.counsellor, REQUEST_ACCESS, {
      id: caseId,
      input: { receivedOn: new Date().toISOString().slice(0, 10), language: 'de' },
    });
    await doneBy(made.counsellor, ANSWER_ACCESS, {
      id,
      decisions: [{ what: 'RESPONDENT_PERSON' }, { what: 'ATTACHMENTS' }],
    });
  };

  const dueCase = async (): Promise<void> =>
    closedLongAgo(house, made.counsellor, (await recordCase(made.counsellor)) as { id: string; version: number });

  const disposal = async (): Promise<void> => {
    const kase = (await recordCase(made.counsellor)) as { id: string; version: number };
    await closedLongAgo(house, made.counsellor, kase);
    const supervisor = await house.world.supervisor(made.counsellor.organisation);
    const id = await agreeToDispose(made.counsellor, supervisor, kase.id);
    await sql(
      `update disposal set proposed_at = proposed_at - interval '25 hours', approved_at = approved_at - interval '25 hours',
         execute_after = execute_after - interval '25 hours' where id = $1`,
      [id],
    );
  };

  /** One that waits for a second person. */
  const proposal = async (): Promise<void> => {
    const { id } = await recordCase(made.counsellor);
    await made.counsellor.does(PROPOSE, { id, basis: 'CLIENT_REQUEST' });
  };

  /** What was enqueued under this name; for the daily ones, and those that no deed has enqueued, one of their kind. */
  const payloadsOf = async (name: string): Promise<JobPayload[]> => {
    const { rows } = await house.database.query<{ payload: JobPayload }>(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1`,
      [name],
    );
    if (rows.length > 0) return rows.map(({ payload }) => payload);
    const { id, organisation } = made.counsellor;
    return [{ organisationId: organisation.id, subjectId: id, deed: 'FACTOR_ADDED' }];
  };

  const look = async (): Promise<Record<string, string>> => {
    const mails = join(house.dataFolder, 'mail');
    return { ...(await contentsOf(house)), mails: existsSync(mails) ? String(readdirSync(mails).length) : '0' };
  };

  /** What has become old by the time of the night. */
  const age = async (): Promise<void> => {
    const { id, organisation } = made.counsellor;
    await sql(`update session set seen_at = now() - interval '1 day' where person_id = $1`, [administrator.id]);
    await sql(`update password_reset set created_at = created_at - interval '2 days'`);
    await sql(
      `insert into idempotency_key (organisation_id, person_id, key_hash, request_mac, created_at)
       values ($1, $2, sha256('key'), sha256('request'), now() - interval '2 days')`,
      [organisation.id, id],
    );
  };

  it('has one effect, though it is run twice', async () => {
    const wrong: string[] = [];
    const didNothing: string[] = [];
    let isNight = false;
    const handlers = house.app.get(Jobs, { strict: false }).registered;
    for (const name of names) {
      if (turnOf(name) === 1 && !isNight) await age();
      isNight ||= turnOf(name) === 1;
      const payloads = await payloadsOf(name);
      const before = await look();
      for (const payload of payloads) await handlers.get(name)?.(payload);
      const once = await look();
      for (const payload of payloads) await handlers.get(name)?.(payload);
      const again = changesIn(once, await look()).filter((what) => !mayAdd[name]?.includes(what));
      wrong.push(...again.map((what) => `${name} changes ${what} again`));
      if (changesIn(before, once).length === 0) didNothing.push(name);
    }
    expect(wrong).toEqual([]);
    // A new job is not forgotten: it finds something to do here, or is named above.
    expect(didNothing.sort()).toEqual([...idle].sort());
  });
});

const turnOf = (name: string): number =>
  name.startsWith('case.') ? 2 : /(-forget|-expire|_day|_tidy)$/.test(name) ? 1 : 0;
