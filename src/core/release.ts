import type { AreaOfLife, ComparisonPerson, DeadlineSummary, Indication, Measure, Reaction, Witness } from './case.js';
import type { CalendarDate } from './calendar.js';

/** What a client releases is ticked by these groups; a referral carries whole groups only. Labels: vocabulary `fieldGroups`. */
export const fieldGroups = [
  'CLIENT_IDENTITY',
  'CLIENT_CONTACT',
  'CLIENT_PROFILE',
  'INCIDENT',
  'GROUNDS',
  'RESPONDENT',
  'RESPONDENT_PERSON',
  'CLIENT_VIEW',
  'ASSESSMENT',
  'INDICATIONS',
  'WITNESSES',
  'MEASURES',
  'DEADLINES',
] as const;

export type FieldGroup = (typeof fieldGroups)[number];

/** Release from the duty of confidentiality (Schweigepflichtentbindung, § 203 StGB), towards one office. */
export interface Release {
  readonly officeId: string;
  readonly fieldGroups: readonly FieldGroup[];
  readonly purpose: string;
  /** Language in which it was explained (vocabulary `languages`), and whether with an interpreter. */
  readonly explainedIn: string;
  readonly interpreter: string | null;
  readonly givenOn: CalendarDate;
  /** Last day on which it may be used. */
  readonly validUntil: CalendarDate;
  readonly form: 'WRITTEN' | 'ORAL';
  /** Why it was given orally; required with `ORAL`. */
  readonly oralReason: string | null;
  /** Where the signed paper is kept, or its file name in the service's own words; required with `WRITTEN`. */
  readonly documentReference: string | null;
  /** Who signed for a minor. */
  readonly guardian: string | null;
  /** The consent under data-protection law is another thing than the release; both are recorded. */
  readonly dataProtectionConsent: boolean;
  readonly withdrawnAt: Date | null;
}

/**
 * What leaves the house with a referral: a frozen copy, group by group. A group that was not released is absent.
 * Also the JSON attachment of the dossier (`docs/dossier.schema.json`). Holds no internal ids and no staff names.
 */
export interface FrozenContent {
  readonly format: 'beistand-dossier';
  readonly version: 1;
  readonly codebookVersion: number;
  readonly fieldGroups: readonly FieldGroup[];
  readonly clientIdentity?: { readonly name: string | null };
  readonly clientContact?: { readonly contact: string | null };
  readonly clientProfile?: {
    readonly affectedRole: string | null;
    readonly ageBand: string | null;
    readonly gender: string | null;
    readonly language: string | null;
    readonly interpreterNeeded: boolean | null;
  };
  readonly incident?: {
    readonly narrative: string;
    readonly earliest: CalendarDate;
    readonly latest: CalendarDate;
    readonly district: string | null;
    readonly mainArea: AreaOfLife;
    readonly furtherAreas: readonly AreaOfLife[];
    readonly incidentForms: readonly string[];
    readonly recurrence: string | null;
  };
  readonly grounds?: { readonly grounds: readonly string[]; readonly phenomena: readonly string[]; readonly multiple: boolean };
  readonly respondent?: {
    readonly type: string;
    readonly organisation: string | null;
    readonly function: string | null;
  };
  readonly respondentPerson?: { readonly name: string | null; readonly reason: string | null };
  readonly clientView?: { readonly view: string | null; readonly wishes: readonly string[] };
  readonly assessment?: {
    readonly assessment: string | null;
    readonly reason: string | null;
    readonly legalForm: string | null;
    readonly level: string | null;
    readonly regimes: readonly string[];
  };
  readonly indications?: readonly Indication[];
  readonly witnesses?: { readonly witnesses: readonly Witness[]; readonly comparisonPersons: readonly ComparisonPerson[] };
  readonly measures?: { readonly measures: readonly Measure[]; readonly reactions: readonly Reaction[] };
  readonly deadlines?: readonly DeadlineSummary[];
}

/** What the office sees before it accepts: enough to decide, nothing that names or describes a person. */
export interface Preview {
  readonly grounds: readonly string[];
  readonly mainArea: AreaOfLife;
  readonly respondentType: string;
  readonly district: string | null;
  readonly regimes: readonly string[];
  readonly earliestDeadline: CalendarDate | null;
  readonly language: string | null;
  readonly interpreterNeeded: boolean | null;
}
