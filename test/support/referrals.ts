import { randomBytes } from 'node:crypto';
import type { TestHouse } from './app.js';
import { daysFromToday, recordCase, type Json } from './cases.js';
import type { Someone, TestOrganisation } from './world.js';

/** An entry of the directory with the organisation that has its inbox here, and somebody who works there. */
export interface TestOffice {
  readonly id: string;
  readonly name: string;
  readonly organisation: TestOrganisation;
  readonly staff: Someone;
}

/** A service with a case, and an office that it can be referred to. */
export interface Scene {
  readonly counsellor: Someone;
  readonly office: TestOffice;
  readonly caseId: string;
}

export const person = {
  name: 'Shirin Erfunden',
  contact: 'shirin.erfunden@example.org',
  narrative: 'Auf die Bewerbung kam eine Absage mit den Worten: Wir nehmen lieber jemanden von hier.',
  respondentPerson: 'Herr Mustermann-Beispiel',
};

/** Of an office that opens its inbox here, with one member of staff. */
export async function openOffice(
  house: Pick<TestHouse, 'world' | 'database'>,
  { name = 'Fachstelle Beispiel', answerDays = 14 } = {},
): Promise<TestOffice> {
  const organisation = await house.world.office(name);
  const { rows } = await house.database.query<{ id: string }>(
    `insert into office (key, kind, name, inbox_organisation_id, coverage, competence, answer_days)
     values ($1, 'SPECIALISED', $2, $3, '{"kind":"STATE"}', '{"grounds":"ALL","phenomena":"ALL","areas":"ALL","respondentTypes":"ALL"}', $4)
     returning id`,
    [`stelle-${randomBytes(4).toString('hex')}`, name, organisation.id, answerDays],
  );
  const staff = await house.world.someone(organisation, 'OFFICE_STAFF');
  return { id: String(rows[0]?.id), name, organisation, staff };
}

/** An office that stands in the directory and takes no part here. */
export async function distantOffice(house: TestHouse, name = 'Ferne Stelle'): Promise<string> {
  const { rows } = await house.database.query<{ id: string }>(
    `insert into office (key, kind, name, coverage, competence)
     values ($1, 'SPECIALISED', $2, '{"kind":"STATE"}', '{"grounds":"ALL","phenomena":"ALL","areas":"ALL","respondentTypes":"ALL"}') returning id`,
    [`ferne-${randomBytes(4).toString('hex')}`, name],
  );
  return String(rows[0]?.id);
}

/** A case with a client, a named person on the other side, and a deadline far enough away. */
export const referableCase = async (counsellor: Someone, changes: object = {}): Promise<string> => {
  const kase = await recordCase(counsellor, {
    incidentEarliest: daysFromToday(-10),
    incidentLatest: daysFromToday(-10),
    knowledgeOn: daysFromToday(-10),
    narrative: person.narrative,
    clientName: person.name,
    clientContact: person.contact,
    respondentPerson: person.respondentPerson,
    respondentPersonReason: 'hat die Absage unterschrieben',
    respondentOrganisation: 'Beispielbau GmbH',
    language: 'ar',
    ageBand: 'A27_39',
    ...changes,
  });
  return String(kase.id);
};

export async function scene(house: TestHouse): Promise<Scene> {
  const counsellor = await house.world.counsellor();
  return { counsellor, office: await openOffice(house), caseId: await referableCase(counsellor) };
}

const refusal = `... on Refusal { code field de en problems { code field } }`;
const referral = `__typename ... on Referral { id reference state version answerBy nextSteps withdrawalReason } ${refusal}`;
const received = `__typename ... on ReceivedReferral { id state version nextSteps result { code } } ${refusal}`;

export const RECORD_RELEASE = `mutation ($caseId: ID!, $input: RecordReleaseInput!) { recordRelease(caseId: $caseId, input: $input) {
  __typename ... on ConfidentialityRelease { id state validUntil officeName purpose interpreter fieldGroups { code } withdrawnOn } ${refusal} } }`;
