import { Field, Float, ID, InputType, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connection.js';
import { DayInput, IdInput, TextInput } from '../graphql/inputs.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { AuditRow, CheckpointSummaryRow } from './audit-log.queries.js';

@ObjectType({ description: 'Somebody or something that an entry of the audit log names.' })
export class AuditParty {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name; null where it is not known any more.' })
  name!: string | null;
}

@ObjectType({ description: 'A detail of an entry: a code, an id or a number.' })
export class AuditDetail {
  @Field({ description: 'What it tells.' })
  name!: string;

  @Field({ description: 'As text; several are separated by commas.' })
  value!: string;
}

@ObjectType({ description: 'What somebody did or looked at.' })
export class AuditEntry {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'When.' })
  at!: Date;

  @Field(() => AuditParty, { description: 'In which organisation.' })
  organisation!: AuditParty;

  @Field(() => AuditParty, { nullable: true, description: 'Who; null = the house itself, such as a job.' })
  person!: AuditParty | null;

  @Field(() => Term, { description: 'What: a code of `auditActions`.' })
  action!: Term;

  @Field({ description: 'To what kind of thing, such as case or referral.' })
  subjectType!: string;

  @Field(() => ID, { nullable: true, description: 'To which one; null = to none, or it was forgotten.' })
  subjectId!: string | null;

  @Field(() => [AuditDetail], { description: 'What explains it.' })
  details!: AuditDetail[];

  @Field(() => Float, {
    nullable: true,
    description: 'Its place in the signed tree, from 0; null for the seconds until it has one.',
  })
  place!: number | null;
}

@ObjectType('AuditEntryConnection', { description: 'A page of the audit log.' })
export class AuditEntryConnection extends connectionOf(AuditEntry, 'AuditEntry') {}

@ObjectType({
  description: 'The signed word for all entries of the log up to a size. Compare it with what you keep outside.',
})
export class AuditCheckpoint {
  @Field(() => Float, { description: 'How many entries it holds.' })
  size!: number;

  @Field({ description: 'Head of the Merkle tree, in hex.' })
  head!: string;

  @Field({ description: 'When it was signed.' })
  at!: Date;

  @Field({ description: 'Ed25519 signature, in hex.' })
  signature!: string;
}

@InputType({ description: 'Which entries: all that is given must fit.' })
export class AuditFilterInput {
  @DayInput({ optional: true, description: 'On this day or later.' })
  from?: string | null;

  @DayInput({ optional: true, description: 'On this day or earlier.' })
  to?: string | null;

  @IdInput({ optional: true, description: 'Of this person.' })
  personId?: string | null;

  @TextInput({ optional: true, max: 60, description: 'A code of `auditActions`.' })
  action?: string | null;

  @TextInput({ optional: true, max: 60, description: 'To this kind of thing, such as case.' })
  subjectType?: string | null;

  @IdInput({ optional: true, description: 'To this one, such as one case.' })
  subjectId?: string | null;
}

export const presentEntry = (row: AuditRow, reference: Reference): AuditEntry =>
  Object.assign(new AuditEntry(), {
    id: row.id,
    at: row.at,
    organisation: { id: row.organisationId, name: row.organisationName },
    person: row.personId === null ? null : { id: row.personId, name: row.personName },
    action: reference.term('auditActions', row.action),
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    details: Object.entries(row.details).map(([name, value]) => ({
      name,
      value: Array.isArray(value) ? value.join(', ') : String(value),
    })),
    place: row.place,
  });

export const presentCheckpoint = (row: CheckpointSummaryRow): AuditCheckpoint =>
  Object.assign(new AuditCheckpoint(), row);
