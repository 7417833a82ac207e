import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { Mailbox } from '../support/mailbox.js';
import { enqueue, queueIsDone, sentReferral, tryAgainNow } from '../support/notices.js';
import type { Someone } from '../support/world.js';

const LIST = `query ($unreadOnly: Boolean, $first: Int, $after: String) {
  notifications(unreadOnly: $unreadOnly, first: $first, after: $after) {
    edges { cursor node { id kind { code de en } subjectType subjectId readAt } } pageInfo { hasNextPage endCursor } } }`;
const READ = `mutation ($ids: [ID!]!) { markNotificationsRead(ids: $ids) {
  ... on NotificationsRead { ids } ... on Refusal { code field de en } } }`;

interface Page {
  notifications: {
    edges: { cursor: string; node: { id: string; kind: { code: string }; subjectId: string; readAt: string | null } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

const told = async (someone: Someone, variables: object = {}) =>
  (await someone.does<Page>(LIST, variables)).notifications.edges.map(({ node }) => node);

describe('being told that there is something', () => {
  let house: TestHouse;
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await Mailbox.open();
    house = await openTestHouse({ SMTP_URL: mailbox.url, PUBLIC_URL: 'https://beistand.example' });
  });
  afterAll(async () => {
    await house.close();
    await mailbox.close();
  });
  beforeEach(() => {
    mailbox.mails.length = 0;
    mailbox.refuses = () => false;
  });

  const notice = (to: 'service' | 'office', referral: Awaited<ReturnType<typeof sentReferral>>, deed: string) =>
    enqueue(house, referral[to], { name: 'referral.notice', subjectId: referral.id, deed });

  it('tells the one who has the case, and no colleague', async () => {
    const service = await house.world.service();
    const counsellor = await house.world.counsellor(service);
    const colleague = await house.world.counsellor(service);
    const referral = await sentReferral(house, { service, assigneeId: counsellor.id });
    await notice('service', referral, 'ACCEPTED');
    await queueIsDone(house);

    expect(await told(counsellor)).toMatchObject([
      { kind: { code: 'ACCEPTED', de: 'Angenommen', en: 'Accepted' }, subjectType: 'referral', subjectId: referral.id },
    ]);
    expect(await told(colleague)).toEqual([]);
    expect(mailbox.mails.map(({ recipients }) => recipients)).toEqual([[counsellor.email]]);
  });

  it('tells everybody who counsels there when the one who had the case has left', async () => {
    const service = await house.world.service();
    const leaver = await house.world.counsellor(service);
    const counsellor = await house.world.counsellor(service);
    const supervisor = await house.world.supervisor(service);
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const referral = await sentReferral(house, { service, assigneeId: leaver.id });
    await house.database.query('update person set active = false, deactivated_at = now() where id = $1', [leaver.id]);
    await notice('service', referral, 'DECLINED');
    await queueIsDone(house);

    expect(mailbox.mails.flatMap(({ recipients }) => recipients).sort()).toEqual(
      [counsellor.email, supervisor.email].sort(),
    );
    expect(await told(administrator)).toEqual([]);
  });

  it('tells everybody who works on the inbox of the office, one mail each', async () => {
    const referral = await sentReferral(house);
    const staff = await house.world.someone(referral.office, 'OFFICE_STAFF');
    const lead = await house.world.someone(referral.office, 'OFFICE_LEAD');
    const guard = await house.world.someone(referral.office, 'DATA_PROTECTION_OFFICER');
    const sender = await house.world.counsellor(referral.service);
    await notice('office', referral, 'RECEIVED');
    await queueIsDone(house);

    expect(mailbox.mails.map(({ recipients }) => recipients.length)).toEqual([1, 1]);
    expect(mailbox.mails.flatMap(({ recipients }) => recipients).sort()).toEqual([staff.email, lead.email].sort());
    expect(await told(staff)).toHaveLength(1);
    for (const other of [guard, sender]) expect(await told(other)).toEqual([]);
  });

  it('says in the mail where to look, in the language of the person, and nothing of what it is', async () => {
    const referral = await sentReferral(house);
    const german = await house.world.someone(referral.office, 'OFFICE_STAFF');
    const english = await house.world.someone(referral.office, 'OFFICE_STAFF');
    await house.database.query(`update person set language = 'en' where id = $1`, [english.id]);
    await notice('office', referral, 'RECEIVED');
    await queueIsDone(house);

    const [german1] = mailbox.to(german.email);
    const [english1] = mailbox.to(english.email);
    expect(german1).toContain('Subject: =?UTF-8?Q?Es_gibt_etwas_f=C3=BCr_Sie_in_Beistand?=');
    expect(english1).toContain('Subject: There is something for you in Beistand');
    for (const mail of [german1, english1]) {
      expect(mail).toContain('https://beistand.example');
      for (const secret of [referral.id, referral.service.name, referral.office.name, 'RECEIVED', 'Person '])
        expect(mail).not.toContain(secret);
    }
  });

  it('tells once of a deed, however often the job runs, and again of the next question', async () => {
    const referral = await sentReferral(house);
    const staff = await house.world.someone(referral.office, 'OFFICE_STAFF');
    await notice('office', referral, 'ANSWER:1');
    await notice('office', referral, 'ANSWER:1');
    await notice('office', referral, 'ANSWER:2');
    await queueIsDone(house);
    expect(await told(staff)).toHaveLength(2);
    expect(mailbox.to(staff.email)).toHaveLength(2);
  });

  it('mails later when the mail server is away, keeps nobody else waiting, and tells once', async () => {
    const referral = await sentReferral(house);
    const unlucky = await house.world.someone(referral.office, 'OFFICE_STAFF');
    const lucky = await house.world.someone(referral.office, 'OFFICE_STAFF');
    mailbox.refuses = (address) => address === unlucky.email;
    await notice('office', referral, 'RECEIVED');
    await queueIsDone(house);
    expect(mailbox.to(lucky.email)).toHaveLength(1);
    expect(mailbox.to(unlucky.email)).toHaveLength(0);
    expect(await told(unlucky)).toHaveLength(1); // the mark in the inbox needs no mail

    mailbox.refuses = () => false;
    await tryAgainNow(house);
    await queueIsDone(house);
    expect(mailbox.to(unlucky.email)).toHaveLength(1);
    expect(mailbox.to(lucky.email)).toHaveLength(1);
    expect(await told(unlucky)).toHaveLength(1);
    const { rows } = await house.database.query('select from notification where mailed_at is null and person_id = $1', [
      unlucky.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('sends nothing to an address that would be more than one', async () => {
    const referral = await sentReferral(house);
    const staff = await house.world.someone(referral.office, 'OFFICE_STAFF');
    for (const address of [
      'x@example.org,spy@example.org',
      'x@example.org\nbcc: spy@example.org',
      'a <spy@example.org>',
    ]) {
      await house.database.query('update person set email = $2 where id = $1', [staff.id, address]);
      await notice('office', referral, `ANSWER:${address.length}`);
      await queueIsDone(house);
    }
    expect(mailbox.mails).toEqual([]);
    await house.database.query('update person set email = $2 where id = $1', [staff.id, `${staff.id}@example.org`]);
    await house.database.query(`update graphile_worker._private_jobs set attempts = max_attempts`);
    await house.database.query(`delete from graphile_worker._private_jobs`);
  });

  it('mails the link of an invitation, which works; of a withdrawn one nothing', async () => {
    const service = await house.world.service('Dienst am Rhein');
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const invite = async (email: string) => {
      const { invitePerson } = await administrator.does<{ invitePerson: { id: string } }>(
        `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id } } }`,
        { input: { organisationId: service.id, email, roles: ['COUNSELLOR'] } },
      );
      return invitePerson.id;
    };
    await invite('ilse@example.org');
    await queueIsDone(house);
    const [mail = ''] = mailbox.to('ilse@example.org');
    const text = mail.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    expect(text).toContain('Dienst am Rhein');
    const [, token] = /https:\/\/beistand\.example\/invitation#([\w-]{43})/.exec(text) ?? [];
    const { invitation } = await house.world.nobody.does(`query ($t: String!) { invitation(token: $t) { email } }`, {
      t: token,
    });
    expect(invitation).toEqual({ email: 'ilse@example.org' });

    mailbox.refuses = () => true;
    const withdrawn = await invite('otto@example.org');
    await queueIsDone(house);
    await administrator.does(`mutation ($id: ID!) { revokeInvitation(id: $id) { __typename } }`, { id: withdrawn });
    mailbox.refuses = () => false;
    await tryAgainNow(house);
    await queueIsDone(house);
    expect(mailbox.to('otto@example.org')).toEqual([]);
  });

  describe('reading them', () => {
    const withThree = async () => {
      const referral = await sentReferral(house);
      const staff = await house.world.someone(referral.office, 'OFFICE_STAFF');
      for (const deed of ['RECEIVED', 'ANSWER:1', 'WITHDRAWN']) {
        await notice('office', referral, deed);
        await queueIsDone(house);
      }
      return staff;
    };

    it('goes page by page, newest first', async () => {
      const staff = await withThree();
      const { notifications: first } = await staff.does<Page>(LIST, { first: 2 });
      const { notifications: second } = await staff.does<Page>(LIST, { first: 2, after: first.pageInfo.endCursor });
      expect([first, second].map(({ edges }) => edges.map(({ node }) => node.kind.code))).toEqual([
        ['WITHDRAWN', 'ANSWER'],
        ['RECEIVED'],
      ]);
      expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    });

    it('leaves out what was marked as read, where asked to', async () => {
      const staff = await withThree();
      const [newest] = await told(staff);
      expect(await staff.does(READ, { ids: [newest?.id] })).toEqual({ markNotificationsRead: { ids: [newest?.id] } });
      expect(await told(staff)).toHaveLength(3);
      expect((await told(staff, { unreadOnly: true })).map(({ id }) => id)).not.toContain(newest?.id);
    });

    it('does not exist for anybody else: a foreign, a random and a malformed id are alike, and nothing is marked', async () => {
      const staff = await withThree();
      const own = await told(staff);
      const colleague = await house.world.someone(staff.organisation, 'OFFICE_STAFF');
      const stranger = await house.world.counsellor();
      const answers = [];
      for (const someone of [colleague, stranger])
        for (const id of [own[0]?.id, '00000000-0000-4000-8000-000000000000', 'nonsense\u0000'])
          answers.push(JSON.stringify(await someone.ask(READ, { ids: [id] })));
      answers.push(
        JSON.stringify(await staff.ask(READ, { ids: [own[0]?.id, '00000000-0000-4000-8000-000000000000'] })),
      );
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain('NOT_FOUND');
      expect(await told(staff, { unreadOnly: true })).toHaveLength(3);
    });

    it('refuses none, too many and a cursor of another list, naming the argument', async () => {
      const staff = await withThree();
      expect(await staff.does(READ, { ids: [] })).toMatchObject({
        markNotificationsRead: { code: 'EMPTY', field: 'ids', de: expect.any(String), en: expect.any(String) },
      });
      const many = Array.from({ length: 101 }, () => '00000000-0000-4000-8000-000000000000');
      expect(await staff.does(READ, { ids: many })).toMatchObject({
        markNotificationsRead: { code: 'TOO_MANY', field: 'ids' },
      });
      for (const after of ['nonsense', Buffer.from('["x"]').toString('base64url'), '\u0000', 'x'.repeat(100_000)]) {
        const { errors } = await staff.ask(LIST, { after });
        expect(errors?.[0]?.extensions).toMatchObject({
          code: 'INPUT_REFUSED',
          problems: [{ code: 'INVALID_CURSOR', field: 'after' }],
        });
      }
    });

    it('is for whoever is signed in', async () => {
      const { errors } = await house.world.nobody.ask(LIST);
      expect(errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
    });
  });
});

describe('mails without a mail server', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  it('become files that only this user may read and whose names tell nothing', async () => {
    const referral = await sentReferral(house);
    const staff = await house.world.someone(referral.office, 'OFFICE_STAFF');
    await enqueue(house, referral.office, { name: 'referral.notice', subjectId: referral.id, deed: 'RECEIVED' });
    await queueIsDone(house);
    const folder = join(house.dataFolder, 'mail');
    const [file = '', ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(file).toMatch(/^[\dTZ-]+-[0-9a-f-]{36}\.eml$/);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    const mail = readFileSync(join(folder, file), 'utf8');
    expect(mail).toContain(`To: ${staff.email}\r\n`);
    expect(mail).toContain('Auto-Submitted: auto-generated');
  });
});
