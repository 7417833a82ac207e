import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { caseNumber } from '../core/case-number.js';
import { connectionOf } from '../graphql/connection.js';
import { CodeInput, DayInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import type { Reference } from '../reference/reference.service.js';
import { presentRule, RetentionRule } from './privacy-settings.types.js';
import type { HoldRow, ListedHold } from './retention.queries.js';
import type { CaseRetention as Found, DueCase as Due } from './retention.service.js';

@ObjectType({
  description:
    'Why a case must not be disposed of. A hold has no end; on the day of review somebody looks at it again.',
})
export class RetentionHold {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: "PROCEEDING (a running proceeding), CLIENT_WISH (the client's wish) or LEGAL_DUTY." })
  reason!: string;

  @Field(() => CalendarDateScalar, { description: 'When it is to be looked at again.' })
  reviewOn!: string;

  @Field({ description: 'When it was placed.' })
  placedAt!: Date;

  @Field({ description: 'Who placed it.' })
  placedBy!: string;

  @Field(() => Date, { nullable: true, description: 'When it was lifted; null while it holds.' })
  liftedAt!: Date | null;
}

@ObjectType({ description: 'A hold with its case.' })
export class HeldCase {
  @Field(() => ID, { description: 'The case.' })
  caseId!: string;

  @Field({ description: 'Number of the case.' })
  caseNumber!: string;

  @Field(() => RetentionHold, { description: 'The hold.' })
  hold!: RetentionHold;
}

@ObjectType({ description: 'For how long a case is kept, by which rule, and what keeps it longer.' })
export class CaseRetention {
  @Field(() => ID, { description: 'The case.' })
  caseId!: string;

  @Field({ description: 'Number of the case.' })
  caseNumber!: string;

  @Field({
    description:
      'OPEN: its period has not begun. RUNNING: until `endsOn`. HELD: it must not go. DUE: its time is over. WITHOUT_RULE: no rule of the carrier takes it, so it is kept.',
  })
  state!: string;

  @Field(() => RetentionRule, { nullable: true, description: 'The rule that holds; null while open or held.' })
  rule!: RetentionRule | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Last day of a running period.' })
  endsOn!: string | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Since when it is due.' })
  dueSince!: string | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'When the holds are to be looked at again.' })
  reviewOn!: string | null;

  @Field(() => [RetentionHold], { description: 'Holds in force.' })
  holds!: RetentionHold[];

  @Field(() => CalendarDateScalar, { nullable: true, description: 'When the case was closed.' })
  closedOn!: string | null;
}

@ObjectType('CaseRetentionConnection', { description: 'A page of cases by their retention.' })
export class CaseRetentionConnection extends connectionOf(CaseRetention, 'CaseRetention') {}

@InputType({ description: 'A hold to be placed.' })
export class HoldInput {
  @CodeInput({ description: 'PROCEEDING, CLIENT_WISH or LEGAL_DUTY.' })
  reason!: string;

  @DayInput({ description: 'When it is to be looked at again: ahead, two years at most.' })
  reviewOn!: string;
}

export const HoldResult = createUnionType({
  name: 'HoldResult',
  description: 'The hold, or why not.',
  types: () => [HeldCase, Refusal] as const,
});

const presentHold = ({ id, reason, reviewOn, placedAt, placedBy, liftedAt }: HoldRow): RetentionHold =>
  Object.assign(new RetentionHold(), {
    id,
    reason,
    reviewOn,
    placedAt: new Date(placedAt),
    placedBy,
    liftedAt: liftedAt === null ? null : new Date(liftedAt),
  });

export const presentHeld = (row: ListedHold): HeldCase =>
  Object.assign(new HeldCase(), { caseId: row.caseId, caseNumber: caseNumber(row), hold: presentHold(row) });

export function presentRetention({ kase, retention }: Found | Due, reference: Reference): CaseRetention {
  const states = {
    open: 'OPEN',
    running: 'RUNNING',
    held: 'HELD',
    due: 'DUE',
    'without-rule': 'WITHOUT_RULE',
  } as const;
  const ruled = retention.kind === 'running' || retention.kind === 'due' ? retention.rule : null;
  return Object.assign(new CaseRetention(), {
    caseId: kase.id,
    caseNumber: caseNumber(kase),
    state: states[retention.kind],
    rule: ruled && presentRule(ruled, reference),
    endsOn: retention.kind === 'running' ? retention.endsOn : null,
    dueSince: retention.kind === 'due' ? retention.since : null,
    reviewOn: retention.kind === 'held' ? retention.reviewOn : null,
    holds: kase.holds.map(presentHold),
    closedOn: kase.closedOn,
  });
}
