import type { CalendarDate } from '../core/calendar.js';
import type { CaseFacts, CaseTexts, ComparisonPerson, Indication, Measure, Reaction, Witness } from '../core/case.js';
import type { Deadline } from '../core/deadline.js';

/** A case as the database gives it: codes and ids, labels are added on the way out. Moments are ISO texts, as JSON has them. */
export interface CaseRow {
  readonly id: string;
  readonly organisationId: string;
  /** With year and number it makes the human case number. */
  readonly shortName: string;
  readonly year: number;
  readonly number: number;
  readonly version: number;
  /** Counts the writes of the texts. */
  readonly textRevision: number;
  readonly status: 'OPEN' | 'CLOSED';
  readonly assignee: PersonRow | null;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly closedAt: string | null;
  readonly closingReason: string | null;
  readonly closingNote: string | null;
  readonly reviewState: 'NONE' | 'REQUESTED' | 'QUERIED' | 'APPROVED';
  readonly facts: CaseFacts;
  readonly texts: CaseTexts;
  readonly regimes: readonly string[];
  readonly nextDeadline: CalendarDate | null;
  readonly deadlines: readonly Deadline[];
  /** How the write that made this version moved the deadlines; empty when it did not. */
  readonly deadlineChanges: readonly DeadlineChangeRow[];
  readonly indications: readonly (Indication & PartRow)[];
  readonly witnesses: readonly (Witness & PartRow)[];
  readonly comparisonPersons: readonly (ComparisonPerson & PartRow)[];
  readonly measures: readonly (Measure & PartRow)[];
  readonly reactions: readonly (Reaction & PartRow)[];
  readonly notes: readonly NoteRow[];
  readonly reviews: readonly ReviewRow[];
}

interface PartRow {
  readonly id: string;
}

/** A person of the service by id and name. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
}

export interface NoteRow extends PartRow {
  readonly text: string;
  readonly author: PersonRow;
  readonly createdAt: string;
}

export interface ReviewRow extends PartRow {
  readonly verdict: 'REQUEST' | 'QUERY' | 'ANSWER' | 'APPROVED';
  /** The field of the case that the comment is about. */
  readonly field: string | null;
  readonly comment: string | null;
  readonly author: PersonRow;
  readonly createdAt: string;
}

/** A change of a deadline as an event keeps it: codes and days. */
export interface DeadlineChangeRow {
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  readonly regime: string;
  readonly ruleCode: string;
  readonly before: CalendarDate | null;
  readonly after: CalendarDate | null;
}
