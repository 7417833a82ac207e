import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, type Json } from '../support/cases.js';
import { attachmentOf, fetchPdf, textOfPdf, until } from '../support/pdf.js';
import {
  acceptedFrom,
  DISCLOSURES,
  doneBy,
  openOffice,
  referableCase,
  releaseOf,
  scene,
  WITHDRAW_RELEASE,
  type Scene,
} from '../support/referrals.js';
import type { Someone } from '../support/world.js';

const released = ['CLIENT_IDENTITY', 'INCIDENT', 'GROUNDS', 'RESPONDENT'];
const dossier = 'dossier { state sha256 bytes renderedAt downloadUrl downloads { at byOwnSide } }';
const sent = `query ($id: ID!) { referral(id: $id) { ${dossier} } }`;
const received = `query ($id: ID!) { receivedReferral(id: $id) { ${dossier} } }`;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Words that stand nowhere else, one in each place of the case from which something could leak. */
const planted = {
  narrative: 'Quittenbaum',
  name: 'Shirin Mispel',
  organisation: 'Holunderbau GmbH',
  contact: 'Schlehenweg',
  person: 'Herr Weissdorn',
  personReason: 'Sanddorn',
  view: 'Kornelkirsche',
  assessment: 'Berberitze',
  indication: 'Felsenbirne',
  witness: 'Vogelbeere',
  measure: 'Hagebutte',
  note: 'Maulbeere',
  paper: 'Ordner Brombeere',
  staff: 'Zora Himbeer',
};

