import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import { CHANGE_SETTINGS, SETTINGS } from '../support/privacy.js';
import type { Someone, TestOrganisation } from '../support/world.js';

describe("a carrier's settings for data protection", () => {
  let house: TestHouse;
  let carrier: TestOrganisation;
  let administrator: Someone;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    carrier = await house.world.carrier('Träger mit Regeln');
    administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    counsellor = await house.world.counsellor(await house.world.service('Dienst', carrier));
  }, 60_000);
  afterAll(() => house.close());

  it('are the shipped ones until it decides, and hold for its services', async () => {
    const { privacySettings: shipped } = await counsellor.does<Json>(SETTINGS);
    expect(shipped).toMatchObject({
      carrier: 'Träger mit Regeln',
      law: { code: 'GDPR', access: 'Art. 15 DSGVO', check: false },
      retentionIsOwn: false,
      version: 0,
    });
    expect(shipped.supervisoryBody).toContain('Rheinland-Pfalz');
    const input = {
      officerName: 'Kim Datenschutz',
      officerEmail: 'datenschutz@example.org',
      supervisoryBody: 'Aufsicht Beispiel',
      retention: [
        { code: 'NO_MANDATE', closingReasons: ['ACHIEVED'], months: 6, fromEndOfYear: false, source: 'Beschluss 3' },
        { code: 'REST', months: 24, fromEndOfYear: true, source: 'Beschluss 4' },
      ],
    };
    const { changePrivacySettings: changed } = await administrator.does<Json>(CHANGE_SETTINGS, { version: 0, input });
    expect(changed).toMatchObject({ __typename: 'PrivacySettingsInForce', officerName: 'Kim Datenschutz', version: 1 });
    const { privacySettings: now } = await counsellor.does<Json>(SETTINGS);
    expect(now).toMatchObject({
      officerEmail: 'datenschutz@example.org',
      supervisoryBody: 'Aufsicht Beispiel',
      retentionIsOwn: true,
    });
    expect(now.retention.map(({ code, months }: Json) => [code, months])).toEqual([
      ['NO_MANDATE', 6],
      ['REST', 24],
    ]);
  });

  it('are changed by one at a time; what is left out stays', async () => {
    const change = (version: number, input: object): Promise<Json> =>
      administrator.does<Json>(CHANGE_SETTINGS, { version, input }).then((data) => data.changePrivacySettings);
    expect(await change(0, { address: 'Weg 1' })).toMatchObject({ code: 'VERSION_CONFLICT', field: 'version' });
    expect(await change(7, { address: 'Weg 1' })).toMatchObject({ code: 'VERSION_CONFLICT' });
    const after = await change(1, { address: 'Weg 1' });
    expect(after).toMatchObject({ address: 'Weg 1', officerName: 'Kim Datenschutz', version: 2 });
    expect(await change(2, { retention: null, officerName: null })).toMatchObject({
      retentionIsOwn: false,
      officerName: null,
      version: 3,
    });
  });

  it('are refused where a rule would hold nothing, with the field', async () => {
    const rule = { code: 'A', months: 12, fromEndOfYear: false, source: 'x' };
    const { changePrivacySettings: refused } = await administrator.does<Json>(CHANGE_SETTINGS, {
      version: 3,
      input: {
        retention: [
          { ...rule, code: 'ALL' },
          { ...rule, code: 'NEVER', closingReasons: ['NONSENSE'] },
        ],
      },
    });
    expect(refused.problems).toEqual([
      { code: 'UNKNOWN_CODE', field: 'input.retention[1].closingReasons[0]' },
      { code: 'RETENTION_UNREACHABLE', field: 'input.retention[1]' },
    ]);
  });

  it("are the carrier's: a service's administrator is told so, a counsellor may not, another carrier is untouched", async () => {
    const own = await house.world.someone(counsellor.organisation, 'ADMINISTRATOR');
    expect((await own.does<Json>(CHANGE_SETTINGS, { version: 3, input: {} })).changePrivacySettings).toMatchObject({
      code: 'SETTINGS_OF_CARRIER',
    });
    expect((await counsellor.ask(CHANGE_SETTINGS, { version: 3, input: {} })).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
    const stranger = await house.world.counsellor();
    expect((await stranger.does<Json>(SETTINGS)).privacySettings).toMatchObject({ address: null, version: 0 });
  });

  it('name the paragraphs of church law', async () => {
    await house.database.query(`update organisation set legal_basis = 'KDG' where id = $1`, [carrier.id]);
    const { privacySettings } = await counsellor.does<Json>(SETTINGS);
    expect(privacySettings.law).toMatchObject({
      code: 'KDG',
      access: '§ 17 KDG',
      consent: '§ 11 Abs. 2 Buchst. a KDG',
      check: true,
    });
  });
});
