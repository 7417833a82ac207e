import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { DrawingRoom } from '../../src/dossiers/drawing-room.js';
import { dossierJson } from '../../src/core/dossier-attachment.js';
import { dossierPages } from '../../src/core/dossier.js';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fullDossier } from '../support/dossier.js';
import { fetchPdf, textOfPdf, until } from '../support/pdf.js';
import { drawnByHand, orderByHand, sentByHand, type ReferralByHand, sealByHand } from '../support/referrals-by-hand.js';
import type { Someone } from '../support/world.js';

const renderDossier = `mutation ($id: ID!) { renderDossier(referralId: $id) {
  ... on Dossier { state sha256 bytes downloadUrl downloads { byOwnSide } } ... on Refusal { code field de en } } }`;

describe('the dossier of a referral', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let staff: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    counsellor = await house.world.counsellor();
    staff = await house.world.someone(await house.world.office(), 'OFFICE_STAFF');
  });
  afterAll(() => house.close());

  const stateOf = async ({ id }: ReferralByHand): Promise<string | undefined> => {
    const { rows } = await house.database.query<{ state: string }>('select state from dossier where referral_id = $1', [
      id,
    ]);
    return rows[0]?.state;
  };
  const sent = (input = fullDossier()) => sentByHand(house, counsellor, staff.organisation, input);
  const accepted = () => drawnByHand(house, counsellor, staff.organisation);
  const count = async (table: string, where: string, ...values: unknown[]): Promise<number> => {
    const { rows } = await house.database.query<{ n: string }>(
      `select count(*) as n from ${table} where ${where}`,
      values,
    );
    return Number(rows[0]?.n);
  };

  it('is there within seconds of acceptance, and is the same file for both sides', async () => {
    const referral = await accepted();
    const mine = await fetchPdf(counsellor, `/dossiers/${referral.id}`);
    const theirs = await fetchPdf(staff, `/dossiers/${referral.id}`);
    expect([mine.status, theirs.status]).toEqual([200, 200]);
    expect(mine.body.equals(theirs.body)).toBe(true);
    const { rows } = await house.database.query('select sha256, bytes from dossier where referral_id = $1', [
      referral.id,
    ]);
    expect(rows[0]).toEqual({ sha256: createHash('sha256').update(mine.body).digest('hex'), bytes: mine.body.length });
  });

  it('comes as a download that nothing keeps and nothing runs, under a name that says nothing', async () => {
    const referral = await accepted();
    const { headers, body } = await fetchPdf(staff, `/dossiers/${referral.id}`);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="dossier-${referral.reference}.pdf"`,
      'content-length': String(body.length),
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'repr-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
    });
    expect(headers).not.toHaveProperty('etag');
  });

  it('is recorded with each download: for both sides, in the log of the side that fetched, and for the client', async () => {
    const referral = await accepted();
    const where = `subject_id = $1 and action = 'dossier.downloaded' and organisation_id = $2 and person_id = $3`;
    await fetchPdf(staff, `/dossiers/${referral.id}`);
    await fetchPdf(staff, `/dossiers/${referral.id}`);
    await fetchPdf(counsellor, `/dossiers/${referral.id}`);
    expect(await count('audit_entry', where, referral.id, staff.organisation.id, staff.id)).toBe(2);
    expect(await count('audit_entry', where, referral.id, counsellor.organisation.id, counsellor.id)).toBe(1);
    const { rows } = await house.database.query(
      `select kind, office_name, purpose, cardinality(field_groups) as groups from disclosure where referral_id = $1`,
      [referral.id],
    );
    const disclosed = {
      kind: 'DOSSIER',
      office_name: staff.organisation.name,
      purpose: expect.stringMatching(/^[\w-]{40,}$/) as unknown, // sealed
      groups: 14,
    };
    expect(rows).toEqual([disclosed, disclosed]);
    const { rows: downloads } = await house.database.query(
      `select w.by_organisation_id as side, w.person_id as person from dossier_download w join dossier d on d.id = w.dossier_id
       where d.referral_id = $1 order by w.id`,
      [referral.id],
    );
    const theirs = { side: staff.organisation.id, person: staff.id };
    expect(downloads).toEqual([theirs, theirs, { side: counsellor.organisation.id, person: counsellor.id }]);
  });

  it('does not exist for others, for the office before it accepts, and for whoever makes up an id', async () => {
    const pending = await sent();
    await counsellor.does(renderDossier, { id: pending.id });
    await until(async () => (await stateOf(pending)) === 'READY');
    const open = await accepted();
    const stranger = await house.world.someone(await house.world.office(), 'OFFICE_LEAD');
    const other = await house.world.supervisor();
    const answers = [
      await fetchPdf(staff, `/dossiers/${pending.id}`),
      await fetchPdf(stranger, `/dossiers/${open.id}`),
      await fetchPdf(other, `/dossiers/${open.id}`),
      await fetchPdf(staff, '/dossiers/00000000-0000-4000-8000-000000000000'),
      await fetchPdf(staff, '/dossiers/nonsense'),
      await fetchPdf(counsellor, `/dossiers/${open.id}%00`),
      await fetchPdf(counsellor, `/dossiers/${(await sent()).id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
    expect(await count('dossier_download', 'true')).toBe(await count('audit_entry', `action = 'dossier.downloaded'`));
    expect(await count('disclosure', 'referral_id = $1', pending.id)).toBe(0);
  });

  it('is closed to campaign staff, administrators and whoever is not signed in', async () => {
    const referral = await accepted();
    const team = await house.world.campaignTeam();
    const closed = [
      await house.world.someone(team, 'CAMPAIGN_STAFF'),
      await house.world.someone(counsellor.organisation, 'ADMINISTRATOR'),
      await house.world.someone(staff.organisation, 'ADMINISTRATOR'),
      await house.world.someone(staff.organisation, 'DATA_PROTECTION_OFFICER'),
    ];
    for (const person of closed) {
      const { status, body } = await fetchPdf(person, `/dossiers/${referral.id}`);
      expect([status, (JSON.parse(body.toString()) as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
      const { errors } = await person.ask(renderDossier, { id: referral.id });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await fetchPdf(house.world.nobody, `/dossiers/${referral.id}`)).status).toBe(401);
  });

  it('is closed to the office at once when the release is withdrawn, and stays with the sender', async () => {
    const referral = await accepted();
    expect((await fetchPdf(staff, `/dossiers/${referral.id}`)).status).toBe(200);
    await house.database.query(
      `update referral set state = 'RELEASE_WITHDRAWN', withdrawn_at = now(), withdrawal_reason = 'RELEASE_WITHDRAWN' where id = $1`,
      [referral.id],
    );
    expect((await fetchPdf(staff, `/dossiers/${referral.id}`)).status).toBe(404);
    expect((await fetchPdf(counsellor, `/dossiers/${referral.id}`)).status).toBe(200);
    const marked = `subject_id = $1 and details ->> 'referralState' = 'RELEASE_WITHDRAWN'`;
    expect(await count('audit_entry', marked, referral.id)).toBe(1);
    // To the office nothing more has gone; of the copy that the service fetched since, the client is told apart.
    for (const kind of ['DOSSIER', 'OWN_COPY'])
      expect([kind, await count('disclosure', 'referral_id = $1 and kind = $2', referral.id, kind)]).toEqual([kind, 1]);
  });

  it('goes with the copy it was drawn from', async () => {
    const referral = await accepted();
    await house.database.query('delete from referral_content where referral_id = $1', [referral.id]);
    expect(await stateOf(referral)).toBeUndefined();
  });
});

describe('drawing up a dossier', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let staff: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    counsellor = await house.world.counsellor();
    staff = await house.world.someone(await house.world.office(), 'OFFICE_STAFF');
  });
  afterAll(() => house.close());

  const rowOf = async (id: string) => {
    const { rows } = await house.database.query<{ state: string; sha256: string | null; rendered_at: Date | null }>(
      'select state, sha256, rendered_at from dossier where referral_id = $1',
      [id],
    );
    return rows[0];
  };
  const ready = (id: string) => until(async () => (await rowOf(id))?.state === 'READY');
  const jobsDone = () =>
    until(async () => {
      const { rows } = await house.database.query('select 1 from graphile_worker.jobs where attempts < max_attempts');
      return rows.length === 0;
    });

  it('has one effect, however often it runs, and gives the same bytes when it must be done again', async () => {
    const { id } = await sentByHand(house, counsellor, staff.organisation);
    await orderByHand(house.database, id);
    await orderByHand(house.database, id);
    await ready(id);
    const first = await rowOf(id);
    await orderByHand(house.database, id);
    await jobsDone();
    expect(await rowOf(id)).toEqual(first);
    await house.database.query(
      `update dossier set state = 'FAILED', pdf = null, sha256 = null, bytes = null, rendered_at = null where referral_id = $1`,
      [id],
    );
    await orderByHand(house.database, id);
    await ready(id);
    const second = await rowOf(id);
    expect(second?.sha256).toBe(first?.sha256);
    expect(second?.rendered_at).not.toEqual(first?.rendered_at);
  });

  it('can be asked for by the sender before the office has accepted, once', async () => {
    const { id } = await sentByHand(house, counsellor, staff.organisation);
    const { renderDossier: asked } = await counsellor.does<{ renderDossier: object }>(renderDossier, { id });
    expect(asked).toEqual({ state: 'PENDING', sha256: null, bytes: null, downloadUrl: null, downloads: [] });
    await ready(id);
    const { renderDossier: again } = await counsellor.does<{ renderDossier: object }>(renderDossier, { id });
    expect(again).toMatchObject({ state: 'READY', sha256: (await rowOf(id))?.sha256 });
    expect((again as { downloadUrl: string }).downloadUrl).toMatch(new RegExp(`^http.*/dossiers/${id}$`));
    expect((await fetchPdf(counsellor, `/dossiers/${id}`)).status).toBe(200);
  });

  it('is refused where there is nothing to draw or nobody whom it is for', async () => {
    const { id } = await sentByHand(house, counsellor, staff.organisation);
    await house.database.query(
      `update referral set state = 'DECLINED', decline_reason = 'NOT_COMPETENT', closed_at = now() where id = $1`,
      [id],
    );
    const { renderDossier: refused } = await counsellor.does<{ renderDossier: object }>(renderDossier, { id });
    expect(refused).toMatchObject({ code: 'REFERRAL_CLOSED', field: 'referralId' });
    expect(await rowOf(id)).toBeUndefined();
    const answers = [];
    const foreign = await sentByHand(house, await house.world.counsellor(), staff.organisation);
    for (const other of [foreign.id, '00000000-0000-4000-8000-000000000000', 'nonsense'])
      answers.push(JSON.stringify((await counsellor.ask(renderDossier, { id: other })).errors));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('NOT_FOUND');
    const { errors } = await staff.ask(renderDossier, { id });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is said to be on its way while it is, and to have failed when it has, and is given up visibly', async () => {
    const broken = { ...fullDossier().content, incident: { narrative: 7 } } as never;
    const { id } = await sentByHand(house, counsellor, staff.organisation, fullDossier(broken));
    await house.database.query(`update referral set state = 'ACCEPTED', accepted_at = now() where id = $1`, [id]);
    for (const side of [counsellor, staff]) {
      const { status, headers, body } = await fetchPdf(side, `/dossiers/${id}`);
      expect([status, headers['retry-after']]).toEqual([409, '2']);
      expect(JSON.parse(body.toString())).toMatchObject({ code: 'DOSSIER_PENDING', field: null });
    }
    await orderByHand(house.database, id);
    await until(async () => (await rowOf(id))?.state === 'FAILED');
    const { status, headers, body } = await fetchPdf(staff, `/dossiers/${id}`);
    expect([status, headers['retry-after']]).toEqual([409, undefined]);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'DOSSIER_FAILED' });
    expect(body.toString()).not.toContain('TypeError');

    // The attempts between, with their growing waits, are the queue's business.
    await until(async () => {
      await house.database.query(
        `update graphile_worker._private_jobs set attempts = max_attempts - 1, run_at = now()
         where attempts between 1 and max_attempts - 2 and locked_at is null`,
      );
      const counts = await house.app.get(Jobs).counts();
      return counts.some(({ name, failed }) => name === 'dossier.render' && failed === 1);
    });
    expect(await rowOf(id)).toMatchObject({ state: 'FAILED', sha256: null });
    expect((await fetchPdf(counsellor, `/dossiers/${id}`)).status).toBe(409);

    const { content } = fullDossier();
    await house.database.query(
      `update referral_content set content = $2, purpose = 'Beratung' where referral_id = $1`,
      [id, JSON.stringify(content)],
    );
    await sealByHand(house, counsellor.organisation.id, { referral_content: id });
    const { renderDossier: again } = await counsellor.does<{ renderDossier: object }>(renderDossier, { id });
    expect(again).toMatchObject({ state: 'PENDING' });
    await ready(id);
  });

  it('is not done where the release is gone: the pages would say that none was needed', async () => {
    const { id, releaseId } = await sentByHand(house, counsellor, staff.organisation);
    await house.database.query('delete from confidentiality_release where id = $1', [releaseId]);
    await orderByHand(house.database, id);
    await until(async () => (await rowOf(id))?.state === 'FAILED');
  });
});

