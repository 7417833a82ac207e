import { sealedColumns } from '../../src/keys/sealed-columns.js';
import type { TestHouse } from './app.js';
import { uploaded } from './attachments.js';
import { CLOSE_CASE, daysFromToday, recordCase } from './cases.js';
import type { Directory } from './provider.js';
import { start } from './imports.js';
import { ANSWER_ACCESS, REQUEST_ACCESS } from './privacy.js';
import {
  doneBy,
  DRAFT,
  officesStep,
  openOffice,
  RECORD_RELEASE,
  releaseInput,
  say,
  SEND,
  type TestOffice,
} from './referrals.js';
import { draftStory, RETURN_STORY, signedOff, submitted } from './stories.js';
import type { Someone } from './world.js';

/** What every planted word begins with. It stands nowhere else. */
export const planted = 'zqkolibri';
/** What the house keeps in plain, by its design: whoever looks for words finds this one, or looked in vain. */
export const unsealed = 'zqkontrollwort';

/** A word for one place, of letters alone. */
export const wordFor = (place: string): string => `${planted}${place.toLowerCase().replaceAll(/[^a-z]/g, '')}`;

type Stage = Pick<TestHouse, 'world' | 'database'>;

/** What was made, by those who can read it. */
export interface ProtectedTexts {
  readonly counsellor: Someone;
  readonly supervisor: Someone;
  readonly administrator: Someone;
  readonly office: TestOffice;
  readonly caseId: string;
  readonly releaseId: string;
  readonly referralId: string;
  /** A draft with a question in it. */
  readonly draftId: string;
  readonly accessRequestId: string;
  /** Given back with a remark. */
  readonly storyId: string;
  /** Of the story that is signed off: what campaigns read. */
  readonly poolStoryId: string;
  readonly importFileId: string;
  readonly importRunId: string;
}

/** Columns of `sealedColumns`, `table.column` each. */
export const sealedPlaces: readonly string[] = sealedColumns.flatMap(({ table, columns }) =>
  columns.map((column) => `${table}.${column}`),
);

/** Writes a word of its own into every text of the house that is sealed, through the API, as those would who write there. */
export async function plantEverywhere(stage: Stage, directory: Directory): Promise<ProtectedTexts> {
  const { world } = stage;
  // Its key seals what campaigns read.
  await world.platform();
  const carrier = await world.carrier();
  const service = await world.service(undefined, carrier);
  const [counsellor, supervisor] = [await world.counsellor(service), await world.supervisor(service)];
  const administrator = await world.someone(carrier, 'ADMINISTRATOR');
  const office = await openOffice(stage, {});
  const caseId = await wholeCase(counsellor);
  const referred = await referrals(counsellor, office, caseId);
  const told = await stories(stage, counsellor, supervisor);
  const access = await doneBy(counsellor, REQUEST_ACCESS, {
    id: caseId,
    input: { receivedOn: daysFromToday(0), language: 'de' },
  });
  await doneBy(counsellor, ANSWER_ACCESS, { id: access.id, decisions: await decisionsAbout(counsellor, access.id) });
  await signInOf(administrator, directory);
  await inPlain(counsellor);
  return {
    ...{ counsellor, supervisor, administrator, office, caseId, ...referred, ...told },
    accessRequestId: String(access.id),
    ...(await lists(supervisor)),
  };
}

const ADD = (name: string, input: string): string =>
  `mutation ($caseId: ID!, $input: ${input}!) { done: ${name}(caseId: $caseId, input: $input) { __typename ... on Refusal { problems { code field } } } }`;

