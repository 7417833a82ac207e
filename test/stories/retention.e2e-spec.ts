import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, daysFromToday, quickRecord, RECORD_CASE, recordCase, REOPEN_CASE, type Json } from '../support/cases.js';
import {
  agreeToDispose,
  APPROVE,
  CASE_RETENTION,
  closedLongAgo,
  dayPasses,
  DISPOSALS,
  DUE_CASES,
  ERASURE_PREVIEW,
  HOLDS,
  LIFT_HOLD,
  nightPasses,
  PLACE_HOLD,
  PROPOSE,
  WITHDRAW_DISPOSAL,
} from '../support/privacy.js';
import type { Someone, TestOrganisation } from '../support/world.js';

describe('how long a case is kept', () => {
  let house: TestHouse;
  let service: TestOrganisation;
  let counsellor: Someone;
  let supervisor: Someone;
  let administrator: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    service = await house.world.service();
    counsellor = await house.world.counsellor(service);
    supervisor = await house.world.supervisor(service);
    administrator = await house.world.someone(service, 'ADMINISTRATOR');
  }, 60_000);
  afterAll(() => house.close());

  const oldCase = async (changes: object = {}): Promise<string> => {
    const kase = (await recordCase(counsellor, changes)) as { id: string; version: number };
    await closedLongAgo(house, counsellor, kase);
    return kase.id;
  };
  const retentionOf = async (id: string): Promise<Json> =>
    (await counsellor.does<Json>(CASE_RETENTION, { id })).caseRetention;
  const dueIds = async (who = counsellor): Promise<string[]> =>
    (await who.does<Json>(DUE_CASES, { first: 100 })).dueCases.edges.map(({ node }: Json) => node.caseId);
  const propose = async (id: string, basis = 'RETENTION', who = counsellor): Promise<Json> =>
    (await who.does<Json>(PROPOSE, { id, basis })).outcome;

  it('runs from its closing on, and not while it is open', async () => {
    const kase = await recordCase(counsellor);
    expect(await retentionOf(kase.id)).toMatchObject({ state: 'OPEN', rule: null, endsOn: null });
    const id = await oldCase();
    expect(await retentionOf(id)).toMatchObject({ state: 'DUE', rule: { code: 'CLOSED_CASE', months: 36 } });
  });

  it('is marked by the night, listed for those who can let it go, and unmarked when it is opened again', async () => {
    const [id, recent] = [await oldCase(), (await recordCase(counsellor)) as { id: string; version: number }];
    await closedLongAgo(house, counsellor, recent, 1);
    expect(await dueIds()).not.toContain(id);
    await nightPasses(house);
    await nightPasses(house);
    expect(await dueIds()).toContain(id);
    expect(await dueIds()).not.toContain(recent.id);
    expect(await dueIds(await house.world.counsellor())).toEqual([]);
    const { case: kase } = await counsellor.does<Json>(CASE, { id });
    await counsellor.does(REOPEN_CASE, { id, version: kase.version });
    expect(await retentionOf(id)).toMatchObject({ state: 'OPEN' });
    await nightPasses(house);
    expect(await dueIds()).not.toContain(id);
  });

  it('pages through what is due', async () => {
    await oldCase();
    await oldCase();
    await nightPasses(house);
    const whole = await dueIds();
    const { dueCases: one } = await counsellor.does<Json>(DUE_CASES, { first: 1 });
    const { dueCases: rest } = await counsellor.does<Json>(DUE_CASES, { first: 100, after: one.pageInfo.endCursor });
    expect([...one.edges, ...rest.edges].map(({ node }: Json) => node.caseId)).toEqual(whole);
    for (const after of ['nonsense', Buffer.from('["DUE","0000-01-01","x"]').toString('base64url')])
      expect((await counsellor.ask(DUE_CASES, { after })).errors?.[0]?.extensions.problems).toEqual([
        expect.objectContaining({ code: 'INVALID_CURSOR', field: 'after' }),
      ]);
  });

  it('a hold keeps it, whatever the rules say, until it is lifted', async () => {
    const id = await oldCase();
    const reviewOn = daysFromToday(100);
    const { placeHold: held } = await counsellor.does<Json>(PLACE_HOLD, {
      id,
      input: { reason: 'PROCEEDING', reviewOn },
    });
    expect(held).toMatchObject({ __typename: 'HeldCase', caseId: id, hold: { reason: 'PROCEEDING', reviewOn } });
    expect(await retentionOf(id)).toMatchObject({ state: 'HELD', reviewOn, holds: [{ reason: 'PROCEEDING' }] });
    await nightPasses(house);
    expect(await dueIds()).not.toContain(id);
    for (const basis of ['RETENTION', 'CLIENT_REQUEST'])
      expect(await propose(id, basis)).toMatchObject({ __typename: 'Refusal', code: 'DISPOSAL_HELD' });
    const { holds } = await supervisor.does<Json>(HOLDS, { until: reviewOn });
    expect(holds.map(({ caseId }: Json) => caseId)).toContain(id);
    expect((await supervisor.does<Json>(HOLDS, { until: daysFromToday(10) })).holds).toEqual([]);

    const { liftHold: lifted } = await supervisor.does<Json>(LIFT_HOLD, { id: held.hold.id });
    expect(lifted.hold.liftedAt).not.toBeNull();
    expect((await supervisor.does<Json>(LIFT_HOLD, { id: held.hold.id })).liftHold).toMatchObject({
      code: 'HOLD_LIFTED',
    });
    expect(await retentionOf(id)).toMatchObject({ state: 'DUE' });
  });

  it('a hold needs a known reason and a day ahead, and a case of the own service', async () => {
    const id = await oldCase();
    const codes = async (input: object): Promise<string[]> =>
      (await counsellor.does<Json>(PLACE_HOLD, { id, input })).placeHold.problems.map(({ code }: Json) => code);
    expect(await codes({ reason: 'BECAUSE', reviewOn: daysFromToday(0) })).toEqual([
      'INVALID_FORMAT',
      'REVIEW_NOT_AHEAD',
    ]);
    expect(await codes({ reason: 'LEGAL_DUTY', reviewOn: '2031-02-30' })).toEqual(['INVALID_FORMAT']);
    expect(await codes({ reason: 'LEGAL_DUTY', reviewOn: daysFromToday(1000) })).toEqual(['REVIEW_TOO_FAR']);
    const foreign = await house.world.counsellor();
    const input = { reason: 'LEGAL_DUTY', reviewOn: daysFromToday(9) };
    for (const each of [id, randomUUID()])
      expect((await foreign.ask(PLACE_HOLD, { id: each, input })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('goes when two people agree and a day has passed; what stays is its number and its days', async () => {
    const id = await oldCase({ clientName: 'Mina Erfunden-Weg' });
    const { erasurePreview: preview } = await counsellor.does<Json>(ERASURE_PREVIEW, { id });
    expect(preview).toMatchObject({ retention: { state: 'DUE' }, referralsClosed: 0, copiesStay: 0, disposal: null });
    expect(preview.goes).toContainEqual({ what: 'texts', count: 1 });

    const proposed = await propose(id);
    expect(proposed).toMatchObject({ state: 'PROPOSED', basis: 'RETENTION', rule: 'CLOSED_CASE', approvedBy: null });
    expect(await propose(id)).toMatchObject({ __typename: 'Refusal', code: 'DISPOSAL_ALREADY' });
    // Not by the same person, though a supervisor could.
    const both = await house.world.someone(service, 'COUNSELLOR', 'SUPERVISOR');
    await supervisor.does(WITHDRAW_DISPOSAL, { id: proposed.id });
    const own = await propose(id, 'RETENTION', both);
    expect((await both.does<Json>(APPROVE, { id: own.id })).outcome).toMatchObject({ code: 'NOT_YOURSELF' });
    const { outcome: approved } = await administrator.does<Json>(APPROVE, { id: own.id });
    expect(approved).toMatchObject({ state: 'APPROVED', executedAt: null });
    expect((await supervisor.does<Json>(APPROVE, { id: own.id })).outcome).toMatchObject({
      code: 'DISPOSAL_NOT_PROPOSED',
    });
    // The day has not passed: the case is whole.
    expect((await counsellor.does<Json>(CASE, { id })).case.clientName).toBe('Mina Erfunden-Weg');

    await dayPasses(house, own.id);
    const { errors } = await counsellor.ask(CASE, { id });
    expect(errors?.[0]?.extensions.problems).toEqual([
      expect.objectContaining({ code: 'CASE_DISPOSED', de: expect.stringContaining(proposed.caseNumber) }),
    ]);
    const { disposals } = await administrator.does<Json>(DISPOSALS, { states: ['EXECUTED'] });
    const [stub] = disposals.edges.map(({ node }: Json) => node);
    expect(stub).toMatchObject({
      caseId: id,
      state: 'EXECUTED',
      caseNumber: proposed.caseNumber,
      closedOn: proposed.closedOn,
    });
    expect((await supervisor.does<Json>(WITHDRAW_DISPOSAL, { id: own.id })).outcome).toMatchObject({
      code: 'DISPOSAL_EXECUTED',
    });
    // To another service it never was there.
    const foreign = await house.world.counsellor();
    expect((await foreign.ask(CASE, { id })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  }, 30_000);

  it('can be undone until it is carried out', async () => {
    const id = await oldCase();
    const disposal = await agreeToDispose(counsellor, supervisor, id);
    expect((await counsellor.does<Json>(WITHDRAW_DISPOSAL, { id: disposal })).outcome).toMatchObject({
      state: 'WITHDRAWN',
    });
    expect((await counsellor.does<Json>(WITHDRAW_DISPOSAL, { id: disposal })).outcome).toMatchObject({
      code: 'DISPOSAL_WITHDRAWN',
    });
    await dayPasses(house, disposal);
    expect((await counsellor.does<Json>(CASE, { id })).case.id).toBe(id);
  });

  it('is void when somebody holds or works on the case after the approval', async () => {
    const [held, changed] = [await oldCase(), await oldCase()];
    const first = await agreeToDispose(counsellor, supervisor, held);
    const second = await agreeToDispose(counsellor, supervisor, changed);
    await counsellor.does(PLACE_HOLD, { id: held, input: { reason: 'CLIENT_WISH', reviewOn: daysFromToday(30) } });
    const { case: kase } = await counsellor.does<Json>(CASE, { id: changed });
    await counsellor.does(REOPEN_CASE, { id: changed, version: kase.version });
    await dayPasses(house, first);
    await dayPasses(house, second);
    for (const id of [held, changed]) expect((await counsellor.does<Json>(CASE, { id })).case.id).toBe(id);
    const { disposals } = await counsellor.does<Json>(DISPOSALS, { states: ['WITHDRAWN'] });
    expect(disposals.edges.map(({ node }: Json) => node.id)).toEqual(expect.arrayContaining([first, second]));
  }, 30_000);

  it('a proposal of long ago is no longer good, and makes room for another', async () => {
    const id = await oldCase();
    const proposed = await propose(id);
    await house.database.query(`update disposal set proposed_at = now() - interval '15 days' where id = $1`, [
      proposed.id,
    ]);
    expect((await supervisor.does<Json>(APPROVE, { id: proposed.id })).outcome).toMatchObject({
      code: 'DISPOSAL_EXPIRED',
    });
    expect(await propose(id)).toMatchObject({ state: 'PROPOSED' });
  });

  it('never before its time, and never of a case that changed since it was proposed', async () => {
    const kase = (await recordCase(counsellor)) as { id: string; version: number };
    expect(await propose(kase.id)).toMatchObject({ code: 'DISPOSAL_OPEN_CASE' });
    await closedLongAgo(house, counsellor, kase, 1);
    expect(await propose(kase.id)).toMatchObject({ code: 'DISPOSAL_NOT_DUE' });
    expect(await propose(kase.id, 'BECAUSE')).toMatchObject({ code: 'INVALID_FORMAT' });
    const wished = await propose(kase.id, 'CLIENT_REQUEST');
    expect(wished).toMatchObject({ state: 'PROPOSED', rule: null });
    await counsellor.does(REOPEN_CASE, { id: kase.id, version: kase.version + 1 });
    expect((await supervisor.does<Json>(APPROVE, { id: wished.id })).outcome).toMatchObject({
      code: 'DISPOSAL_CASE_CHANGED',
    });
  });

  it('is not for those who may not', async () => {
    const id = await oldCase();
    const officer = await house.world.someone(
      { ...service, id: service.carrierId, kind: 'CARRIER' },
      'DATA_PROTECTION_OFFICER',
    );
    for (const [who, text] of [
      [officer, PROPOSE],
      [administrator, PROPOSE],
    ] as const)
      expect((await who.ask(text, { id, basis: 'RETENTION' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const proposed = await propose(id);
    expect((await counsellor.ask(APPROVE, { id: proposed.id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    // The officer of the carrier sees that it is proposed, by number.
    const { disposals } = await officer.does<Json>(DISPOSALS);
    expect(disposals.edges.map(({ node }: Json) => node.id)).toContain(proposed.id);
    const stranger = await house.world.supervisor();
    for (const each of [proposed.id, randomUUID()])
      expect((await stranger.ask(APPROVE, { id: each })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('what was recorded with the id of a case that is gone is a new case', async () => {
    const id = await oldCase();
    await dayPasses(house, await agreeToDispose(counsellor, supervisor, id));
    const { recordCase: again } = await counsellor.does<Json>(RECORD_CASE, { input: { ...quickRecord(), id } });
    expect(again).toMatchObject({ __typename: 'RecordedCase', case: { id } });
  });
});
