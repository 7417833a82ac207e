import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { find } from '../support/case-lists.js';
import { CASE, recordCase } from '../support/cases.js';
import { acceptedFrom, releaseOf, scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

describe('who looks is on record', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
  }, 60_000);
  afterAll(() => house.close());

  const entriesOf = async ({ id }: { id: string }): Promise<object[]> => {
    const { rows } = await house.database.query<object>(
      `select action, subject_id as subject, details, organisation_id as organisation from audit_entry
       where person_id = $1 and action not like 'session.%' order by id`,
      [id],
    );
    return rows;
  };

  it('each reading of a case, and each in vain', async () => {
    const kase = (await recordCase(counsellor)) as { id: string };
    const organisation = counsellor.organisation.id;
    const colleague = await house.world.supervisor(counsellor.organisation);
    await colleague.does(CASE, { id: kase.id });
    const foreign = await house.world.counsellor();
    const [known, random] = [await foreign.ask(CASE, { id: kase.id }), await foreign.ask(CASE, { id: randomUUID() })];
    expect(known.errors?.[0]?.extensions.code).toBe(random.errors?.[0]?.extensions.code);

    expect(await entriesOf(colleague)).toEqual([{ action: 'case.read', subject: kase.id, details: {}, organisation }]);
    expect(await entriesOf(foreign)).toEqual([
      { action: 'case.read-in-vain', subject: kase.id, details: {}, organisation: foreign.organisation.id },
      expect.objectContaining({ action: 'case.read-in-vain' }),
    ]);
  });

  it('many at once, of two services: each under its own, once, and in the log of its own carrier', async () => {
    const [one, other] = [await house.world.counsellor(), await house.world.counsellor()];
    const [first, second] = [(await recordCase(one)) as { id: string }, (await recordCase(other)) as { id: string }];
    const [reader, stranger] = [
      await house.world.counsellor(one.organisation),
      await house.world.counsellor(other.organisation),
    ];
    await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        await (at % 2 ? reader.does(CASE, { id: first.id }) : stranger.does(CASE, { id: second.id }));
      }),
    );
    const of = (kase: { id: string }, { organisation }: Someone): object[] =>
      Array.from({ length: 6 }, () => ({
        action: 'case.read',
        subject: kase.id,
        details: {},
        organisation: organisation.id,
      }));
    expect(await entriesOf(reader)).toEqual(of(first, one));
    expect(await entriesOf(stranger)).toEqual(of(second, other));
    const { rows } = await house.database.query<{ carrier: string }>(
      'select distinct carrier_id as carrier from audit_entry where person_id = $1',
      [reader.id],
    );
    expect(rows).toEqual([{ carrier: reader.organisation.carrierId }]);
  });

  it('each list, by what it was filtered and not for what', async () => {
    const searcher = await house.world.counsellor(counsellor.organisation);
    await find(searcher, { text: 'Telefonwohnung', status: 'OPEN' });
    const entries = await entriesOf(searcher);
    expect(entries).toEqual([
      expect.objectContaining({
        action: 'cases.listed',
        details: { filter: ['status', 'text'], order: 'OPENED_AT_DESC' },
      }),
      expect.objectContaining({ action: 'cases.counted', details: { filter: ['status', 'text'] } }),
    ]);
    expect(JSON.stringify(entries)).not.toContain('Telefonwohnung');
  });

  it('the timeline, also of a case that is not there', async () => {
    const kase = (await recordCase(counsellor)) as { id: string };
    const reader = await house.world.counsellor(counsellor.organisation);
    const TIMELINE = 'query ($id: ID!) { caseTimeline(id: $id, first: 5) { edges { node { id } } } }';
    await reader.does(TIMELINE, { id: kase.id });
    await reader.ask(TIMELINE, { id: randomUUID() });
    expect(await entriesOf(reader)).toEqual([
      expect.objectContaining({ action: 'case.timeline-read', subject: kase.id }),
      expect.objectContaining({ action: 'case.read-in-vain' }),
    ]);
  });

  it('likely duplicates, counts, the list of people, one release, what was passed on, and messages', async () => {
    const from = await scene(house);
    const referral = await acceptedFrom(from);
    const releaseId = await releaseOf(from);
    const reader = await house.world.counsellor(from.counsellor.organisation);
    await reader.does('query ($id: ID!) { duplicateHints(caseId: $id) { caseId } }', { id: from.caseId });
    await reader.ask('query ($id: ID!) { duplicateHints(caseId: $id) { caseId } }', { id: randomUUID() });
    await reader.does('{ cases(filter: { text: "Geheimwort" }) { totalCount } }');
    await reader.does('{ people { id } }');
    await reader.does('query ($id: ID!) { release(id: $id) { id } }', { id: releaseId });
    await reader.ask('query ($id: ID!) { release(id: $id) { id } }', { id: randomUUID() });
    await reader.does('query ($id: ID!) { referral(id: $id) { content { purpose } messages { text } } }', {
      id: referral,
    });
    const entries = (await entriesOf(reader)) as { action: string; subject: string | null }[];
    expect(entries.map(({ action, subject }) => [action, subject])).toEqual(
      expect.arrayContaining([
        ['case.read-duplicates', from.caseId],
        ['case.read-in-vain', expect.any(String)],
        ['cases.counted', null],
        ['people.listed', null],
        ['release.read', releaseId],
        ['release.read-in-vain', expect.any(String)],
        ['referral.frozen-read', referral],
        ['referral.messages-read', referral],
      ]),
    );
    expect(JSON.stringify(entries)).not.toContain('Geheimwort');
  });

  it('each refusal to somebody who is signed in, once a request', async () => {
    const campaign = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    const aliases = Array.from({ length: 5 }, (_, each) => `c${each}: case(id: "${randomUUID()}") { id }`).join(' ');
    const { errors } = await campaign.ask(`{ ${aliases} }`);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await entriesOf(campaign)).toEqual([
      expect.objectContaining({
        action: 'access.denied',
        details: { operation: 'CasesResolver.findCase', permission: 'case:read' },
      }),
    ]);
  });

  it('and the application itself can only add to the record', async () => {
    const application = new pg.Client({ connectionString: house.urls.application });
    await application.connect();
    try {
      for (const table of ['audit_entry', 'audit_leaf', 'audit_checkpoint'])
        for (const deed of [
          `delete from ${table}`,
          `update ${table} set organisation_id = organisation_id`,
          `truncate ${table}`,
        ])
          await expect(application.query(deed)).rejects.toThrow('permission denied');
    } finally {
      await application.end();
    }
  });

  it('and a look that cannot be put on record is none', async () => {
    const kase = (await recordCase(counsellor)) as { id: string };
    await house.database.query(
      `alter table audit_entry add constraint full_log check (action <> 'case.read') not valid`,
    );
    try {
      const { data, errors } = await counsellor.ask(CASE, { id: kase.id });
      expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'FAULT']);
    } finally {
      await house.database.query('alter table audit_entry drop constraint full_log');
    }
  });
});
