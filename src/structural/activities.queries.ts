import type { CalendarDate } from '../core/calendar.js';
import type { StructuralActivity } from '../core/structural-work.js';
import type { Statement } from '../database/transactions.js';

export interface ActivityRow extends StructuralActivity {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: { readonly id: string; readonly name: string };
  readonly removedAt: string | null;
}

export interface ActivityFilter {
  readonly kind: string | null;
  readonly from: CalendarDate | null;
  readonly to: CalendarDate | null;
}

/** Where a page of activities ended: the day it began and its id. */
export interface ActivityPlace {
  readonly startsOn: CalendarDate;
  readonly id: string;
}

const here = 'a.organisation_id = (select current_organisation())';
const columns = `a.id, a.version, a.kind, a.title, a.starts_on as "startsOn", a.ends_on as "endsOn", a.partners, a.reach,
  a.reach_estimated as "reachEstimated", a.district, a.grounds, a.areas, a.note, a.created_at as "createdAt", a.removed_at as "removedAt",
  json_build_object('id', p.id, 'name', p.name) as "createdBy"`;
const withAuthor = 'join person p on p.organisation_id = a.organisation_id and p.id = a.created_by';

export const activitiesPage = (filter: ActivityFilter, most: number, after: ActivityPlace | null): Statement => ({
  name: 'structural-activities',
  text: `select ${columns} from structural_activity a ${withAuthor}
         where ${here} and a.removed_at is null
           and ($1::text is null or a.kind = $1) and ($2::date is null or a.ends_on >= $2) and ($3::date is null or a.starts_on <= $3)
           and ($4::date is null or (a.starts_on, a.id) < ($4, $5::uuid))
         order by a.starts_on desc, a.id desc limit $6`,
  values: [filter.kind, filter.from, filter.to, after?.startsOn ?? null, after?.id ?? null, most],
});

export const activityById = (id: string): Statement => ({
  name: 'structural-activity',
  text: `select ${columns} from structural_activity a ${withAuthor} where ${here} and a.id = $1`,
  values: [id],
});

export const lockActivity = (id: string): Statement => ({
  name: 'structural-activity-lock',
  text: `select ${columns} from structural_activity a ${withAuthor} where ${here} and a.id = $1 for no key update of a`,
  values: [id],
});

const said = (activity: StructuralActivity): unknown[] => [
  activity.kind,
  activity.title,
  activity.startsOn,
  activity.endsOn,
  activity.partners,
  activity.reach,
  activity.reachEstimated,
  activity.district,
  activity.grounds,
  activity.areas,
  activity.note,
];

export const insertActivity = (activity: StructuralActivity, personId: string | null): Statement => ({
  name: 'structural-activity-insert',
  text: `insert into structural_activity (organisation_id, kind, title, starts_on, ends_on, partners, reach, reach_estimated, district,
           grounds, areas, note, created_by)
         values ((select current_organisation()), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id`,
  values: [...said(activity), personId],
});

export const updateActivity = (id: string, activity: StructuralActivity): Statement => ({
  name: 'structural-activity-update',
  text: `update structural_activity a set kind = $1, title = $2, starts_on = $3, ends_on = $4, partners = $5, reach = $6,
           reach_estimated = $7, district = $8, grounds = $9, areas = $10, note = $11, version = version + 1
         where ${here} and a.id = $12`,
  values: [...said(activity), id],
});

export const removeActivity = (id: string, removedAt: Date | null): Statement => ({
  name: 'structural-activity-remove',
  text: `update structural_activity a set removed_at = $2, version = version + 1 where ${here} and a.id = $1`,
  values: [id, removedAt],
});
