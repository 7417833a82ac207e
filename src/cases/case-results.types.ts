import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { caseNumber } from '../core/case-number.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import type { LegalRules } from '../core/law.js';
import type { Reference } from '../reference/reference.service.js';
import type { Conflict } from './case-changes.service.js';
import { CasePerson, presentCasePerson } from './case-parts.types.js';
import { Case, CaseDistrict, presentCase, presentDistrict } from './case.types.js';
import type { DuplicateRow } from './cases.queries.js';

@ObjectType({ description: 'A case of the own service that may be the same one.' })
export class DuplicateHint {
  @Field(() => ID, { description: 'Id of that case.' })
  caseId!: string;

  @Field({ description: 'Its number.' })
  number!: string;

  @Field({ description: 'OPEN or CLOSED.' })
  status!: string;

  @Field({ description: 'When it was recorded.' })
  openedAt!: Date;

  @Field(() => CasePerson, { nullable: true, description: 'Who works on it.' })
  assignee!: CasePerson | null;

  @Field(() => [Term], { description: 'Its grounds.' })
  grounds!: Term[];

  @Field(() => CaseDistrict, { nullable: true, description: 'Its district; null = not known.' })
  district!: CaseDistrict | null;

  @Field(() => CalendarDateScalar, { description: 'Earliest possible day of its incident.' })
  incidentEarliest!: string;

  @Field(() => CalendarDateScalar, { description: 'Latest possible day of its incident.' })
  incidentLatest!: string;
}

@ObjectType({ description: 'The case was recorded.' })
export class RecordedCase {
  @Field(() => Case, { description: 'The case.' })
  case!: Case;

  // Resolved when asked for: it is a look-up of its own.
  duplicateHints!: DuplicateHint[];
}

@ObjectType({ description: 'A field that somebody else changed in the meantime.' })
export class ChangedField {
  @Field({ description: 'Name of the field, such as `grounds`, `status` or `assignee`.' })
  field!: string;

  @Field({ description: 'When it was changed last.' })
  changedAt!: Date;

  @Field(() => String, { nullable: true, description: 'Name of who changed it; null = the house itself.' })
  changedBy!: string | null;
}

@ObjectType({ description: 'Somebody else saved first. Nothing was written: look at the difference and save again.' })
export class CaseConflict {
  @Field(() => Case, { description: 'The case as it is now.' })
  current!: Case;

  @Field(() => Int, { description: 'Version that you had read.' })
  yourVersion!: number;

  @Field(() => Int, { description: 'Version that the case has now.' })
  currentVersion!: number;

  @Field(() => [ChangedField], { description: 'What was changed since your version.' })
  changedFields!: ChangedField[];
}

@ObjectType({ description: 'The open cases were handed over.' })
export class HandedOver {
  @Field(() => Int, { description: 'How many cases.' })
  count!: number;
}

export const RecordCaseResult = createUnionType({
  name: 'RecordCaseResult',
  description: 'The new case with hints at likely duplicates, or why not.',
  types: () => [RecordedCase, Refusal] as const,
});

export const UpdateCaseResult = createUnionType({
  name: 'UpdateCaseResult',
  description: 'The case as it is now; or why not; or what somebody else changed in the meantime.',
  types: () => [Case, Refusal, CaseConflict] as const,
});

export const HandOverCasesResult = createUnionType({
  name: 'HandOverCasesResult',
  description: 'How many cases were handed over, or why not.',
  types: () => [HandedOver, Refusal] as const,
});

export const presentDuplicateHint = (row: DuplicateRow, reference: Reference): DuplicateHint =>
  Object.assign(new DuplicateHint(), {
    caseId: row.id,
    number: caseNumber(row),
    status: row.status,
    openedAt: new Date(row.openedAt),
    assignee: row.assignee && presentCasePerson(row.assignee),
    grounds: row.grounds.map((code) => reference.term('grounds', code)),
    district: presentDistrict(row.district, reference),
    incidentEarliest: row.incidentEarliest,
    incidentLatest: row.incidentLatest,
  });

export const presentConflict = (
  { current, yourVersion, changedFields }: Conflict['conflict'],
  reference: Reference,
  rules: LegalRules,
): CaseConflict =>
  Object.assign(new CaseConflict(), {
    current: presentCase(current, reference, rules),
    yourVersion,
    currentVersion: current.version,
    changedFields: changedFields.map(({ field, changedAt, changedBy }) =>
      Object.assign(new ChangedField(), { field, changedAt: new Date(changedAt), changedBy }),
    ),
  });
