import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Someone } from '../support/world.js';

interface TermOut {
  readonly code: string;
  readonly de: string;
  readonly en: string;
  readonly agg: string | null;
  readonly core: boolean;
  readonly review: boolean;
  readonly retired: boolean;
  readonly area: string | null;
  readonly subAreas: readonly TermOut[];
}

describe('codebook and places', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const municipalities = async (search: string, first?: number) => {
    const answer = await counsellor.does<{ municipalities: { name: string; districtKey: string }[] }>(
      `query ($search: String!, $first: Int) { municipalities(search: $search, first: $first) { name districtKey } }`,
      { search, first },
    );
    return answer.municipalities;
  };

  it('gives the grounds with what § 1 AGG says of each and which are the core of the concept', async () => {
    const { vocabulary } = await counsellor.does<{ vocabulary: TermOut[] }>(
      '{ vocabulary(name: "grounds") { code de en agg core retired review area } }',
    );
    expect(vocabulary).toHaveLength(18);
    expect(vocabulary[0]).toEqual({
      ...{ code: 'ORIGIN', de: '(zugeschriebene) ethnische Herkunft', en: 'ethnic origin (actual or ascribed)' },
      ...{ agg: 'yes', core: true, retired: false, review: false, area: null },
    });
    expect(vocabulary.filter(({ core }) => core)).toHaveLength(4);
  });

  it('gives areas with their sub-areas, and sub-areas with their area', async () => {
    const { areas, subAreas } = await counsellor.does<{ areas: TermOut[]; subAreas: TermOut[] }>(
      `{ areas: vocabulary(name: "areas") { code subAreas { code area } } subAreas: vocabulary(name: "subAreas") { code area } }`,
    );
    const work = areas.find(({ code }) => code === 'WORK');
    expect(work?.subAreas).toContainEqual({ code: 'WORK_ACCESS', area: 'WORK' });
    expect(subAreas).toContainEqual({ code: 'WORK_ACCESS', area: 'WORK' });
    expect(areas.flatMap(({ subAreas: own }) => own)).toHaveLength(subAreas.length);
  });

  it('tells which values a specialist has still to confirm', async () => {
    const { vocabulary } = await counsellor.does<{ vocabulary: TermOut[] }>(
      '{ vocabulary(name: "phenomena") { code review } }',
    );
    expect(vocabulary.filter(({ review }) => review).map(({ code }) => code)).toContain('ANTI_SLAVIC');
    expect(vocabulary.filter(({ review }) => !review).map(({ code }) => code)).toContain('ANTISEMITISM');
  });

  it('gives the whole codebook with the attributions that the licences ask for', async () => {
    const { codebook } = await counsellor.does<{
      codebook: {
        version: number;
        vocabularies: { name: string; terms: { code: string }[] }[];
        attributions: { file: string; attribution: string; licence: string }[];
      };
    }>('{ codebook { version vocabularies { name terms { code } } attributions { file attribution licence } } }');
    expect(codebook.version).toBe(1);
    expect(codebook.vocabularies.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['grounds', 'referralKinds', 'regimes', 'languages']),
    );
    expect(codebook.vocabularies.every(({ terms }) => terms.length > 0)).toBe(true);
    expect(codebook.attributions.find(({ file }) => file === 'rlp-districts.csv')).toMatchObject({
      attribution: expect.stringContaining('Statistisches Bundesamt'),
      licence: 'CC BY 4.0',
    });
  });

  it('refuses a vocabulary that there is not, naming those that there are', async () => {
    const ask = `query ($names: [String!]) { codebook(names: $names) { version } }`;
    const { data, errors } = await counsellor.ask(ask, { names: ['grounds', 'constructor'] });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('INPUT_REFUSED');
    expect(errors?.[0]?.extensions.problems).toMatchObject([
      {
        ...{ code: 'UNKNOWN_VOCABULARY', field: 'names[1]' },
        ...{ de: expect.stringContaining('grounds'), en: expect.stringContaining('grounds') },
      },
    ]);
  });

  it('knows the 36 districts and their three regions', async () => {
    const { districts, regions } = await counsellor.does<{
      districts: { key: string; name: string; region: { key: string } }[];
      regions: { key: string; name: string }[];
    }>('{ districts { key name kind region { key name } } regions { key name } }');
    expect(districts).toHaveLength(36);
    expect(regions.map(({ key }) => key)).toEqual(['071', '072', '073']);
    expect(districts.find(({ name }) => name === 'Ahrweiler')).toMatchObject({ key: '07131', region: { key: '071' } });
  });

  it('finds the district while somebody types the name of a village', async () => {
    expect((await municipalities('bad duerk'))[0]).toEqual({ name: 'Bad Dürkheim', districtKey: '07332' });
    expect(await municipalities('heim', 3)).toHaveLength(3);
    expect(await municipalities('heim', 100_000)).toHaveLength(50);
    expect(await municipalities('heim', -5)).toHaveLength(1);
  });

  it.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['NUL', '\u0000'],
    ['an emoji', '🏘️'],
    ['a right-to-left name', 'ماينتس'],
    ['100 kB', 'x'.repeat(100_000)],
    ['wildcards', '%_*'],
  ])('finds nothing for %s', async (_, typed) => {
    expect(await municipalities(typed)).toEqual([]);
  });

  it('is the same for every role', async () => {
    const query = '{ vocabulary(name: "grounds") { code } districts { key } legalRules { version } }';
    const seen = await counsellor.does(query);
    const { world } = house;
    for (const someone of [
      await world.someone(await world.office(), 'OFFICE_STAFF'),
      await world.someone(await world.campaignTeam(), 'CAMPAIGN_STAFF'),
      await world.someone(await world.carrier(), 'DATA_PROTECTION_OFFICER'),
      await world.operator(),
    ]) {
      expect(await someone.does(query)).toEqual(seen);
    }
  });

  it('is closed to whoever is not signed in', async () => {
    for (const query of [
      '{ codebook { version } }',
      '{ vocabulary(name: "grounds") { code } }',
      '{ districts { key } }',
      '{ regions { key } }',
      '{ municipalities(search: "Mainz") { name } }',
      '{ legalRules { version } }',
      '{ routingRules { version } }',
    ]) {
      const { data, errors } = await house.world.nobody.ask(query);
      expect([query, data, errors?.[0]?.extensions.code]).toEqual([query, null, 'NOT_SIGNED_IN']);
    }
  });
});
