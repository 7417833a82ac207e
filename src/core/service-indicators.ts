import type { Vocabulary } from './codebook.js';
import { accept, problem, refusedFor, type Result } from './result.js';

/**
 * What a service counts of its own cases for its yearly report to funder and ministry: exact, live, internal. Whoever publishes numbers takes
 * those of a release (design "statistics that may be published"), never these.
 */
export interface IndicatorTable {
  readonly key: string;
  /** What the rows are codes of; null: words of this page (`rowLabels`), a quarter or a district. */
  readonly vocabulary: Vocabulary | null;
  /** Whether a case can stand in several rows, so that the rows add up to more than there are cases. */
  readonly mentions: boolean;
  readonly de: string;
  readonly en: string;
}

const ofCases = (key: string, vocabulary: Vocabulary | null, de: string, en: string): IndicatorTable => ({
  key,
  vocabulary,
  mentions: false,
  de,
  en,
});
const mentions = (key: string, vocabulary: Vocabulary, de: string, en: string): IndicatorTable => ({
  ...ofCases(key, vocabulary, de, en),
  mentions: true,
});

/** In the order of the report. */
const indicatorTables: readonly IndicatorTable[] = [
  ofCases('OVERVIEW', null, 'Überblick', 'Overview'),
  ofCases('QUARTERS', null, 'Aufgenommene Fälle nach Quartal', 'Cases recorded by quarter'),
  mentions('GROUNDS', 'grounds', 'Merkmale (Mehrfachnennung)', 'Grounds (several a case)'),
  mentions('PHENOMENA', 'phenomena', 'Phänomene (Mehrfachnennung)', 'Phenomena (several a case)'),
  ofCases('AREAS', 'areas', 'Lebensbereiche', 'Areas of life'),
  ofCases('RESPONDENTS', 'respondentTypes', 'Verantwortliche Stellen', 'Respondents'),
  mentions('FORMS', 'incidentForms', 'Was geschah (Mehrfachnennung)', 'What happened (several a case)'),
  ofCases('LEVELS', 'levels', 'Ebenen', 'Levels'),
  ofCases('DISTRICTS', null, 'Orte (Kreise)', 'Places (districts)'),
  ofCases('AFFECTED_ROLES', 'affectedRoles', 'Wer sich meldete', 'Who reported'),
  ofCases('AGE_BANDS', 'ageBands', 'Altersgruppen', 'Age bands'),
  ofCases('GENDERS', 'genders', 'Geschlecht', 'Gender'),
  ofCases('LANGUAGES', 'languages', 'Sprachen der Beratung', 'Languages of the advice'),
  ofCases('ACCESS_PATHS', 'accessPaths', 'Zugangswege', 'Access paths'),
  ofCases('CHANNELS', 'channels', 'Kontaktwege', 'Channels'),
  mentions('WISHES', 'wishes', 'Anliegen (Mehrfachnennung)', 'Wishes (several a case)'),
  ofCases('ASSESSMENTS', 'assessments', 'Einschätzung der Beratung', 'Assessment by the service'),
  mentions('REGIMES', 'regimes', 'Rechtsgrundlagen (Mehrfachnennung)', 'Legal regimes (several a case)'),
  ofCases('DEADLINES', null, 'Fristen', 'Deadlines'),
  ofCases('INTERVENTIONS', 'interventions', 'Schritte der Beratung', 'Interventions'),
  ofCases('REFERRALS', 'referralKinds', 'Weitervermittlungen nach Art', 'Referrals by kind'),
  ofCases('REFERRAL_STATES', null, 'Weitervermittlungen nach Stand', 'Referrals by state'),
  ofCases('REFERRAL_RESULTS', 'referralResults', 'Ergebnisse der Weitervermittlungen', 'Results of referrals'),
  ofCases('CLOSING_REASONS', 'closingReasons', 'Abgeschlossene Fälle nach Grund', 'Cases closed by reason'),
  ofCases('ACTIVITIES', 'structuralActivities', 'Fallunabhängige Arbeit', 'Work without a case'),
  ofCases('REACH', 'structuralActivities', 'Damit erreichte Menschen', 'People reached by it'),
];

/** Rows that are no codes of the codebook. */
export const rowLabels: Readonly<Record<string, { readonly de: string; readonly en: string }>> = {
  RECORDED: { de: 'aufgenommene Fälle', en: 'cases recorded' },
  CLOSED: { de: 'abgeschlossene Fälle', en: 'cases closed' },
  OPEN_AT_END: { de: 'offene Fälle am Ende des Jahres', en: 'cases open at the end of the year' },
  SEVERAL_GROUNDS: { de: 'aufgenommene Fälle mit mehreren Merkmalen', en: 'cases recorded with several grounds' },
  REFERRED: { de: 'aufgenommene Fälle mit Weitervermittlung', en: 'cases recorded that were referred' },
  KEPT: { de: 'Frist eingehalten', en: 'deadline kept' },
  MISSED: { de: 'Frist versäumt', en: 'deadline missed' },
  PASSED: {
    de: 'Frist verstrichen, ohne dass der Anspruch geltend gemacht wurde',
    en: 'deadline passed without a claim',
  },
  SIGNPOSTED: { de: 'hingewiesen', en: 'pointed to' },
  PENDING: { de: 'noch nicht entschieden', en: 'not decided yet' },
  WORKING: { de: 'angenommen, in Bearbeitung', en: 'accepted, being worked on' },
  COMPLETED: { de: 'abgeschlossen', en: 'completed' },
  DECLINED: { de: 'abgelehnt', en: 'declined' },
  RETURNED: { de: 'zurückgegeben', en: 'returned' },
  WITHDRAWN: { de: 'zurückgezogen', en: 'withdrawn' },
  UNANSWERED: { de: 'ohne Antwort', en: 'without an answer' },
};

/** One count; `code` null: not recorded. */
export interface IndicatorCount {
  readonly table: string;
  readonly code: string | null;
  readonly count: number;
}

/** A table as people read it: the rows in order, the largest first where no order is given, "not recorded" last. */
export interface CountedTable {
  readonly table: IndicatorTable;
  readonly rows: readonly IndicatorCount[];
}

const inOrder: ReadonlySet<string> = new Set(['OVERVIEW', 'QUARTERS', 'DEADLINES']);
const rowOrder = [...Object.keys(rowLabels)];

export const countedTables = (counts: readonly IndicatorCount[]): CountedTable[] =>
  indicatorTables.map((table) => ({
    table,
    rows: counts.filter((count) => count.table === table.key).sort(inOrder.has(table.key) ? byPlace : bySize),
  }));

const byPlace = (one: IndicatorCount, other: IndicatorCount): number => {
  const place = ({ code }: IndicatorCount): number => rowOrder.indexOf(code ?? '');
  return place(one) - place(other) || (one.code ?? '').localeCompare(other.code ?? '');
};

const bySize = (one: IndicatorCount, other: IndicatorCount): number => {
  if ((one.code === null) !== (other.code === null)) return one.code === null ? 1 : -1;
  return other.count - one.count || (one.code ?? '').localeCompare(other.code ?? '');
};

/** Years that can be reported on: from 2000 to the one that runs in Germany. */
export const checkReportYear = (year: number, thisYear: number): Result<number> =>
  refusedFor(
    Number.isInteger(year) && year >= 2000 && year <= thisYear
      ? []
      : [problem('OUT_OF_RANGE', 'year', { min: 2000, max: thisYear })],
  ) ?? accept(year);
