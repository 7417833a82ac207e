import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { forgetAgain } from '../../src/backup/forgotten.queries.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase, type Json } from '../support/cases.js';
import { CHANGE_SETTINGS } from '../support/privacy.js';
import { outcomeOf } from '../support/referrals.js';
import type { Someone, TestOrganisation } from '../support/world.js';

jest.setTimeout(60_000);

const person = '... on Person { id name email phone active forgottenAt }';
const refusal = '... on Refusal { problems { code field en } }';
const deed = (name: string): string => `mutation ($id: ID!) { ${name}(id: $id) { __typename ${person} ${refusal} } }`;
const [DEACTIVATE, REACTIVATE, FORGET] = ['deactivatePerson', 'reactivatePerson', 'forgetPerson'].map(deed) as [
  string,
  string,
  string,
];
const PREVIEW = `query ($id: ID!) { forgettingPreview(id: $id) { person { name } forgettableFrom isDue namedInstead notifications tokens invitations } }`;
const NOTES = `query ($id: ID!) { case(id: $id) { notes { text author { name } } } caseTimeline(id: $id) { edges { node { person { id name } } } } }`;

const former = 'ehemalige Fachkraft (former counsellor)';
const known = { name: 'Zenzi Unverwechselbar', email: 'zenzi.unverwechselbar@example.org', phone: '0999 777555' };

