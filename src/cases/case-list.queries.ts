import type { CalendarDate } from '../core/calendar.js';
import type { CaseFilter, CaseOrder, CasePlace } from '../core/case-list-rules.js';
import type { Statement } from '../database/transactions.js';
import type { PersonRow } from './case.row.js';

/** A case as lists show it; positional, because a list is many of them. Moments are microseconds since 1970. */
export type CaseSummaryRow = readonly [
  id: string,
  shortName: string,
  year: number,
  number: number,
  version: number,
  status: 'OPEN' | 'CLOSED',
  assignee: PersonRow | null,
  openedAt: number,
  changedAt: number,
  grounds: readonly string[],
  mainArea: string,
  mainSubArea: string | null,
  respondentType: string,
  district: string | null,
  incidentEarliest: CalendarDate,
  incidentLatest: CalendarDate,
  nextDeadline: CalendarDate | null,
  reviewState: string,
  referralState: string | null,
];

/** A filter whose meaning hangs on nobody and on no clock any more. */
export type SettledFilter = Omit<CaseFilter, 'mine' | 'deadlineWithinDays' | 'text'> & {
  readonly deadlineUntil?: CalendarDate;
  /** The hashes of what is looked for; an empty list finds nothing. */
  readonly text?: readonly string[];
};

interface Condition {
  /** Names the condition in the name of the statement: one prepared statement for each combination that is used. */
  readonly tag: string;
  readonly value: unknown;
  readonly sql: (value: string) => string;
}

const moment = (microseconds: string): string =>
  `timestamptz 'epoch' + ${microseconds}::bigint * interval '1 microsecond'`;