export const WITHDRAW_RELEASE = `mutation ($id: ID!, $on: Date) { withdrawRelease(id: $id, on: $on) {
  __typename ... on ConfidentialityRelease { id state withdrawnOn } ${refusal} } }`;
export const DRAFT = `mutation ($caseId: ID!, $input: DraftReferralInput!) { draftReferral(caseId: $caseId, input: $input) { ${referral} } }`;
export const SEND = `mutation ($id: ID!, $version: Int!) { sendReferral(id: $id, version: $version) { ${referral} } }`;
export const SIGNPOST = `mutation ($caseId: ID!, $input: SignpostInput!) { signpost(caseId: $caseId, input: $input) { ${referral} } }`;

/** A sender's step that takes the id alone. */
export const sendersStep = (name: string): string =>
  `mutation ($id: ID!) { outcome: ${name}(id: $id) { ${referral} } }`;
/** An office's step, with an input where it takes one. */
export const officesStep = (name: string, input?: string): string =>
  input
    ? `mutation ($id: ID!, $input: ${input}!) { outcome: ${name}(id: $id, input: $input) { ${received} } }`
    : `mutation ($id: ID!) { outcome: ${name}(id: $id) { ${received} } }`;
export const say = (
  name: 'askQuestion' | 'answerQuestion' | 'sendMessage' | 'addReferralNote',
): string => `mutation ($id: ID!, $input: ReferralTextInput!) { outcome: ${name}(id: $id, input: $input) {
  __typename ${name === 'addReferralNote' ? '... on ReferralNote { id authorName text }' : '... on ReferralMessage { id from kind text }'} ${refusal} } }`;

const content = `fieldGroups { code } purpose clientName clientContact
  incident { narrative earliest district { key } mainArea { area { code } } } grounds { grounds { code } multiple }
  respondent { type { code } organisation personName } clientView measures { kind { code } } deadlines { endsOn }
  enquiry { question grounds { code } regionKey incidentQuarter deadline }`;
const conversation = `messages { from kind text } notes { authorName text } steps { kind { code } party state reason { code } }`;

export const REFERRAL = `query ($id: ID!) { referral(id: $id) { id reference caseId releaseId state version answerBy nextSteps officeName
  contact { name phone email } fieldGroups { code } declineReason { code } returnReason { code } result { code } withdrawalReason question
  sentAt previewSeenAt acceptedAt unansweredAt closedAt withdrawnAt
  preview { grounds { code } district { key } earliestDeadline language { code } } content { ${content} } ${conversation} letters { kind language { code } } } }`;
export const RECEIVED = `query ($id: ID!) { receivedReferral(id: $id) { id reference kind { code } state nextSteps senderName contact { name phone email }
  reasons { code } fieldGroups { code } answerBy withdrawalReason result { code }
  preview { grounds { code } mainArea { area { code } } respondentType { code } district { key } earliestDeadline language { code } }
  content { ${content} } ${conversation} } }`;
export const INBOX = `query ($filter: InboxFilter, $first: Int, $after: String) { inbox(filter: $filter, first: $first, after: $after) {
  edges { cursor node { id reference state answerBy senderName kind { code } reasons { code } preview { grounds { code } earliestDeadline } content { __typename } } }
  pageInfo { hasNextPage endCursor } } }`;
export const FORESEE = `query ($id: ID!) { previewReferral(id: $id) { __typename ... on ReferralForesight { before { grounds { code } earliestDeadline }
  after { ${content} } answerBy problems { code field de } } ${refusal} } }`;
export const DISCLOSURES = `query ($caseId: ID!) { disclosures(caseId: $caseId) { what officeName purpose fieldGroups { code } reference at } }`;

/** Groups of a release that lets a lawyer and an office work, and leaves something out: the name of the person who acted. */
export const groups = ['CLIENT_IDENTITY', 'CLIENT_CONTACT', 'INCIDENT', 'GROUNDS', 'RESPONDENT', 'DEADLINES'];

