import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, type Json } from '../support/cases.js';
import { fetchPdf, until } from '../support/pdf.js';
import { ERASURE_PREVIEW } from '../support/privacy.js';
import {
  acceptedFrom,
  DISCLOSURES,
  doneBy,
  outcomeOf,
  releaseOf,
  scene,
  sentFrom,
  WITHDRAW_RELEASE,
  type Scene,
} from '../support/referrals.js';

const RENDER = `mutation ($id: ID!) { outcome: renderDossier(referralId: $id) { __typename ... on Refusal { code field } } }`;
const HAND_OVER = `mutation ($id: ID!, $on: Date!) { outcome: recordPaperHandedOver(referralId: $id, on: $on) {
  __typename ... on Disclosure { id what officeName purpose at } ... on Refusal { problems { code field } } } }`;
const STATE = 'query ($id: ID!) { referral(id: $id) { state dossier { state } } }';
const TIMELINE = `query ($id: ID!) { caseTimeline(id: $id, first: 100) { edges { node {
  kind { code } person { id } party referralId partId } } } }`;

describe('a dossier that leaves the service by hand', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  const drawn = async ({ counsellor }: Scene, id: string): Promise<void> => {
    await doneBy(counsellor, RENDER, { id });
    await until(async () => (await counsellor.does<Json>(STATE, { id })).referral.dossier?.state === 'READY');
  };
  const listed = async ({ counsellor, caseId }: Scene): Promise<string[]> =>
    (await counsellor.does<Json>(DISCLOSURES, { caseId })).disclosures.map(({ what }: Json) => what);
  const told = async ({ counsellor, caseId }: Scene): Promise<Json[]> =>
    (await counsellor.does<Json>(TIMELINE, { id: caseId })).caseTimeline.edges
      .map(({ node }: Json) => [node.kind.code, node.party, node.person?.id ?? null])
      .filter(([kind]: string[]) => kind === 'PAPER_HANDED_OVER' || kind === 'REFERRAL_DOSSIER_DOWNLOADED');
  const refused = async ({ counsellor }: Scene, variables: object): Promise<string[]> =>
    (await outcomeOf(counsellor, HAND_OVER, variables)).problems.map(({ code, field }: Json) => `${code} ${field}`);

  it('before the office has accepted: the copy and the paper stand in the client’s list and in the history', async () => {
    const from = await scene(house);
    const { counsellor, office } = from;
    const id = await sentFrom(from);
    expect(await refused(from, { id, on: daysFromToday(0) })).toEqual(['DOSSIER_PENDING referralId']);
    await drawn(from, id);
    expect((await fetchPdf(counsellor, `/dossiers/${id}`)).status).toBe(200);
    expect(await listed(from)).toEqual(['PREVIEW', 'OWN_COPY']);

    expect(await refused(from, { id, on: daysFromToday(1) })).toEqual(['DATE_IN_FUTURE on']);
    expect(await refused(from, { id, on: daysFromToday(-1) })).toEqual(['DATE_TOO_EARLY on']);
    expect(await doneBy(counsellor, HAND_OVER, { id, on: daysFromToday(0) })).toMatchObject({
      what: 'PAPER',
      officeName: office.name,
      purpose: 'Prüfung von Ansprüchen',
    });
    expect(await listed(from)).toEqual(['PREVIEW', 'OWN_COPY', 'PAPER']);
    expect(await told(from)).toEqual([
      ['PAPER_HANDED_OVER', null, counsellor.id],
      ['REFERRAL_DOSSIER_DOWNLOADED', 'SENDER', counsellor.id],
    ]);
    // An own copy is no recipient: what stays after an erasure names the paper and not the copy.
    const { erasurePreview } = await counsellor.does<Json>(ERASURE_PREVIEW, { id: from.caseId });
    expect(erasurePreview.handedOver.map(({ what }: Json) => what)).toEqual(['PREVIEW', 'PAPER']);
  });

  it('is for the sender to tell of, and for nobody else', async () => {
    const from = await scene(house);
    const id = await sentFrom(from);
    await drawn(from, id);
    const stranger = await house.world.counsellor();
    const ask = { id, on: daysFromToday(0) };
    expect((await stranger.ask(HAND_OVER, ask)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await from.office.staff.ask(HAND_OVER, ask)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await listed(from)).toEqual(['PREVIEW']);
  });

  it('while the office holds the content: only the office’s download is told to the client, both stand in the history', async () => {
    const from = await scene(house);
    const id = await acceptedFrom(from);
    await until(async () => (await from.counsellor.does<Json>(STATE, { id })).referral.dossier?.state === 'READY');
    await fetchPdf(from.counsellor, `/dossiers/${id}`);
    await fetchPdf(from.office.staff, `/dossiers/${id}`);
    expect((await listed(from)).filter((what) => what === 'OWN_COPY' || what === 'DOSSIER')).toEqual(['DOSSIER']);
    // The office's people stay the office's.
    expect(await told(from)).toEqual([
      ['REFERRAL_DOSSIER_DOWNLOADED', 'RECIPIENT', null],
      ['REFERRAL_DOSSIER_DOWNLOADED', 'SENDER', from.counsellor.id],
    ]);
  });

  it('after the client has withdrawn: the service’s own download is told, and a paper that was given before', async () => {
    const from = await scene(house);
    const releaseId = await releaseOf(from);
    const id = await acceptedFrom(from, { releaseId });
    await until(async () => (await from.counsellor.does<Json>(STATE, { id })).referral.dossier?.state === 'READY');
    await doneBy(from.counsellor, WITHDRAW_RELEASE, { id: releaseId });
    const before = await listed(from);
    expect((await fetchPdf(from.counsellor, `/dossiers/${id}`)).status).toBe(200);
    await doneBy(from.counsellor, HAND_OVER, { id, on: daysFromToday(0) });
    expect(await listed(from)).toEqual([...before, 'OWN_COPY', 'PAPER']);
    expect(await told(from)).toEqual([
      ['PAPER_HANDED_OVER', null, from.counsellor.id],
      ['REFERRAL_DOSSIER_DOWNLOADED', 'SENDER', from.counsellor.id],
    ]);
  });
});
