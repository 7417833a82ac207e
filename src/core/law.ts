import type { CalendarDate } from './calendar.js';
import type { AreaOfLife, CaseFacts } from './case.js';

/** The codes of the vocabulary `regimes`, in the order in which they are shown; the rules below act on them by name. */
export const regimeCodes = [
  'AGG_WORK',
  'AGG_WORK_SUIT',
  'AGG_CIVIL',
  'STATE_RLP',
  'NONE_SPECIFIC',
  'CRIMINAL',
  'UNCLEAR',
] as const;

export type Regime = (typeof regimeCodes)[number];

export interface Wording {
  readonly de: string;
  readonly en: string;
}

export type PeriodLength = { readonly months: number } | { readonly years: number };

export const startKinds = ['KNOWLEDGE', 'END_OF_ACT', 'WRITTEN_CLAIM'] as const;

export type StartKind = (typeof startKinds)[number];

export const claimForms = ['WRITTEN', 'LAWSUIT'] as const;

export type ClaimForm = (typeof claimForms)[number];

/** One row of `legal-regimes.yaml`: a period that a lawyer or an administrator can correct without a release. */
export interface LegalRule {
  readonly code: string;
  readonly regime: Regime;
  /** null = no special period is known; the row carries the other routes in its note. */
  readonly length: PeriodLength | null;
  /** null = not known; then the earliest possible day of the incident stands in. */
  readonly start: StartKind | null;
  readonly form: ClaimForm | null;
  readonly source: string;
  /** The paragraph that moves an end on a Saturday, Sunday or public holiday; null = the end is not moved. */
  readonly movedBy: string | null;
  /** First and last day on which a period may start under this row; null = open. */
  readonly validFrom: CalendarDate | null;
  readonly validUntil: CalendarDate | null;
  readonly version: number;
  /** Written from second-hand sources: a lawyer has still to confirm it. */
  readonly check: boolean;
  readonly name: Wording;
  readonly note: Wording;
}

export const askableFacts = ['area', 'respondentType'] as const;

export type AskableFact = (typeof askableFacts)[number];

/**
 * One row of the truth table; null in a condition is "any". The first matching row without `incidentForms` decides;
 * rows with `incidentForms` come beside it whenever they match.
 */
export interface RegimeAssignment {
  readonly areas: readonly string[] | null;
  /** Matches only a known sub-area. */
  readonly subAreas: readonly string[] | null;
  readonly respondentTypes: readonly string[] | null;
  readonly incidentForms: readonly string[] | null;
  readonly regimes: readonly Regime[];
  /** With UNCLEAR: what may still apply; null = whatever the table gives once the facts to ask are filled in. */
  readonly stillPossible: readonly Regime[] | null;
  /** With UNCLEAR: the facts that would decide it. */
  readonly ask: readonly AskableFact[];
  readonly reason: Wording;
  readonly source: string;
}

export interface LegalRules {
  readonly version: number;
  readonly rules: readonly LegalRule[];
  readonly assignments: readonly RegimeAssignment[];
}

export type RegimeFacts = Pick<CaseFacts, 'mainArea' | 'furtherAreas' | 'respondentType' | 'incidentForms'>;

export interface RegimeReason extends Wording {
  readonly regime: Regime;
  readonly source: string;
}

export interface RegimeFinding {
  /** Never empty; several apply at once. UNCLEAR beside others: some further regime may apply. */
  readonly regimes: readonly Regime[];
  readonly reasons: readonly RegimeReason[];
  /** What may apply besides `regimes` once the missing facts are known; empty unless `regimes` holds UNCLEAR. */
  readonly stillPossible: readonly Regime[];
  /** The fields of the case to ask for, e.g. `respondentType`, `mainArea.subArea`, `furtherAreas[0]`. */
  readonly missing: readonly string[];
}

/** The row that decides for one area and respondent, forms of the incident left aside; undefined = a hole in the table. */
export const decidingAssignment = (
  assignments: readonly RegimeAssignment[],
  place: AreaOfLife,
  respondentType: string,
): RegimeAssignment | undefined =>
  assignments.find((row) => row.incidentForms === null && appliesTo(row, place, respondentType));

/** Which legal regimes apply to a case, why, and what to ask when facts are missing. Never answers "none". */
export const regimesFor = (facts: RegimeFacts, rules: LegalRules): RegimeFinding => {
  const further = facts.furtherAreas.map((place, at) => ({ place, field: `furtherAreas[${at}]` }));
  const places = [{ place: facts.mainArea, field: 'mainArea' }, ...further];
  const findings = places.flatMap(({ place, field }) => [
    assess(place, field, facts.respondentType, rules.assignments),
    ...besides(place, facts, rules.assignments),
  ]);

  const certain = inOrder(findings.flatMap((one) => one.regimes.filter((regime) => regime !== 'UNCLEAR')));
  const stillPossible = inOrder(findings.flatMap((one) => one.stillPossible)).filter((one) => !certain.includes(one));
  const regimes: readonly Regime[] = stillPossible.length > 0 ? [...certain, 'UNCLEAR'] : certain;
  const notAsked = facts.incidentForms.length === 0 ? ['incidentForms'] : [];
  return {
    regimes,
    reasons: regimes.flatMap((regime) => reasonsOf(regime, findings)),
    stillPossible,
    missing: [...new Set([...findings.flatMap((one) => one.missing), ...notAsked])],
  };
};

