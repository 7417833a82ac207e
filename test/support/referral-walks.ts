import fc from 'fast-check';
import { addDays } from '../../src/core/calendar.js';
import { decide, type Referral, type ReferralContext, type ReferralEvent } from '../../src/core/referral.js';
import type { ReferralChange } from '../../src/core/referral-change.js';
import { contextWith, eventOf, exampleNow, exampleRelease, referralWith } from '../../src/core/referral.examples.js';
import {
  allowedEvents,
  type ReferralEventType,
  referralEventTypes,
  type ReferralKind,
  referralKinds,
  referralParties,
  type ReferralParty,
} from '../../src/core/referral-states.js';

/** One try: mostly something that is allowed in the present state, so that the walk gets deep, sometimes anything. */
interface Try {
  readonly wild: boolean;
  readonly pick: number;
  readonly days: number;
  readonly released: 'YES' | 'WITHDRAWN' | 'NONE';
}
/** One step of a walk: a refused try stays where it was and has no change. */
export interface Step {
  readonly before: Referral;
  readonly event: ReferralEvent;
  readonly context: ReferralContext;
  readonly change: ReferralChange | null;
  readonly after: Referral;
}

const everyTry = referralEventTypes.flatMap((type) => referralParties.map((party) => ({ type, party })));
/** What ends a walk early, or moves nothing: tried one time in eight, so that most walks get past acceptance. */
const rare: readonly ReferralEventType[] = ['WITHDRAW', 'WITHDRAW_RELEASE', 'SOURCE_ERASED', 'CASE_EDITED', 'DECLINE'];
const triesAt = ({ state, kind }: Referral, pick: number) => {
  const all = referralParties.flatMap((party) => allowedEvents(state, party, kind).map((type) => ({ type, party })));
  const usual = all.filter(({ type }) => !rare.includes(type));
  return pick % 8 === 0 || usual.length === 0 ? all : usual;
};

const step = (before: Referral, event: ReferralEvent, context: ReferralContext): Step => {
  const result = decide(before, event, context);
  if (!result.ok) return { before, event, context, change: null, after: before };
  const { state, marks } = result.value;
  const after = { ...before, state, answerBy: marks.answerBy ?? before.answerBy };
  return { before, event, context, change: result.value, after };
};
const walk = (kind: ReferralKind, tries: readonly Try[], deadlineIn: number | null): Step[] => {
  const steps: Step[] = [];
  let referral = referralWith({ kind, answerBy: null });
  let now = exampleNow;
  for (const { wild, pick, days, released } of tries) {
    now = new Date(now.getTime() + days * 86_400_000);
    const choice = wild ? everyTry : triesAt(referral, pick);
    const { type, party } = choice[pick % choice.length] ?? everyTry[0]!;
    const release = {
      YES: exampleRelease,
      WITHDRAWN: { ...exampleRelease, withdrawnAt: exampleNow },
      NONE: null,
    }[released];
    const earliestDeadline = deadlineIn === null ? null : addDays('2026-05-20', deadlineIn);
    const taken = step(referral, eventOf(type, party), contextWith({ now, release, earliestDeadline }));
    steps.push(taken);
    referral = taken.after;
  }
  return steps;
};

const oneTry = fc.record<Try>({
  wild: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  pick: fc.nat({ max: 1000 }),
  days: fc.constantFrom(0, 0, 1, 6, 20),
  released: fc.oneof(
    { weight: 12, arbitrary: fc.constant('YES' as const) },
    { weight: 1, arbitrary: fc.constantFrom('WITHDRAWN' as const, 'NONE' as const) },
  ),
});
export const walks = fc
  .record({
    kind: fc.constantFrom(...referralKinds, 'HANDOVER', 'CO_ADVICE'),
    tries: fc.array(oneTry, { minLength: 4, maxLength: 25 }),
    deadlineIn: fc.option(fc.integer({ min: -10, max: 60 })),
  })
  .map(({ kind, tries, deadlineIn }) => walk(kind, tries, deadlineIn));

export const everyWalk = (judge: (steps: readonly Step[]) => void) =>
  fc.assert(
    fc.property(walks, (steps) => judge(steps)),
    { numRuns: 100 },
  );
export const everyStep = (judge: (step: Step & { change: ReferralChange }) => void) =>
  everyWalk((steps) => {
    for (const { change, ...rest } of steps) if (change) judge({ ...rest, change });
  });
export const at = ({ after, context }: Step, type: ReferralEventType, party: ReferralParty, now = context.now) =>
  decide(after, eventOf(type, party), contextWith({ now }));
export const told = (change: ReferralChange, side: 'SENDER' | 'RECIPIENT') =>
  change.notices.some(({ to }) => to === side);
