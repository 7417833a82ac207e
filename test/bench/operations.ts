import type pg from 'pg';
import { caseById } from '../../src/cases/cases.queries.js';
import { casesPage } from '../../src/cases/case-list.queries.js';
import { Dice } from '../../src/demo/dice.js';
import { situations } from '../../src/demo/situations.js';
import type { Counsellor } from './fill.js';
import type { Line } from './http.js';
import { inventSearches, inventSentences } from './sentences.js';

export const operations = ['list', 'detail', 'search', 'create'] as const;
export type Operation = (typeof operations)[number];

/** Does one operation, once; throws when it did not go well. */
export type Deed = () => Promise<unknown>;

const TERM = '{ code de }';
const SUMMARY = `id number version status assignee { id name } openedAt changedAt grounds ${TERM} multipleGrounds
  mainArea { area ${TERM} subArea ${TERM} } respondentType ${TERM} district { key name regionName } incidentEarliest incidentLatest
  nextDeadline deadlineState referralState reviewState`;
const PAGE = `edges { cursor node { ${SUMMARY} } } pageInfo { hasNextPage endCursor }`;
const DEADLINES = `deadlines { regime ${TERM} ruleCode ruleVersion startEvent startDate assumed needsCheck endsOn movedTo state source explanation { de en } }`;
const WHOLE = `id number version status assignee { id name } openedAt changedAt closedAt closingReason ${TERM} closingNote reviewState
  grounds ${TERM} multipleGrounds mainArea { area ${TERM} subArea ${TERM} } furtherAreas { area ${TERM} subArea ${TERM} } respondentType ${TERM}
  district { key name regionKey regionName } incidentEarliest incidentLatest narrative phenomena ${TERM} incidentForms ${TERM} level ${TERM}
  recurrence ${TERM} wishes ${TERM} affectedRole ${TERM} ageBand ${TERM} gender ${TERM} language ${TERM} interpreterNeeded accessPath ${TERM}
  channel ${TERM} campaign clientView assessment ${TERM} assessmentReason legalForm ${TERM} clientName clientContact respondentOrganisation
  respondentFunction respondentPerson respondentPersonReason knowledgeOn claimedOn regimes ${TERM} missingFacts nextDeadline ${DEADLINES}
  routesWithoutDeadline { regime ${TERM} note { de } } deadlineChanges { kind regime ${TERM} before after }
  indications { id description evidenceKind ${TERM} occurredOn } witnesses { id name contact observation } comparisonPersons { id description }
  measures { id kind ${TERM} takenOn result } reactions { id kind ${TERM} occurredOn detail }
  notes { id text createdAt author { id name } } reviews { id verdict field comment createdAt author { id name } }`;

const queries = {
  list: `query { cases(first: 20) { ${PAGE} } }`,
  detail: `query ($id: ID!) { case(id: $id) { ${WHOLE} } }`,
  search: `query ($text: String!) { cases(first: 20, filter: { text: $text }) { ${PAGE} } }`,
  create: `mutation ($input: RecordCaseInput!) { recordCase(input: $input) { __typename
    ... on RecordedCase { case { id number version status openedAt grounds ${TERM} regimes ${TERM} nextDeadline ${DEADLINES} } }
    ... on Refusal { code } } }`,
} as const satisfies Record<Operation, string>;

/** What is asked for, the same for both sides: drawn anew for each operation, in the same order. */
export class Wishes {
  private readonly dice = new Dice(4_711);
  private readonly searches = inventSearches(500);
  private readonly sentences = inventSentences(500);

  constructor(private readonly ids: readonly string[]) {}

  readonly id = (): string => this.dice.pick(this.ids);
  readonly text = (): string => this.dice.pick(this.searches);

  /** A case with a client and two grounds. */
  readonly input = (): Record<string, unknown> => {
    const { area, subArea, grounds, respondentTypes, forms, organisation } = this.dice.pick(situations);
    const [first, second] = grounds;
    return {
      grounds: [first, second],
      mainArea: { area, subArea: subArea || null },
      respondentType: respondentTypes[0],
      district: '07315',
      incidentEarliest: '2026-03-01',
      incidentLatest: '2026-03-12',
      narrative: Array.from({ length: 5 }, () => this.dice.pick(this.sentences)).join(' '),
      incidentForms: [forms[0]],
      respondentOrganisation: organisation,
      clientName: 'Amira Beispiel',
      clientContact: 'Telefon 0000 123456',
      affectedRole: 'SELF',
      language: 'ar',
      interpreterNeeded: true,
      channel: 'PHONE',
    };
  };
}

