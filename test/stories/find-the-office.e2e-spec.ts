import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Offices } from '../../src/offices/offices.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { connectOffice, officeId, seedOffices } from '../support/offices.js';
import type { Someone } from '../support/world.js';

const refusal = '... on Refusal { code field de en problems { code field } }';
const add = `mutation ($input: AddOfficeInput!) { addOffice(input: $input) { __typename ... on Office { id key version takesPart } ${refusal} } }`;
const change = `mutation ($id: ID!, $input: ChangeOfficeInput!) { changeOffice(id: $id, input: $input) { __typename ... on Office { name capacity phone version runBy competence { grounds { code } } } ${refusal} } }`;
const connect = `mutation ($officeId: ID!, $organisationId: ID!) { connectOffice(officeId: $officeId, organisationId: $organisationId) { __typename ... on Office { takesPart } ${refusal} } }`;
const changeOwn = `mutation ($input: ChangeOwnOfficeInput!) { changeOwnOffice(input: $input) { __typename ... on Office { key capacity answerDays phone languages { code } version } ${refusal} } }`;

const newOffice = {
  key: 'fachstelle-alter',
  kind: 'SPECIALISED',
  name: 'Fachstelle Alter (erfunden)',
  coverage: { kind: 'REGIONS', regions: ['071'] },
  competence: { grounds: ['AGE'], areas: ['WORK', 'HOUSING'] },
  languages: ['de'],
};