export const releaseInput = (officeId: string, changes: object = {}): object => ({
  officeId,
  fieldGroups: groups,
  purpose: 'Prüfung von Ansprüchen',
  explainedIn: 'ar',
  interpreter: 'Dolmetschdienst Beispiel',
  givenOn: daysFromToday(0),
  form: 'WRITTEN',
  documentReference: 'Ordner 7, Blatt 3',
  dataProtectionConsent: true,
  ...changes,
});

/** Sends an operation with one outcome and gives it, whether it was done or refused. */
export async function outcomeOf(someone: Someone, operation: string, variables: object): Promise<Json> {
  const [outcome] = Object.values(await someone.does<Record<string, Json>>(operation, variables));
  return outcome;
}

/** The same, where it must be done. */
export async function doneBy(someone: Someone, operation: string, variables: object): Promise<Json> {
  const outcome = await outcomeOf(someone, operation, variables);
  if (outcome.__typename === 'Refusal') throw new Error(`Refused: ${JSON.stringify(outcome)}`);
  return outcome;
}

export async function releaseOf({ counsellor, office, caseId }: Scene, changes: object = {}): Promise<string> {
  const made = await doneBy(counsellor, RECORD_RELEASE, { caseId, input: releaseInput(office.id, changes) });
  return String(made.id);
}

/** A draft of this kind, with a release where it needs one. */
export async function draftOf(house: Scene, input: Record<string, unknown> = {}): Promise<Json> {
  const kind = input['kind'] ?? 'HANDOVER';
  const needsRelease = kind !== 'ENQUIRY' && kind !== 'SIGNPOSTING';
  const releaseId = needsRelease ? (input['releaseId'] ?? (await releaseOf(house))) : undefined;
  return doneBy(house.counsellor, DRAFT, {
    caseId: house.caseId,
    input: { kind, officeId: house.office.id, reasons: ['SPECIALISATION'], releaseId, ...input },
  });
}

/** The id of a referral that was sent. */
export async function sentFrom(from: Scene, input: Record<string, unknown> = {}): Promise<string> {
  const { id, version } = await draftOf(from, input);
  return String((await doneBy(from.counsellor, SEND, { id, version })).id);
}

/** The id of a referral that the office has accepted. */
export async function acceptedFrom(from: Scene, input: Record<string, unknown> = {}): Promise<string> {
  const id = await sentFrom(from, input);
  await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
  return id;
}

/** What waits in the queue about this referral: `name`, who is told, and of what. Needs a house whose jobs are off. */
export async function jobsAbout(
  house: TestHouse,
  id: string,
): Promise<{ name: string; organisationId: string; deed: string | null; runAt: Date }[]> {
  const { rows } = await house.database.query<{ name: string; payload: Json; runAt: Date }>(
    `select t.identifier as name, j.payload, j.run_at as "runAt" from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where j.payload ->> 'subjectId' = $1 order by j.id`,
    [id],
  );
  return rows.map(({ name, payload, runAt }) => ({
    name,
    organisationId: payload.organisationId,
    // `QUESTION:<id of the step>` is a deed of its own each time.
    deed: payload.deed?.split(':')[0] ?? null,
    runAt,
  }));
}

/** Whom the queue will tell of what: `RECIPIENT:RECEIVED`. */
export async function told(house: TestHouse, from: Scene, id: string): Promise<string[]> {
  const jobs = await jobsAbout(house, id);
  return jobs
    .filter(({ name }) => name === 'referral.notice')
    .map(({ organisationId, deed }) => {
      const side = organisationId === from.counsellor.organisation.id ? 'SENDER' : 'RECIPIENT';
      return `${side}:${deed}`;
    });
}

/** How many rows of these tables belong to the referral: to see that nothing was written, or that all is gone. */
export async function rowsOf(house: TestHouse, table: string, id: string): Promise<number> {
  const { rows } = await house.database.query<{ count: string }>(
    `select count(*) from ${table} where referral_id = $1`,
    [id],
  );
  return Number(rows[0]?.count);
}
