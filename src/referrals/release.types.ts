import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { CalendarDate } from '../core/calendar.js';
import { type ReleaseInput as ReleaseRules, releaseState } from '../core/release.js';
import { BooleanInput, CodeInput, CodesInput, DayInput, IdInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { ReleaseRow } from './reading.queries.js';

@ObjectType({
  description: 'Release from the duty of confidentiality (Schweigepflichtentbindung, § 203 StGB) towards one office.',
})
export class ConfidentialityRelease {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, { description: 'The case.' })
  caseId!: string;

  @Field(() => ID, { description: 'The office towards which it was given.' })
  officeId!: string;

  @Field({ description: 'Name of that office.' })
  officeName!: string;

  @Field(() => [Term], { description: 'What may be passed on, from the vocabulary `fieldGroups`.' })
  fieldGroups!: Term[];

  @Field({ description: 'For what purpose.' })
  purpose!: string;

  @Field(() => Term, { description: 'Language in which it was explained.' })
  explainedIn!: Term;

  @Field(() => String, { nullable: true, description: 'The interpreter; null = none.' })
  interpreter!: string | null;

  @Field(() => CalendarDateScalar, { description: 'Day on which it was given.' })
  givenOn!: string;

  @Field(() => CalendarDateScalar, { description: 'Last day on which it may be used.' })
  validUntil!: string;

  @Field({ description: 'WRITTEN or ORAL.' })
  form!: string;

  @Field(() => String, { nullable: true, description: 'Why it was given orally.' })
  oralReason!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the signed paper is kept.' })
  documentReference!: string | null;

  @Field(() => String, { nullable: true, description: 'Who agreed for a minor.' })
  guardian!: string | null;

  @Field({
    description: 'Whether the consent under data-protection law was given too: another thing than the release.',
  })
  dataProtectionConsent!: boolean;

  @Field({ description: 'VALID, EXPIRED, WITHDRAWN or NOT_YET, as of today.' })
  state!: string;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day on which the client withdrew it.' })
  withdrawnOn!: string | null;

  @Field(() => Date, { nullable: true, description: 'Since when no office has access any more.' })
  withdrawnAt!: Date | null;
}

@InputType({ description: 'A release from confidentiality as the client gave it.' })
export class RecordReleaseInput implements ReleaseRules {
  @IdInput({ description: 'The one office towards which it is given.' })
  officeId!: string;

  @CodesInput({ description: 'What may be passed on: codes of `fieldGroups`, at least one.' })
  fieldGroups!: string[];

  @TextInput({ max: 1000, description: 'For what purpose.' })
  purpose!: string;

  @CodeInput({ description: 'Language in which it was explained, a code of `languages`.' })
  explainedIn!: string;

  @TextInput({ max: 200, optional: true, description: 'The interpreter, if there was one.' })
  interpreter?: string | null;

  @DayInput({ description: 'Day on which it was given; not in the future.' })
  givenOn!: string;

  @DayInput({ optional: true, description: 'Last day; twelve months from `givenOn` unless told, never longer.' })
  validUntil?: string | null;

  @CodeInput({ description: 'WRITTEN (with `documentReference`) or ORAL (with `oralReason`).' })
  form!: 'WRITTEN' | 'ORAL';

  @TextInput({ max: 1000, optional: true, description: 'Why it was given orally.' })
  oralReason?: string | null;

  @TextInput({ max: 200, optional: true, description: 'Where the signed paper is kept.' })
  documentReference?: string | null;

  @TextInput({ max: 200, optional: true, description: 'Who agreed for a minor.' })
  guardian?: string | null;

  @BooleanInput({ optional: true, description: 'Whether the consent under data-protection law was given too.' })
  dataProtectionConsent?: boolean;
}

export const ReleaseResult = createUnionType({
  name: 'ReleaseResult',
  description: 'The release, or why not.',
  types: () => [ConfidentialityRelease, Refusal] as const,
});

export const presentRelease = (row: ReleaseRow, reference: Reference, today: CalendarDate): ConfidentialityRelease =>
  Object.assign(new ConfidentialityRelease(), {
    id: row.id,
    caseId: row.caseId,
    officeId: row.officeId,
    officeName: row.officeName,
    fieldGroups: row.fieldGroups.map((code) => reference.term('fieldGroups', code)),
    purpose: row.purpose,
    explainedIn: reference.term('languages', row.explainedIn),
    interpreter: row.interpreter,
    givenOn: row.givenOn,
    validUntil: row.validUntil,
    form: row.form,
    oralReason: row.oralReason,
    documentReference: row.documentReference,
    guardian: row.guardian,
    dataProtectionConsent: row.dataProtectionConsent,
    state: releaseState(row, today),
    withdrawnOn: row.withdrawnOn,
    withdrawnAt: row.withdrawnAt,
  });
