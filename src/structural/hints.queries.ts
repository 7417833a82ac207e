import type { CalendarDate } from '../core/calendar.js';
import type { HintGround } from '../core/structural-work.js';
import type { Statement } from '../database/transactions.js';

export interface HintRow extends HintGround {
  readonly newestAt: string;
  readonly newest: readonly {
    readonly id: string;
    readonly shortName: string;
    readonly year: number;
    readonly number: number;
  }[];
  readonly areas: readonly string[];
  readonly grounds: readonly string[];
}

const here = 'c.organisation_id = (select current_organisation())';

/** Cases of the own service recorded since a day, by kind of respondent and district; only those with at least `least` of them. */
export const hintGrounds = (since: CalendarDate, least: number): Statement => ({
  name: 'structural-hints',
  text: `select g."respondentType", g.district, g.cases, g."newestAt", d.cases as "dismissedAt", g.areas,
           (select array_agg(distinct ground order by ground) from cases c cross join lateral unnest(c.grounds) as ground
            where ${here} and c.respondent_type = g."respondentType" and c.district = g.district and c.opened_at >= $1::date) as grounds,
           (select json_agg(json_build_object('id', n.id, 'shortName', n.short_name, 'year', n.year, 'number', n.number))
            from (select c.id, o.short_name, c.year, c.number from cases c join organisation o on o.id = c.organisation_id
                  where ${here} and c.respondent_type = g."respondentType" and c.district = g.district and c.opened_at >= $1::date
                  order by c.opened_at desc, c.id desc limit 20) n) as newest
         from (select c.respondent_type as "respondentType", c.district, count(*)::int as cases, max(c.opened_at) as "newestAt",
                 array_agg(distinct c.main_area order by c.main_area) as areas
               from cases c where ${here} and c.district is not null and c.opened_at >= $1::date
               group by 1, 2 having count(*) >= $2) g
         left join structural_hint_dismissal d on d.organisation_id = (select current_organisation())
           and d.respondent_type = g."respondentType" and d.district = g.district
         order by g.cases desc, g."newestAt" desc`,
  values: [since, least],
});

export const dismissHint = ({ respondentType, district, cases }: HintGround, personId: string | null): Statement => ({
  name: 'structural-hint-dismiss',
  text: `insert into structural_hint_dismissal (organisation_id, respondent_type, district, cases, dismissed_by)
         values ((select current_organisation()), $1, $2, $3, $4)
         on conflict (organisation_id, respondent_type, district)
         do update set cases = excluded.cases, dismissed_by = excluded.dismissed_by, dismissed_at = now()`,
  values: [respondentType, district, cases, personId],
});

export const recallHint = ({ respondentType, district }: HintGround): Statement => ({
  name: 'structural-hint-recall',
  text: `delete from structural_hint_dismissal
         where organisation_id = (select current_organisation()) and respondent_type = $1 and district = $2`,
  values: [respondentType, district],
});
