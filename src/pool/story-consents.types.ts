import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { CasePerson, presentCasePerson } from '../cases/case-parts.types.js';
import type { CalendarDate } from '../core/calendar.js';
import { longestInConsent, storyConsentState, type GivenStoryConsent } from '../core/story-consent.js';
import { BooleanInput, CodeInput, CodesInput, DayInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { ConsentRow } from './consents.queries.js';

@ObjectType({
  description:
    'Consent of a client to an anonymised story (Art. 7 GDPR): another thing than a release from confidentiality, and never a condition of advice.',
})
export class StoryConsent {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The case; null once it was erased and its client had wanted the story to stay.',
  })
  caseId!: string | null;

  @Field(() => [Term], { description: 'What for, from `storyUses`.' })
  uses!: Term[];

  @Field(() => CalendarDateScalar, { description: 'Day on which it was given.' })
  givenOn!: string;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Last day; null = until it is withdrawn.' })
  validUntil!: string | null;

  @Field({ description: 'WRITTEN or ORAL.' })
  form!: string;

  @Field(() => String, { nullable: true, description: 'Why it was given orally.' })
  oralReason!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the signed paper is kept.' })
  documentReference!: string | null;

  @Field(() => Term, { description: 'Language in which it was explained.' })
  explainedIn!: Term;

  @Field(() => String, { nullable: true, description: 'The interpreter; null = none.' })
  interpreter!: string | null;

  @Field(() => String, { nullable: true, description: 'Who agreed for a minor.' })
  guardian!: string | null;

  @Field({ description: 'Whether a story that is signed off may stay when the case is erased.' })
  outlivesCase!: boolean;

  @Field({ description: 'VALID, EXPIRED or WITHDRAWN, as of today.' })
  state!: string;

  @Field(() => CasePerson, { description: 'Who recorded it.' })
  recordedBy!: CasePerson;

  @Field({ description: 'When it was recorded.' })
  recordedAt!: Date;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day on which the client withdrew it.' })
  withdrawnOn!: string | null;

  @Field(() => Date, { nullable: true, description: 'Since when no story on it is to be read anywhere.' })
  withdrawnAt!: Date | null;
}

@InputType({ description: 'A consent to an anonymised story as the client gave it.' })
export class StoryConsentInput implements GivenStoryConsent {
  @CodesInput({ description: 'What for: codes of `storyUses`, at least one.' })
  uses!: string[];

  @DayInput({ description: 'Day on which it was given; not in the future.' })
  givenOn!: string;

  @DayInput({ optional: true, description: 'Last day; left out: until it is withdrawn.' })
  validUntil?: string | null;

  @CodeInput({ description: 'WRITTEN (with `documentReference`) or ORAL (with `oralReason`).' })
  form!: 'WRITTEN' | 'ORAL';

  @TextInput({ max: longestInConsent.oralReason, optional: true, description: 'Why it was given orally.' })
  oralReason?: string | null;

  @TextInput({
    max: longestInConsent.documentReference,
    optional: true,
    description: 'Where the signed paper is kept.',
  })
  documentReference?: string | null;

  @CodeInput({ description: 'Language in which it was explained, a code of `languages`.' })
  explainedIn!: string;

  @TextInput({ max: longestInConsent.interpreter, optional: true, description: 'The interpreter, if there was one.' })
  interpreter?: string | null;

  @TextInput({ max: longestInConsent.guardian, optional: true, description: 'Who agreed for a minor.' })
  guardian?: string | null;

  @BooleanInput({
    optional: true,
    description:
      'Whether a story that is signed off may stay when the case is erased; left out: it goes with the case.',
  })
  outlivesCase?: boolean | null;
}

export const StoryConsentResult = createUnionType({
  name: 'StoryConsentResult',
  description: 'The consent as it is now, or why not.',
  types: () => [StoryConsent, Refusal] as const,
});

export const presentConsent = (row: ConsentRow, reference: Reference, today: CalendarDate): StoryConsent =>
  Object.assign(new StoryConsent(), {
    id: row.id,
    caseId: row.caseId,
    uses: row.uses.map((code) => reference.term('storyUses', code)),
    givenOn: row.givenOn,
    validUntil: row.validUntil,
    form: row.form,
    oralReason: row.oralReason,
    documentReference: row.documentReference,
    explainedIn: reference.term('languages', row.explainedIn),
    interpreter: row.interpreter,
    guardian: row.guardian,
    outlivesCase: row.outlivesCase,
    state: storyConsentState(row, today),
    recordedBy: presentCasePerson(row.recordedBy),
    recordedAt: row.recordedAt,
    withdrawnOn: row.withdrawnOn,
    withdrawnAt: row.withdrawnAt,
  });
