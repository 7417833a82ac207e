import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import {
  acceptedFrom,
  distantOffice,
  doneBy,
  draftOf,
  officesStep,
  openOffice,
  REFERRAL,
  say,
  scene,
  sentFrom,
  SIGNPOST,
  WITHDRAW_RELEASE,
  type Scene,
  type TestOffice,
} from '../support/referrals.js';

/** What the database itself keeps from an office, whatever the application may ask of it. */
describe('row security of a referral', () => {
  let house: TestHouse;
  let application: pg.Pool;
  let from: Scene;
  let stranger: TestOffice;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    application = new pg.Pool({ connectionString: house.urls.application, max: 1 });
    stranger = await openOffice(house, { name: 'Unbeteiligte Stelle' });
  });
  afterAll(async () => {
    await application.end();
    await house.close();
  });
  beforeEach(async () => void (from = await scene(house)));

  /** Runs one statement as the application's role, inside this organisation, and keeps its effect. */
  async function as<Row extends pg.QueryResultRow = Json>(
    organisationId: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const client = await application.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('app.organisation_id', $1, true), set_config('app.carrier_id', $1, true)`, [
        organisationId,
      ]);
      const { rows, rowCount } = await client.query<Row>(text, values);
      await client.query('commit');
      return text.startsWith('select') ? rows : Array<Row>(rowCount ?? 0).fill({} as Row);
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
  const asOffice = (text: string, values: unknown[] = []) => as(from.office.organisation.id, text, values);
  const count = async (organisationId: string, table: string, id: string): Promise<number> => {
    const key = table === 'referral' ? 'id' : 'referral_id';
    const [row] = await as<{ count: string }>(organisationId, `select count(*) from ${table} where ${key} = $1`, [id]);
    return Number(row?.count);
  };
  const seenBy = async (organisationId: string, id: string): Promise<Record<string, number>> => {
    const seen: Record<string, number> = {};
    const tables = ['referral', 'referral_preview', 'referral_content', 'referral_message', 'referral_note', 'dossier'];
    for (const table of [...tables, 'referral_letter', 'disclosure'])
      seen[table.replace('referral_', '')] = await count(organisationId, table, id);
    return seen;
  };
  const nothing = { referral: 0, preview: 0, content: 0, message: 0, note: 0, dossier: 0, letter: 0, disclosure: 0 };
  const drawDossier = (id: string): Promise<void> | undefined =>
    house.app.get(Jobs, { strict: false }).registered.get('dossier.render')?.({
      organisationId: from.counsellor.organisation.id,
      subjectId: id,
    });

  it('is asked as a role that it binds', async () => {
    const [role] = await asOffice(
      `select rolsuper or rolbypassrls as free, (select count(*)::integer from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = current_user`,
    );
    expect(role).toEqual({ free: false, owned: 0 });
  });

  it('shows the office a preview before acceptance, and neither content nor release', async () => {
    const id = await sentFrom(from);
    expect(await seenBy(from.office.organisation.id, id)).toEqual({ ...nothing, referral: 1, preview: 1 });
    expect(await asOffice('select * from confidentiality_release')).toEqual([]);
    expect(await asOffice('select * from cases')).toEqual([]);
    expect(await asOffice('select * from case_text')).toEqual([]);
  });

  it('shows the keys of a referral to its sender, and its own ones to the office while it may read', async () => {
    const id = await acceptedFrom(from);
    const keysSeenBy = async (organisationId: string): Promise<string[]> => {
      const keys = `select scope, organisation_id as holder from keyring.data_key where subject_id = $1 order by scope, id`;
      const seen = await as<{ scope: string; holder: string }>(organisationId, keys, [id]);
      return seen
        .map(({ scope, holder }) => `${scope} of the ${holder === organisationId ? 'caller' : 'other'}`)
        .sort();
    };
    const [sender, office] = [from.counsellor.organisation.id, from.office.organisation.id];
    const own = ['CONTENT of the caller', 'CONVERSATION of the caller'];
    expect(await keysSeenBy(office)).toEqual(own);
    expect(await keysSeenBy(sender)).toEqual([...own, 'CONTENT of the other', 'CONVERSATION of the other'].sort());
    expect(await keysSeenBy(stranger.organisation.id)).toEqual([]);
    expect(await keysSeenBy('')).toEqual([]);

    await house.database.query(
      `update referral set state = 'WITHDRAWN', withdrawn_at = now(), withdrawal_reason = 'SENDER' where id = $1`,
      [id],
    );
    expect(await keysSeenBy(office)).toEqual([]);
    expect(await keysSeenBy(sender)).toHaveLength(4);
  });

  it('opens the content with acceptance, and keeps letters, disclosures and notes with the sender', async () => {
    const id = await acceptedFrom(from);
    await doneBy(from.counsellor, say('addReferralNote'), { id, input: { text: 'Notiz der Beratung' } });
    await doneBy(from.counsellor, say('sendMessage'), { id, input: { text: 'Guten Tag.' } });
    await drawDossier(id);
    expect(await seenBy(from.office.organisation.id, id)).toEqual({
      ...nothing,
      referral: 1,
      preview: 1,
      content: 1,
      message: 1,
      dossier: 1,
    });
    expect(await seenBy(from.counsellor.organisation.id, id)).toEqual({
      ...{ referral: 1, preview: 1, content: 1, message: 1, note: 1, dossier: 1 },
      ...{ letter: 2, disclosure: 3 },
    });
    await doneBy(from.office.staff, say('addReferralNote'), { id, input: { text: 'Notiz der Stelle' } });
    const authors = 'select author_id from referral_note';
    expect(await as(from.counsellor.organisation.id, authors)).toEqual([{ author_id: from.counsellor.id }]);
    expect(await asOffice(authors)).toEqual([{ author_id: from.office.staff.id }]);
  });

  it('closes all but the envelope when the release is withdrawn', async () => {
    const id = await acceptedFrom(from);
    await doneBy(from.office.staff, say('askQuestion'), { id, input: { text: 'Wann war das?' } });
    await drawDossier(id);
    const { referral } = await from.counsellor.does<Json>(REFERRAL, { id });
    await doneBy(from.counsellor, WITHDRAW_RELEASE, { id: referral.releaseId });
    expect(await seenBy(from.office.organisation.id, id)).toEqual({ ...nothing, referral: 1 });
  });

  it('closes all but the envelope when the office declined', async () => {
    const id = await sentFrom(from);
    await doneBy(from.office.staff, officesStep('declineReferral', 'DeclineReferralInput'), {
      id,
      input: { reason: 'CONFLICT', text: 'Wir vertreten die andere Seite.' },
    });
    expect(await seenBy(from.office.organisation.id, id)).toEqual({ ...nothing, referral: 1 });
  });

  it('shows no draft and no signpost to the office they are for', async () => {
    const draft = await draftOf(from);
    const withdrawn = await draftOf(from);
    await doneBy(from.counsellor, `mutation ($id: ID!) { withdrawReferral(id: $id) { __typename } }`, {
      id: withdrawn.id,
    });
    const input = { officeId: from.office.id };
    const signpost = await doneBy(from.counsellor, SIGNPOST, { caseId: from.caseId, input });
    for (const { id } of [draft, withdrawn, signpost])
      expect(await seenBy(from.office.organisation.id, id)).toEqual(nothing);
    // Not even where somebody wrote the office's inbox to it.
    await house.database.query('update referral set recipient_organisation_id = $2 where id = $1', [
      signpost.id,
      from.office.organisation.id,
    ]);
    expect(await seenBy(from.office.organisation.id, signpost.id)).toEqual(nothing);
  });

  it('shows nothing at all to other offices, to other services, and to nobody', async () => {
    const id = await acceptedFrom(from);
    await doneBy(from.counsellor, say('sendMessage'), { id, input: { text: 'Guten Tag.' } });
    const service = await house.world.service();
    for (const organisationId of [stranger.organisation.id, service.id, ''])
      expect(await seenBy(organisationId, id)).toEqual(nothing);
    expect(await as(stranger.organisation.id, 'select * from referral_event where referral_id = $1', [id])).toEqual([]);
  });

  it("lets the office change nothing that is the sender's", async () => {
    const id = await acceptedFrom(from);
    const elsewhere = await distantOffice(house);
    for (const change of [
      `contact_name = 'Jemand'`,
      `field_groups = '{CLIENT_IDENTITY}'`,
      `release_valid_until = '2099-01-01'`,
      `answer_by = '2099-01-01'`,
      `case_id = null`,
      `withdrawal_reason = 'SENDER', withdrawn_at = now(), state = 'WITHDRAWN'`,
      `organisation_id = recipient_organisation_id`,
      `office_id = '${elsewhere}'`,
    ])
      await expect(asOffice(`update referral set ${change} where id = $1`, [id])).rejects.toThrow();
    expect(
      await asOffice(`update referral_content set purpose = 'x' where referral_id = $1`, [id]).catch(String),
    ).toMatch(/permission denied/);
    for (const table of ['referral_preview', 'referral_content', 'referral_message', 'referral_note'])
      expect(await asOffice(`delete from ${table} where referral_id = $1`, [id])).toEqual([]);
    await expect(asOffice('delete from referral where id = $1', [id])).rejects.toThrow(/permission denied/);
    expect((await seenBy(from.counsellor.organisation.id, id))['content']).toBe(1);
  });

  it.each([
    ['DECLINED', `state = 'ACCEPTED', accepted_at = now()`],
    ['WITHDRAWN', `state = 'ACCEPTED', accepted_at = now(), withdrawn_at = null, withdrawal_reason = null`],
    ['RELEASE_WITHDRAWN', `state = 'ACCEPTED', withdrawn_at = null, withdrawal_reason = null`],
    ['RETURNED', `state = 'IN_PROGRESS'`],
    ['SENT', `state = 'IN_PROGRESS', accepted_at = now()`],
  ])('lets the office take no step out of %s that is not its own', async (state, change) => {
    const id = await sentFrom(from);
    await house.database.query(
      `update referral set state = $2, accepted_at = case when $2 in ('RELEASE_WITHDRAWN', 'RETURNED') then now() end,
         withdrawn_at = case when $2 in ('WITHDRAWN', 'RELEASE_WITHDRAWN') then now() end,
         withdrawal_reason = case when $2 in ('WITHDRAWN', 'RELEASE_WITHDRAWN') then 'SENDER' end,
         closed_at = case when $2 in ('DECLINED', 'RETURNED') then now() end, decline_reason = 'CAPACITY',
         return_reason = 'CAPACITY', return_offered_at = now() where id = $1`,
      [id, state],
    );
    await expect(asOffice(`update referral set ${change} where id = $1`, [id])).rejects.toThrow("recipient's");
    const { rows } = await house.database.query('select state from referral where id = $1', [id]);
    expect(rows).toEqual([{ state }]);
  });

  it("lets a stranger write into nobody's referral", async () => {
    const id = await acceptedFrom(from);
    const { rows } = await house.database.query<{ organisation_id: string }>(
      'select organisation_id from referral where id = $1',
      [id],
    );
    const sender = rows[0]!.organisation_id;
    const { organisation, staff } = stranger;
    for (const insert of [
      `insert into referral_message (organisation_id, referral_id, from_organisation_id, person_id, kind, text) values ('${sender}', '${id}', '${organisation.id}', '${staff.id}', 'MESSAGE', 'x')`,
      `insert into referral_note (organisation_id, sender_organisation_id, referral_id, author_id, text) values ('${organisation.id}', '${sender}', '${id}', '${staff.id}', 'x')`,
      `insert into referral_event (organisation_id, referral_id, kind, party, state) values ('${sender}', '${id}', 'COMPLETE', 'RECIPIENT', 'COMPLETED')`,
      `insert into disclosure (organisation_id, referral_id, office_name, kind, purpose) values ('${sender}', '${id}', 'x', 'CONTENT', 'x')`,
      `insert into referral_letter (organisation_id, referral_id, kind) values ('${sender}', '${id}', 'DISCLOSED')`,
      `insert into referral_content (organisation_id, referral_id, recipient_organisation_id, content, purpose) values ('${sender}', '${id}', '${organisation.id}', '{}', 'x')`,
    ])
      await expect(as(organisation.id, insert)).rejects.toThrow(/row-level security/);
    expect(await as(organisation.id, `update referral set state = 'COMPLETED' where id = $1`, [id])).toEqual([]);
  });

  it('lets the office speak for itself alone', async () => {
    const id = await acceptedFrom(from);
    const sender = from.counsellor.organisation.id;
    await expect(
      asOffice(
        `insert into referral_message (organisation_id, referral_id, from_organisation_id, person_id, kind, text) values ($1, $2, $1, $3, 'MESSAGE', 'x')`,
        [sender, id, from.counsellor.id],
      ),
    ).rejects.toThrow(/row-level security/);
    await expect(
      asOffice(
        `insert into referral_event (organisation_id, referral_id, kind, party, state) values ($1, $2, 'WITHDRAW', 'SENDER', 'WITHDRAWN')`,
        [sender, id],
      ),
    ).rejects.toThrow(/row-level security/);
  });
});
