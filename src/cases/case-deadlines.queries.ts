import type { OrganisationKind } from '../core/access.js';
import type { CalendarDate } from '../core/calendar.js';
import type { Statement } from '../database/transactions.js';
import type { LegalPosition } from './case-deadlines.js';

export interface ServiceRow {
  readonly id: string;
  readonly carrierId: string;
  readonly kind: OrganisationKind;
}

/** The organisation that a job names; no row: it is no longer active. */
export const serviceOfJob = (id: string): Statement => ({
  name: 'case-service-of-job',
  text: 'select id, carrier_id as "carrierId", kind from organisation_of_job($1)',
  values: [id],
});

/** Open cases in the order of their ids, a few at a time. */
export const openCases = (after: string | null): Statement => ({
  name: 'case-open-ids',
  text: `select id from cases
         where organisation_id = (select current_organisation()) and status = 'OPEN' and ($1::uuid is null or id > $1)
         order by id limit 200`,
  values: [after],
});

/** What the law says anew about a case; its version stays, nobody's edit is in conflict with it. */
export const writePosition = (id: string, { regimes, nextDeadline }: LegalPosition): Statement => ({
  name: 'case-position-write',
  text: `update cases set regimes = $2, next_deadline = $3
         where organisation_id = (select current_organisation()) and id = $1`,
  values: [id, regimes, nextDeadline],
});

export const activeServices: Statement = {
  name: 'case-active-services',
  text: 'select id, carrier_id as "carrierId", kind from active_services()',
  values: [],
};

/** The day has changed: an open case whose nearest deadline is over gets the next one that is still running, if any. */
export const rollDeadlines = (today: CalendarDate): Statement => ({
  name: 'case-deadlines-roll',
  text: `update cases c set next_deadline = (
           select min(d.ends_on) from case_deadline d
           where d.organisation_id = c.organisation_id and d.case_id = c.id and d.kept is null and d.moved_to >= $1)
         where c.organisation_id = (select current_organisation()) and c.status = 'OPEN' and c.next_deadline < $1`,
  values: [today],
});