const microsecondsOf = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint`;
const startOf = (day: string): string => `(${day}::date)::timestamp at time zone 'Europe/Berlin'`;

const conditionsOf = (filter: SettledFilter, order: CaseOrder): readonly Condition[] => {
  const given = (tag: string, value: unknown, sql: Condition['sql']): Condition[] =>
    value == null || (Array.isArray(value) && value.length === 0) ? [] : [{ tag, value, sql }];
  return [
    ...given('s', filter.status, ($) => `c.status = ${$}`),
    ...given('g', filter.grounds, ($) => `c.grounds && ${$}::text[]`),
    ...given(
      'a',
      filter.areas,
      ($) => `(c.main_area = any(${$}::text[]) or exists (
        select from jsonb_array_elements(c.further_areas) as further where further ->> 'area' = any(${$}::text[])))`,
    ),
    ...given('i', filter.incidentFrom, ($) => `c.incident_latest >= ${$}::date`),
    ...given('j', filter.incidentTo, ($) => `c.incident_earliest <= ${$}::date`),
    ...given('o', filter.openedFrom, ($) => `c.opened_at >= ${startOf($)}`),
    ...given('p', filter.openedTo, ($) => `c.opened_at < (${$}::date + 1)::timestamp at time zone 'Europe/Berlin'`),
    ...given('m', filter.assigneeId, ($) => `c.assignee_id = ${$}::uuid`),
    ...given('d', filter.deadlineUntil, ($) => `c.status = 'OPEN' and c.next_deadline <= ${$}::date`),
    ...given(
      'r',
      filter.referralStates,
      ($) => `exists (select from referral r
        where r.organisation_id = c.organisation_id and r.case_id = c.id and r.state = any(${$}::text[]))`,
    ),
    ...given('v', filter.reviewState, ($) => `c.review_state = ${$}`),
    // An array, so that the planner takes the few ids to the primary key.
    ...given(
      't',
      filter.text,
      ($) => `c.id = any(array(select found.case_id from search_cases(${$}::text[], 500) as found))`,
    ),
    ...(filter.text?.length === 0 ? [{ tag: 'z', value: undefined, sql: () => 'false' }] : []),
    ...(order === 'NEXT_DEADLINE_ASC'
      ? [{ tag: 'n', value: undefined, sql: () => `c.status = 'OPEN' and c.next_deadline is not null` }]
      : []),
  ];
};

interface Ordering {
  readonly by: string;
  readonly behind: (key: string, tie: string) => string;
}

/** Each order is that of an index, and a place in it a comparison of the same columns. */
const orderings: Readonly<Record<CaseOrder, Ordering>> = {
  OPENED_AT_DESC: {
    by: 'opened_at desc, id desc',
    behind: (key, tie) => `(c.opened_at, c.id) < (${moment(key)}, ${tie}::uuid)`,
  },
  OPENED_AT_ASC: {
    by: 'opened_at, id',
    behind: (key, tie) => `(c.opened_at, c.id) > (${moment(key)}, ${tie}::uuid)`,
  },
  CHANGED_AT_DESC: {
    by: 'changed_at desc, id desc',
    behind: (key, tie) => `(c.changed_at, c.id) < (${moment(key)}, ${tie}::uuid)`,
  },
  NEXT_DEADLINE_ASC: {
    by: 'next_deadline, id',
    behind: (key, tie) => `(c.next_deadline, c.id) > (${key}::date, ${tie}::uuid)`,
  },
  NUMBER_DESC: {
    by: 'year desc, number desc',
    behind: (key, tie) => `(c.year, c.number) < (${key}::smallint, ${tie}::integer)`,
  },
  NUMBER_ASC: {
    by: 'year, number',
    behind: (key, tie) => `(c.year, c.number) > (${key}::smallint, ${tie}::integer)`,
  },
};

const own = 'c.organisation_id = (select current_organisation())';

const qualified = (by: string): string =>
  by
    .split(', ')
    .map((part) => `c.${part}`)
    .join(', ');

/** With the limit in the text one plan is good for all values, and need not be made again for each. */
const limits = [21, 51, 101] as const;

/** Only what is likely to come again is prepared: every combination of filters on every connection would fill the server's memory. */
const nameOf = (kind: string, conditions: readonly Condition[]): string =>
  conditions.length <= 2 ? `${kind}-${conditions.map(({ tag }) => tag).join('')}` : '';

/** A page of at least `most` cases (101 at most) as one JSON list, in one row `page`. Names and referrals are looked up for the page alone. */
export function casesPage(filter: SettledFilter, order: CaseOrder, most: number, after: CasePlace | null): Statement {
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  const conditions = conditionsOf(filter, order);
  const { by, behind } = orderings[order];
  const limit = limits.find((enough) => enough >= most) ?? 101;
  const where = [
    own,
    ...conditions.map(({ value, sql }) => sql(value === undefined ? '' : put(value))),
    ...(after ? [behind(put(after.key), put(after.tie))] : []),
  ];
  return {
    name: nameOf(`cases-${order}-${limit}${after ? '-after' : ''}`, conditions),
    text: `
      select coalesce(json_agg(json_build_array(
        c.id, (select short_name from organisation where id = (select current_organisation())), c.year, c.number, c.version,
        c.status, case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end,
        ${microsecondsOf('c.opened_at')}, ${microsecondsOf('c.changed_at')}, c.grounds, c.main_area, c.main_sub_area,
        c.respondent_type, c.district, c.incident_earliest, c.incident_latest, c.next_deadline, c.review_state,
        (select r.state from referral r where r.organisation_id = c.organisation_id and r.case_id = c.id
         order by r.created_at desc limit 1)
      ) order by ${qualified(by)}), '[]') as page
      from (select c.* from cases c where ${where.join(' and ')} order by ${qualified(by)} limit ${limit}) as c
      left join person p on p.organisation_id = c.organisation_id and p.id = c.assignee_id`,
    values,
  };
}

/** How many cases the list has in all. */
export function casesCount(filter: SettledFilter, order: CaseOrder): Statement {
  const values: unknown[] = [];
  const conditions = conditionsOf(filter, order);
  const where = conditions.map(({ value, sql }) => sql(value === undefined ? '' : `$${values.push(value)}`));
  return {
    name: nameOf('cases-count', conditions),
    text: `select count(*)::integer as count from cases c where ${[own, ...where].join(' and ')}`,
    values,
  };
}
