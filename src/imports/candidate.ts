import type { AreaOfLife, CaseFacts, CaseTexts } from '../core/case.js';
import type { CalendarDate } from '../core/calendar.js';
import type { Codebook } from '../core/codebook.js';
import { accept, problem, refusedFor, type Problem, type Result } from '../core/result.js';
import { codesOf } from './candidate.codes.js';
import { districtOf, type DistrictNames } from './candidate.district.js';
import { cellOf, shapeOf, type Reading } from './candidate.reading.js';
import type { DayRange } from './date.pattern.js';
import {
  codeFields,
  type CodeField,
  type DateColumn,
  type DateField,
  type ImportMapping,
  type TextField,
} from './mapping.fields.js';
import type { TableRow } from './table.js';

/** A case as one row of a list tells it. What a case must be is for the rules of `core`: nothing of that is judged here. */
export interface ImportCandidate {
  readonly line: number;
  /** The row's own key in the list it comes from: imported once, however often the file comes. */
  readonly externalId: string;
  readonly facts: CaseFacts;
  readonly texts: CaseTexts;
  /** The day on which the case was recorded in the list; null = not told. */
  readonly recordedOn: CalendarDate | null;
  /** Columns kept as they are, `heading: cell`, one a line; null = nothing to keep. */
  readonly note: string | null;
  /** What was taken otherwise than it stands there: values left out or taken as OTHER. */
  readonly notices: readonly Problem[];
}

export interface Reference {
  readonly codebook: Codebook;
  readonly districts: DistrictNames;
}

/**
 * One row, read by the mapping. Problems name line, column and the pattern of a value (`aa-99`), never the value,
 * which may be personal.
 */
export const toCandidate = (row: TableRow, mapping: ImportMapping, reference: Reference): Result<ImportCandidate> => {
  const reading: Reading = { row, mapping, problems: [], notices: [] };
  const { line } = row;
  for (const column of new Set([...mapping.required, ...mapping.externalId])) {
    if (isBlank(reading, column)) reading.problems.push(problem('IMPORT_CELL_EMPTY', null, { line, column }));
  }
  const codes = Object.fromEntries(
    (Object.keys(codeFields) as CodeField[]).map((field) => [field, codesOf(reading, field)]),
  ) as Record<CodeField, readonly string[]>;
  const incident = incidentOf(reading);
  const narrative = textOf(reading, 'narrative');
  const given = {
    grounds: codes.grounds.length > 0,
    mainArea: codes.mainArea.length > 0,
    respondentType: codes.respondentType.length > 0,
    incident: incident !== null,
    narrative: narrative !== null,
  };
  const candidate = {
    line,
    externalId: externalIdOf(reading),
    facts: factsOf(reading, codes, incident, reference),
    texts: textsOf(reading, narrative),
    recordedOn: dayOf(reading, 'recordedOn'),
    note: noteOf(reading),
    notices: reading.notices,
  };
  for (const [field, isGiven] of Object.entries(given)) {
    const named = reading.problems.some((fault) => fault.field === field);
    if (!isGiven && !named) reading.problems.push(problem('IMPORT_FIELD_EMPTY', field, { line }));
  }
  return refusedFor(reading.problems) ?? accept(candidate);
};

/** Several columns are joined by `/`; a `/` inside one is marked, so that no two rows can share an id by accident. */
const externalIdOf = ({ row, mapping }: Reading): string => {
  const parts = mapping.externalId.map((column) => (row.values[column] ?? '').trim());
  return parts.length === 1 ? parts.join('') : parts.map((part) => part.replace(/[\\/]/g, '\\$&')).join('/');
};

