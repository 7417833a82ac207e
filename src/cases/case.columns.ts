import type { CaseFacts, CaseTexts } from '../core/case.js';
import { longestTexts, type CaseContents } from '../core/case-rules.js';
import type { Deadline } from '../core/deadline.js';

/** The columns of what a case says, with their types: statements take and give them as JSON. */
export const factColumns = {
  grounds: 'text[]',
  main_area: 'text',
  main_sub_area: 'text',
  further_areas: 'jsonb',
  respondent_type: 'text',
  district: 'text',
  incident_earliest: 'date',
  incident_latest: 'date',
  phenomena: 'text[]',
  incident_forms: 'text[]',
  level: 'text',
  recurrence: 'text',
  wishes: 'text[]',
  affected_role: 'text',
  age_band: 'text',
  gender: 'text',
  language: 'text',
  interpreter_needed: 'boolean',
  access_path: 'text',
  channel: 'text',
  assessment: 'text',
  legal_form: 'text',
  knowledge_on: 'date',
  claimed_on: 'date',
} as const;

/** The column of a field. */
export const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const textFields = Object.keys(longestTexts) as (keyof CaseTexts)[];

export const textColumns: Readonly<Record<string, 'text'>> = Object.fromEntries(
  textFields.map((field) => [columnOf(field), 'text']),
);

export const deadlineColumns = {
  regime: 'text',
  rule_code: 'text',
  rule_version: 'integer',
  start_event: 'text',
  start_date: 'date',
  assumed: 'boolean',
  may_not_have_begun: 'text',
  needs_check: 'boolean',
  kept: 'boolean',
  ends_on: 'date',
  moved_to: 'date',
  source: 'text',
  explanation_de: 'text',
  explanation_en: 'text',
} as const;

/** `a, b, c`, each behind a table's name where one is given. */
export const namesOf = (columns: object, table?: string): string =>
  Object.keys(columns)
    .map((name) => (table ? `${table}.${name}` : name))
    .join(', ');

/** `a text, b date`: what `json_to_record` makes of a JSON object. */
export const typesOf = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

export const factsToColumns = ({ mainArea, ...facts }: CaseFacts): Record<string, unknown> => {
  const columns: Record<string, unknown> = { main_area: mainArea.area, main_sub_area: mainArea.subArea };
  for (const [field, value] of Object.entries(facts))
    if (columnOf(field) in factColumns) columns[columnOf(field)] = value;
  return columns;
};

export const textsToColumns = (texts: CaseTexts): Record<string, unknown> =>
  Object.fromEntries(textFields.map((field) => [columnOf(field), texts[field]]));

export const deadlineToColumns = (deadline: Deadline): Record<keyof typeof deadlineColumns, unknown> => ({
  regime: deadline.regime,
  rule_code: deadline.ruleCode,
  rule_version: deadline.ruleVersion,
  start_event: deadline.startEvent.kind,
  start_date: deadline.startEvent.date,
  assumed: deadline.assumed,
  may_not_have_begun: deadline.mayNotHaveBegun,
  needs_check: deadline.check,
  kept: deadline.kept,
  ends_on: deadline.endsOn,
  moved_to: deadline.movedTo,
  source: deadline.source,
  explanation_de: deadline.explanation,
  explanation_en: deadline.explanationEn,
});

const camel = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** SQL that gives the facts of the case `c` as the core has them. */
export const factsJson = `json_build_object('mainArea', json_build_object('area', c.main_area, 'subArea', c.main_sub_area), ${Object.keys(
  factColumns,
)
  .filter((column) => column !== 'main_area' && column !== 'main_sub_area')
  .map((column) => `'${camel(column)}', c.${column}`)
  .join(', ')})`;

/** SQL that gives the texts of `t` as the core has them. */
export const textsJson = `json_build_object(${textFields.map((field) => `'${field}', t.${columnOf(field)}`).join(', ')})`;

/** SQL that gives the deadline `d` as the core has it. */
export const deadlineJson = `json_build_object('regime', d.regime, 'ruleCode', d.rule_code, 'ruleVersion', d.rule_version,
  'startEvent', json_build_object('kind', d.start_event, 'date', d.start_date), 'assumed', d.assumed,
  'mayNotHaveBegun', d.may_not_have_begun, 'check', d.needs_check, 'kept', d.kept, 'endsOn', d.ends_on,
  'movedTo', d.moved_to, 'source', d.source, 'explanation', d.explanation_de, 'explanationEn', d.explanation_en)`;

export const factsOf = (contents: CaseContents): CaseFacts => {
  const facts: Record<string, unknown> = { mainArea: contents.mainArea };
  for (const [field, value] of Object.entries(contents)) if (columnOf(field) in factColumns) facts[field] = value;
  return facts as unknown as CaseFacts;
};

export const textsOf = (contents: CaseContents): CaseTexts =>
  Object.fromEntries(textFields.map((field) => [field, contents[field]])) as unknown as CaseTexts;
