import type { Someone } from './world.js';

/** What every test of a case asks of it. */
export const CASE_FIELDS = `id number version status assignee { id name } openedAt closedAt closingReason { code de } closingNote reviewState
  grounds { code de en } multipleGrounds mainArea { area { code } subArea { code } } furtherAreas { area { code } subArea { code } }
  respondentType { code } district { key name regionKey } incidentEarliest incidentLatest narrative phenomena { code }
  incidentForms { code } level { code } recurrence { code } wishes { code } affectedRole { code } ageBand { code } gender { code }
  language { code } interpreterNeeded accessPath { code } channel { code } campaign clientView assessment { code } assessmentReason
  legalForm { code } clientName clientContact respondentOrganisation respondentFunction respondentPerson respondentPersonReason
  knowledgeOn claimedOn regimes { code } missingFacts nextDeadline
  deadlines { regime { code } ruleCode endsOn movedTo state explanation { de en } precaution { de } source }
  routesWithoutDeadline { regime { code } note { de } }
  deadlineChanges { kind regime { code } before after }
  indications { id } witnesses { id } comparisonPersons { id } measures { id } reactions { id } notes { id } reviews { id }`;

const refusal = `... on Refusal { code field de en problems { code field } }`;
const outcome = `__typename ... on Case { ${CASE_FIELDS} } ${refusal}
  ... on CaseConflict { yourVersion currentVersion current { id version grounds { code } narrative } changedFields { field changedBy changedAt } }`;

export const RECORD_CASE = `mutation ($input: RecordCaseInput!) { recordCase(input: $input) { __typename
  ... on RecordedCase { case { ${CASE_FIELDS} } duplicateHints { caseId number } } ${refusal} } }`;
export const CASE = `query ($id: ID!) { case(id: $id) { ${CASE_FIELDS} } }`;
export const UPDATE_CASE = `mutation ($id: ID!, $version: Int!, $changes: ChangeCaseInput!) {
  updateCase(id: $id, version: $version, changes: $changes) { ${outcome} } }`;
export const CLOSE_CASE = `mutation ($id: ID!, $version: Int!, $reason: String!, $note: String) {
  closeCase(id: $id, version: $version, reason: $reason, note: $note) { ${outcome} } }`;
export const REOPEN_CASE = `mutation ($id: ID!, $version: Int!) { reopenCase(id: $id, version: $version) { ${outcome} } }`;
export const REASSIGN_CASE = `mutation ($id: ID!, $version: Int!, $assigneeId: ID!) {
  reassignCase(id: $id, version: $version, assigneeId: $assigneeId) { ${outcome} } }`;
export const HAND_OVER_CASES = `mutation ($from: ID!, $to: ID!) { handOverCases(fromPersonId: $from, toPersonId: $to) {
  __typename ... on HandedOver { count } ${refusal} } }`;

/** A case as the tests read it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of the API arrive as JSON of the asked shape
export type Json = any;

/** The least that a case needs. */
export const quickRecord = (changes: object = {}): Record<string, unknown> => ({
  grounds: ['ORIGIN', 'NAME'],
  mainArea: { area: 'HOUSING', subArea: 'HOUSING_SEARCH' },
  respondentType: 'HOUSING_COMPANY',
  district: '07111',
  incidentEarliest: '2026-03-01',
  incidentLatest: '2026-03-12',
  narrative: 'Am Telefon war die Wohnung noch frei. Nach dem Namen war sie vergeben.',
  ...changes,
});

/** Records a case that must go well. */
export const recordCase = async (counsellor: Someone, changes: object = {}): Promise<Json> => {
  const { recordCase: made } = await counsellor.does<{ recordCase: Json }>(RECORD_CASE, {
    input: quickRecord(changes),
  });
  if (made.__typename !== 'RecordedCase') throw new Error(`Refused: ${JSON.stringify(made)}`);
  return made.case;
};

/** The ids of the cases that a text finds, newest first. */
export const foundBy = async (counsellor: Someone, text: string): Promise<string[]> => {
  const { cases } = await counsellor.does<{ cases: { edges: { node: { id: string } }[] } }>(
    'query ($text: String!) { cases(first: 50, filter: { text: $text }) { edges { node { id } } } }',
    { text },
  );
  return cases.edges.map(({ node }) => node.id);
};

/** Closes a case as it was recorded; must go well. */
export const closeCase = async (
  counsellor: Someone,
  { id, version }: { id: string; version: number },
): Promise<void> => {
  const { closeCase: closed } = await counsellor.does<{ closeCase: Json }>(CLOSE_CASE, {
    id,
    version,
    reason: 'ACHIEVED',
  });
  if (closed.status !== 'CLOSED') throw new Error(`Not closed: ${JSON.stringify(closed)}`);
};

/** A day `YYYY-MM-DD` as it is in Germany, so many days from now. */
export const daysFromToday = (days: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now() + days * 86_400_000);