const factsOf = (
  reading: Reading,
  codes: Record<CodeField, readonly string[]>,
  incident: DayRange | null,
  { codebook, districts }: Reference,
): CaseFacts => {
  const areas = (field: 'mainArea' | 'furtherAreas'): AreaOfLife[] =>
    codes[field].map((code) => areaOf(code, codebook));
  const one = (field: CodeField): string | null => codes[field][0] ?? null;
  const interpreter = one('interpreterNeeded');
  const mainArea = areas('mainArea')[0] ?? { area: '', subArea: null };
  return {
    grounds: codes.grounds,
    mainArea,
    furtherAreas: areas('furtherAreas').filter(
      (area) => area.area !== mainArea.area || area.subArea !== mainArea.subArea,
    ),
    respondentType: one('respondentType') ?? '',
    district: districtOf(reading, districts),
    incidentEarliest: incident?.earliest ?? '',
    incidentLatest: incident?.latest ?? '',
    phenomena: codes.phenomena,
    incidentForms: codes.incidentForms,
    level: one('level'),
    recurrence: one('recurrence'),
    wishes: codes.wishes,
    affectedRole: one('affectedRole'),
    ageBand: one('ageBand'),
    gender: one('gender'),
    language: one('language'),
    interpreterNeeded: interpreter === null ? null : interpreter === 'yes',
    accessPath: one('accessPath'),
    channel: one('channel'),
    assessment: one('assessment'),
    legalForm: one('legalForm'),
    knowledgeOn: dayOf(reading, 'knowledgeOn'),
    claimedOn: dayOf(reading, 'claimedOn'),
  };
};

const textsOf = (reading: Reading, narrative: string | null): CaseTexts => ({
  narrative: narrative ?? '',
  clientView: textOf(reading, 'clientView'),
  assessmentReason: textOf(reading, 'assessmentReason'),
  clientName: textOf(reading, 'clientName'),
  clientContact: textOf(reading, 'clientContact'),
  respondentOrganisation: textOf(reading, 'respondentOrganisation'),
  respondentFunction: textOf(reading, 'respondentFunction'),
  respondentPerson: textOf(reading, 'respondentPerson'),
  respondentPersonReason: textOf(reading, 'respondentPersonReason'),
  campaign: textOf(reading, 'campaign'),
});

/** A code may be that of an area or of a sub-area, which brings its area along. */
const areaOf = (code: string, { areas }: Codebook): AreaOfLife => {
  if (areas.some((area) => area.code === code)) return { area: code, subArea: null };
  const area = areas.find(({ sub }) => sub?.some((term) => term.code === code));
  return { area: area?.code ?? code, subArea: area ? code : null };
};

const isBlank = (reading: Reading, column: string): boolean => cellOf(reading, column) === '';

const incidentOf = (reading: Reading): DayRange | null => {
  const { earliest, latest, whenEmpty } = reading.mapping.incident;
  const from = rangeOf(reading, 'incident', earliest);
  const until = latest ? rangeOf(reading, 'incident', latest) : null;
  const first = from ?? until;
  const last = until ?? from;
  return first && last ? { earliest: first.earliest, latest: last.latest } : whenEmpty;
};

const dayOf = (reading: Reading, field: DateField): CalendarDate | null => {
  const rule = reading.mapping.dates[field];
  // A deadline that starts some time in a month starts, to be safe, on the first day.
  return rule ? (rangeOf(reading, field, rule)?.earliest ?? null) : null;
};

const rangeOf = (reading: Reading, field: string, { column, patterns }: DateColumn): DayRange | null => {
  const cell = cellOf(reading, column);
  if (cell === '') return null;
  for (const pattern of patterns) {
    const range = pattern.read(cell);
    if (range) return range;
  }
  const expected = patterns.map(({ text }) => text).join(' / ');
  const values = { line: reading.row.line, column, expected, shape: shapeOf(cell) };
  reading.problems.push(problem('IMPORT_DATE', field, values));
  return null;
};

const textOf = (reading: Reading, field: TextField): string | null => {
  const rule = reading.mapping.texts[field];
  if (!rule) return null;
  if (rule.kind === 'constant') return rule.text;
  const cells = rule.parts.map((part) => ('column' in part ? cellOf(reading, part.column) : null));
  if (cells.every((cell) => cell === null || cell === '')) return null;
  return rule.parts.map((part, index) => ('text' in part ? part.text : cells[index])).join('');
};

const noteOf = (reading: Reading): string | null => {
  const kept = reading.mapping.note
    .map((column) => ({ column, cell: cellOf(reading, column) }))
    .filter(({ cell }) => cell !== '');
  return kept.length > 0 ? kept.map(({ column, cell }) => `${column}: ${cell}`).join('\n') : null;
};
