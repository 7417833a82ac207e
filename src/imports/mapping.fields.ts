import type { CaseFacts, CaseTexts } from '../core/case.js';
import type { Vocabulary } from '../core/codebook.js';
import type { DatePattern, DayRange } from './date.pattern.js';
import type { TableFormat } from './table.js';

/** The fields that take codes, the vocabulary of each, and whether they take several. */
export const codeFields = {
  grounds: { vocabulary: 'grounds', several: true },
  mainArea: { vocabulary: 'areas', several: false },
  furtherAreas: { vocabulary: 'areas', several: true },
  respondentType: { vocabulary: 'respondentTypes', several: false },
  phenomena: { vocabulary: 'phenomena', several: true },
  incidentForms: { vocabulary: 'incidentForms', several: true },
  level: { vocabulary: 'levels', several: false },
  recurrence: { vocabulary: 'recurrence', several: false },
  wishes: { vocabulary: 'wishes', several: true },
  affectedRole: { vocabulary: 'affectedRoles', several: false },
  ageBand: { vocabulary: 'ageBands', several: false },
  gender: { vocabulary: 'genders', several: false },
  language: { vocabulary: 'languages', several: false },
  interpreterNeeded: { vocabulary: 'yesNo', several: false },
  accessPath: { vocabulary: 'accessPaths', several: false },
  channel: { vocabulary: 'channels', several: false },
  assessment: { vocabulary: 'assessments', several: false },
  legalForm: { vocabulary: 'legalForms', several: false },
} as const satisfies Partial<
  Record<keyof CaseFacts, { readonly vocabulary: Vocabulary | 'yesNo'; readonly several: boolean }>
>;

export type CodeField = keyof typeof codeFields;

export const textFields = [
  'narrative',
  'clientView',
  'assessmentReason',
  'clientName',
  'clientContact',
  'respondentOrganisation',
  'respondentFunction',
  'respondentPerson',
  'respondentPersonReason',
  'campaign',
] as const satisfies readonly (keyof CaseTexts)[];

export type TextField = (typeof textFields)[number];

export const dateFields = ['knowledgeOn', 'claimedOn', 'recordedOn'] as const;

export type DateField = (typeof dateFields)[number];

/** What becomes of a value that the mapping does not know: refuse the row, leave the value out, or take this code. */
export type Unmapped =
  { readonly kind: 'error' } | { readonly kind: 'skip' } | { readonly kind: 'code'; readonly code: string };

export type CodeSource =
  | { readonly kind: 'constant'; readonly codes: readonly string[] }
  | {
      readonly kind: 'column';
      readonly column: string;
      /** At these texts the cell is cut into values, unless the whole cell is a value of its own. */
      readonly separators: readonly string[];
      /** Folded values and their codes; an empty list = known, and gives nothing. */
      readonly values: ReadonlyMap<string, readonly string[]>;
      /** The codes of every value that is not listed (`*`), or null. */
      readonly anyOther: readonly string[] | null;
      readonly ignore: ReadonlySet<string>;
      readonly unmapped: Unmapped;
    };

export interface CodeRule {
  /** Fields with several codes take them of all sources, the others of the first that gives one. */
  readonly from: readonly CodeSource[];
  readonly whenEmpty: readonly string[];
}

export interface DateColumn {
  readonly column: string;
  readonly patterns: readonly DatePattern[];
}

export interface IncidentRule {
  readonly earliest: DateColumn;
  /** null = the end of what `earliest` says. */
  readonly latest: DateColumn | null;
  readonly whenEmpty: DayRange | null;
}

export type TextRule =
  | { readonly kind: 'constant'; readonly text: string }
  /** Text and columns by turns. */
  | { readonly kind: 'template'; readonly parts: readonly ({ readonly text: string } | { readonly column: string })[] };

export type DistrictLookup = 'key' | 'district' | 'municipality';

export type DistrictRule =
  | { readonly kind: 'constant'; readonly district: string | null }
  | {
      readonly kind: 'column';
      readonly column: string;
      readonly lookup: readonly DistrictLookup[];
      /** Folded values and their district; null = not known. */
      readonly values: ReadonlyMap<string, string | null>;
      readonly ignore: ReadonlySet<string>;
      readonly unmapped: 'error' | 'unknown';
    }
  /** For trying out data from elsewhere: the same value always gets the same district. */
  | {
      readonly kind: 'spread';
      readonly by: string;
      readonly over: readonly string[];
      readonly ignore: ReadonlySet<string>;
    };

/** A mapping file that was read and found sound; every code and district in it exists. */
export interface ImportMapping {
  readonly table: TableFormat;
  /** Every column that the mapping names. */
  readonly columns: readonly string[];
  /** Columns that may not be empty in any row. */
  readonly required: readonly string[];
  readonly ignoreCase: boolean;
  readonly ignore: ReadonlySet<string>;
  readonly externalId: readonly string[];
  readonly codes: { readonly [F in CodeField]?: CodeRule };
  readonly incident: IncidentRule;
  readonly dates: { readonly [F in DateField]?: DateColumn };
  readonly texts: { readonly [F in TextField]?: TextRule };
  readonly district: DistrictRule;
  readonly note: readonly string[];
  /** Folded codes and labels of each code field, for cells that already speak the codebook's language. */
  readonly known: { readonly [F in CodeField]: ReadonlyMap<string, string> };
}

/** How cells and values of the mapping are compared: blanks around and between words, and mostly case, do not count. */
export const foldCell = (text: string, ignoreCase: boolean): string => {
  const folded = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return ignoreCase ? folded.toLowerCase() : folded;
};