describe('a dossier is handed over', () => {
  let house: TestHouse;
  let from: Scene;
  let id: string;
  beforeAll(async () => {
    house = await openTestHouse();
    const counsellor = await house.world.counsellor();
    await house.database.query('update person set name = $2 where id = $1', [counsellor.id, planted.staff]);
    from = { counsellor, office: await openOffice(house), caseId: await plantedCase(counsellor) };
    const releaseId = await releaseOf(from, { fieldGroups: released, documentReference: planted.paper });
    const contact = { name: 'Kim Kontakt', phone: '0000 99887' };
    id = await acceptedFrom(from, { kind: 'CO_ADVICE', releaseId, contact });
    await until(async () => (await ofSender()).state === 'READY');
  });
  afterAll(() => house.close());

  const ofSender = async (): Promise<Json> => (await from.counsellor.does<Json>(sent, { id })).referral.dossier;
  const ofOffice = async (): Promise<Json> =>
    (await from.office.staff.does<Json>(received, { id })).receivedReferral.dossier;
  const file = async (who: Someone): Promise<Buffer> => (await fetchPdf(who, `/dossiers/${id}`)).body;

  it('as the same bytes for both sides, with the SHA-256 that both are shown', async () => {
    const [mine, theirs] = [await file(from.counsellor), await file(from.office.staff)];
    expect(mine.equals(theirs)).toBe(true);
    const sha256 = createHash('sha256').update(mine).digest('hex');
    expect(await ofSender()).toMatchObject({ sha256, bytes: mine.length });
    expect(await ofOffice()).toMatchObject({ sha256, bytes: mine.length });
    const { downloadUrl } = await ofOffice();
    expect(new URL(String(downloadUrl)).pathname).toBe(`/dossiers/${id}`);
  });

  it('with what was released, and not a word of the rest', async () => {
    const pdf = await file(from.office.staff);
    const said = `${await textOfPdf(pdf)} ${await attachmentOf(pdf, 'dossier.json')}`;
    const { narrative, name, organisation, ...kept } = planted;
    for (const word of [narrative, name, organisation, 'Kim Kontakt', '0000 99887', 'Prüfung von Ansprüchen'])
      expect(said).toContain(word);
    for (const word of Object.values(kept)) expect([word, said.includes(word)]).toEqual([word, false]);
    expect(said).not.toMatch(uuid);
    expect(pdf.toString('latin1')).not.toMatch(uuid);
  });

  it('with its content as JSON of the published schema', async () => {
    const schema = JSON.parse(readFileSync('docs/dossier.schema.json', 'utf8')) as object;
    const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
    const content = JSON.parse(await attachmentOf(await file(from.counsellor), 'dossier.json'));
    expect([validate(content), validate.errors]).toEqual([true, null]);
    expect(content.fieldGroups).toEqual(released);
  });

  it('and each side sees the downloads that are its business, the client all that left', async () => {
    const before = { sender: await ofSender(), office: await ofOffice() };
    const disclosed = async (): Promise<Json[]> => {
      const { disclosures } = await from.counsellor.does<Json>(DISCLOSURES, { caseId: from.caseId });
      return (disclosures as Json[]).filter(({ what }: Json) => what === 'DOSSIER');
    };
    const disclosedBefore = await disclosed();
    await file(from.counsellor);
    await file(from.office.staff);
    const after = { sender: await ofSender(), office: await ofOffice() };
    const added = (whose: 'sender' | 'office'): boolean[] =>
      after[whose].downloads.slice(before[whose].downloads.length).map(({ byOwnSide }: Json) => byOwnSide as boolean);
    expect(added('sender')).toEqual([true, false]);
    expect(added('office')).toEqual([true]);
    const now = await disclosed();
    expect(now).toHaveLength(disclosedBefore.length + 1);
    expect(now[0]).toMatchObject({ officeName: from.office.name, purpose: 'Prüfung von Ansprüchen' });
    expect(now[0].fieldGroups.map(({ code }: Json) => code as string)).toEqual(released);
  });

  it('and is told of for a whole list at once, each with its own', async () => {
    const second = await acceptedFrom({ ...from, caseId: await referableCase(from.counsellor) });
    const { inbox } = await from.office.staff.does<Json>(
      `{ inbox { edges { node { id dossier { state sha256 } } } } }`,
    );
    const nodes = (inbox.edges as Json[]).map(({ node }: Json) => node);
    expect(nodes.find((node) => node.id === id).dossier).toMatchObject({ sha256: (await ofOffice()).sha256 });
    expect(['PENDING', 'READY']).toContain(nodes.find((node) => node.id === second).dossier.state);
    expect(nodes.find((node) => node.id === second).dossier.sha256).not.toBe((await ofOffice()).sha256);
  });

  it('and is closed to the office with the withdrawal, while the sender keeps its copy', async () => {
    const own = await scene(house);
    const releaseId = await releaseOf(own);
    const other = await acceptedFrom(own, { releaseId });
    const state = async (): Promise<unknown> =>
      (await own.counsellor.does<Json>(sent, { id: other })).referral.dossier.state as unknown;
    await until(async () => (await state()) === 'READY');
    expect((await fetchPdf(own.office.staff, `/dossiers/${other}`)).status).toBe(200);
    await doneBy(own.counsellor, WITHDRAW_RELEASE, { id: releaseId });
    const gone = await fetchPdf(own.office.staff, `/dossiers/${other}`);
    const never = await fetchPdf(own.office.staff, '/dossiers/00000000-0000-4000-8000-000000000000');
    expect([gone.status, gone.body.toString()]).toEqual([404, never.body.toString()]);
    const { receivedReferral } = await own.office.staff.does<Json>(received, { id: other });
    expect(receivedReferral.dossier).toBeNull();
    expect(await state()).toBe('READY');
    expect((await fetchPdf(own.counsellor, `/dossiers/${other}`)).status).toBe(200);
  });
});

async function plantedCase(counsellor: Someone): Promise<string> {
  const caseId = await referableCase(counsellor, {
    narrative: `Unter dem ${planted.narrative} fiel die Absage.`,
    clientName: planted.name,
    clientContact: planted.contact,
    respondentOrganisation: planted.organisation,
    respondentPerson: planted.person,
    respondentPersonReason: planted.personReason,
    clientView: planted.view,
    assessment: 'YES',
    assessmentReason: planted.assessment,
  });
  const parts: readonly (readonly [name: string, input: object])[] = [
    ['Indication', { description: planted.indication, evidenceKind: 'MESSAGE' }],
    ['Witness', { name: planted.witness, observation: planted.witness }],
    ['ComparisonPerson', { description: planted.witness }],
    ['Measure', { kind: 'CLAIM_LETTER', takenOn: daysFromToday(0), result: planted.measure }],
    ['Note', { text: planted.note }],
  ];
  for (const [name, input] of parts)
    await doneBy(
      counsellor,
      `mutation ($caseId: ID!, $input: ${name}Input!) { add${name}(caseId: $caseId, input: $input) { __typename ... on Refusal { code field } } }`,
      { caseId, input },
    );
  return caseId;
}
