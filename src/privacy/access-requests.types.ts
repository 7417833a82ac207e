import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { Decidable, Decision, Redactable, RedactionReason } from '../core/access-request.js';
import { connectionOf } from '../graphql/connection.js';
import { CodeInput, DayInput, IdInput, NestedInputs } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import type { AccessRow } from './access-requests.queries.js';

@ObjectType({
  description: 'What somebody has to decide on before an answer: all items of a kind of which there is something.',
})
export class AccessDecidable {
  @Field({
    description:
      'WITNESSES, COMPARISON_PERSONS, RESPONDENT_PERSON, NOTES, REVIEWS, OFFICE_MESSAGES, ATTACHMENTS or STORIES.',
  })
  what!: string;

  @Field(() => [ID], { description: 'Ids of the items, as the case names them.' })
  itemIds!: string[];
}

@ObjectType({ description: 'What was decided: told, or withheld for a reason.' })
export class AccessDecision {
  @Field({ description: 'The kind.' })
  what!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'One item; null = all of the kind that have no decision of their own.',
  })
  itemId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'RIGHTS_OF_OTHERS, CONFIDENTIALITY or PROCEEDING; null = told.',
  })
  withheld!: string | null;
}

@ObjectType({
  description:
    "A client's request for access to what is held about them (Art. 15 GDPR), with its deadline and its state.",
})
export class AccessRequest {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'The case, for its own service; null once it was erased.' })
  caseId!: string | null;

  @Field({ description: 'Number of the case.' })
  caseNumber!: string;

  @Field({ description: 'The service.' })
  service!: string;

  @Field(() => CalendarDateScalar, { description: 'When the request arrived.' })
  receivedOn!: string;

  @Field(() => CalendarDateScalar, { description: 'Last day for the answer.' })
  dueOn!: string;

  @Field(() => String, { nullable: true, description: 'Why it was extended: COMPLEXITY or NUMBER.' })
  extension!: string | null;

  @Field({ description: 'Language of the answer: de or en.' })
  language!: string;

  @Field({ description: 'OPEN, DRAWING (being drawn up), ANSWERED or WITHDRAWN.' })
  state!: string;

  @Field(() => [AccessDecision], { description: 'Decisions on what is told, for its own service.' })
  decisions!: AccessDecision[];

  @Field({ description: 'Who recorded it.' })
  recordedBy!: string;

  @Field(() => String, { nullable: true, description: 'Who answered.' })
  answeredBy!: string | null;

  @Field(() => Date, { nullable: true, description: 'When it was answered.' })
  answeredAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer is fetched as PDF; `.json` beside it. Null while there is none, and for the carrier.',
  })
  downloadUrl!: string | null;
}

@ObjectType('AccessRequestConnection', { description: 'A page of requests for access.' })
export class AccessRequestConnection extends connectionOf(AccessRequest, 'AccessRequest') {}

@InputType({ description: 'A request for access as it arrived.' })
export class AccessRequestInput {
  @DayInput({ description: 'When it arrived.' })
  receivedOn!: string;

  @CodeInput({ description: 'Language of the answer: de or en.' })
  language!: string;
}

@InputType({ description: 'A decision on what is told.' })
export class AccessDecisionInput {
  @CodeInput({ description: 'The kind.' })
  what!: string;

  @IdInput({ optional: true, description: 'One item; left out: all of the kind.' })
  itemId?: string | null;

  @CodeInput({ optional: true, description: 'Why it is withheld; left out: it is told.' })
  withheld?: string | null;
}

@InputType({ description: 'The decisions of whoever answers.' })
export class AnswerAccessInput {
  @NestedInputs(() => AccessDecisionInput, { max: 500, description: 'On every kind of which there is something.' })
  decisions!: AccessDecisionInput[];
}

export const AccessRequestResult = createUnionType({
  name: 'AccessRequestResult',
  description: 'The request, or why not.',
  types: () => [AccessRequest, Refusal] as const,
});

export const presentDecidable = (there: Decidable): AccessDecidable[] =>
  Object.entries(there)
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => Object.assign(new AccessDecidable(), { what, itemIds: [...ids] }));

export const presentAccess = (row: AccessRow, publicUrl: string): AccessRequest =>
  Object.assign(new AccessRequest(), {
    id: row.id,
    caseId: row.isOwn ? row.caseId : null,
    caseNumber: row.caseNumber,
    service: row.organisationName,
    receivedOn: row.receivedOn,
    dueOn: row.dueOn,
    extension: row.extension,
    language: row.language,
    state: row.state,
    decisions: row.isOwn ? row.decisions.map((one) => Object.assign(new AccessDecision(), one)) : [],
    recordedBy: row.createdByName,
    answeredBy: row.answeredByName,
    answeredAt: row.answeredAt,
    downloadUrl: row.isOwn && row.isThere ? `${publicUrl}/access-requests/${row.id}/answer.pdf` : null,
  });

/** Codes are checked by the core, which says what would be right. */
export const decisionsOf = (given: readonly AccessDecisionInput[]): Decision[] =>
  given.map(({ what, itemId, withheld }) => ({
    what: what as Redactable,
    itemId: itemId ?? null,
    withheld: (withheld ?? null) as RedactionReason | null,
  }));
