import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { expiresAt } from '../core/disposal.js';
import { connectionOf } from '../graphql/connection.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { DisposalRow, PassedOn as PassedOnRow } from './disposals.queries.js';
import type { ErasurePreview as Found } from './disposals.service.js';
import { CaseRetention, presentRetention } from './retention.types.js';

@ObjectType({ description: 'What was passed on of a case: to which office, which groups, when. No text.' })
export class PassedOn {
  @Field({ description: 'Name of the office.' })
  office!: string;

  @Field({ description: 'PREVIEW, ENQUIRY, CONTENT, DOSSIER, MESSAGE, ATTACHMENT or PAPER.' })
  what!: string;

  @Field(() => [Term], { description: 'Groups of fields.' })
  fieldGroups!: Term[];

  @Field({ description: 'When.' })
  at!: Date;
}

@ObjectType({
  description:
    'That a case is to go, or is gone: proposed by one person, approved by another, carried out by the house a day later. Of the case only its number and days.',
})
export class Disposal {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The case, for its own service; once EXECUTED it is not there any more. Null for the carrier.',
  })
  caseId!: string | null;

  @Field({ description: 'Number of the case.' })
  caseNumber!: string;

  @Field({ description: 'The service.' })
  service!: string;

  @Field(() => CalendarDateScalar, { description: 'When the case was recorded.' })
  openedOn!: string;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'When the case was closed.' })
  closedOn!: string | null;

  @Field({ description: 'RETENTION, CLIENT_REQUEST or RECORDED_IN_ERROR.' })
  basis!: string;

  @Field(() => String, { nullable: true, description: 'Code of the rule of retention, with basis RETENTION.' })
  rule!: string | null;

  @Field(() => String, { nullable: true, description: 'What that rule rests on.' })
  source!: string | null;

  @Field({ description: 'PROPOSED, APPROVED, EXECUTED or WITHDRAWN.' })
  state!: string;

  @Field({ description: 'Who proposed it.' })
  proposedBy!: string;

  @Field({ description: 'When it was proposed.' })
  proposedAt!: Date;

  @Field({ description: 'Until when it can be approved.' })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: 'Who approved it.' })
  approvedBy!: string | null;

  @Field(() => Date, { nullable: true, description: 'When it was approved.' })
  approvedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Until when it can be undone; then it is carried out.' })
  executeAfter!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the case was erased.' })
  executedAt!: Date | null;

  @Field(() => [PassedOn], {
    description: 'Once EXECUTED: what had been passed on, since the client may ask for the recipients later.',
  })
  handedOver!: PassedOn[];
}

@ObjectType('DisposalConnection', { description: 'A page of disposals.' })
export class DisposalConnection extends connectionOf(Disposal, 'Disposal') {}

@ObjectType({ description: 'How many rows of a kind an erasure takes.' })
export class ErasedKind {
  @Field({ description: 'texts, parts, notes, reviews, events, deadlines, releases, storyConsents or stories.' })
  what!: string;

  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

@ObjectType({ description: 'What erasing a case would take and what would stay. Nothing is changed by looking.' })
export class ErasurePreview {
  @Field(() => CaseRetention, { description: 'Where the case stands.' })
  retention!: CaseRetention;

  @Field(() => [ErasedKind], { description: 'What goes.' })
  goes!: ErasedKind[];

  @Field(() => Int, {
    description: 'Referrals that are pending: they are closed, and both sides are told that the case was erased.',
  })
  referralsClosed!: number;

  @Field(() => Int, {
    description:
      'Referrals that an office has accepted: its copy is its own and stays with it; it is told that the case was erased.',
  })
  copiesStay!: number;

  @Field(() => Int, {
    description:
      'Anonymised stories that were signed off and whose client wanted them to stay: they stay, with the bare proof of the consent.',
  })
  storiesStay!: number;

  @Field(() => [PassedOn], { description: 'What was passed on so far. This list stays, without its purposes.' })
  handedOver!: PassedOn[];

  @Field(() => Disposal, { nullable: true, description: 'The disposal that is proposed or approved already.' })
  disposal!: Disposal | null;
}

export const DisposalResult = createUnionType({
  name: 'DisposalResult',
  description: 'The disposal, or why not.',
  types: () => [Disposal, Refusal] as const,
});

const presentPassedOn = ({ office, what, fieldGroups, at }: PassedOnRow, reference: Reference): PassedOn =>
  Object.assign(new PassedOn(), {
    office,
    what,
    fieldGroups: fieldGroups.map((code) => reference.term('fieldGroups', code)),
    at: new Date(at),
  });

export const presentDisposal = (row: DisposalRow, reference: Reference): Disposal =>
  Object.assign(new Disposal(), {
    id: row.id,
    caseId: row.isOwn ? row.caseId : null,
    caseNumber: row.caseNumber,
    service: row.organisationName,
    openedOn: row.openedOn,
    closedOn: row.closedOn,
    basis: row.basis,
    rule: row.ruleCode,
    source: row.ruleSource,
    state: row.state,
    proposedBy: row.proposedByName,
    proposedAt: row.proposedAt,
    expiresAt: expiresAt(row),
    approvedBy: row.approvedByName,
    approvedAt: row.approvedAt,
    executeAfter: row.executeAfter,
    executedAt: row.executedAt,
    handedOver: row.handedOver.map((line) => presentPassedOn(line, reference)),
  });

export const presentPreview = (found: Found, reference: Reference): ErasurePreview =>
  Object.assign(new ErasurePreview(), {
    retention: presentRetention(found, reference),
    goes: found.goes.map((kind) => Object.assign(new ErasedKind(), kind)),
    referralsClosed: found.referrals.pending,
    copiesStay: found.referrals.accepted,
    storiesStay: found.storiesStay,
    handedOver: found.handedOver.map((line) => presentPassedOn(line, reference)),
    disposal: found.open && presentDisposal(found.open, reference),
  });
