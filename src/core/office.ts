import type { Codebook, District, Vocabulary } from './codebook.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';
import {
  codeIn,
  districtIn,
  isGiven,
  isWritten,
  oneOf,
  openRow,
  rawOf,
  readFlag,
  readList,
  readOptionalText,
  readText,
  readWhole,
  regionIn,
  type Row,
} from './row.js';

export type Codes = readonly string[] | 'ALL';

export const capacities = ['OPEN', 'LIMITED', 'FULL'] as const;

export type Capacity = (typeof capacities)[number];

/** Where an office works: in these districts (official keys), in these regions (`071` ...), in the whole state, or in every state. */
export type Coverage =
  | { readonly kind: 'DISTRICTS'; readonly districts: readonly string[] }
  | { readonly kind: 'REGIONS'; readonly regions: readonly string[] }
  | { readonly kind: 'STATE' }
  | { readonly kind: 'FEDERAL' };

/** All four have to fit a case. `phenomena` other than `ALL` makes an office for these phenomena only. */
export interface Competence {
  readonly grounds: Codes;
  readonly phenomena: Codes;
  readonly areas: Codes;
  readonly respondentTypes: Codes;
}

/** An office to which a case can be referred or a client be pointed. */
export interface Office {
  readonly id: string;
  /** A code of `officeKinds`. */
  readonly kind: string;
  readonly name: string;
  readonly contact: { readonly website: string | null; readonly email: string | null };
  readonly coverage: Coverage;
  readonly competence: Competence;
  /** Languages in which it advises (vocabulary `languages`). */
  readonly languages: readonly string[];
  readonly capacity: Capacity;
  /** The body it belongs to: the key of an organisation or a respondent type; it gives no advice against that body. */
  readonly belongsTo: string | null;
  /** The carrier that runs it. */
  readonly carrierId: string | null;
  /** Whether it has an inbox here; otherwise clients can only be pointed to it. */
  readonly takesPart: boolean;
  /** Days within which it answers a referral. */
  readonly answerDays: number;
  readonly active: boolean;
}

export interface OfficeVocabulary {
  readonly codebook: Codebook;
  readonly districts: readonly District[];
}

const officeFields = [
  'id',
  'kind',
  'name',
  'contact',
  'coverage',
  'competence',
  'languages',
  'capacity',
  'belongsTo',
  'carrierId',
  'takesPart',
  'answerDays',
  'active',
] as const;

/** An office from a row of unknown shape, or every problem with its field (`coverage.districts[0]`). */
export function validateOffice(input: unknown, vocabulary: OfficeVocabulary): Result<Office> {
  const problems: Problem[] = [];
  const office = readOffice(input, '', vocabulary, problems);
  return refusedFor(problems) ?? accept(office as Office);
}

/** A list of offices with unique ids, or every problem with its field (`offices[2].kind`). */
export function parseOffices(input: unknown, vocabulary: OfficeVocabulary): Result<readonly Office[]> {
  if (!Array.isArray(input)) {
    return { ok: false, problems: [problem('INVALID_FORMAT', 'offices', { expected: '[ … ]' })] };
  }
  const problems: Problem[] = [];
  const offices = input.map((row: unknown, index) => readOffice(row, `offices[${index}]`, vocabulary, problems));
  const seen = new Set<string>();
  offices.forEach((office, index) => {
    if (office && seen.has(office.id)) problems.push(problem('DUPLICATE_VALUE', `offices[${index}].id`));
    if (office) seen.add(office.id);
  });
  return refusedFor(problems) ?? accept(offices as Office[]);
}

function readOffice(input: unknown, path: string, vocabulary: OfficeVocabulary, problems: Problem[]): Office | null {
  const row = openRow(input, path, officeFields, problems);
  if (!row) return null;
  return {
    id: readText(row, 'id'),
    kind: readText(row, 'kind', codeIn(vocabulary.codebook, 'officeKinds')),
    name: readText(row, 'name'),
    contact: readContact(row),
    coverage: readCoverage(row, vocabulary.districts),
    competence: readCompetence(row, vocabulary.codebook),
    languages: readList(row, 'languages', codeIn(vocabulary.codebook, 'languages')),
    capacity: readText(row, 'capacity', oneOf(capacities)) as Capacity,
    belongsTo: readOptionalText(row, 'belongsTo'),
    carrierId: readOptionalText(row, 'carrierId'),
    takesPart: readFlag(row, 'takesPart'),
    answerDays: readWhole(row, 'answerDays', 1, 90),
    active: readFlag(row, 'active'),
  };
}

const inner = (row: Row, name: string, allowed: readonly string[]): Row | null =>
  openRow(rawOf(row, name), row.path ? `${row.path}.${name}` : name, allowed, row.problems);

function readContact(office: Row): Office['contact'] {
  const row = isGiven(office, 'contact') ? inner(office, 'contact', ['website', 'email']) : null;
  if (!row) return { website: null, email: null };
  // Shown as a link to staff: anything but a web address could run in their browser.
  const website = readOptionalText(row, 'website', (value, field) =>
    /^https:\/\/[^\s]+$/.test(value) ? null : problem('INVALID_FORMAT', field, { expected: 'https://…' }),
  );
  const email = readOptionalText(row, 'email', (value, field) =>
    /^[^\s@]+@[^\s@]+$/.test(value) ? null : problem('INVALID_FORMAT', field, { expected: 'name@example.org' }),
  );
  return { website, email };
}

function readCoverage(office: Row, districts: readonly District[]): Coverage {
  const row = inner(office, 'coverage', ['kind', 'districts', 'regions']);
  const kind = row ? readText(row, 'kind', oneOf(['DISTRICTS', 'REGIONS', 'STATE', 'FEDERAL'])) : '';
  if (row && kind === 'DISTRICTS') return { kind, districts: readList(row, 'districts', districtIn(districts)) };
  if (row && kind === 'REGIONS') return { kind, regions: readList(row, 'regions', regionIn(districts)) };
  return { kind: kind === 'FEDERAL' ? kind : 'STATE' };
}

function readCompetence(office: Row, codebook: Codebook): Competence {
  const row = inner(office, 'competence', ['grounds', 'phenomena', 'areas', 'respondentTypes']);
  const codes = (name: Vocabulary): Codes =>
    !row || rawOf(row, name) === 'ALL' ? 'ALL' : readList(row, name, codeIn(codebook, name));
  return {
    grounds: codes('grounds'),
    phenomena: row && !isWritten(row, 'phenomena') ? 'ALL' : codes('phenomena'),
    areas: codes('areas'),
    respondentTypes: codes('respondentTypes'),
  };
}
