import { validateOffice, type Codes, type OfficeVocabulary } from '../core/office.js';
import { accept, problem, refusedFor, type Problem, type Result } from '../core/result.js';
import type { OfficeEntity } from './office.entity.js';
import type { OfficeRow } from './offices.queries.js';

/** What an operator writes about an office; what is left out stays (or is empty when the office is new). */
export interface OfficeEdit {
  readonly kind?: string | null;
  readonly name?: string | null;
  readonly coverage?: {
    readonly kind: string;
    readonly districts?: readonly string[] | null;
    readonly regions?: readonly string[] | null;
  } | null;
  /** Given, it replaces the whole; a list left out = all. */
  readonly competence?: {
    readonly grounds?: readonly string[] | null;
    readonly phenomena?: readonly string[] | null;
    readonly areas?: readonly string[] | null;
    readonly respondentTypes?: readonly string[] | null;
  } | null;
  readonly languages?: readonly string[] | null;
  readonly capacity?: string | null;
  readonly answerDays?: number | null;
  readonly belongsTo?: string | null;
  readonly bodyNames?: readonly string[] | null;
  readonly runByCarrierId?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly address?: string | null;
  readonly website?: string | null;
  readonly active?: boolean | null;
}

/** What an office may say of itself. */
export type OwnEdit = Pick<
  OfficeEdit,
  'languages' | 'capacity' | 'answerDays' | 'email' | 'phone' | 'address' | 'website'
>;

/** The columns that an edit writes. */
export type OfficeColumns = Omit<OfficeEntity, 'id' | 'key' | 'inboxOrganisationId' | 'version' | 'updatedAt'>;

/** By name, so that an office can write nothing else of its entry, whatever came in. */
export const ownFields = (edit: OwnEdit): OfficeEdit => {
  const own = ['languages', 'capacity', 'answerDays', 'email', 'phone', 'address', 'website'] as const;
  return Object.fromEntries(own.filter((name) => edit[name] !== undefined).map((name) => [name, edit[name]]));
};

/** The whole entry after the edit, checked by the core; problems name fields such as `input.competence.grounds[1]`. */
export function readOfficeEdit(
  key: string,
  before: OfficeRow | null,
  edit: OfficeEdit,
  vocabulary: OfficeVocabulary,
): Result<OfficeColumns> {
  // Left out = stays; null = taken away, where an office can be without it.
  const kept = <T>(given: T | undefined, old: T): T => (given === undefined ? old : given);
  const texts = {
    belongsTo: blankToNull(kept(edit.belongsTo, before?.belongsTo ?? null)),
    contactEmail: blankToNull(kept(edit.email, before?.contactEmail ?? null)),
    contactPhone: blankToNull(kept(edit.phone, before?.contactPhone ?? null)),
    contactAddress: blankToNull(kept(edit.address, before?.contactAddress ?? null)),
    website: blankToNull(kept(edit.website, before?.website ?? null)),
  };
  const checked = validateOffice(
    {
      id: key,
      kind: edit.kind ?? before?.kind,
      name: edit.name?.trim() ?? before?.name,
      contact: { website: texts.website, email: texts.contactEmail },
      coverage: edit.coverage ? withoutNulls(edit.coverage) : before?.coverage,
      competence: edit.competence ? competenceOf(edit.competence) : before?.competence,
      languages: edit.languages ?? before?.languages,
      capacity: edit.capacity ?? before?.capacity ?? 'OPEN',
      belongsTo: texts.belongsTo,
      takesPart: false,
      answerDays: edit.answerDays ?? before?.answerDays ?? 14,
      active: edit.active ?? before?.active ?? true,
    },
    vocabulary,
  );
  const problems: Problem[] = checked.ok ? [] : checked.problems.map(fromArgument);
  if (!/^[a-z][a-z0-9-]{1,59}$/.test(key)) problems.unshift(problem('OFFICE_KEY_FORMAT', 'input.key'));
  const bodyNames = (edit.bodyNames ?? before?.bodyNames ?? []).map((name) => name.trim());
  bodyNames.forEach((name, at) => {
    if (name === '') problems.push(problem('REQUIRED', `input.bodyNames[${at}]`));
    if (name.length > 200) problems.push(problem('TOO_LONG', `input.bodyNames[${at}]`, { max: 200 }));
  });
  const refused = refusedFor(problems);
  if (refused || !checked.ok) return refused ?? (checked as Result<never>);

  const { kind, name, coverage, competence, languages, capacity, answerDays, active } = checked.value;
  const runByCarrierId = kept(edit.runByCarrierId, before?.runByCarrierId ?? null) ?? null;
  return accept({
    ...{ kind, name, coverage, competence, languages: [...languages], capacity, answerDays, active },
    ...texts,
    bodyNames,
    runByCarrierId,
  });
}

/** The names of the columns that get another value. */
export const changesIn = (before: OfficeRow, changed: object): string[] =>
  Object.entries(changed)
    .filter(([name, value]) => inOneOrder(value) !== inOneOrder((before as object as Record<string, unknown>)[name]))
    .map(([name]) => name);

// The database keeps the keys of an object in an order of its own.
const inOneOrder = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.entries(part).sort() : part,
  );

const competenceOf = (given: NonNullable<OfficeEdit['competence']>): Record<string, Codes> => ({
  grounds: given.grounds ?? 'ALL',
  phenomena: given.phenomena ?? 'ALL',
  areas: given.areas ?? 'ALL',
  respondentTypes: given.respondentTypes ?? 'ALL',
});

/** The core speaks of `contact.email`, the input of `email`; the key stands beside the input. */
function fromArgument({ code, field, values }: Problem): Problem {
  const path = field === null ? 'input' : `input.${field.replace(/^contact\./, '').replace(/^id$/, 'key')}`;
  return problem(code, path, values);
}

const blankToNull = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim());

const withoutNulls = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
