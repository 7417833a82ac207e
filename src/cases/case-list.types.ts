import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { CalendarDate } from '../core/calendar.js';
import type { CaseOrder, CasePlace } from '../core/case-list-rules.js';
import { caseNumber } from '../core/case-number.js';
import { hasMultipleGrounds } from '../core/codebook.js';
import { deadlineState, nextWorkingDay } from '../core/deadline.js';
import { connectionOf } from '../graphql/connection.js';
import { BooleanInput, CodeInput, CodesInput, DayInput, IdInput, NumberInput, TextInput } from '../graphql/inputs.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { CaseSummaryRow } from './case-list.queries.js';
import type { CaseList } from './case-list.service.js';
import { CasePerson, presentCasePerson } from './case-parts.types.js';
import { CaseArea, CaseDistrict, presentArea, presentDistrict } from './case.types.js';

@ObjectType({ description: 'A case as lists show it: no names of clients and no texts. The whole case: `case(id)`.' })
export class CaseSummary {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'Number for people, such as NORD-2026-0007.' })
  number!: string;

  @Field(() => Int, { description: 'Version, to be given back when changing.' })
  version!: number;

  @Field({ description: 'OPEN or CLOSED.' })
  status!: string;

  @Field(() => CasePerson, { nullable: true, description: 'Who works on it.' })
  assignee!: CasePerson | null;

  @Field({ description: 'When it was recorded.' })
  openedAt!: Date;

  @Field({ description: 'When something was done on it last.' })
  changedAt!: Date;

  @Field(() => [Term], { description: 'Grounds, at least one.' })
  grounds!: Term[];

  @Field({ description: 'Whether there are two or more grounds; always computed.' })
  multipleGrounds!: boolean;

  @Field(() => CaseArea, { description: 'Main area of life.' })
  mainArea!: CaseArea;

  @Field(() => Term, { description: 'Type of the respondent.' })
  respondentType!: Term;

  @Field(() => CaseDistrict, { nullable: true, description: 'Where it happened; null = not known.' })
  district!: CaseDistrict | null;

  @Field(() => CalendarDateScalar, { description: 'Earliest possible day of the incident.' })
  incidentEarliest!: string;

  @Field(() => CalendarDateScalar, { description: 'Latest possible day of the incident.' })
  incidentLatest!: string;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day by which to act first.' })
  nextDeadline!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'OPEN, SOON (fourteen days or less) or PASSED; null for a closed case or without a deadline.',
  })
  deadlineState!: string | null;

  @Field(() => String, { nullable: true, description: 'State of the newest referral; null when there is none.' })
  referralState!: string | null;

  @Field({ description: 'State of the coding review: NONE, REQUESTED, QUERIED or APPROVED.' })
  reviewState!: string;
}

@ObjectType('CaseConnection', { description: 'A page of a list of cases.' })
export class CaseConnection extends connectionOf(CaseSummary, 'CaseSummary') {
  /** Not a field: what `totalCount` counts, if it is asked for. */
  list!: CaseList;
}

@InputType({ description: 'Which cases: all that is given must fit.' })
export class CaseFilterInput {
  @CodeInput({ optional: true, description: 'OPEN or CLOSED.' })
  status?: string | null;

  @CodesInput({ optional: true, description: 'Any of these grounds.' })
  grounds?: string[] | null;

  @CodesInput({ optional: true, description: 'Any of these areas, as the main or a further one.' })
  areas?: string[] | null;

  @DayInput({ optional: true, description: 'The incident may have been on this day or later.' })
  incidentFrom?: string | null;

  @DayInput({ optional: true, description: 'The incident may have been on this day or earlier.' })
  incidentTo?: string | null;

  @DayInput({ optional: true, description: 'Recorded on this day or later.' })
  openedFrom?: string | null;

  @DayInput({ optional: true, description: 'Recorded on this day or earlier.' })
  openedTo?: string | null;

  @IdInput({ optional: true, description: 'Cases of this person.' })
  assigneeId?: string | null;

  @BooleanInput({ optional: true, description: 'True: own cases; outweighs `assigneeId`.' })
  mine?: boolean | null;

  @NumberInput({
    optional: true,
    min: 0,
    max: 3650,
    description: 'Open cases to be acted on within so many days, those whose day has passed included.',
  })
  deadlineWithinDays?: number | null;

  @CodesInput({ optional: true, description: 'Any referral of the case is in one of these states.' })
  referralStates?: string[] | null;

  @CodeInput({ optional: true, description: 'NONE, REQUESTED, QUERIED or APPROVED.' })
  reviewState?: string | null;

  @TextInput({
    optional: true,
    max: 200,
    description:
      'All of these words, in any form (German), somewhere in the texts of the case. At most the 500 newest cases that match are listed and counted; filler words alone find nothing.',
  })
  text?: string | null;
}

/** `today` decides how near a deadline is. */
export function presentSummary(row: CaseSummaryRow, reference: Reference, today: CalendarDate): CaseSummary {
  const [id, shortName, year, number, version, status, assignee, openedAt, changedAt, grounds, ...more] = row;
  const [area, subArea, respondentType, district, incidentEarliest, incidentLatest, nextDeadline, ...states] = more;
  const [reviewState, referralState] = states;
  return Object.assign(new CaseSummary(), {
    id,
    number: caseNumber({ shortName, year, number }),
    version,
    status,
    assignee: assignee && presentCasePerson(assignee),
    openedAt: new Date(openedAt / 1000),
    changedAt: new Date(changedAt / 1000),
    grounds: grounds.map((code) => reference.term('grounds', code)),
    multipleGrounds: hasMultipleGrounds(grounds),
    mainArea: presentArea({ area, subArea }, reference),
    respondentType: reference.term('respondentTypes', respondentType),
    district: presentDistrict(district, reference),
    incidentEarliest,
    incidentLatest,
    nextDeadline,
    deadlineState: status === 'CLOSED' || nextDeadline === null ? null : stateOf(nextDeadline, today),
    reviewState,
    referralState,
  });
}

const stateOf = (endsOn: string, today: string): string =>
  deadlineState({ endsOn, movedTo: nextWorkingDay(endsOn), kept: null }, today);

/** The place of a row in a list of this order. */
export const placeOf = (row: CaseSummaryRow, order: CaseOrder): CasePlace => {
  const [id, , year, number, , , , openedAt, changedAt, , , , , , , , nextDeadline] = row;
  switch (order) {
    case 'OPENED_AT_DESC':
    case 'OPENED_AT_ASC':
      return { key: String(openedAt), tie: id };
    case 'CHANGED_AT_DESC':
      return { key: String(changedAt), tie: id };
    case 'NEXT_DEADLINE_ASC':
      return { key: nextDeadline ?? '', tie: id };
    case 'NUMBER_DESC':
    case 'NUMBER_ASC':
      return { key: String(year), tie: String(number) };
  }
};