describe('the thread that draws', () => {
  const input = fullDossier();
  const drawing = {
    kind: 'dossier',
    document: dossierPages(input, loadCodebook(), () => 'Koblenz'),
    json: dossierJson(input),
    createdAt: new Date('2026-03-22T10:00:00Z'),
  } as const;
  const built = new URL('src/dossiers/', `${pathToFileURL(process.env.TEST_BUILD ?? '').href}/`);

  it('gives the same bytes as drawing in place, and leaves this one free', async () => {
    const inPlace = await new DrawingRoom().draw(drawing);
    let turns = 0;
    const watch = setInterval(() => (turns += 1), 5);
    const apart = await new DrawingRoom(new URL('drawing.worker.js', built)).draw(drawing);
    clearInterval(watch);
    expect(apart.equals(inPlace)).toBe(true);
    expect(await textOfPdf(apart)).toContain('Dossier zu einem Diskriminierungsfall');
    // Drawing in place takes some hundred milliseconds in one go.
    expect(turns).toBeGreaterThan(10);
  });

  it('says so when it cannot draw, and the next drawing goes well', async () => {
    const room = new DrawingRoom(new URL('drawing.worker.js', built));
    const broken = { ...drawing, document: { ...drawing.document, sections: null } } as never;
    const [first, second] = await Promise.allSettled([room.draw(broken), room.draw(drawing)]);
    expect(first).toMatchObject({ status: 'rejected' });
    expect(second).toMatchObject({ status: 'fulfilled' });
  });
});
