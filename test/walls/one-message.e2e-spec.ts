import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, send, Transactions, type Statement } from '../../src/database/transactions.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { TestOrganisation } from '../support/world.js';

const statement = (name: string, text: string, ...values: readonly unknown[]): Statement => ({ name, text, values });

describe('a statement that is sent in one message with its tenant', () => {
  let house: TestHouse;
  let transactions: Transactions;
  let services: [TestOrganisation, TestOrganisation];

  const actorOf = ({ id, carrierId }: TestOrganisation) => ({ organisationId: id, carrierId });
  const whose = statement(
    'whose',
    `select current_organisation()::text as organisation, current_setting('app.carrier_id') as carrier`,
  );

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    transactions = house.app.get(Transactions, { strict: false });
    services = [await house.world.service(), await house.world.service()];
    await house.database.query(`
      create table scrap (organisation_id uuid not null, note text unique deferrable initially deferred);
      grant select, insert on scrap to beistand_app;
      alter table scrap enable row level security, force row level security;
      create policy scrap_tenant on scrap to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));`);
  });
  afterAll(() => house.close());

  it('is that tenant alone, however many are under way at once, and nobody afterwards', async () => {
    const asked = Array.from({ length: 60 }, (_, at) => services[at % 2]!);
    const found = await Promise.all(asked.map((service) => transactions.read(actorOf(service), whose)));
    expect(found).toEqual(asked.map(({ id, carrierId }) => [{ organisation: id, carrier: carrierId }]));
    const left = await Promise.all(
      Array.from({ length: 60 }, () =>
        transactions.callAsNobody<{ left: string }>(
          statement('left', `select current_setting('app.organisation_id', true) as left, pg_sleep(0.01)`),
        ),
      ),
    );
    expect(new Set(left.map(([row]) => row!.left))).toEqual(new Set(['']));
  });

  it('cannot write, and the next one of the connection can', async () => {
    const [one] = services;
    const write = statement('scrap', 'insert into scrap values ($1, $2) returning note', one.id, 'read');
    await expect(transactions.read(actorOf(one), write)).rejects.toMatchObject({ code: '25006' });
    await transactions.run(actorOf(one), (tx) => query(tx, write));
    expect((await house.database.query(`select from scrap where note = 'read'`)).rowCount).toBe(1);
  });

  it('is undone as a whole: foreign rows, and what shows only at the commit', async () => {
    const [one, other] = services;
    const write = (organisation: TestOrganisation, note: string) =>
      transactions.run(actorOf(one), (tx) =>
        query(tx, statement('scrap', 'insert into scrap values ($1, $2) returning note', organisation.id, note)),
      );
    await expect(write(other, 'foreign')).rejects.toMatchObject({ code: '42501' });
    await write(one, 'twice');
    await expect(write(one, 'twice')).rejects.toMatchObject({ code: '23505' });
    const { rows } = await house.database.query<{ note: string }>(
      `select note from scrap where note in ('foreign', 'twice')`,
    );
    expect(rows).toEqual([{ note: 'twice' }]);
  });

  it('undoes the whole deed when what was sent ahead fails, and says what was wrong first', async () => {
    const [one, other] = services;
    const write = (organisation: TestOrganisation, note: string) =>
      statement('scrap', 'insert into scrap values ($1, $2) returning note', organisation.id, note);
    const ends = transactions.run(actorOf(one), async (tx) => {
      await send(tx, write(one, 'before'));
      await send(tx, write(other, 'ahead'));
    });
    await expect(ends).rejects.toMatchObject({ code: '42501' });
    const goesOn = transactions.run(actorOf(one), async (tx) => {
      await send(tx, write(other, 'ahead'));
      await query(tx, write(one, 'after'));
    });
    await expect(goesOn).rejects.toMatchObject({ code: '42501' });
    const givesUp = transactions.run(actorOf(one), async (tx) => {
      await send(tx, write(one, 'ahead'));
      return { ok: false };
    });
    expect(await givesUp).toEqual({ ok: false });
    const found = await transactions.run(actorOf(one), async (tx) => {
      await send(tx, write(one, 'kept'));
      return query(
        tx,
        statement('scrap-notes', `select note from scrap where note in ('before', 'ahead', 'after', 'kept')`),
      );
    });
    expect(found).toEqual([{ note: 'kept' }]);
    expect((await house.database.query(`select from scrap where note = 'kept'`)).rowCount).toBe(1);
  });

  it('leaves the connection sound after an error, also for a statement that was never prepared', async () => {
    const [one] = services;
    for (let again = 0; again < 30; again++) {
      await expect(transactions.read(actorOf(one), statement('broken', 'select nothing'))).rejects.toMatchObject({
        code: '42703',
      });
      await expect(
        transactions.read(
          { organisationId: 'no id', carrierId: '' },
          statement('skipped', 'select current_organisation()'),
        ),
      ).rejects.toMatchObject({ code: '22P02' });
      expect(await transactions.read(actorOf(one), statement('sound', 'select 1 as one'))).toEqual([{ one: 1 }]);
      expect(await transactions.read(actorOf(one), statement('skipped', 'select current_organisation()'))).toEqual([
        { current_organisation: one.id },
      ]);
    }
  });
});