/** A case with a word in each text of it and of its parts; a second one has the note of its closing. */
async function wholeCase(counsellor: Someone): Promise<string> {
  const of = (column: string): string => wordFor(`case_text.${column}`);
  const kase = await recordCase(counsellor, {
    ...{ narrative: of('narrative'), clientView: of('client_view'), assessment: 'LIKELY' },
    ...{ assessmentReason: of('assessment_reason'), clientName: of('client_name') },
    ...{ clientContact: of('client_contact'), respondentOrganisation: of('respondent_organisation') },
    ...{ respondentFunction: of('respondent_function'), respondentPerson: of('respondent_person') },
    ...{ respondentPersonReason: of('respondent_person_reason'), campaign: of('campaign') },
    ...{ incidentEarliest: daysFromToday(-10), incidentLatest: daysFromToday(-10), knowledgeOn: daysFromToday(-10) },
  });
  const caseId = String(kase.id);
  for (const time of ['', ' again']) await partsOf(counsellor, caseId, time);
  await doneBy(
    counsellor,
    `mutation ($id: ID!, $comment: String!) { done: requestReview(id: $id, input: { comment: $comment }) { __typename ... on Refusal { problems { code field } } } }`,
    { id: caseId, comment: wordFor('case_review.comment') },
  );
  await uploaded(counsellor, caseId, {
    file: Buffer.from(`Ein Protokoll: ${wordFor('attachment content')}\n`),
    fileName: `${wordFor('attachment name')}.txt`,
    fields: { description: wordFor('attachment description') },
  });
  const { id, version } = await recordCase(counsellor, {});
  await doneBy(counsellor, CLOSE_CASE, { id, version, reason: 'ACHIEVED', note: of('closing_note') });
  return caseId;
}

/** One of each part, under the one key of the case. */
async function partsOf(counsellor: Someone, caseId: string, time: string): Promise<void> {
  const of = (column: string): string => wordFor(`${column}${time}`);
  const add = (name: string, kind: string, input: object): Promise<unknown> =>
    doneBy(counsellor, ADD(name, kind), { caseId, input });
  const day = daysFromToday(-3);
  await add('addIndication', 'IndicationInput', {
    description: of('case_indication.description'),
    evidenceKind: 'MESSAGE',
  });
  await add('addWitness', 'WitnessInput', {
    ...{ name: of('case_witness.name'), contact: of('case_witness.contact') },
    observation: of('case_witness.observation'),
  });
  await add('addComparisonPerson', 'ComparisonPersonInput', { description: of('case_comparison_person.description') });
  await add('addMeasure', 'MeasureInput', { kind: 'CLAIM_LETTER', takenOn: day, result: of('case_measure.result') });
  await add('addReaction', 'ReactionInput', { kind: 'DENIAL', occurredOn: day, detail: of('case_reaction.detail') });
  await add('addNote', 'NoteInput', { text: of('case_note.text') });
}

const groups = ['CLIENT_IDENTITY', 'CLIENT_CONTACT', 'INCIDENT', 'GROUNDS', 'RESPONDENT', 'DEADLINES', 'ATTACHMENTS'];

/** A hand-over that was accepted, with what both sides said; a release that was given orally; an anonymous enquiry. */
async function referrals(
  counsellor: Someone,
  office: TestOffice,
  caseId: string,
): Promise<Pick<ProtectedTexts, 'releaseId' | 'referralId' | 'draftId'>> {
  const of = (column: string): string => wordFor(`confidentiality_release.${column}`);
  const release = async (changes: object): Promise<string> =>
    String(
      (
        await doneBy(counsellor, RECORD_RELEASE, {
          caseId,
          input: releaseInput(office.id, { fieldGroups: groups, ...changes }),
        })
      ).id,
    );
  const releaseId = await release({
    ...{ purpose: of('purpose'), interpreter: of('interpreter') },
    ...{ guardian: of('guardian'), documentReference: of('document_reference') },
  });
  const oralReason = of('oral_reason');
  await release({ form: 'ORAL', oralReason, documentReference: undefined, dataProtectionConsent: true });
  const draft = async (input: object): Promise<string> => {
    const { id, version } = await doneBy(counsellor, DRAFT, { caseId, input: { officeId: office.id, ...input } });
    return String((await doneBy(counsellor, SEND, { id, version })).id);
  };
  const referralId = await draft({ kind: 'HANDOVER', releaseId, reasons: ['SPECIALISATION'] });
  const enquiry = { kind: 'ENQUIRY', question: wordFor('referral.question') };
  // Sending freezes the question with the rest: in the referral it stands until then.
  await draft(enquiry);
  const drafted = await doneBy(counsellor, DRAFT, { caseId, input: { officeId: office.id, ...enquiry } });
  await doneBy(office.staff, say('askQuestion'), { id: referralId, input: { text: wordFor('referral_message.text') } });
  await doneBy(counsellor, say('answerQuestion'), {
    id: referralId,
    input: { text: wordFor('referral_message.text answer') },
  });
  await doneBy(office.staff, officesStep('acceptReferral'), { id: referralId });
  await doneBy(counsellor, say('sendMessage'), {
    id: referralId,
    input: { text: wordFor('referral_message.text message') },
  });
  await doneBy(office.staff, say('addReferralNote'), {
    id: referralId,
    input: { text: wordFor('referral_note.text') },
  });
  return { releaseId, referralId, draftId: String(drafted.id) };
}

