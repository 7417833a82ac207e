import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { CalendarDate } from '../core/calendar.js';
import { deadlineState, precaution, routesWithoutDeadline } from '../core/deadline.js';
import type { LegalRules } from '../core/law.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { CaseRow, DeadlineChangeRow } from './case.row.js';

@ObjectType({ description: 'A sentence in both languages.' })
export class Sentence {
  @Field({ description: 'German.' })
  de!: string;

  @Field({ description: 'English.' })
  en!: string;
}

@ObjectType({ description: 'A deadline computed from the facts of the case. Precautionary, no legal advice.' })
export class CaseDeadline {
  @Field(() => Term, { description: 'Legal regime; UNCLEAR: it is open which one applies, the earliest is shown.' })
  regime!: Term;

  @Field({ description: 'Rule that it was computed with.' })
  ruleCode!: string;

  @Field(() => Int, { description: 'Version of that rule.' })
  ruleVersion!: number;

  @Field({ description: 'What starts the period: KNOWLEDGE, END_OF_ACT, WRITTEN_CLAIM or INCIDENT (start not known).' })
  startEvent!: string;

  @Field(() => CalendarDateScalar, { description: 'Day from which the period is counted.' })
  startDate!: string;

  @Field({ description: 'Counted from the earliest possible day, because the real start is not known.' })
  assumed!: boolean;

  @Field({ description: 'The rule has still to be confirmed by a lawyer.' })
  needsCheck!: boolean;

  @Field(() => CalendarDateScalar, { description: 'Day by which to act.' })
  endsOn!: string;

  @Field(() => CalendarDateScalar, {
    description:
      'Next working day when `endsOn` is a Saturday, Sunday or public holiday (§ 193 BGB), otherwise the same.',
  })
  movedTo!: string;

  @Field({ description: 'OPEN, SOON (fourteen days or less), PASSED or KEPT.' })
  state!: string;

  @Field({ description: 'Paragraph of the law.' })
  source!: string;

  @Field(() => Sentence, { description: 'How it was counted, in one sentence.' })
  explanation!: Sentence;

  @Field(() => Sentence, { description: 'Belongs beside every deadline that is shown.' })
  precaution!: Sentence;
}

@ObjectType({ description: 'What can be done under a regime for which no deadline is known.' })
export class CaseRoute {
  @Field(() => Term, { description: 'Legal regime.' })
  regime!: Term;

  @Field(() => Sentence, { description: 'The other routes.' })
  note!: Sentence;
}

@ObjectType({ description: 'How a deadline moved when the facts or the rules changed.' })
export class DeadlineShift {
  @Field({ description: 'ADDED, REMOVED or CHANGED.' })
  kind!: string;

  @Field(() => Term, { description: 'Legal regime.' })
  regime!: Term;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day by which to act before; null when it is new.' })
  before!: string | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day by which to act now; null when it is gone.' })
  after!: string | null;
}

export const presentDeadline = (
  deadline: CaseRow['deadlines'][number],
  reference: Reference,
  today: CalendarDate,
): CaseDeadline =>
  Object.assign(new CaseDeadline(), {
    regime: reference.term('regimes', deadline.regime),
    ruleCode: deadline.ruleCode,
    ruleVersion: deadline.ruleVersion,
    startEvent: deadline.startEvent.kind,
    startDate: deadline.startEvent.date,
    assumed: deadline.assumed,
    needsCheck: deadline.check,
    endsOn: deadline.endsOn,
    movedTo: deadline.movedTo,
    state: deadlineState(deadline, today),
    source: deadline.source,
    explanation: sentence({ de: deadline.explanation, en: deadline.explanationEn }),
    precaution: sentence(precaution),
  });

export const presentRoutes = (facts: CaseRow['facts'], rules: LegalRules, reference: Reference): CaseRoute[] =>
  routesWithoutDeadline(facts, rules).map((route) =>
    Object.assign(new CaseRoute(), { regime: reference.term('regimes', route.regime), note: sentence(route) }),
  );

export const presentDeadlineShift = (
  { kind, regime, before, after }: DeadlineChangeRow,
  reference: Reference,
): DeadlineShift =>
  Object.assign(new DeadlineShift(), { kind, regime: reference.term('regimes', regime), before, after });

const sentence = ({ de, en }: { readonly de: string; readonly en: string }): Sentence =>
  Object.assign(new Sentence(), { de, en });
