import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase, type Json } from '../support/cases.js';
import { Mailbox } from '../support/mailbox.js';
import { enqueue, queueIsDone } from '../support/notices.js';
import { agreeToDispose, dayPasses, PROPOSE, WITHDRAW_DISPOSAL } from '../support/privacy.js';
import type { Someone, TestOrganisation } from '../support/world.js';

const LIST = '{ notifications { edges { node { kind { code de } subjectType subjectId } } } }';

describe('a proposal of disposal', () => {
  let house: TestHouse;
  let mailbox: Mailbox;
  let carrier: TestOrganisation;
  let service: TestOrganisation;
  let counsellor: Someone;
  let supervisor: Someone;
  let officer: Someone;
  beforeAll(async () => {
    mailbox = await Mailbox.open();
    house = await openTestHouse({ SMTP_URL: mailbox.url, PUBLIC_URL: 'https://beistand.example' });
    service = await house.world.service();
    carrier = { ...service, id: service.carrierId, kind: 'CARRIER' };
    counsellor = await house.world.counsellor(service);
    supervisor = await house.world.supervisor(service);
    officer = await house.world.someone(carrier, 'DATA_PROTECTION_OFFICER');
  });
  afterAll(async () => {
    await house.close();
    await mailbox.close();
  });
  beforeEach(() => void (mailbox.mails.length = 0));

  const propose = async (who = counsellor, changes: object = {}): Promise<Json> => {
    const { id } = await recordCase(counsellor, changes);
    const { outcome } = await who.does<Json>(PROPOSE, { id, basis: 'CLIENT_REQUEST' });
    await queueIsDone(house);
    return outcome;
  };
  const told = async (who: Someone): Promise<Json[]> =>
    (await who.does<Json>(LIST)).notifications.edges.map(({ node }: Json) => node);
  const mailed = (): string[] => mailbox.mails.flatMap(({ recipients }) => recipients).sort();

  it('is told to the second person and to the data-protection officer, and to nobody else', async () => {
    const colleague = await house.world.counsellor(service);
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const others = [
      counsellor,
      colleague,
      await house.world.someone(carrier, 'ADMINISTRATOR'),
      await house.world.supervisor(),
      await house.world.someone(await house.world.carrier(), 'DATA_PROTECTION_OFFICER'),
    ];
    const proposed = await propose();
    expect(mailed()).toEqual([administrator.email, officer.email, supervisor.email].sort());
    for (const who of [supervisor, administrator, officer])
      expect(await told(who)).toEqual([
        {
          kind: { code: 'DISPOSAL_PROPOSED', de: 'Eine Löschung ist vorgeschlagen und wartet auf eine zweite Person' },
          subjectType: 'disposal',
          subjectId: proposed.id,
        },
      ]);
    for (const other of others) expect(await told(other)).toEqual([]);
  });

  it('is mailed without a word of what it is, whose case it is and who proposed it', async () => {
    const proposed = await propose(counsellor, { clientName: 'Amina Erfunden' });
    expect(mailbox.mails.length).toBeGreaterThan(1);
    for (const { text, recipients } of mailbox.mails) {
      expect(recipients).toHaveLength(1);
      for (const secret of ['Amina', proposed.caseNumber, proposed.id, proposed.caseId, counsellor.email])
        expect([secret, text.includes(secret)]).toEqual([secret, false]);
      expect(text).not.toMatch(/L=C3=B6schung|Löschung|disposal/i);
    }
  });

  it('is not told to whoever made it, and told once however often the job runs', async () => {
    const proposed = await propose(supervisor);
    const ids = async (who: Someone): Promise<string[]> => (await told(who)).map(({ subjectId }) => subjectId);
    expect(await ids(supervisor)).not.toContain(proposed.id);
    expect(await ids(officer)).toContain(proposed.id);
    mailbox.mails.length = 0;
    for (const organisation of [service, carrier])
      await enqueue(house, organisation, { name: 'disposal.notice', subjectId: proposed.id });
    await queueIsDone(house);
    expect(mailed()).toEqual([]);
    expect((await ids(officer)).filter((id) => id === proposed.id)).toHaveLength(1);
  });

  it('is told to nobody any more once it was taken back', async () => {
    const proposed = await propose();
    await house.database.query('delete from notification where subject_id = $1', [proposed.id]);
    await counsellor.does(WITHDRAW_DISPOSAL, { id: proposed.id });
    mailbox.mails.length = 0;
    await enqueue(house, service, { name: 'disposal.notice', subjectId: proposed.id });
    await queueIsDone(house);
    expect(mailed()).toEqual([]);
    expect((await told(supervisor)).map(({ subjectId }) => subjectId)).not.toContain(proposed.id);
  });

  it('that was approved and is void is told to the two who agreed and to the officer: they take the case for gone', async () => {
    const { id: caseId } = await recordCase(counsellor);
    const id = await agreeToDispose(counsellor, supervisor, String(caseId), 'CLIENT_REQUEST');
    await counsellor.does(`mutation ($id: ID!) { addNote(caseId: $id, input: { text: "Neues" }) { __typename } }`, {
      id: caseId,
    });
    await queueIsDone(house);
    mailbox.mails.length = 0;
    await dayPasses(house, id);
    expect(mailed()).toEqual([counsellor.email, officer.email, supervisor.email].sort());
    for (const who of [counsellor, supervisor, officer])
      expect((await told(who))[0]).toMatchObject({ kind: { code: 'DISPOSAL_VOID' }, subjectId: id });
    const { caseTimeline: newest } = await counsellor.does<Json>(
      'query ($id: ID!) { caseTimeline(id: $id, first: 1) { edges { node { kind { code } person { id } } } } }',
      { id: caseId },
    );
    expect(newest.edges[0].node).toEqual({ kind: { code: 'DISPOSAL_WITHDRAWN' }, person: null });
  });

  it('and nobody where somebody took it back after the approval', async () => {
    const { id: caseId } = await recordCase(counsellor);
    const id = await agreeToDispose(counsellor, supervisor, String(caseId), 'CLIENT_REQUEST');
    await supervisor.does(WITHDRAW_DISPOSAL, { id });
    await enqueue(house, service, { name: 'disposal.notice', subjectId: id, deed: 'VOID' });
    await dayPasses(house, id);
    expect((await told(counsellor)).filter(({ subjectId }) => subjectId === id)).toEqual([]);
  });

  it('of another service does nothing when an organisation names it', async () => {
    const proposed = await propose();
    const strangers = [
      await house.world.supervisor(),
      await house.world.someone(await house.world.carrier(), 'DATA_PROTECTION_OFFICER'),
    ];
    for (const { organisation } of strangers)
      await enqueue(house, organisation, { name: 'disposal.notice', subjectId: proposed.id });
    await queueIsDone(house);
    for (const stranger of strangers) expect(await told(stranger)).toEqual([]);
  });
});