/** One that was given back with a remark, one that campaigns read, each on a consent of its own. */
async function stories(
  { database }: Stage,
  counsellor: Someone,
  supervisor: Someone,
): Promise<Pick<ProtectedTexts, 'storyId' | 'poolStoryId'>> {
  const of = (column: string): string => wordFor(`story_consent.${column}`);
  const draft = await draftStory(
    counsellor,
    { title: wordFor('story.title'), text: wordFor('story.text') },
    { documentReference: of('document_reference'), guardian: of('guardian'), interpreter: of('interpreter') },
  );
  const { id, version } = await submitted(counsellor, draft);
  await doneBy(supervisor, RETURN_STORY, { id, version, remark: wordFor('story.remark') });
  const signed = await signedOff(
    counsellor,
    supervisor,
    { title: wordFor('pool_story.title'), text: wordFor('pool_story.text') },
    { form: 'ORAL', oralReason: of('oral_reason'), documentReference: null },
  );
  const { rows } = await database.query<{ id: string }>('select pool_id as id from story where id = $1', [signed.id]);
  return { storyId: String(id), poolStoryId: String(rows[0]?.id) };
}

async function decisionsAbout(counsellor: Someone, requestId: string): Promise<readonly object[]> {
  const { accessDecidables } = await counsellor.does<{ accessDecidables: { what: string }[] }>(
    'query ($id: ID!) { accessDecidables(id: $id) { what } }',
    { id: requestId },
  );
  return accessDecidables.map(({ what }) => ({ what }));
}

/** The secret by which the house is known to a carrier's directory. */
async function signInOf(administrator: Someone, directory: Directory): Promise<void> {
  await doneBy(
    administrator,
    `mutation ($input: SetCarrierSignInInput!) { done: setCarrierSignIn(input: $input) { __typename ... on Refusal { problems { code field } } } }`,
    {
      input: {
        issuer: directory.issuer,
        clientId: 'beistand',
        clientSecret: wordFor('carrier_sign_in.client_secret'),
        trustedMethods: ['mfa'],
      },
    },
  );
}

/** A list that waits to be taken, and a run of another. */
async function lists(supervisor: Someone): Promise<Pick<ProtectedTexts, 'importFileId' | 'importRunId'>> {
  const list = `Nr,Merkmal,Datum,Text\n1,Herkunft,1.2.2024,${wordFor('import_run.content')}\n`;
  const waiting = `Nr,Text\n1,${wordFor('import_file.content')}\n`;
  const { body } = await supervisor.post('/imports/files').attach('file', Buffer.from(waiting), 'list');
  const mapping = `# ${wordFor('import_run.mapping')}\nversion: 1
externalId: Nr
dates: D.M.YYYY
fields:
  grounds: { column: Merkmal, values: { Herkunft: ORIGIN } }
  mainArea: { constant: WORK }
  respondentType: { constant: UNKNOWN }
  incident: { column: Datum }
  narrative: { column: Text }
`;
  return { importFileId: String(body.id), importRunId: await start(supervisor, { list, mapping }) };
}

/** Work without a case is told without a name and kept in plain. */
async function inPlain(counsellor: Someone): Promise<void> {
  await doneBy(
    counsellor,
    `mutation ($input: ActivityInput!) { done: recordActivity(input: $input) { __typename ... on Refusal { problems { code field } } } }`,
    { input: { kind: 'TRAINING', startsOn: '2026-01-10', reach: 20, title: unsealed } },
  );
}

/** Places of `sealedPlaces` in which nothing stands anywhere in the database: there a look would prove nothing. */
export async function emptyPlaces({ database }: Pick<Stage, 'database'>): Promise<string[]> {
  const empty: string[] = [];
  for (const { table, columns } of sealedColumns)
    for (const column of columns) {
      const { rows } = await database.query(`select from ${table} where length(${column}::text) > 20 limit 1`);
      if (rows.length === 0) empty.push(`${table}.${column}`);
    }
  return empty;
}
