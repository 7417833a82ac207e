import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday } from '../support/cases.js';
import { fetchPdf, textOfPdf, type Fetched } from '../support/pdf.js';
import { CHANGE_SETTINGS } from '../support/privacy.js';
import { openOffice, referableCase, scene, type Scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

describe('the form for the release from confidentiality', () => {
  let house: TestHouse;
  let from: Scene;
  beforeAll(async () => {
    house = await openTestHouse();
    from = await scene(house);
    const { organisation } = from.counsellor;
    const carrier = { ...organisation, id: organisation.carrierId, kind: 'CARRIER' } as const;
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    await administrator.does(CHANGE_SETTINGS, {
      version: 0,
      input: { address: 'Beispielweg 5\n55555 Musterstadt', officerName: 'Kim Aufsicht' },
    });
  });
  afterAll(() => house.close());

  const wanted = (changes: object = {}): object => ({
    officeId: from.office.id,
    fieldGroups: ['INCIDENT', 'GROUNDS'],
    purpose: 'Prüfung von Ansprüchen nach dem AGG',
    explainedIn: 'ti',
    interpreter: 'ሰላም Beispiel',
    validUntil: daysFromToday(90),
    ...changes,
  });
  const ask = (who: Someone, body: object, caseId = from.caseId): Promise<Fetched> =>
    fetchPdf(who, `/cases/${caseId}/release-form`, body);
  const json = ({ body }: Fetched): { code: string; field: string; de: string; en: string } =>
    JSON.parse(body.toString()) as { code: string; field: string; de: string; en: string };
  const entries = async (): Promise<{ person_id: string; details: object }[]> => {
    const { rows } = await house.database.query<{ person_id: string; details: object }>(
      `select person_id, details from audit_entry where action = 'release-form.drawn' order by id`,
    );
    return rows;
  };
  const releases = async (): Promise<number> =>
    (await house.database.query('select from confidentiality_release')).rows.length;

  it('is a PDF with what the client is to sign, and nothing is released by it', async () => {
    const before = (await entries()).length;
    const { status, headers, body } = await ask(from.counsellor, wanted());
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="schweigepflichtentbindung.pdf"',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const text = await textOfPdf(body);
    for (const word of [
      'Entbindung von der Schweigepflicht',
      from.office.name,
      from.counsellor.organisation.name,
      'Shirin Erfunden',
      'Prüfung von Ansprüchen nach dem AGG',
      'Tigrinisch',
      daysFromToday(90).split('-').reverse().join('.'),
      'Art. 9 Abs. 2 Buchst. a DSGVO',
      'Beispielweg 5, 55555 Musterstadt',
      'Kim Aufsicht',
      'Der Landesbeauftragte für den Datenschutz', // the usual body, where the carrier has entered none
    ])
      expect(text).toContain(word);
    expect(text).not.toContain('\uFFFD');
    expect(text).not.toContain('Sorgeberechtigte Person');
    expect(body.toString('latin1').match(/\/ActualText \(angekreuzt:\)/g)).toHaveLength(2);
    expect(await releases()).toBe(0);
    expect((await entries()).slice(before)).toEqual([
      { person_id: from.counsellor.id, details: { office: from.office.id, groups: ['INCIDENT', 'GROUNDS'] } },
    ]);
  });

  it('leaves a line for the guardian of a minor, whose name may be known later', async () => {
    const caseId = await referableCase(from.counsellor, { ageBand: 'UNDER_18', clientName: null });
    const text = await textOfPdf((await ask(from.counsellor, wanted({ interpreter: null }), caseId)).body);
    expect(text).toContain('Sorgeberechtigte Person');
    const named = await ask(from.counsellor, wanted({ guardian: 'Frau Vormund-Beispiel' }));
    expect(await textOfPdf(named.body)).toContain('Frau Vormund-Beispiel');
  });

  it.each([
    ['KDG', 'GDPR', '§ 11 Abs. 2 Buchst. a KDG'],
    ['DSG_EKD', 'GDPR', '§ 13 Abs. 2 Nr. 1 DSG-EKD'],
    ['GDPR', 'KDG', '§ 11 Abs. 2 Buchst. a KDG'],
    ['GDPR', 'GDPR', 'Art. 9 Abs. 2 Buchst. a DSGVO'],
  ])('names the law: carrier under %s, service under %s', async (ofCarrier, ofService, wording) => {
    const carrier = await house.world.carrier();
    const counsellor = await house.world.counsellor(await house.world.service(undefined, carrier));
    const set = 'update organisation set legal_basis = $2 where id = $1';
    await house.database.query(set, [carrier.id, ofCarrier]);
    await house.database.query(set, [counsellor.organisation.id, ofService]);
    const text = await textOfPdf((await ask(counsellor, wanted(), await referableCase(counsellor))).body);
    expect(text).toContain(wording);
    expect(text).toContain(carrier.name);
  });

  it.each([
    ['nothing', { purpose: undefined }, 'REQUIRED', 'purpose'],
    ['a purpose of blanks', { purpose: ' \n ' }, 'REQUIRED', 'purpose'],
    ['NUL', { purpose: 'a\u0000b' }, 'INVALID_CHARACTER', 'purpose'],
    ['100 kB', { purpose: 'x'.repeat(100_000) }, 'TOO_LONG', 'purpose'],
    ['another kind of value', { interpreter: { name: 'x' } }, 'REQUIRED', 'interpreter'],
    ['no groups', { fieldGroups: [] }, 'EMPTY', 'fieldGroups'],
    ['an unknown group', { fieldGroups: ['INCIDENT', 'SECRETS'] }, 'UNKNOWN_CODE', 'fieldGroups[1]'],
    ['an unknown language', { explainedIn: 'xx' }, 'UNKNOWN_CODE', 'explainedIn'],
    ['a day that does not exist', { validUntil: '2026-02-30' }, 'INVALID_FORMAT', 'validUntil'],
    ['a day in the past', { validUntil: daysFromToday(-1) }, 'RELEASE_ENDS_BEFORE_START', 'validUntil'],
    ['more than a year', { validUntil: daysFromToday(400) }, 'RELEASE_TOO_LONG', 'validUntil'],
    ['no id', { officeId: 'nonsense' }, 'INVALID_FORMAT', 'officeId'],
    ['no office', { officeId: '00000000-0000-4000-8000-000000000000' }, 'OFFICE_UNKNOWN', 'officeId'],
  ])('refuses %s, naming the field in both languages', async (_, changes, code, field) => {
    const before = (await entries()).length;
    const answer = await ask(from.counsellor, wanted(changes));
    expect([answer.status, json(answer)]).toEqual([422, expect.objectContaining({ code, field })]);
    expect(json(answer).de).not.toBe('');
    expect(json(answer).en).not.toBe(json(answer).de);
    expect(await entries()).toHaveLength(before);
  });

  it('takes emoji, other directions and long words without falling over', async () => {
    const purpose = `🙂 محمد رضا ${'Ö'.repeat(400)}`;
    expect((await ask(from.counsellor, wanted({ purpose, guardian: 'مریم' }))).status).toBe(200);
  });

  it('refuses what is no JSON', async () => {
    const response = await request(house.world.server)
      .post(`/cases/${from.caseId}/release-form`)
      .set('Cookie', from.counsellor.cookie)
      .set('Content-Type', 'application/json')
      .send('{"officeId":');
    expect(response.status).toBe(400);
    for (const body of ['[]', 'null', '"text"']) {
      const odd = await request(house.world.server)
        .post(`/cases/${from.caseId}/release-form`)
        .set('Cookie', from.counsellor.cookie)
        .set('Content-Type', 'application/json')
        .send(body);
      expect([body, odd.status < 500 && odd.status >= 400]).toEqual([body, true]);
    }
  });

  it('does not exist for a foreign, a random and a malformed case alike', async () => {
    const stranger = await house.world.counsellor();
    const answers = [
      await ask(stranger, wanted()),
      await ask(from.counsellor, wanted(), '00000000-0000-4000-8000-000000000000'),
      await ask(from.counsellor, wanted(), 'nonsense'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('is closed to whoever records no releases', async () => {
    const others = [
      from.office.staff,
      await house.world.someone(from.counsellor.organisation, 'ADMINISTRATOR'),
      await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF'),
    ];
    for (const person of others) expect((await ask(person, wanted())).status).toBe(403);
    expect((await ask(house.world.nobody, wanted())).status).toBe(401);
  });

  it('does not offer an office that was retired', async () => {
    const retired = await openOffice(house, { name: 'Stelle von gestern' });
    await house.database.query('update office set active = false where id = $1', [retired.id]);
    expect(json(await ask(from.counsellor, wanted({ officeId: retired.id })))).toMatchObject({
      code: 'OFFICE_UNKNOWN',
    });
  });
});
