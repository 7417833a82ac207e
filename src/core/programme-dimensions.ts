import type { Codebook, District, Term, Vocabulary } from './codebook.js';
import {
  deadlineOutcomes,
  isSingle,
  referralOutcomes,
  severalFacets,
  singleFacets,
  type Facet,
} from './counting-record.js';
import { problem } from './result.js';
import {
  codeIn,
  fieldOf,
  isGiven,
  oneOf,
  openRow,
  rawOf,
  readFlag,
  readList,
  readText,
  readWhole,
  type Row,
} from './row.js';
import type { Category, Condition, Dimension } from './statistics-programme.js';

/** What the names in a programme are checked against. */
export interface ProgrammeVocabulary {
  readonly codebook: Codebook;
  readonly districts: readonly District[];
}

/** How the categories of a dimension are made. */
const makings = ['terms', 'groups', 'sizes', 'sets', 'codes', 'places'] as const;

const vocabularyOf: { readonly [F in Facet]: Vocabulary | null } = {
  area: 'areas',
  subArea: 'subAreas',
  respondentType: 'respondentTypes',
  legalForm: 'legalForms',
  level: 'levels',
  region: null,
  district: null,
  accessPath: 'accessPaths',
  deadline: null,
  closing: 'closingReasons',
  grounds: 'grounds',
  phenomena: 'phenomena',
  forms: 'incidentForms',
  regimes: 'regimes',
  referralKinds: 'referralKinds',
  referralOutcomes: null,
};

const notStated = { de: 'keine Angabe', en: 'not stated' };

/** Reads one dimension; a fault is added to the row's problems with its place. */
export function readDimension(row: Row, vocabulary: ProgrammeVocabulary): Dimension {
  const [code, de, en] = [readText(row, 'code'), readText(row, 'de'), readText(row, 'en')];
  const facet = readText(row, 'facet', oneOf([...singleFacets, ...severalFacets])) as Facet;
  const given = makings.filter((name) => isGiven(row, name));
  const [making] = given;
  const isKnown = Object.hasOwn(vocabularyOf, facet);
  if (!isKnown) return { code, de, en, facet, overlaps: false, categories: [] };
  if (given.length !== 1 || making === undefined) {
    row.problems.push(problem('INVALID_FORMAT', row.path, { expected: makings.join(' / ') }));
    return { code, de, en, facet, overlaps: false, categories: [] };
  }
  const categories = categoriesOf(row, making, facet, vocabulary);
  const overlaps = !isSingle(facet) && (making === 'terms' || making === 'groups' || making === 'codes');
  return { code, de, en, facet, overlaps, categories };
}

export const dimensionFields = ['code', 'de', 'en', 'facet', ...makings];

function categoriesOf(
  row: Row,
  making: (typeof makings)[number],
  facet: Facet,
  vocabulary: ProgrammeVocabulary,
): readonly Category[] {
  switch (making) {
    case 'terms':
      return allTerms(row, facet, vocabulary.codebook);
    case 'codes':
      return completed(
        facet,
        readRows(row, 'codes', ['code', 'de', 'en'], (one) => ({
          ...labels(one),
          when: among(facet, [readText(one, 'code', oneOf(ownCodes(facet)))]),
        })),
      );
    case 'groups':
      return completed(
        facet,
        readRows(row, 'groups', ['code', 'de', 'en', 'of'], (one) => groupOf(one, facet, vocabulary)),
      );
    case 'sizes':
      return readRows(row, 'sizes', ['code', 'de', 'en', 'min', 'max'], (one) => sizeOf(one, facet));
    case 'sets':
      return setsOf(row, facet, vocabulary);
    case 'places':
      return places(row, facet, vocabulary.districts);
  }
}

/** The codes of facets that have no vocabulary in the codebook. */
const ownCodes = (facet: Facet): readonly string[] =>
  facet === 'deadline' ? deadlineOutcomes : facet === 'referralOutcomes' ? referralOutcomes : [];