/** The operations through the front door, by somebody who is signed in. */
export function servedDeeds(line: Line, wishes: Wishes): Record<Operation, Deed> {
  const ask = async (query: string, variables: object, sign: string): Promise<string> => {
    const { status, body } = await line.post('/graphql', JSON.stringify({ query, variables }));
    if (status !== 200 || !body.includes(sign) || body.includes('"errors"'))
      throw new Error(`The server answered ${status}: ${body.slice(0, 500)}`);
    return body;
  };
  return {
    list: () => ask(queries.list, {}, '"edges":[{'),
    detail: () => ask(queries.detail, { id: wishes.id() }, '"narrative":"'),
    search: () => ask(queries.search, { text: wishes.text() }, '"edges":['),
    create: () => ask(queries.create, { input: wishes.input() }, '"RecordedCase"'),
  };
}

/** Values leave the database as text and stay so: the raw side does nothing but ask. */
const untouched = { getTypeParser: () => (value: string) => value };

/**
 * The same work without the house, by the cluster's administrator, whom row security does not bind. Reading: the product's own
 * statements with the organisation as a value, and the search straight from the index. Writing: the bare inserts in one statement.
 */
export function rawDeeds(
  database: pg.Client,
  { organisationId, id: me }: Counsellor,
  wishes: Wishes,
  deadlines: string,
): Record<Operation, Deed> {
  const ownList = casesPage({}, 'OPENED_AT_DESC', 21, null);
  const search = casesPage({ text: ['x'] }, 'OPENED_AT_DESC', 21, null);
  const detail = caseById('');
  const list = tenantAsValue(ownList.text, '$1');
  const found = tenantAsValue(search.text, '$2').replace(
    'search_cases($1::text[], 500) as found',
    `lateral (select s.case_id from case_search s where s.organisation_id = $2::uuid and s.tokens @> array[(select p.tokens[1 + length($1) % cardinality(p.tokens)] from case_search p where p.organisation_id = $2::uuid limit 1)]
      order by s.opened_at desc, s.case_id desc limit 500) as found`,
  );
  if (!found.includes('lateral')) throw new Error('The search of the product reads otherwise now: mend the bench.');
  const whole = tenantAsValue(detail.text, '$2');
  const run = (name: string, text: string, values: unknown[]): Promise<unknown> =>
    database.query({ name: `raw-${name}`, text, values, types: untouched });
  return {
    list: () => run('list', list, [organisationId]),
    detail: () => run('detail', whole, [wishes.id(), organisationId]),
    search: () => run('search', found, [wishes.text(), organisationId]),
    create: () => run('create', bareInserts, bareValues(organisationId, me, wishes.input(), deadlines)),
  };
}

export const tenantAsValue = (text: string, value: string): string =>
  text.replaceAll('(select current_organisation())', `${value}::uuid`);

const bareInserts = `
  with counted as (
    insert into case_counter (organisation_id, year, last) values ($1, 2026, 1)
    on conflict (organisation_id, year) do update set last = case_counter.last + 1 returning last),
  made as (
    insert into cases (organisation_id, year, number, assignee_id, grounds, main_area, main_sub_area, respondent_type, district,
      incident_earliest, incident_latest, incident_forms, affected_role, language, interpreter_needed, channel, regimes, next_deadline)
    select $1, 2026, last, $2::uuid, $3::text[], $4, $5, $6, '07315', '2026-03-01', '2026-03-12', $7::text[], 'SELF', 'ar', true, 'PHONE', '{AGG}', '2026-05-12'
    from counted returning id, number, opened_at),
  told as (
    insert into case_text (organisation_id, case_id, narrative, client_name, client_contact, respondent_organisation)
    select $1, id, $8, $9, $10, $11 from made),
  searchable as (
    insert into case_search (organisation_id, case_id, opened_at, tokens)
    select $1, id, opened_at, search_tokens(concat_ws(' ', $8::text, $9::text, $10::text, $11::text)) from made),
  due as (
    insert into case_deadline (organisation_id, case_id, regime, rule_code, rule_version, start_event, start_date, assumed, needs_check, ends_on,
      moved_to, source, explanation_de, explanation_en)
    select $1, made.id, d.regime, d.rule_code, d.rule_version, d.start_event, d.start_date, d.assumed, d.needs_check, d.ends_on, d.moved_to, d.source,
      d.explanation_de, d.explanation_en
    from made, json_populate_recordset(null::case_deadline, $12::json) d)
  select json_build_object('id', id, 'number', number) from made`;

const bareValues = (
  organisationId: string,
  me: string,
  input: Record<string, unknown>,
  deadlines: string,
): unknown[] => {
  const { area, subArea } = input.mainArea as { area: string; subArea: string | null };
  return [
    organisationId,
    me,
    input.grounds,
    area,
    subArea,
    input.respondentType,
    input.incidentForms,
    input.narrative,
    input.clientName,
    input.clientContact,
    input.respondentOrganisation,
    deadlines,
  ];
};
