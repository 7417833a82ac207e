import { dimensionFields, readDimension, type ProgrammeVocabulary } from './programme-dimensions.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';
import { fieldOf, oneOf, openRow, rawOf, readFlag, readText, readWhole, type Row } from './row.js';
import {
  geographies,
  geographyDimension,
  periodLevels,
  type Dimension,
  type Geography,
  type PeriodLevel,
  type Programme,
  type ProgrammeTable,
  type Thresholds,
} from './statistics-programme.js';

/** Three dimensions, besides geography and period: with more, most cells would hold nobody. */
const mostDimensions = 3;

/**
 * Reads the programme of tables as parsed from YAML. Refuses with the place of each fault, such as `tables[3].by[1]`: an unknown code, a
 * dimension that is not declared, a fourth dimension, a threshold that would protect nobody.
 */
export function readProgramme(raw: unknown, vocabulary: ProgrammeVocabulary): Result<Programme> {
  const problems: Problem[] = [];
  const row = openRow(raw, '', ['version', 'expectedPerYear', 'thresholds', 'dimensions', 'tables'], problems);
  if (!row) return refusedFor(problems) ?? accept(emptyProgramme);
  const version = readWhole(row, 'version', 1, 1_000_000);
  const expectedPerYear = readWhole(row, 'expectedPerYear', 1, 100_000_000);
  const thresholds = readThresholds(row);
  const dimensions = readEach(row, 'dimensions', dimensionFields, (one) => readDimension(one, vocabulary));
  const tables = readEach(row, 'tables', tableFields, (one) => readTable(one, dimensions));
  problems.push(...twice(dimensions, 'dimensions'), ...twice(tables, 'tables'));
  return refusedFor(problems) ?? accept({ version, expectedPerYear, thresholds, dimensions, tables });
}

const noThresholds: Thresholds = {
  base: 5,
  coarseBase: 10,
  possible: 3,
  possibleWithheld: 5,
  servicePercent: 70,
  clientPercent: 33,
  perClient: 2,
  exactFrom: 30,
  meanFrom: 1,
};

const emptyProgramme: Programme = {
  version: 1,
  expectedPerYear: 1,
  thresholds: noThresholds,
  dimensions: [],
  tables: [],
};

/** What a threshold may be: a programme can be stricter than the method asks for, never laxer. */
const limits: { readonly [T in keyof Thresholds]: readonly [number, number] } = {
  base: [5, 5],
  coarseBase: [10, 10],
  possible: [3, 5],
  possibleWithheld: [5, 10],
  servicePercent: [50, 70],
  clientPercent: [10, 33],
  perClient: [1, 2],
  exactFrom: [30, 1_000_000],
  meanFrom: [0, 1_000],
};

function readThresholds(row: Row): Thresholds {
  const names = Object.keys(limits) as (keyof Thresholds)[];
  const inner = openRow(rawOf(row, 'thresholds'), fieldOf(row, 'thresholds'), names, row.problems);
  if (!inner) return noThresholds;
  return Object.fromEntries(
    names.map((name) => [name, readWhole(inner, name, ...limits[name])]),
  ) as unknown as Thresholds;
}

const tableFields = ['code', 'de', 'en', 'by', 'geography', 'periods', 'exactTotal'];

function readTable(row: Row, dimensions: readonly Dimension[]): ProgrammeTable {
  const by = readCodes(
    row,
    'by',
    dimensions.map(({ code }) => code),
  );
  if (by.length > mostDimensions) row.problems.push(problem('TOO_MANY', fieldOf(row, 'by'), { max: mostDimensions }));
  const geography = readText(row, 'geography', oneOf(geographies)) as Geography;
  const place = geographyDimension(geography);
  if (place !== null && !dimensions.some(({ code }) => code === place))
    row.problems.push(problem('UNKNOWN_DIMENSION', fieldOf(row, 'geography')));
  const periods = readCodes(row, 'periods', periodLevels) as readonly PeriodLevel[];
  if (periods.length === 0) row.problems.push(problem('EMPTY', fieldOf(row, 'periods')));
  return {
    code: readText(row, 'code'),
    de: readText(row, 'de'),
    en: readText(row, 'en'),
    by,
    geography,
    periods,
    exactTotal: readFlag(row, 'exactTotal'),
  };
}

/** A list of known codes, each once; it may be empty. */
function readCodes(row: Row, name: string, known: readonly string[]): readonly string[] {
  const value = rawOf(row, name);
  if (!Array.isArray(value)) {
    row.problems.push(problem('INVALID_FORMAT', fieldOf(row, name), { expected: '[ … ]' }));
    return [];
  }
  return value.flatMap((code: unknown, at) => {
    const field = `${fieldOf(row, name)}[${at}]`;
    if (typeof code !== 'string' || !known.includes(code)) {
      row.problems.push(problem('UNKNOWN_DIMENSION', field));
      return [];
    }
    if (value.indexOf(code) < at) row.problems.push(problem('DUPLICATE_VALUE', field));
    return [code];
  });
}

function readEach<T>(row: Row, name: string, fields: readonly string[], read: (row: Row) => T): readonly T[] {
  const value = rawOf(row, name);
  if (!Array.isArray(value) || value.length === 0) {
    row.problems.push(problem('EMPTY', name));
    return [];
  }
  return value.flatMap((entry: unknown, at) => {
    const inner = openRow(entry, `${name}[${at}]`, fields, row.problems);
    return inner ? [read(inner)] : [];
  });
}

const twice = (list: readonly { readonly code: string }[], name: string): readonly Problem[] =>
  list.flatMap(({ code }, at) =>
    list.findIndex((other) => other.code === code) < at ? [problem('DUPLICATE_VALUE', `${name}[${at}].code`)] : [],
  );
