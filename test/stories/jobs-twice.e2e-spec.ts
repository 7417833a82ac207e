import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import type { JobPayload } from '../../src/jobs/job.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { createToken } from '../support/api-tokens.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { REMOVE_FILE, storedFiles, uploaded } from '../support/attachments.js';
import { recordCase } from '../support/cases.js';
import { changesIn, contentsOf } from '../support/contents.js';
import { smallList, start } from '../support/imports.js';
import { ANSWER_ACCESS, agreeToDispose, closedLongAgo, PROPOSE, REQUEST_ACCESS } from '../support/privacy.js';
import { countRecords, drawnRecords } from '../support/releases.js';
import { acceptedFrom, doneBy, scene, sentFrom, type Scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(120_000);

/** What a second run may add, by job: each sends its mail again where nobody knows that it went, and a link that was not heard of is made anew. */
const mayAdd: Readonly<Record<string, readonly string[]>> = {
  'account.notice': ['mails'],
  'invitation.mail': ['mails', 'invitation', 'audit_entry'],
  'password-reset.mail': ['mails', 'password_reset', 'audit_entry'],
};

describe('every job', () => {
  let house: TestHouse;
  let made: Scene;
  let administrator: Someone;
  let scanner: Server;
  /** The jobs in the order in which they are run: what tidies up behind the others, the disposal last, since it takes the case away. */
  let names: string[];

  beforeAll(async () => {
    scanner = await findingNothing();
    house = await openTestHouse({
      BEISTAND_JOBS: 'off',
      CLAMD_URL: `tcp://127.0.0.1:${String((scanner.address() as AddressInfo).port)}`,
    });
    made = await scene(house);
    const { organisation } = made.counsellor;
    administrator = await house.world.someone(organisation, 'ADMINISTRATOR');
    await setStage();
    names = [...house.app.get(Jobs, { strict: false }).registered.keys()].sort(
      (one, other) => turnOf(one) - turnOf(other),
    );
  }, 240_000);
  afterAll(async () => {
    await house.close();
    scanner.close();
  });

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
    await notScanned();
    await leftBehind();
    await expired();
    await movedDeadlines();
    await administrator.post('/imports/files').attach('file', Buffer.from(smallList), 'list.csv').expect(201);
    await release();
    await takeIntoTree();
    await dueCase();
    await disposal();
    await proposal();
  };

  const takeIntoTree = (): Promise<unknown> => house.app.get(AuditSequencer, { strict: false }).takeAll();

  /** A file from before there was a scanner, and the job that brings it there. */
  const notScanned = async (): Promise<void> => {
    const id = await uploaded(made.counsellor, made.caseId);
    await sql(`update attachment set scan = 'NOT_SCANNED', scanned_at = null where id = $1`, [id]);
    await sql(`select graphile_worker.add_job('attachment.scan', $1)`, [
      JSON.stringify({ organisationId: made.counsellor.organisation.id, subjectId: id }),
    ]);
  };

  /** The bytes of an upload that was killed two days ago before its row was written. */
  const leftBehind = async (): Promise<void> => {
    await uploaded(made.counsellor, made.caseId);
    const [beside = ''] = storedFiles(house).filter((path) => path.includes(made.counsellor.organisation.id));
    const shelf = dirname(beside);
    const path = join(shelf, basename(shelf) + randomUUID().replaceAll('-', '').slice(2));
    writeFileSync(path, 'left behind');
    const then = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(path, then, then);
  };

  /** A token and a way to a carrier's provider whose time is over. */
  const expired = async (): Promise<void> => {
    const { counsellor } = made;
    await createToken(counsellor);
    await sql(
      `update api_token set created_at = created_at - interval '300 days', expires_at = expires_at - interval '300 days' where person_id = $1`,
      [counsellor.id],
    );
    const { carrierId } = counsellor.organisation;
    await sql(
      `insert into carrier_sign_in (organisation_id, address, issuer, client_id, client_secret) values ($1, repeat('x', 22), 'https://login.example.org', 'x', 'x')`,
      [carrierId],
    );
    await sql(
      `insert into carrier_attempt (token_hash, organisation_id, purpose, expires_at) values (sha256('x'), $1, 'SIGN_IN', now() - interval '1 hour')`,
      [carrierId],
    );
  };

  /** Deadlines as rules of before had them, and a list that shows one of yesterday. */
  const movedDeadlines = async (): Promise<void> => {
    const { id } = await recordCase(made.counsellor);
    await sql(`update case_deadline set ends_on = ends_on - 1, moved_to = moved_to - 1 where case_id = $1`, [id]);
    const { organisation } = made.counsellor;
    await sql(`select graphile_worker.add_job('deadlines.recompute', $1)`, [
      JSON.stringify({ organisationId: organisation.id, subjectId: organisation.id }),
    ]);
  };

  const release = async (): Promise<void> => {
    const services = [1, 2, 3].map((number) => `00000000-0000-4000-8000-00000000000${number}`);
    await countRecords(house, drawnRecords(60, '2025-Q1', 'twice', services));
    const staff = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    await doneBy(
      staff,
      'mutation ($input: StatisticsReleaseInput!) { done: prepareStatisticsRelease(input: $input) { __typename } }',
      { input: { quarter: '2025-Q1', publisher: 'Beistand im Test' } },
    );
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

  /** A case that a restored state has brought back without its key, and the job that the restore has ordered. */
  const cameBack = async (): Promise<void> => {
    const { id } = await recordCase(made.counsellor);
    await sql('delete from keyring.data_key where subject_id = $1', [id]);
    await sql(`select graphile_worker.add_job('case.erase-again', $1)`, [
      JSON.stringify({ organisationId: made.counsellor.organisation.id, subjectId: id }),
    ]);
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
    return {
      ...(await contentsOf(house)),
      mails: existsSync(mails) ? String(readdirSync(mails).length) : '0',
      files: storedFiles(house).sort().join(),
    };
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
    await sql(`update access_answer set drawn_at = drawn_at - interval '31 days'`);
    await sql(`update cases set next_deadline = current_date - 1 where next_deadline is not null`);
  };

  it('has one effect, though it is run twice', async () => {
    const wrong: string[] = [];
    const didNothing: string[] = [];
    let isNight = false;
    const handlers = house.app.get(Jobs, { strict: false }).registered;
    for (const name of names) {
      if (turnOf(name) === 1 && !isNight) await age();
      isNight ||= turnOf(name) === 1;
      if (name === 'case.forget') await takeIntoTree(); // what the erasure could not let the log forget yet
      if (name === 'case.erase-again') await cameBack();
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
    // Each finds something to do, also one that is new: otherwise nothing was proven of it.
    expect(didNothing).toEqual([]);
    expect(names.length).toBeGreaterThan(25);
  });
});

const turnOf = (name: string): number =>
  name.startsWith('person.') ? 3 : name.startsWith('case.') ? 2 : /(-forget|-expire|_day|_tidy)$/.test(name) ? 1 : 0;

/** A scanner of the house's own: it speaks as ClamAV's daemon does and finds nothing. */
async function findingNothing(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let heard = Buffer.alloc(0);
    socket.on('data', (piece) => {
      heard = Buffer.concat([heard.subarray(-3), piece]);
      if (heard.subarray(-4).equals(Buffer.alloc(4))) socket.end('stream: OK\0');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
