import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { closeCase, daysFromToday, recordCase, type Json } from '../support/cases.js';
import { doneBy, outcomeOf } from '../support/referrals.js';
import {
  allChecks,
  asApplication,
  CHANGE_STORY,
  CONSENTS,
  consentInput,
  consentOf,
  draftStory,
  lookedThrough,
  POOL,
  POOL_STORY,
  poolOf,
  RECORD_CONSENT,
  refusedBy,
  RETRACT_STORY,
  RETURN_STORY,
  SIGN_OFF_STORY,
  signedOff,
  STORIES,
  STORY,
  storyInput,
  SUBMIT_STORY,
  submitted,
  WITHDRAW_CONSENT,
  WRITE_STORY,
} from '../support/stories.js';
import type { Someone } from '../support/world.js';

describe('an anonymised story', () => {
  let house: TestHouse;
  let author: Someone;
  let second: Someone;
  let campaigner: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    await house.world.platform();
    author = await house.world.counsellor();
    second = await house.world.supervisor(author.organisation);
    // A team of nobody's carrier: the pool is for all.
    campaigner = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
  });
  afterAll(() => house.close());

  const find = async (id: string, who = author): Promise<Json> => (await who.does<Json>(STORY, { id })).story;
  const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await house.database.query<Row>(text, values)).rows;
  const inDatabase = (who: Someone, text: string, values: unknown[] = []): Promise<unknown[]> =>
    asApplication(house, who, text, values);
  const notFound = async (who: Someone, query: string, variables: object): Promise<void> =>
    expect((await who.ask(query, variables)).errors?.[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });

  it('begins with the client’s own consent, on a closed case too', async () => {
    const kase = await recordCase(author);
    await closeCase(author, kase);
    const consent = await doneBy(author, RECORD_CONSENT, { caseId: kase.id, input: consentInput() });
    expect(consent).toMatchObject({
      caseId: kase.id,
      uses: [{ code: 'PRINT' }, { code: 'WEB' }],
      outlivesCase: false,
      documentReference: 'Ordner 9, Blatt 2',
    });
    expect((await author.does<Json>(CONSENTS, { caseId: kase.id })).storyConsents).toEqual([
      Object.fromEntries(Object.entries(consent).filter(([name]) => name !== '__typename')),
    ]);
    const wrong = { uses: [], givenOn: daysFromToday(1), documentReference: null };
    expect(await refusedBy(author, RECORD_CONSENT, { caseId: kase.id, input: consentInput(wrong) })).toEqual([
      'EMPTY input.uses',
      'DATE_IN_FUTURE input.givenOn',
      'STORY_DOCUMENT_MISSING input.documentReference',
    ]);
    const minor = await recordCase(author, { ageBand: 'UNDER_18' });
    expect(await refusedBy(author, RECORD_CONSENT, { caseId: minor.id, input: consentInput() })).toEqual([
      'STORY_GUARDIAN_MISSING input.guardian',
    ]);
  });

  it('says less than its case, never something else', async () => {
    const { id: consentId } = await consentOf(author);
    const wrong = storyInput({ grounds: ['ORIGIN', 'AGE'], area: 'WORK', region: '072' });
    expect(await refusedBy(author, WRITE_STORY, { consentId, input: wrong })).toEqual([
      'STORY_NOT_OF_CASE input.grounds[1]',
      'STORY_NOT_OF_CASE input.area',
      'STORY_NOT_OF_CASE input.region',
    ]);
    const story = await doneBy(author, WRITE_STORY, { consentId, input: storyInput({ region: '071' }) });
    expect(story).toMatchObject({ state: 'DRAFT', version: 1, region: { key: '071', name: 'Koblenz' } });
  });

  it('is looked through by the house: names of the case, places, days, rare combinations', async () => {
    const consent = await consentOf(
      author,
      {},
      { clientName: 'Amina Erfunden', respondentOrganisation: 'Wohnbau Muster GmbH' },
    );
    const story = await doneBy(author, WRITE_STORY, {
      consentId: consent.id,
      input: storyInput({
        title: 'Amina sucht',
        text: 'Am 3. Mai rief sie in Mainz bei der Wohnbau Muster GmbH an. Sie war 34 Jahre alt.',
        grounds: ['NAME', 'ORIGIN'],
      }),
    });
    const found = story.hints.map(({ kind, field, excerpt, blocks }: Json) => [kind.code, field, excerpt, blocks]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['NAME_OF_CASE', 'title', 'Amina', true],
        ['DATE', 'text', '3. Mai', false],
        ['PLACE', 'text', 'Mainz', false],
        ['NAME_OF_CASE', 'text', 'Wohnbau Muster GmbH', true],
        ['AGE', 'text', '34 Jahre alt', false],
      ]),
    );
    const { id, version } = story;
    const input = { checks: allChecks.slice(1), confirmed: story.hints.map(({ key }: Json) => key) };
    expect(await refusedBy(author, SUBMIT_STORY, { id, version, input })).toEqual([
      'STORY_CHECK_MISSING checks',
      'STORY_IDENTIFIES id',
    ]);
    const open = { checks: allChecks, confirmed: [] };
    expect(await refusedBy(author, SUBMIT_STORY, { id, version, input: open })).toContain('STORY_HINT_OPEN confirmed');
    const refusal = await outcomeOf(author, SUBMIT_STORY, { id, version, input: open });
    expect(JSON.stringify(refusal)).not.toMatch(/Amina|Mainz|Wohnbau/);
  });

  it('is rare where its service has fewer than three such cases', async () => {
    const counsellor = await house.world.counsellor();
    const kinds = async (id: string): Promise<string[]> =>
      (await find(id, counsellor)).hints.map(({ kind }: Json) => kind.code);
    const story = await draftStory(counsellor);
    expect(await kinds(story.id)).toEqual(['RARE_IN_SERVICE']);
    await recordCase(counsellor);
    await recordCase(counsellor, { mainArea: { area: 'WORK' } });
    expect(await kinds(story.id)).toEqual(['RARE_IN_SERVICE']);
    await recordCase(counsellor);
    expect(await kinds(story.id)).toEqual([]);
  });

  it('needs a second person who has not written in it, whatever the application says', async () => {
    const draft = await draftStory(author);
    const { id, version } = draft;
    const { version: next } = await doneBy(second, CHANGE_STORY, { id, version, input: storyInput() });
    const waiting = await submitted(author, await find(id));
    expect(waiting).toMatchObject({ state: 'SUBMITTED', version: next + 1 });
    const signOff = { id, version: waiting.version, input: lookedThrough(waiting) };
    expect(await refusedBy(author, SIGN_OFF_STORY, signOff)).toEqual(['NOT_YOURSELF id']);
    expect(await refusedBy(second, SIGN_OFF_STORY, signOff)).toEqual(['NOT_YOURSELF id']);

    const asAuthor = (text: string): Promise<unknown> => inDatabase(author, text, text.includes('$1') ? [id] : []);
    const signed = `update story set state = 'SIGNED_OFF', pool_id = gen_random_uuid(), signed_off_at = now(), signed_off_by =`;
    await expect(asAuthor(`${signed} '${author.id}' where id = $1`)).rejects.toThrow('story_second_person');
    await expect(asAuthor(`${signed} null where id = $1`)).rejects.toThrow('check constraint');
    await expect(
      asAuthor(`update story set state = 'DRAFT', authors = '{${second.id}}' where id = $1`),
    ).rejects.toThrow('stays its author');
    await expect(
      asAuthor(`insert into pool_story (id, title, text, language, grounds, uses, quarter)
                values (gen_random_uuid(), 'x', 'x', 'de', '{}', '{WEB}', '2026-Q1')`),
    ).rejects.toThrow('row-level security');
  });

  it('is signed off by somebody else, and read by campaigns of every carrier without a word of where it comes from', async () => {
    const story = await signedOff(author, second, { region: '071' }, { validUntil: daysFromToday(30) });
    expect(story).toMatchObject({ state: 'SIGNED_OFF', signedOffBy: { id: second.id }, hints: [] });
    const [read] = await poolOf(campaigner);
    expect(read).toEqual({
      id: expect.any(String),
      title: 'Am Telefon noch frei',
      text: expect.stringContaining('Wohnung'),
      language: { code: 'de' },
      grounds: [{ code: 'ORIGIN' }],
      area: { code: 'HOUSING' },
      region: { key: '071' },
      uses: [{ code: 'PRINT' }, { code: 'WEB' }],
      usableUntil: daysFromToday(30),
      quarter: expect.stringMatching(/^\d{4}-Q[1-4]$/),
    });
    const [row] = await rows<{ row: string }>('select to_json(p)::text as row from pool_story p where id = $1', [
      read!.id,
    ]);
    const { id, consentId, caseId } = story;
    for (const secret of [id, consentId, caseId, author.id, second.id, author.organisation.id, 'Wohnung'])
      expect([secret, row?.row.includes(secret)]).toEqual([secret, false]);
    expect((await campaigner.does<Json>(POOL_STORY, { id: read!.id })).poolStory).toEqual(read);

    await notFound(campaigner, POOL_STORY, { id: story.id });
    // Nor does the database show a campaign's transaction anything but the pool.
    const counts = `select (select count(*)::int from story) as stories, (select count(*)::int from story_consent) as consents,
      (select count(*)::int from pool_story) as pool, (select count(*)::int from keyring.data_key) as keys`;
    expect(await inDatabase(campaigner, counts)).toEqual([{ stories: 0, consents: 0, pool: 1, keys: 1 }]);
    // Nor the pool to anybody who is of no campaign and has no story in it.
    const outside = [
      await house.world.counsellor(),
      await house.world.someone(await house.world.office(), 'OFFICE_STAFF'),
    ];
    for (const other of outside)
      for (const place of ['pool_story', `keyring.data_key where scope = 'POOL'`])
        expect(await inDatabase(other, `select id from ${place}`)).toEqual([]);

    for (const other of [author, second, ...outside])
      expect((await other.ask(POOL)).errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    await notFound(outside[0]!, STORY, { id });
    await doneBy(author, RETRACT_STORY, { id: story.id });
  });

  it('is given back with a remark, and changed only before it is signed off', async () => {
    const waiting = await submitted(author, await draftStory(author));
    const returned = await doneBy(second, RETURN_STORY, {
      id: waiting.id,
      version: waiting.version,
      remark: 'Bitte kürzer.',
    });
    expect(returned).toMatchObject({ state: 'DRAFT', remark: 'Bitte kürzer.', checks: [] });
    const { id, version } = returned;
    const changed = await doneBy(author, CHANGE_STORY, { id, version, input: storyInput({ title: 'Kürzer' }) });
    expect(changed).toMatchObject({ title: 'Kürzer', remark: null, authors: [{ id: author.id }] });
    expect(await refusedBy(author, CHANGE_STORY, { id, version, input: storyInput() })).toEqual([
      'VERSION_CONFLICT version',
    ]);
    const again = await submitted(author, changed);
    const done = await doneBy(second, SIGN_OFF_STORY, { id, version: again.version, input: lookedThrough(again) });
    expect(await refusedBy(author, CHANGE_STORY, { id, version: done.version, input: storyInput() })).toEqual([
      'STORY_SIGNED_OFF id',
    ]);
    await doneBy(author, RETRACT_STORY, { id });
  });

  it('is gone from every channel the moment its client withdraws, and stays as a stub', async () => {
    const story = await signedOff(author, second);
    const [read] = await poolOf(campaigner);
    const consent = await doneBy(second, WITHDRAW_CONSENT, { id: story.consentId });
    expect(consent).toMatchObject({ state: 'WITHDRAWN', withdrawnOn: daysFromToday(0) });
    expect(await poolOf(campaigner)).toEqual([]);
    await notFound(campaigner, POOL_STORY, { id: read!.id });
    expect(await rows('select from pool_story where id = $1', [read!.id])).toEqual([]);
    expect(await rows('select from keyring.data_key where subject_id = $1', [read!.id])).toEqual([]);
    expect(await find(story.id)).toMatchObject({
      state: 'WITHDRAWN',
      withdrawal: 'CONSENT_WITHDRAWN',
      title: null,
      text: null,
      signedOffBy: { id: second.id },
    });
    expect(await refusedBy(second, WITHDRAW_CONSENT, { id: story.consentId })).toEqual(['STORY_CONSENT_WITHDRAWN id']);
    const { consentId } = story;
    expect(await refusedBy(author, WRITE_STORY, { consentId, input: storyInput() })).toEqual([
      'STORY_CONSENT_WITHDRAWN consentId',
    ]);
    expect(await refusedBy(author, RETRACT_STORY, { id: story.id })).toEqual(['STORY_WITHDRAWN id']);
  });

  it('does not slip into the pool while its consent is withdrawn: one of the two waits for the other', async () => {
    const waiting = await submitted(author, await draftStory(author));
    const [signed, withdrawn] = await Promise.all([
      outcomeOf(second, SIGN_OFF_STORY, { id: waiting.id, version: waiting.version, input: lookedThrough(waiting) }),
      outcomeOf(author, WITHDRAW_CONSENT, { id: waiting.consentId }),
    ]);
    expect(withdrawn.state).toBe('WITHDRAWN');
    expect(['Story', 'Refusal']).toContain(signed.__typename);
    expect(await poolOf(campaigner)).toEqual([]);
  });

  it('leaves the pool when the last day of its consent has passed', async () => {
    const story = await signedOff(author, second, {}, { validUntil: daysFromToday(3) });
    expect(await poolOf(campaigner)).toHaveLength(1);
    await house.database.query(`update pool_story set usable_until = $1`, [daysFromToday(-1)]);
    expect(await poolOf(campaigner)).toEqual([]);
    await doneBy(author, RETRACT_STORY, { id: story.id });
  });

  it('is listed page by page, and filtered', async () => {
    const one = await signedOff(author, second, { title: 'Eins', grounds: ['ORIGIN'] }, { uses: ['PRESS'] });
    const two = await signedOff(author, second, { title: 'Zwei', grounds: ['NAME'], area: null }, { uses: ['WEB'] });
    const { stories: first } = await author.does<Json>(STORIES, { states: ['SIGNED_OFF'], first: 1 });
    expect(first).toMatchObject({ edges: [{ node: { id: two.id, title: 'Zwei' } }], pageInfo: { hasNextPage: true } });
    const { stories: rest } = await author.does<Json>(STORIES, {
      states: ['SIGNED_OFF'],
      after: first.pageInfo.endCursor,
    });
    expect(rest.edges.map(({ node }: Json) => node.id)).toEqual([one.id]);
    expect((await author.ask(STORIES, { states: ['NAP'] })).errors?.[0]?.extensions).toMatchObject({
      code: 'INPUT_REFUSED',
    });

    const titles = async (filter: object): Promise<string[]> =>
      (await poolOf(campaigner, { filter })).map(({ title }) => title).sort();
    expect(await titles({})).toEqual(['Eins', 'Zwei']);
    expect(await titles({ ground: 'NAME' })).toEqual(['Zwei']);
    expect(await titles({ area: 'HOUSING' })).toEqual(['Eins']);
    expect(await titles({ use: 'PRESS', language: 'de' })).toEqual(['Eins']);
    expect(await titles({ region: '072' })).toEqual([]);
    const { poolStories: page } = await campaigner.does<Json>(POOL, { first: 1 });
    const { poolStories: next } = await campaigner.does<Json>(POOL, { first: 1, after: page.pageInfo.endCursor });
    expect([...page.edges, ...next.edges].map(({ node }: Json) => node.title).sort()).toEqual(['Eins', 'Zwei']);
    for (const { id } of [one, two]) await doneBy(author, RETRACT_STORY, { id });
  });

  it('leaves a trail: who wrote, looked, signed off, read and took back', async () => {
    const story = await signedOff(author, second);
    await poolOf(campaigner);
    await doneBy(author, RETRACT_STORY, { id: story.id });
    const actions = await rows<{ action: string; who: string }>(
      `select action, person_id as who from audit_entry where subject_id = $1 order by at, id`,
      [story.id],
    );
    expect(actions.map(({ action, who }) => [action, who])).toEqual([
      ['story.written', author.id],
      ['story.submitted', author.id],
      ['story.signed-off', second.id],
      ['story.retracted', author.id],
    ]);
    const [{ count } = { count: 0 }] = await rows<{ count: number }>(
      `select count(*)::int as count from audit_entry where action = 'pool-stories.listed' and person_id = $1`,
      [campaigner.id],
    );
    expect(count).toBeGreaterThan(0);
  });
});