/** Every code of areas, sub-areas and respondent types that the table speaks of: the ways in which a case could turn out. */
const outcomes = (assignments: readonly RegimeAssignment[]) => {
  const places = new Map<string, AreaOfLife>();
  for (const row of assignments)
    for (const area of row.areas ?? [])
      for (const subArea of [null, ...(row.subAreas ?? [])]) places.set(`${area}/${subArea ?? ''}`, { area, subArea });
  return {
    places: [...places.values()],
    respondentTypes: [...new Set(assignments.flatMap((row) => row.respondentTypes ?? []))],
  };
};

const appliesTo = (row: RegimeAssignment, place: AreaOfLife, respondentType: string): boolean =>
  (row.areas === null || row.areas.includes(place.area)) &&
  (row.subAreas === null || (place.subArea !== null && row.subAreas.includes(place.subArea))) &&
  (row.respondentTypes === null || row.respondentTypes.includes(respondentType));

const assess = (
  place: AreaOfLife,
  field: string,
  respondentType: string,
  assignments: readonly RegimeAssignment[],
): RegimeFinding => {
  const row = decidingAssignment(assignments, place, respondentType) ?? hole;
  const unclear = row.regimes.includes('UNCLEAR');
  const asked = unclear ? row.ask.map((fact) => (fact === 'area' ? field : fact)) : [];
  return {
    regimes: row.regimes,
    reasons: row.regimes.map((regime) => ({ regime, ...row.reason, source: row.source })),
    stillPossible: unclear ? possibleUnder(row, place, respondentType, assignments) : [],
    missing: dependsOnSubArea(place, respondentType, assignments) ? [...asked, `${field}.subArea`] : asked,
  };
};

/** What comes beside: today the time limit for a criminal complaint (§ 77b StGB). */
const besides = (
  place: AreaOfLife,
  facts: RegimeFacts,
  assignments: readonly RegimeAssignment[],
): readonly RegimeFinding[] =>
  assignments
    .filter((row) => row.incidentForms?.some((form) => facts.incidentForms.includes(form)))
    .filter((row) => appliesTo(row, place, facts.respondentType))
    .map((row) => ({
      regimes: row.regimes,
      reasons: row.regimes.map((regime) => ({ regime, ...row.reason, source: row.source })),
      stillPossible: [],
      missing: [],
    }));

const possibleUnder = (
  row: RegimeAssignment,
  place: AreaOfLife,
  respondentType: string,
  assignments: readonly RegimeAssignment[],
): readonly Regime[] => {
  if (row.stillPossible) return row.stillPossible;
  const known = outcomes(assignments);
  const places = row.ask.includes('area') ? known.places : [place];
  const types = row.ask.includes('respondentType') ? known.respondentTypes : [respondentType];
  const rows = places.flatMap((at) => types.map((type) => decidingAssignment(assignments, at, type)));
  const regimes = rows.flatMap((one) => [...(one?.regimes ?? []), ...(one?.stillPossible ?? [])]);
  const possible = inOrder(regimes.filter((regime) => regime !== 'UNCLEAR'));
  return possible.length > 0 ? possible : anyRegime;
};

/** Whether the sub-area, not asked yet, would change the answer. */
const dependsOnSubArea = (
  place: AreaOfLife,
  respondentType: string,
  assignments: readonly RegimeAssignment[],
): boolean => {
  if (place.subArea !== null) return false;
  const answers = outcomes(assignments)
    .places.filter((one) => one.area === place.area)
    .map((one) => decidingAssignment(assignments, one, respondentType)?.regimes ?? []);
  return new Set(answers.map((regimes) => inOrder(regimes).join())).size > 1;
};

const reasonsOf = (regime: Regime, findings: readonly RegimeFinding[]): readonly RegimeReason[] => {
  const all = findings.flatMap((one) => one.reasons).filter((reason) => reason.regime === regime);
  return all.filter((reason, at) => all.findIndex((other) => other.de === reason.de) === at);
};

const inOrder = (regimes: readonly Regime[]): readonly Regime[] => regimeCodes.filter((code) => regimes.includes(code));

const anyRegime: readonly Regime[] = ['AGG_WORK', 'AGG_CIVIL', 'STATE_RLP', 'NONE_SPECIFIC'];

/** Stands in where the table has a hole: a case must never come out as "no problem". */
const hole: RegimeAssignment = {
  areas: null,
  subAreas: null,
  respondentTypes: null,
  incidentForms: null,
  regimes: ['UNCLEAR'],
  stillPossible: anyRegime,
  ask: ['area', 'respondentType'],
  reason: {
    de: 'Für diese Angaben enthält die Regeltabelle keine Zeile; vorsorglich gilt die kürzeste Frist.',
    en: 'The table of rules has no row for these facts; as a precaution the shortest period counts.',
  },
  source: 'Regeltabelle',
};