describe('the directory of offices', () => {
  let house: TestHouse;
  let operator: Someone;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    await seedOffices(house);
    operator = await house.world.operator();
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const keys = async (someone: Someone, filter: object | null): Promise<string[]> => {
    const { offices } = await someone.does<{ offices: { key: string }[] }>(
      'query ($filter: OfficeFilterInput) { offices(filter: $filter) { key } }',
      { filter },
    );
    return offices.map(({ key }) => key);
  };
  const versionOf = async (id: string): Promise<number> => {
    const { office } = await operator.does<{ office: { version: number } }>(
      'query ($id: ID!) { office(id: $id) { version } }',
      { id },
    );
    return office.version;
  };
  const countOffices = async (): Promise<number> => {
    const { rows } = await house.database.query<{ count: string }>('select count(*) from office');
    return Number(rows[0]?.count);
  };

  it('holds the offices that ship with the product, once, however often the house starts', async () => {
    expect(await countOffices()).toBe(15);
    await house.app.get(Offices, { strict: false }).storeShipped();
    expect(await countOffices()).toBe(15);
    expect(await keys(counsellor, null)).toContain('lads-rlp');
  });

  it.each([
    [{ kind: 'STATE_OFFICE' }, ['lads-rlp'], ['ads-bund', 'anwaltspool']],
    [{ ground: 'DISABILITY' }, ['fachstelle-behinderung', 'lads-rlp'], ['fachstelle-queer', 'fachstelle-rassismus']],
    [{ phenomenon: 'ANTISEMITISM' }, ['fachstelle-antisemitismus'], ['fachstelle-antiziganismus']],
    [{ area: 'WORK' }, ['fachstelle-gleichstellung'], ['kommunale-stelle-kaiserslautern']],
    [{ respondentType: 'STATE_POLICE' }, ['beauftragte-landespolizei'], ['beschwerdestelle-schule']],
    [{ district: '07312' }, ['kommunale-stelle-kaiserslautern'], ['beratung-rassismus-trier']],
    [{ district: '07211' }, ['beratung-rassismus-trier'], ['kommunale-stelle-kaiserslautern']],
    [{ language: 'rom' }, ['fachstelle-antiziganismus'], ['lads-rlp']],
    [{ kind: 'SPECIALISED', language: 'uk', area: 'HOUSING' }, ['kommunale-stelle-kaiserslautern'], ['anwaltspool']],
  ])('is narrowed by %j', async (filter, in_, out) => {
    const found = await keys(counsellor, filter);
    expect(found).toEqual(expect.arrayContaining(in_));
    for (const key of out) expect(found).not.toContain(key);
  });

  it('refuses to search for a code that there is not, and names the field in both languages', async () => {
    const { errors } = await counsellor.ask('query ($filter: OfficeFilterInput) { offices(filter: $filter) { key } }', {
      filter: { kind: 'STATE_OFFICE', ground: 'SHOE_SIZE', district: '09162' },
    });
    expect(errors?.[0]?.extensions.code).toBe('INPUT_REFUSED');
    expect(errors?.[0]?.extensions.problems).toMatchObject([
      { code: 'UNKNOWN_CODE', field: 'filter.ground', de: expect.any(String), en: expect.any(String) },
      { code: 'UNKNOWN_DISTRICT', field: 'filter.district' },
    ]);
  });

  it('tells of an office what it is there for, in words', async () => {
    const id = await officeId(counsellor, 'beratung-rassismus-trier');
    const { office } = await counsellor.does(
      `query ($id: ID!) { office(id: $id) { key name kind { de } capacity takesPart answerDays active coverage { kind regions { name } districts { key } } competence { grounds { code de } areas { code } } languages { code de } website } }`,
      { id },
    );
    expect(office).toMatchObject({
      key: 'beratung-rassismus-trier',
      capacity: 'LIMITED',
      takesPart: false,
      coverage: { kind: 'REGIONS', regions: [{ name: 'Trier' }], districts: [] },
      competence: { areas: null },
      website: 'https://mosel-eifel.example.org',
    });
  });

  it('gives the same answer for a random and a malformed id', async () => {
    const answers = [];
    for (const id of ['00000000-0000-4000-8000-000000000000', 'lads-rlp', 'x\u0000', 'x'.repeat(100_000)]) {
      const { data, errors } = await counsellor.ask('query ($id: ID!) { office(id: $id) { name } }', { id });
      answers.push(JSON.stringify({ data, errors }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('NOT_FOUND');
  });

  it('gets a new office from the operator, who is then found by it', async () => {
    const { addOffice } = await operator.does(add, { input: newOffice });
    expect(addOffice).toMatchObject({ __typename: 'Office', key: 'fachstelle-alter', version: 1, takesPart: false });
    expect(await keys(counsellor, { ground: 'AGE', district: '07131' })).toContain('fachstelle-alter');
    expect(await keys(counsellor, { ground: 'AGE', district: '07211' })).not.toContain('fachstelle-alter');
    const { rows } = await house.database.query(`select details from audit_entry where action = 'office.added'`);
    expect(rows).toEqual([{ details: { key: 'fachstelle-alter' } }]);
  });

  it.each([
    ['the key is taken', { key: 'lads-rlp' }, 'OFFICE_KEY_TAKEN', 'input.key'],
    ['the key is not one', { key: 'Grosse_Stelle' }, 'OFFICE_KEY_FORMAT', 'input.key'],
    ['the kind is unknown', { kind: 'PUB' }, 'UNKNOWN_CODE', 'input.kind'],
    ['the name is blank', { name: '  ' }, 'REQUIRED', 'input.name'],
    ['the name holds NUL', { name: 'Stelle\u0000' }, 'INVALID_CHARACTER', 'input.name'],
    ['the name has 100 kB', { name: 'x'.repeat(100_000) }, 'TOO_LONG', 'input.name'],
    [
      'a ground is unknown',
      { competence: { grounds: ['AGE', 'SHOE_SIZE'] } },
      'UNKNOWN_CODE',
      'input.competence.grounds[1]',
    ],
    ['no ground is left', { competence: { grounds: [] } }, 'EMPTY', 'input.competence.grounds'],
    [
      'the region is unknown',
      { coverage: { kind: 'REGIONS', regions: ['099'] } },
      'UNKNOWN_REGION',
      'input.coverage.regions[0]',
    ],
    ['the district is missing', { coverage: { kind: 'DISTRICTS' } }, 'REQUIRED', 'input.coverage.districts'],
    ['there are no languages', { languages: [] }, 'EMPTY', 'input.languages'],
    ['the language is unknown', { languages: ['klingon'] }, 'UNKNOWN_CODE', 'input.languages[0]'],
    ['the capacity is unknown', { capacity: 'SOME' }, 'INVALID_FORMAT', 'input.capacity'],
    ['the days are too many', { answerDays: 91 }, 'OUT_OF_RANGE', 'input.answerDays'],
    ['the address runs in the browser', { website: 'javascript:alert(1)' }, 'INVALID_FORMAT', 'input.website'],
    ['the e-mail address is none', { email: 'nobody' }, 'INVALID_FORMAT', 'input.email'],
    ['a name of the body is blank', { bodyNames: ['Amt', ' '] }, 'REQUIRED', 'input.bodyNames[1]'],
    [
      'the carrier is not there',
      { runByCarrierId: '00000000-0000-4000-8000-000000000000' },
      'NOT_A_CARRIER',
      'input.runByCarrierId',
    ],
  ])('refuses a new office when %s, and writes nothing', async (_, faulty, code, field) => {
    const before = await countOffices();
    const { addOffice } = await operator.does(add, { input: { ...newOffice, key: 'neue-stelle', ...faulty } });
    expect(addOffice).toMatchObject({
      __typename: 'Refusal',
      code,
      field,
      de: expect.any(String),
      en: expect.any(String),
    });
    expect(await countOffices()).toBe(before);
  });

  it('takes names in any script', async () => {
    const name = 'مكتب الاستشارة 🏛️ Đường';
    const id = await officeId(operator, 'fachstelle-queer');
    const { changeOffice } = await operator.does(change, { id, input: { version: await versionOf(id), name } });
    expect(changeOffice).toMatchObject({ __typename: 'Office', name });
  });

  it('changes only what the operator names, and only from the version that was read', async () => {
    const id = await officeId(operator, 'fachstelle-behinderung');
    const carrier = await house.world.carrier('Träger Wiese e. V. (erfunden)');
    const version = await versionOf(id);
    const input = { version, capacity: 'FULL', phone: '0000 12345', runByCarrierId: carrier.id };
    const first = await operator.does<{ changeOffice: object }>(change, { id, input });
    expect(first.changeOffice).toMatchObject({
      ...{ __typename: 'Office', capacity: 'FULL', phone: '0000 12345', version: version + 1 },
      ...{ runBy: 'Träger Wiese e. V. (erfunden)', competence: { grounds: [{ code: 'DISABILITY' }] } },
    });
    const second = await operator.does<{ changeOffice: object }>(change, { id, input: { version, capacity: 'OPEN' } });
    expect(second.changeOffice).toMatchObject({ code: 'VERSION_CONFLICT', field: 'input.version' });
    const { rows } = await house.database.query(
      `select details from audit_entry where action = 'office.changed' and subject_id = $1 order by id desc limit 1`,
      [id],
    );
    expect(rows[0]?.details.fields.sort()).toEqual(['capacity', 'contactPhone', 'runByCarrierId']);
  });

  it('retires an office: lists no longer have it, older referrals can still name it', async () => {
    const { addOffice } = await operator.does<{ addOffice: { id: string } }>(add, {
      input: { ...newOffice, key: 'alte-stelle' },
    });
    await operator.does(change, { id: addOffice.id, input: { version: 1, active: false } });
    expect(await keys(counsellor, { ground: 'AGE' })).not.toContain('alte-stelle');
    expect(await keys(operator, { ground: 'AGE' })).toContain('alte-stelle');
    const { office } = await counsellor.does('query ($id: ID!) { office(id: $id) { active } }', { id: addOffice.id });
    expect(office).toEqual({ active: false });
  });

  it('is edited by the operator alone', async () => {
    const id = await officeId(operator, 'lads-rlp');
    for (const someone of [
      counsellor,
      await house.world.supervisor(),
      await house.world.someone(await house.world.carrier(), 'ADMINISTRATOR'),
      await house.world.someone(await house.world.office(), 'OFFICE_LEAD'),
    ]) {
      const attempts = [
        await someone.ask(add, { input: { ...newOffice, key: 'fremde-stelle' } }),
        await someone.ask(change, { id, input: { version: 1, name: 'Meine' } }),
        await someone.ask(connect, { officeId: id, organisationId: someone.organisation.id }),
      ];
      for (const { data, errors } of attempts)
        expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
    }
    expect(await versionOf(id)).toBe(1);
  });

  it('is not changed by another organisation past the API either', async () => {
    const service = await house.world.service();
    const client = await house.database.connect();
    try {
      await client.query('begin');
      await client.query('set local role beistand_app');
      await client.query(`select set_config('app.organisation_id', $1, true)`, [service.id]);
      const { rowCount } = await client.query(`update office set capacity = 'FULL'`);
      expect(rowCount).toBe(0);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('gives an office its inbox, and one office alone', async () => {
    const organisation = await connectOffice(house, 'fachstelle-rassismus');
    const other = await officeId(operator, 'anwaltspool');
    const again = await operator.does(connect, { officeId: other, organisationId: organisation.id });
    expect(again).toMatchObject({ connectOffice: { code: 'OFFICE_CONNECTED_ALREADY', field: 'organisationId' } });
    const service = await house.world.service();
    const wrong = await operator.does(connect, { officeId: other, organisationId: service.id });
    expect(wrong).toMatchObject({ connectOffice: { code: 'NOT_AN_OFFICE', field: 'organisationId' } });
    expect(await keys(counsellor, { takesPart: true })).toEqual(['fachstelle-rassismus']);
  });

  it('lets the lead of an office say how many cases it takes, and nothing else of its entry', async () => {
    const lead = await house.world.someone(await connectOffice(house, 'anwaltspool'), 'OFFICE_LEAD');
    const { ownOffice } = await lead.does<{ ownOffice: { key: string; version: number } }>(
      '{ ownOffice { key version } }',
    );
    expect(ownOffice.key).toBe('anwaltspool');
    const input = {
      version: ownOffice.version,
      capacity: 'LIMITED',
      answerDays: 3,
      phone: '0000 1',
      languages: ['de', 'ar'],
    };
    const { changeOwnOffice } = await lead.does(changeOwn, { input });
    expect(changeOwnOffice).toMatchObject({
      ...{ __typename: 'Office', key: 'anwaltspool', capacity: 'LIMITED', answerDays: 3, phone: '0000 1' },
      ...{ languages: [{ code: 'de' }, { code: 'ar' }], version: ownOffice.version + 1 },
    });
    expect(await lead.does(changeOwn, { input })).toMatchObject({ changeOwnOffice: { code: 'VERSION_CONFLICT' } });
    const { errors } = await lead.ask(changeOwn, { input: { ...input, competence: { grounds: null } } });
    expect(errors?.[0]?.extensions.problems?.[0]?.field).toBe('input.competence');
  });

  it('has no own entry for staff, for a service, and for an office that is not connected', async () => {
    const staff = await house.world.someone(await house.world.office(), 'OFFICE_STAFF');
    const input = { version: 1, capacity: 'FULL' };
    expect((await staff.ask(changeOwn, { input })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    for (const someone of [
      await house.world.someone(await house.world.service(), 'ADMINISTRATOR'),
      await house.world.someone(await house.world.office(), 'OFFICE_LEAD'),
    ]) {
      expect(await someone.does('{ ownOffice { key } }')).toEqual({ ownOffice: null });
      expect((await someone.ask(changeOwn, { input })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
  });
});
