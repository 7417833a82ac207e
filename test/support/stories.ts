import pg from 'pg';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import type { TestHouse } from './app.js';
import { daysFromToday, recordCase, type Json } from './cases.js';
import { doneBy, outcomeOf } from './referrals.js';
import type { Someone } from './world.js';

const refusal = '... on Refusal { code field de en problems { code field de } }';
export const CONSENT_FIELDS = `id caseId uses { code } givenOn validUntil form documentReference guardian outlivesCase state withdrawnOn withdrawnAt`;
const consentOutcome = `__typename ... on StoryConsent { ${CONSENT_FIELDS} } ${refusal}`;
export const STORY_FIELDS = `id consentId caseId version state title text remark language { code } grounds { code } area { code } region { key name }
  authors { id } checks { code } hints { kind { code } field start end excerpt key blocks } submittedAt signedOffBy { id } signedOffAt withdrawnAt withdrawal`;
const storyOutcome = `__typename ... on Story { ${STORY_FIELDS} } ${refusal}`;
export const POOL_FIELDS =
  'id title text language { code } grounds { code } area { code } region { key } uses { code } usableUntil quarter';

export const RECORD_CONSENT = `mutation ($caseId: ID!, $input: StoryConsentInput!) { recordStoryConsent(caseId: $caseId, input: $input) { ${consentOutcome} } }`;
export const WITHDRAW_CONSENT = `mutation ($id: ID!, $on: Date) { withdrawStoryConsent(id: $id, on: $on) { ${consentOutcome} } }`;
export const CONSENTS = `query ($caseId: ID!) { storyConsents(caseId: $caseId) { ${CONSENT_FIELDS} } }`;
export const WRITE_STORY = `mutation ($consentId: ID!, $input: StoryInput!) { writeStory(consentId: $consentId, input: $input) { ${storyOutcome} } }`;
export const CHANGE_STORY = `mutation ($id: ID!, $version: Int!, $input: StoryInput!) { changeStory(id: $id, version: $version, input: $input) { ${storyOutcome} } }`;
export const SUBMIT_STORY = `mutation ($id: ID!, $version: Int!, $input: StoryLookInput!) { submitStory(id: $id, version: $version, input: $input) { ${storyOutcome} } }`;
export const SIGN_OFF_STORY = `mutation ($id: ID!, $version: Int!, $input: StoryLookInput!) { signOffStory(id: $id, version: $version, input: $input) { ${storyOutcome} } }`;
export const RETURN_STORY = `mutation ($id: ID!, $version: Int!, $remark: String) { returnStory(id: $id, version: $version, remark: $remark) { ${storyOutcome} } }`;
export const RETRACT_STORY = `mutation ($id: ID!) { retractStory(id: $id) { ${storyOutcome} } }`;
export const STORY = `query ($id: ID!) { story(id: $id) { ${STORY_FIELDS} } }`;
export const STORIES = `query ($states: [String!], $first: Int, $after: String) { stories(states: $states, first: $first, after: $after) {
  edges { node { id state title } } pageInfo { hasNextPage endCursor } } }`;
export const POOL = `query ($filter: PoolFilterInput, $first: Int, $after: String) { poolStories(filter: $filter, first: $first, after: $after) {
  edges { node { ${POOL_FIELDS} } } pageInfo { hasNextPage endCursor } } }`;
export const POOL_STORY = `query ($id: ID!) { poolStory(id: $id) { ${POOL_FIELDS} } }`;

export const allChecks = loadCodebook().terms.storyChecks.map(({ code }) => code);

export const consentInput = (changes: object = {}): object => ({
  uses: ['WEB', 'PRINT'],
  givenOn: daysFromToday(0),
  form: 'WRITTEN',
  documentReference: 'Ordner 9, Blatt 2',
  explainedIn: 'ar',
  ...changes,
});

export const storyInput = (changes: object = {}): object => ({
  title: 'Am Telefon noch frei',
  text: 'Eine Frau suchte eine Wohnung. Am Telefon war sie noch frei, nach dem Namen war sie vergeben.',
  language: 'de',
  grounds: ['ORIGIN'],
  area: 'HOUSING',
  ...changes,
});

/** All points of the checklist, and every hint of the story confirmed that can be. */
export const lookedThrough = (story: Json): object => ({
  checks: allChecks,
  confirmed: story.hints.filter(({ blocks }: Json) => !blocks).map(({ key }: Json) => key),
});

/** A case with a consent to stories. */
export async function consentOf(counsellor: Someone, changes: object = {}, kase: object = {}): Promise<Json> {
  const { id: caseId } = await recordCase(counsellor, kase);
  return doneBy(counsellor, RECORD_CONSENT, { caseId, input: consentInput(changes) });
}

/** A draft on a consent of its own. */
export async function draftStory(counsellor: Someone, changes: object = {}, consent: object = {}): Promise<Json> {
  const { id: consentId } = await consentOf(counsellor, consent);
  return doneBy(counsellor, WRITE_STORY, { consentId, input: storyInput(changes) });
}

export async function submitted(counsellor: Someone, story: Json): Promise<Json> {
  const { id, version } = story;
  return doneBy(counsellor, SUBMIT_STORY, { id, version, input: lookedThrough(story) });
}

/** Written by the one, signed off by the other. */
export async function signedOff(
  author: Someone,
  second: Someone,
  changes: object = {},
  consent: object = {},
): Promise<Json> {
  const story = await submitted(author, await draftStory(author, changes, consent));
  return doneBy(second, SIGN_OFF_STORY, { id: story.id, version: story.version, input: lookedThrough(story) });
}

/** What is refused: code and field of each problem. */
export async function refusedBy(someone: Someone, operation: string, variables: object): Promise<string[]> {
  const outcome = await outcomeOf(someone, operation, variables);
  if (outcome.__typename !== 'Refusal') throw new Error(`Not refused: ${JSON.stringify(outcome)}`);
  return outcome.problems.map(({ code, field }: Json) => `${code} ${field}`);
}

export const poolOf = async (someone: Someone, variables: object = {}): Promise<Json[]> =>
  (await someone.does<Json>(POOL, variables)).poolStories.edges.map(({ node }: Json) => node);

/** Runs a statement as the role of the application, in a transaction of somebody's organisation that is undone. */
export async function asApplication(
  house: TestHouse,
  who: Someone,
  text: string,
  values: unknown[],
): Promise<unknown[]> {
  const application = new pg.Client({ connectionString: house.urls.application });
  await application.connect();
  try {
    await application.query('begin');
    await application.query(`select set_config('app.organisation_id', $1, true)`, [who.organisation.id]);
    return (await application.query(text, values)).rows;
  } finally {
    await application.end();
  }
}
