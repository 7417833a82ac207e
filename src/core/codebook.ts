/** The controlled vocabulary. Read from `src/reference/data/codebook.yaml` by the room `reference`, handed to the rules. */
export interface Term {
  readonly code: string;
  readonly de: string;
  readonly en: string;
  /** ISO date from which the code is no longer given to new records; it stays readable for ever. */
  readonly validUntil?: string;
  /** Written from general knowledge of the field: a specialist has still to confirm it. */
  readonly review?: true;
}

export interface Ground extends Term {
  /** Whether the value is a ground of § 1 AGG: yes, no, or indirect (can stand in for one; needs reasoning). */
  readonly agg: 'yes' | 'no' | 'indirect';
  readonly core?: boolean;
}

export interface Area extends Term {
  readonly sub?: readonly Term[];
}

export const vocabularies = [
  'grounds',
  'phenomena',
  'areas',
  'subAreas',
  'legalForms',
  'incidentForms',
  'levels',
  'recurrence',
  'respondentTypes',
  'affectedRoles',
  'ageBands',
  'genders',
  'accessPaths',
  'channels',
  'wishes',
  'interventions',
  'reactions',
  'closingReasons',
  'referralKinds',
  'referralReasons',
  'declineReasons',
  'returnReasons',
  'referralResults',
  'structuralActivities',
  'assessments',
  'evidenceKinds',
  'fieldGroups',
  'officeKinds',
  'regimes',
  'languages',
  'storyUses',
  'storyChecks',
  'storyHints',
  'timelineKinds',
  'auditActions',
] as const;

export type Vocabulary = (typeof vocabularies)[number];

export interface Codebook {
  readonly version: number;
  readonly terms: { readonly [V in Vocabulary]: readonly Term[] };
  readonly grounds: readonly Ground[];
  readonly areas: readonly Area[];
}

export interface District {
  /** Official key (AGS), five digits. */
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  /** `071` Koblenz, `072` Trier, `073` Rheinhessen-Pfalz. */
  readonly regionKey: string;
  readonly regionName: string;
}

/** The term of a code, retired ones included, or undefined. */
export const findTerm = (codebook: Codebook, vocabulary: Vocabulary, code: string): Term | undefined =>
  codebook.terms[vocabulary].find((term) => term.code === code);

/** Two or more grounds: always computed, never ticked. */
export const hasMultipleGrounds = (grounds: readonly string[]): boolean => new Set(grounds).size >= 2;
