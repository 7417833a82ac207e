import type { CalendarDate } from './calendar.js';

/** Codes are those of `codebook.yaml`; null is "not asked yet", which is neither "not known" nor "not stated". */
export interface AreaOfLife {
  readonly area: string;
  readonly subArea: string | null;
}

/** Kept in plain: codes, dates and districts, needed for lists, deadlines and counting. */
export interface CaseFacts {
  readonly grounds: readonly string[];
  readonly mainArea: AreaOfLife;
  readonly furtherAreas: readonly AreaOfLife[];
  readonly respondentType: string;
  /** Official key of the district; null = not known. */
  readonly district: string | null;
  /** The incident lies between these two days, both included. */
  readonly incidentEarliest: CalendarDate;
  readonly incidentLatest: CalendarDate;
  readonly phenomena: readonly string[];
  readonly incidentForms: readonly string[];
  readonly level: string | null;
  readonly recurrence: string | null;
  readonly wishes: readonly string[];
  readonly affectedRole: string | null;
  readonly ageBand: string | null;
  readonly gender: string | null;
  /** The client's language, a code of the vocabulary `languages` (BCP 47). */
  readonly language: string | null;
  readonly interpreterNeeded: boolean | null;
  readonly accessPath: string | null;
  readonly channel: string | null;
  /** Whether the counsellor takes it for discrimination: a code of `assessments`. */
  readonly assessment: string | null;
  readonly legalForm: string | null;
  /** When the client learned of it or received the rejection (start of some deadlines); null = not known. */
  readonly knowledgeOn: CalendarDate | null;
  /** When the claim was asserted in writing (opens § 61b ArbGG); null = not yet. */
  readonly claimedOn: CalendarDate | null;
}

/** Kept apart, to be encrypted: whatever names or describes a person. */
export interface CaseTexts {
  readonly narrative: string;
  readonly clientView: string | null;
  readonly assessmentReason: string | null;
  readonly clientName: string | null;
  readonly clientContact: string | null;
  readonly respondentOrganisation: string | null;
  readonly respondentFunction: string | null;
  readonly respondentPerson: string | null;
  /** Why the respondent is recorded by name; required with `respondentPerson`. */
  readonly respondentPersonReason: string | null;
  /** The campaign that led here, in the service's own words. */
  readonly campaign: string | null;
}

/** An indication in the sense of § 22 AGG. */
export interface Indication {
  readonly description: string;
  /** A code of `evidenceKinds`. */
  readonly evidenceKind: string;
  readonly occurredOn: CalendarDate | null;
}

export interface Witness {
  readonly name: string | null;
  readonly contact: string | null;
  readonly observation: string | null;
}

export interface ComparisonPerson {
  readonly description: string;
}

export interface Measure {
  /** A code of `interventions`. */
  readonly kind: string;
  readonly takenOn: CalendarDate;
  readonly result: string | null;
}

export interface Reaction {
  /** A code of `reactions`. */
  readonly kind: string;
  readonly occurredOn: CalendarDate;
  readonly detail: string | null;
}

/** A computed deadline, as `core/deadline.ts` gives it and as it goes into a dossier. */
export interface DeadlineSummary {
  readonly regime: string;
  /** The day on which the period ends when nothing moves it: recommended to act by. */
  readonly endsOn: CalendarDate;
  /** The next working day when `endsOn` is a Saturday, Sunday or public holiday (§ 193 BGB), otherwise the same day. */
  readonly movedTo: CalendarDate;
  readonly source: string;
  /** One German sentence that explains it. */
  readonly explanation: string;
}

/** A file as it goes into a referral and its dossier: what it is, and by which hash it can be recognised. */
export interface ReleasedAttachment {
  readonly name: string;
  readonly description: string | null;
  readonly mediaType: string;
  readonly bytes: number;
  /** Of the bytes as they are handed out, in hexadecimal digits. */
  readonly sha256: string;
}

/** A case as the rules see it: everything that a referral could carry, and nothing that names staff or the house's keys. */
export interface CaseFile {
  readonly facts: CaseFacts;
  readonly texts: CaseTexts;
  readonly indications: readonly Indication[];
  readonly witnesses: readonly Witness[];
  readonly comparisonPersons: readonly ComparisonPerson[];
  readonly measures: readonly Measure[];
  readonly reactions: readonly Reaction[];
  readonly regimes: readonly string[];
  readonly deadlines: readonly DeadlineSummary[];
  /** Files that may leave the house: those that stay with the service are not among them. */
  readonly attachments: readonly ReleasedAttachment[];
}
