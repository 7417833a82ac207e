import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, type Json } from '../support/cases.js';
import { queueIsDone } from '../support/notices.js';
import { fetchPdf, textOfPdf } from '../support/pdf.js';
import {
  ACCESS_DECIDABLES,
  agreeToDispose,
  ANSWER_ACCESS,
  dayPasses,
  ERASURE_PREVIEW,
  REQUEST_ACCESS,
} from '../support/privacy.js';
import { doneBy } from '../support/referrals.js';
import {
  consentInput,
  consentOf,
  poolOf,
  RECORD_CONSENT,
  storyInput,
  submitted,
  lookedThrough,
  SIGN_OFF_STORY,
  WITHDRAW_CONSENT,
  WRITE_STORY,
} from '../support/stories.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(120_000);

const TIMELINE = `query ($id: ID!) { caseTimeline(id: $id) { edges { node { kind { code } person { id } partId } } } }`;

describe('what was written from a case', () => {
  let house: TestHouse;
  let author: Someone;
  let second: Someone;
  let caseId: string;
  let staying: Json;
  let withdrawn: Json;
  beforeAll(async () => {
    house = await openTestHouse();
    await house.world.platform();
    author = await house.world.counsellor();
    second = await house.world.supervisor(author.organisation);
    staying = await consentOf(author, {
      outlivesCase: true,
      guardian: 'Mutter Erfunden',
      validUntil: daysFromToday(90),
    });
    caseId = staying.caseId;
    withdrawn = await doneBy(author, RECORD_CONSENT, {
      caseId,
      input: consentInput({ form: 'ORAL', documentReference: null, oralReason: 'Am Telefon erteilt', uses: ['PRESS'] }),
    });
  });
  afterAll(() => house.close());

  const write = (consent: Json, changes: object): Promise<Json> =>
    doneBy(author, WRITE_STORY, { consentId: consent.id, input: storyInput(changes) });
  const preview = async (): Promise<Json> => (await author.does<Json>(ERASURE_PREVIEW, { id: caseId })).erasurePreview;
  const counted = ({ goes, storiesStay }: Json): Json => [
    ...['storyConsents', 'stories'].map((what) => goes.find((one: Json) => one.what === what)?.count),
    storiesStay,
  ];

  it('is told to its client: consents, stories and what became of them', async () => {
    const first = await submitted(author, await write(staying, { title: 'Am Telefon noch frei' }));
    await doneBy(second, SIGN_OFF_STORY, { id: first.id, version: first.version, input: lookedThrough(first) });
    const draft = await write(staying, { title: 'Noch nicht fertig' });
    const hidden = await write(staying, { title: 'Nennt eine andere Person' });
    await write(withdrawn, { title: 'Wird widerrufen' });
    await doneBy(author, WITHDRAW_CONSENT, { id: withdrawn.id });

    const { outcome } = await author.does<Json>(REQUEST_ACCESS, {
      id: caseId,
      input: { receivedOn: daysFromToday(0), language: 'de' },
    });
    const { accessDecidables } = await author.does<Json>(ACCESS_DECIDABLES, { id: outcome.id });
    expect(accessDecidables.find(({ what }: Json) => what === 'STORIES').itemIds).toHaveLength(4);
    const decisions = [
      { what: 'STORIES' },
      { what: 'STORIES', itemId: hidden.id, withheld: 'RIGHTS_OF_OTHERS' },
      { what: 'RESPONDENT_PERSON' },
    ];
    const answered = await author.does<Json>(ANSWER_ACCESS, { id: outcome.id, decisions });
    expect(answered.outcome).toMatchObject({ state: 'DRAWING' });
    await queueIsDone(house);

    const { body } = await fetchPdf(author, `/access-requests/${outcome.id}/answer.json`);
    const json = JSON.parse(body.toString());
    const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('docs/access-answer.schema.json', 'utf8')) as object,
    );
    expect([validate(json), validate.errors]).toEqual([true, null]);
    expect(json.storyConsents).toEqual([
      expect.objectContaining({ form: 'ORAL', oralReason: 'Am Telefon erteilt', withdrawnOn: daysFromToday(0) }),
      expect.objectContaining({
        uses: ['PRINT', 'WEB'],
        guardian: 'Mutter Erfunden',
        outlivesCase: true,
        validUntil: daysFromToday(90),
        withdrawnOn: null,
      }),
    ]);
    expect(json.stories.map(({ state, title, withdrawal }: Json) => [state, title, withdrawal])).toEqual([
      ['SIGNED_OFF', 'Am Telefon noch frei', null],
      ['DRAFT', 'Noch nicht fertig', null],
      ['WITHDRAWN', null, 'CONSENT_WITHDRAWN'],
    ]);
    expect(json.withheld).toContainEqual({ what: 'stories', reason: 'RIGHTS_OF_OTHERS', count: 1 });
    for (const secret of [draft.id, staying.id, author.id, second.id]) expect(body.toString()).not.toContain(secret);

    const text = await textOfPdf((await fetchPdf(author, `/access-requests/${outcome.id}/answer.pdf`)).body);
    for (const told of [
      'Einwilligungen in anonymisierte Fallgeschichten',
      'Broschüren, Flyer, Plakate',
      'Am Telefon noch frei',
      'Kampagnen dürfen sie lesen',
      'Mutter Erfunden',
      'Sie haben die Einwilligung widerrufen',
    ])
      expect(text).toContain(told);
    expect(text).not.toContain('Nennt eine andere Person');
  });

  it('stands in the history of the case: a consent that was given, and one that was withdrawn', async () => {
    const { caseTimeline } = await author.does<Json>(TIMELINE, { id: caseId });
    const told = caseTimeline.edges
      .map(({ node }: Json) => [node.kind.code, node.person?.id, node.partId])
      .filter(([code]: string[]) => code?.startsWith('STORY_'));
    expect(told).toEqual([
      ['STORY_CONSENT_WITHDRAWN', author.id, withdrawn.id],
      ['STORY_CONSENT_GIVEN', author.id, withdrawn.id],
      ['STORY_CONSENT_GIVEN', author.id, staying.id],
    ]);
  });

  it('is counted before the case is erased, and what was counted is what goes', async () => {
    const before = await preview();
    // Of the consent that is to stay, the two drafts go and the story that was signed off stays.
    expect(counted(before)).toEqual([1, 3, 1]);
    await dayPasses(house, await agreeToDispose(author, second, caseId, 'CLIENT_REQUEST'));
    const left = async (table: string): Promise<number> =>
      (await house.database.query(`select from ${table}`)).rowCount ?? 0;
    expect([await left('story_consent'), await left('story')]).toEqual([1, 1]);
    const campaigner = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    expect((await poolOf(campaigner)).map(({ title }) => title)).toEqual(['Am Telefon noch frei']);
  });

  it('goes wholly where no story may stay', async () => {
    const consent = await consentOf(author);
    caseId = consent.caseId;
    await write(consent, {});
    expect(counted(await preview())).toEqual([1, 1, 0]);
  });
});
