import type { CalendarDate } from '../core/calendar.js';
import type { CaseFacts } from '../core/case.js';
import { changedDeadlines, computeDeadlines, earliestDeadline, type Deadline } from '../core/deadline.js';
import { regimesFor, type LegalRules } from '../core/law.js';
import type { DeadlineChangeRow } from './case.row.js';

/** What the law makes of the facts of a case on a day. */
export interface LegalPosition {
  readonly regimes: readonly string[];
  readonly deadlines: readonly Deadline[];
  readonly nextDeadline: CalendarDate | null;
}

export const legalPosition = (facts: CaseFacts, rules: LegalRules, today: CalendarDate): LegalPosition => {
  const deadlines = computeDeadlines(facts, rules);
  return {
    regimes: regimesFor(facts, rules).regimes,
    deadlines,
    nextDeadline: earliestDeadline(deadlines, today)?.endsOn ?? null,
  };
};

/** What moved, as the history of the case keeps it. */
export const deadlineChanges = (before: readonly Deadline[], after: readonly Deadline[]): DeadlineChangeRow[] =>
  changedDeadlines(before, after).map((change): DeadlineChangeRow => {
    switch (change.kind) {
      case 'ADDED':
        return { kind: change.kind, ...ruleOf(change.after), before: null, after: change.after.endsOn };
      case 'REMOVED':
        return { kind: change.kind, ...ruleOf(change.before), before: change.before.endsOn, after: null };
      case 'CHANGED':
        return {
          kind: change.kind,
          ...ruleOf(change.after),
          before: change.before.endsOn,
          after: change.after.endsOn,
        };
    }
  });

const ruleOf = ({ regime, ruleCode }: Deadline): Pick<DeadlineChangeRow, 'regime' | 'ruleCode'> => ({
  regime,
  ruleCode,
});
