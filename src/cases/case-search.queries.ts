import { query, type Tx } from '../database/transactions.js';

/**
 * Brings the search of a case up to date with all its texts; called in the transaction that changed one of them, after the change.
 * Each text is stemmed on its own: a tsvector holds at most a megabyte, and a case may grow beyond that.
 */
export async function refreshSearch(tx: Tx, caseId: string): Promise<void> {
  await query(tx, {
    name: 'case-search-refresh',
    text: `
      insert into case_search (organisation_id, case_id, opened_at, tokens)
      select c.organisation_id, c.id, c.opened_at, coalesce((
        select array_agg(distinct token order by token)
        from (
          select unnest(array[t.narrative, t.client_view, t.assessment_reason, t.client_name, t.client_contact,
            t.respondent_organisation, t.respondent_function, t.respondent_person, t.respondent_person_reason,
            t.campaign, t.closing_note])
          from case_text t where t.organisation_id = c.organisation_id and t.case_id = c.id
          union all
          select p.description from case_indication p where p.organisation_id = c.organisation_id and p.case_id = c.id
          union all
          select unnest(array[p.name, p.contact, p.observation])
          from case_witness p where p.organisation_id = c.organisation_id and p.case_id = c.id
          union all
          select p.description from case_comparison_person p where p.organisation_id = c.organisation_id and p.case_id = c.id
          union all
          select p.result from case_measure p where p.organisation_id = c.organisation_id and p.case_id = c.id
          union all
          select p.detail from case_reaction p where p.organisation_id = c.organisation_id and p.case_id = c.id
          union all
          select p.text from case_note p where p.organisation_id = c.organisation_id and p.case_id = c.id
          union all
          select p.comment from case_review p where p.organisation_id = c.organisation_id and p.case_id = c.id
        ) as written (text), unnest(search_tokens(written.text)) as token
      ), '{}')
      from cases c where c.id = $1
      on conflict (organisation_id, case_id) do update set opened_at = excluded.opened_at, tokens = excluded.tokens`,
    values: [caseId],
  });
}