const labels = (row: Row) => ({ code: readText(row, 'code'), de: readText(row, 'de'), en: readText(row, 'en') });

function readRows<T>(row: Row, name: string, fields: readonly string[], read: (row: Row) => T): readonly T[] {
  const value = rawOf(row, name);
  if (!Array.isArray(value)) {
    row.problems.push(problem('INVALID_FORMAT', fieldOf(row, name), { expected: '[ … ]' }));
    return [];
  }
  return value.flatMap((entry: unknown, at) => {
    const inner = openRow(entry, `${fieldOf(row, name)}[${at}]`, fields, row.problems);
    return inner ? [read(inner)] : [];
  });
}

const among = (facet: Facet, codes: readonly string[]): Condition =>
  isSingle(facet) ? { kind: 'IS', facet, codes } : { kind: 'MENTIONS', facet, codes };

/** A facet of one value must sort every record, also one that says nothing: otherwise the categories would not add up to the total. */
const completed = (facet: Facet, categories: readonly Category[]): readonly Category[] =>
  isSingle(facet)
    ? [...categories, { code: 'NOT_STATED', ...notStated, when: { kind: 'IS', facet, codes: [null] } }]
    : categories;

function allTerms(row: Row, facet: Facet, codebook: Codebook): readonly Category[] {
  readFlag(row, 'terms');
  const name = vocabularyOf[facet];
  if (name === null) row.problems.push(problem('DOES_NOT_FIT', fieldOf(row, 'terms')));
  const terms: readonly Term[] = name === null ? [] : codebook.terms[name];
  return completed(
    facet,
    terms.map(({ code, de, en }) => ({ code, de, en, when: among(facet, [code]) })),
  );
}

function groupOf(row: Row, facet: Facet, { codebook }: ProgrammeVocabulary): Category {
  const name = vocabularyOf[facet];
  const codes = readList(row, 'of', name === null ? () => null : codeIn(codebook, name));
  return { ...labels(row), when: among(facet, codes) };
}

function sizeOf(row: Row, facet: Facet): Category {
  const min = readWhole(row, 'min', 0, 100);
  const max = isGiven(row, 'max') ? readWhole(row, 'max', min, 100) : null;
  return { ...labels(row), when: { kind: 'SIZE', facet: several(row, facet), min, max } };
}

/** The sets that have a line of their own; all rarer ones share one, by this rule alone and whatever the data say. */
function setsOf(row: Row, facet: Facet, { codebook }: ProgrammeVocabulary): readonly Category[] {
  const own = several(row, facet);
  const name = vocabularyOf[facet];
  const sets = readRows(row, 'sets', ['code', 'de', 'en', 'of'], (one) => ({
    ...labels(one),
    of: readList(one, 'of', name === null ? () => null : codeIn(codebook, name)),
  }));
  const rest: Condition = { kind: 'OTHER_SET', facet: own, than: sets.map(({ of }) => of) };
  return [
    ...sets.map(({ code, de, en, of }) => ({ code, de, en, when: { kind: 'SET', facet: own, codes: of } as const })),
    { code: 'OTHER_SET', de: 'andere Verbindung', en: 'another combination', when: rest },
  ];
}

function several(row: Row, facet: Facet): (typeof severalFacets)[number] {
  const found = severalFacets.find((one) => one === facet);
  if (!found) row.problems.push(problem('DOES_NOT_FIT', fieldOf(row, 'facet')));
  return found ?? 'grounds';
}

function places(row: Row, facet: Facet, districts: readonly District[]): readonly Category[] {
  readFlag(row, 'places');
  if (facet !== 'region' && facet !== 'district') row.problems.push(problem('DOES_NOT_FIT', fieldOf(row, 'places')));
  const named = new Map(
    districts.map((one) => (facet === 'district' ? [one.key, one.name] : [one.regionKey, one.regionName])),
  );
  return completed(
    facet,
    [...named].map(([code, name]) => ({ code, de: name, en: name, when: among(facet, [code]) })),
  );
}