describe('somebody of the staff who leaves', () => {
  let house: TestHouse;
  let carrier: TestOrganisation;
  let administrator: Someone;
  let colleague: Someone;
  let leaver: Someone;
  let caseId: string;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    const service = await house.world.service();
    carrier = { ...service, id: service.carrierId, kind: 'CARRIER' };
    administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    colleague = await house.world.counsellor(service);
    leaver = await house.world.counsellor(service);
    await sql('update person set name = $2, email = $3, phone = $4 where id = $1', [
      leaver.id,
      known.name,
      known.email,
      known.phone,
    ]);
    caseId = (await recordCase(leaver)).id;
    await leaver.does('mutation ($id: ID!) { addNote(caseId: $id, input: { text: "Angerufen" }) { __typename } }', {
      id: caseId,
    });
    const where = [leaver.organisation.id, leaver.organisation.carrierId, leaver.id];
    await sql(
      `insert into second_factor (organisation_id, carrier_id, person_id, kind, name, sealed_secret) values ($1, $2, $3, 'TOTP', 'Telefon', 'x')`,
      where,
    );
    await sql(
      `insert into recovery_code (organisation_id, carrier_id, person_id, code_hash) values ($1, $2, $3, sha256('code'))`,
      where,
    );
    await sql(
      `insert into password_reset (organisation_id, person_id, token_hash, expires_at) values ($1, $3, sha256($2::text::bytea), now() + interval '1 hour')`,
      where,
    );
    await sql(
      `insert into notification (organisation_id, person_id, kind, subject_type, subject_id, deed) values ($1, $3, 'RECEIVED', 'referral', $2, 'd')`,
      where,
    );
    await sql(
      `insert into invitation (organisation_id, carrier_id, email, roles, token_hash, expires_at, accepted_at)
       values ($1, $2, $4, '{COUNSELLOR}', sha256($3::text::bytea), now(), now())`,
      [...where, known.email],
    );
  });
  afterAll(() => house.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    house.database.query<Row>(text, values).then(({ rows }) => rows);
  const kept = async (...tables: string[]): Promise<number[]> => {
    const counts = tables.map((table) => sql(`select from ${table} where person_id = $1`, [leaver.id]));
    return (await Promise.all(counts)).map(({ length }) => length);
  };
  const refused = async (who: Someone, operation: string, id = leaver.id): Promise<string> => {
    const [{ code, field, en }] = (await outcomeOf(who, operation, { id })).problems;
    return `${code} ${field} ${en}`;
  };
  const preview = async (): Promise<Json> =>
    (await administrator.does<Json>(PREVIEW, { id: leaver.id })).forgettingPreview;
  const leftAgo = (months: number): Promise<unknown> =>
    sql('update person set deactivated_at = now() - make_interval(months => $2, days => 2) where id = $1', [
      leaver.id,
      months,
    ]);
  /** Every table that holds one of these words, as it stands there. */
  const standsIn = async (...words: string[]): Promise<string[]> => {
    const tables = await sql<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')`,
    );
    const found: string[] = [];
    for (const { name } of tables)
      for (const word of words)
        if ((await sql(`select from ${name} t where to_jsonb(t)::text like '%' || $1 || '%'`, [word])).length > 0)
          found.push(`${name}: ${word}`);
    return found;
  };
  const named = async (): Promise<string[]> => {
    const { case: kase, caseTimeline } = await colleague.does<Json>(NOTES, { id: caseId });
    const lines = caseTimeline.edges.filter(({ node }: Json) => node.person?.id === leaver.id);
    return [...new Set<string>([kase.notes[0].author.name, ...lines.map(({ node }: Json) => node.person.name)])];
  };

  it('is not forgotten while the account is open', async () => {
    expect(await refused(administrator, FORGET)).toContain('PERSON_STILL_ACTIVE id');
    expect(await preview()).toMatchObject({ forgettableFrom: null, isDue: false });
  });

  it('has no session, second factor, code or link left as soon as the account is closed, and may come back', async () => {
    const signIn = ['session', 'second_factor', 'recovery_code', 'password_reset'];
    expect(await kept(...signIn)).toEqual([1, 1, 1, 1]);
    await administrator.does(DEACTIVATE, { id: leaver.id });
    expect(await kept(...signIn)).toEqual([0, 0, 0, 0]);
    expect(await outcomeOf(administrator, REACTIVATE, { id: leaver.id })).toMatchObject({ active: true });
    await administrator.does(DEACTIVATE, { id: leaver.id });
  });

  it('is named until the carrier’s time is over, and the house says until when', async () => {
    expect(await refused(administrator, FORGET)).toMatch(/^FORGET_TOO_EARLY id .*\d{4}-\d{2}-\d{2}/);
    expect(await preview()).toMatchObject({ isDue: false, forgettableFrom: expect.stringMatching(/^\d{4}-/) });
    await leftAgo(13);
    expect((await preview()).isDue).toBe(false);
    const change = async (staffMonths: number | null, version: number): Promise<Json> =>
      (await administrator.does<Json>(CHANGE_SETTINGS, { version, input: { staffMonths } })).changePrivacySettings;
    const { __typename, version } = await change(12, 0);
    expect(__typename).toBe('PrivacySettingsInForce');
    expect(await preview()).toMatchObject({
      isDue: true,
      person: { name: known.name },
      namedInstead: former,
      notifications: 1,
      tokens: 0,
      invitations: 1,
    });
    expect((await administrator.ask(CHANGE_SETTINGS, { version, input: { staffMonths: 0 } })).data).toMatchObject({
      changePrivacySettings: { __typename: 'Refusal' },
    });
    expect(await named()).toEqual([known.name]);
  });

  it('is nobody else’s to forget: a colleague, another carrier, a data-protection officer', async () => {
    for (const operation of [FORGET, PREVIEW]) {
      expect((await colleague.ask(operation, { id: leaver.id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      const officer = await house.world.someone(carrier, 'DATA_PROTECTION_OFFICER');
      expect((await officer.ask(operation, { id: leaver.id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      const stranger = await house.world.someone(await house.world.carrier(), 'ADMINISTRATOR');
      expect((await stranger.ask(operation, { id: leaver.id })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
    expect(await named()).toEqual([known.name]);
  });

  it('is forgotten then: no table knows name, address or telephone, and what was done stays on record', async () => {
    const log = (): Promise<object[]> =>
      sql('select id, action, person_id from audit_entry where person_id = $1 order by id', [leaver.id]);
    const before = await log();
    expect(before.length).toBeGreaterThan(1);
    expect(await standsIn(...Object.values(known))).toEqual(
      expect.arrayContaining([`public.person: ${known.name}`, `public.invitation: ${known.email}`]),
    );
    expect(await outcomeOf(administrator, FORGET, { id: leaver.id })).toMatchObject({
      name: former,
      email: `forgotten-${leaver.id}@forgotten.invalid`,
      phone: null,
      active: false,
      forgottenAt: expect.any(String),
    });
    expect(await standsIn(...Object.values(known))).toEqual([]);
    expect(await kept('notification')).toEqual([0]);
    expect(await named()).toEqual([former]);
    expect(await log()).toEqual(before);
    const told = await sql(
      `select from audit_entry where action = 'person.forgotten' and subject_id = $1 and person_id = $2`,
      [leaver.id, administrator.id],
    );
    expect(told).toHaveLength(1);
  });

  it('is forgotten once and for good: not again, not let in again, not in the database itself', async () => {
    expect(await refused(administrator, FORGET)).toContain('PERSON_FORGOTTEN id');
    expect(await refused(administrator, REACTIVATE)).toContain('PERSON_FORGOTTEN id');
    for (const email of [known.email, `forgotten-${leaver.id}@forgotten.invalid`])
      await expect(house.world.signIn(email)).rejects.toThrow('401');
    await expect(
      sql('update person set active = true, deactivated_at = null where id = $1', [leaver.id]),
    ).rejects.toThrow('person_forgotten_stays_closed');
  });

  it('is forgotten again where an earlier state knows them, with an open account and no list yet; nobody else is', async () => {
    const { organisation, id } = await house.world.counsellor(colleague.organisation);
    const [organisationId, forgottenAt] = [organisation.id, new Date().toISOString()];
    const list = [id, leaver.id].map((personId) => ({ organisationId, personId, forgottenAt }));
    const elsewhere = { organisationId: carrier.id, personId: colleague.id, forgottenAt };
    const client = await house.database.connect();
    try {
      await client.query('alter table keyring.forgotten_person rename to not_there_yet');
      // The leaver of before is forgotten, and the third is not of that organisation.
      expect(await forgetAgain(client, [...list, elsewhere])).toBe(1);
      await client.query('alter table keyring.not_there_yet rename to forgotten_person');
    } finally {
      client.release();
    }
    const forget = house.app.get(Jobs, { strict: false }).registered.get('person.forget-again');
    for (const subjectId of [id, colleague.id])
      await forget?.({ organisationId: subjectId === id ? organisationId : carrier.id, subjectId });
    const people = await sql('select name, active from person where id = any ($1) order by id = $2', [
      [id, colleague.id],
      id,
    ]);
    expect(people).toEqual([
      { name: expect.stringMatching(/^Person/), active: true },
      { name: former, active: false },
    ]);
    expect(
      await sql('select from keyring.forgotten_person where person_id = $1 and told_at is null', [id]),
    ).toHaveLength(1);
  });
});
