import { RetentionDayJob } from '../../src/privacy/retention-day.job.js';
import type { TestHouse } from './app.js';
import { closeCase, type Json } from './cases.js';
import { queueIsDone } from './notices.js';
import type { Someone } from './world.js';

const refusal = `... on Refusal { code field de en problems { code field } }`;

export const RETENTION_FIELDS = `caseId caseNumber state rule { code months source } endsOn dueSince reviewOn closedOn holds { id reason reviewOn placedBy }`;
export const CASE_RETENTION = `query ($id: ID!) { caseRetention(caseId: $id) { ${RETENTION_FIELDS} } }`;
export const DUE_CASES = `query ($first: Int, $after: String) { dueCases(first: $first, after: $after) {
  edges { cursor node { ${RETENTION_FIELDS} } } pageInfo { hasNextPage endCursor } } }`;
export const PLACE_HOLD = `mutation ($id: ID!, $input: HoldInput!) { placeHold(caseId: $id, input: $input) {
  __typename ... on HeldCase { caseId caseNumber hold { id reason reviewOn placedBy liftedAt } } ${refusal} } }`;
export const LIFT_HOLD = `mutation ($id: ID!) { liftHold(id: $id) { __typename ... on HeldCase { hold { id liftedAt } } ${refusal} } }`;
export const HOLDS = `query ($until: Date) { holds(reviewUntil: $until) { caseId caseNumber hold { id reason reviewOn } } }`;

const disposal = `__typename ... on Disposal { id caseId caseNumber service openedOn closedOn basis rule source state proposedBy approvedBy
  expiresAt executeAfter executedAt handedOver { office what fieldGroups { code } at } }`;
export const PROPOSE = `mutation ($id: ID!, $basis: String!) { outcome: proposeDisposal(caseId: $id, basis: $basis) { ${disposal} ${refusal} } }`;
export const APPROVE = `mutation ($id: ID!) { outcome: approveDisposal(id: $id) { ${disposal} ${refusal} } }`;
export const WITHDRAW_DISPOSAL = `mutation ($id: ID!) { outcome: withdrawDisposal(id: $id) { ${disposal} ${refusal} } }`;
export const DISPOSALS = `query ($states: [String!], $first: Int, $after: String) { disposals(states: $states, first: $first, after: $after) {
  edges { cursor node { ${disposal} } } pageInfo { hasNextPage endCursor } } }`;
export const ERASURE_PREVIEW = `query ($id: ID!) { erasurePreview(caseId: $id) { retention { ${RETENTION_FIELDS} } goes { what count }
  referralsClosed copiesStay storiesStay handedOver { office what at } disposal { id state } } }`;
export const SETTINGS_FIELDS = `carrier law { code de consent access check } address officerName officerEmail officerPhone supervisoryBody
  supervisoryContact retention { code closingReasons { code } months fromEndOfYear source } retentionIsOwn version`;
export const SETTINGS = `{ privacySettings { ${SETTINGS_FIELDS} } }`;
export const CHANGE_SETTINGS = `mutation ($version: Int!, $input: ChangePrivacySettingsInput!) {
  changePrivacySettings(version: $version, input: $input) { __typename ... on PrivacySettingsInForce { ${SETTINGS_FIELDS} } ${refusal} } }`;

/** Closes a case and sets the day of it back, as if years had passed since. */
export async function closedLongAgo(
  house: TestHouse,
  counsellor: Someone,
  kase: { id: string; version: number },
  years = 5,
): Promise<void> {
  await closeCase(counsellor, kase);
  await house.database.query(
    `update cases set closed_at = closed_at - make_interval(years => $2), opened_at = opened_at - make_interval(years => $2),
       changed_at = changed_at - make_interval(years => $2) where id = $1`,
    [kase.id, years],
  );
}

/** What the night does. */
export const nightPasses = ({ app }: TestHouse, now = new Date()): Promise<void> =>
  app.get(RetentionDayJob, { strict: false }).markAll(now);

/** Proposes and approves; both must go well. Gives the disposal. */
export async function agreeToDispose(
  proposer: Someone,
  approver: Someone,
  caseId: string,
  basis = 'RETENTION',
): Promise<string> {
  const { outcome: proposed } = await proposer.does<Json>(PROPOSE, { id: caseId, basis });
  if (proposed.__typename !== 'Disposal') throw new Error(`Refused: ${JSON.stringify(proposed)}`);
  const { outcome: approved } = await approver.does<Json>(APPROVE, { id: proposed.id });
  if (approved.state !== 'APPROVED') throw new Error(`Refused: ${JSON.stringify(approved)}`);
  return String(proposed.id);
}

/** Lets the day pass in which a disposal can be undone. The house has to work on its queue. */
export async function dayPasses(house: TestHouse, disposalId: string): Promise<void> {
  await house.database.query(
    `update disposal set proposed_at = proposed_at - interval '25 hours', approved_at = approved_at - interval '25 hours',
       execute_after = execute_after - interval '25 hours' where id = $1`,
    [disposalId],
  );
  await runNow(house, 'case.dispose');
}

/** Lets waiting jobs of a kind run at once. */
export async function runNow(house: TestHouse, name: string): Promise<void> {
  await house.database.query(
    `update graphile_worker._private_jobs j set run_at = now() from graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = $1 and j.locked_at is null`,
    [name],
  );
  await house.database.query(`select pg_notify('jobs:insert', '{"r":"test","count":1}')`);
  await queueIsDone(house);
}

const access = `__typename ... on AccessRequest { id caseId caseNumber service receivedOn dueOn extension language state decisions { what itemId withheld }
  answeredBy answeredAt downloadUrl }`;
export const REQUEST_ACCESS = `mutation ($id: ID!, $input: AccessRequestInput!) { outcome: requestAccess(caseId: $id, input: $input) { ${access} ${refusal} } }`;
export const ACCESS_DECIDABLES = `query ($id: ID!) { accessDecidables(id: $id) { what itemIds } }`;
export const ANSWER_ACCESS = `mutation ($id: ID!, $decisions: [AccessDecisionInput!]!) { outcome: answerAccess(id: $id, input: { decisions: $decisions }) { ${access} ${refusal} } }`;
export const EXTEND_ACCESS = `mutation ($id: ID!, $reason: String!) { outcome: extendAccess(id: $id, reason: $reason) { ${access} ${refusal} } }`;
export const WITHDRAW_ACCESS = `mutation ($id: ID!) { outcome: withdrawAccess(id: $id) { ${access} ${refusal} } }`;
export const LOOK_AT_ANSWER = `mutation ($id: ID!, $reason: String!) { outcome: lookAtAnswer(id: $id, reason: $reason) { ${access} ${refusal} } }`;
export const ACCESS_REQUESTS = `query ($states: [String!], $first: Int, $after: String) { accessRequests(states: $states, first: $first, after: $after) {
  edges { cursor node { ${access} } } pageInfo { hasNextPage endCursor } } }`;
