import type { CalendarDate } from '../core/calendar.js';
import type { Statement } from '../database/transactions.js';

const of = (alias: string): string => `${alias}.organisation_id = (select current_organisation())`;
const startOf = (day: string): string => `(${day}::date)::timestamp at time zone 'Europe/Berlin'`;
const within = (moment: string): string => `${moment} >= ${startOf('$1')} and ${moment} < ${startOf('$2')}`;

/** Rows of one table of the report: a code and a count. */
const grouped = (table: string, code: string, from: string): string =>
  `select '${table}' as "table", ${code} as code, count(*)::int as count from ${from} group by 2`;
const single = (table: string, code: string, from: string): string =>
  `select '${table}' as "table", '${code}' as code, count(*)::int as count from ${from}`;

const eachOf = (column: string): string => `recorded c cross join lateral unnest(c.${column}) as named (code)`;
const sent = `referral r where ${of('r')} and ${within('coalesce(r.sent_at, r.closed_at)')} and r.state <> 'DRAFT'`;

const coarse = `case r.state when 'SIGNPOSTED' then 'SIGNPOSTED' when 'COMPLETED' then 'COMPLETED' when 'DECLINED' then 'DECLINED'
  when 'RETURNED' then 'RETURNED' when 'UNANSWERED' then 'UNANSWERED' when 'WITHDRAWN' then 'WITHDRAWN' when 'RELEASE_WITHDRAWN' then 'WITHDRAWN'
  when 'ACCEPTED' then 'WORKING' when 'IN_PROGRESS' then 'WORKING' when 'RETURN_OFFERED' then 'WORKING' else 'PENDING' end`;

const parts = [
  single('OVERVIEW', 'RECORDED', 'recorded'),
  single('OVERVIEW', 'CLOSED', `cases c where ${of('c')} and ${within('c.closed_at')}`),
  single(
    'OVERVIEW',
    'OPEN_AT_END',
    `cases c where ${of('c')} and c.opened_at < ${startOf('$2')} and (c.closed_at is null or c.closed_at >= ${startOf('$2')})`,
  ),
  single('OVERVIEW', 'SEVERAL_GROUNDS', 'recorded c where cardinality(c.grounds) > 1'),
  single(
    'OVERVIEW',
    'REFERRED',
    `recorded c where exists (select from referral r where r.organisation_id = c.organisation_id and r.case_id = c.id and r.state <> 'DRAFT')`,
  ),
  grouped('QUARTERS', `to_char(c.opened_at at time zone 'Europe/Berlin', 'YYYY-"Q"Q')`, 'recorded c'),
  grouped('GROUNDS', 'named.code', eachOf('grounds')),
  grouped('PHENOMENA', 'named.code', eachOf('phenomena')),
  grouped('AREAS', 'c.main_area', 'recorded c'),
  grouped('RESPONDENTS', 'c.respondent_type', 'recorded c'),
  grouped('FORMS', 'named.code', eachOf('incident_forms')),
  grouped('LEVELS', 'c.level', 'recorded c'),
  grouped('DISTRICTS', 'c.district', 'recorded c'),
  grouped('AFFECTED_ROLES', 'c.affected_role', 'recorded c'),
  grouped('AGE_BANDS', 'c.age_band', 'recorded c'),
  grouped('GENDERS', 'c.gender', 'recorded c'),
  grouped('LANGUAGES', 'c.language', 'recorded c'),
  grouped('ACCESS_PATHS', 'c.access_path', 'recorded c'),
  grouped('CHANNELS', 'c.channel', 'recorded c'),
  grouped('WISHES', 'named.code', eachOf('wishes')),
  grouped('ASSESSMENTS', 'c.assessment', 'recorded c'),
  grouped('REGIMES', 'named.code', eachOf('regimes')),
  // Of the deadlines that ended within the year, and of those settled before.
  grouped(
    'DEADLINES',
    `case when d.kept then 'KEPT' when not d.kept then 'MISSED' else 'PASSED' end`,
    `case_deadline d where ${of('d')} and d.moved_to >= $1::date and d.moved_to < $2::date
       and (d.kept is not null or d.moved_to < (now() at time zone 'Europe/Berlin')::date)`,
  ),
  grouped(
    'INTERVENTIONS',
    'm.kind',
    `case_measure m where ${of('m')} and m.taken_on >= $1::date and m.taken_on < $2::date`,
  ),
  grouped('REFERRALS', 'r.kind', sent),
  grouped('REFERRAL_STATES', coarse, sent),
  grouped('REFERRAL_RESULTS', 'r.result', `${sent} and r.state = 'COMPLETED'`),
  grouped('CLOSING_REASONS', 'c.closing_reason', `cases c where ${of('c')} and ${within('c.closed_at')}`),
  grouped('ACTIVITIES', 'a.kind', 'done a'),
  `select 'REACH' as "table", a.kind as code, sum(a.reach)::int as count from done a where a.reach is not null group by 2`,
];

/** Every count of a year's report, of the own service. `from` and `to`: its first day and the first one after it. */
export const indicatorCounts = (from: CalendarDate, to: CalendarDate): Statement => ({
  name: 'service-indicators',
  text: `with recorded as (select * from cases c where ${of('c')} and ${within('c.opened_at')}),
           done as (select * from structural_activity a where ${of('a')} and a.removed_at is null and a.starts_on >= $1::date and a.starts_on < $2::date)
         ${parts.join('\n union all\n')}`,
  values: [from, to],
});

/** Who reports: the service and its carrier by name. */
export const reportingService = (): Statement => ({
  name: 'service-reporting',
  text: `select s.name as service, c.name as carrier from organisation s join organisation c on c.id = s.carrier_id
         where s.id = (select current_organisation())`,
  values: [],
});
