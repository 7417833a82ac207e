import type { Statement } from '../database/transactions.js';

const here = 'organisation_id = (select current_organisation())';

/** What stands under a case, by table, in the words of docs/data.md. */
export interface CaseHoldings {
  readonly texts: number;
  readonly parts: number;
  readonly notes: number;
  readonly reviews: number;
  readonly events: number;
  readonly deadlines: number;
  readonly releases: number;
}

const count = (...tables: readonly string[]): string =>
  tables
    .map(
      (table) => `(select count(*) from ${table} x where x.organisation_id = c.organisation_id and x.case_id = c.id)`,
    )
    .join(' + ');

export const caseHoldings = (caseId: string): Statement => ({
  name: 'case-holdings',
  text: `select (${count('case_text')})::int as texts,
           (${count('case_indication', 'case_witness', 'case_comparison_person', 'case_measure', 'case_reaction')})::int as parts,
           (${count('case_note')})::int as notes, (${count('case_review')})::int as reviews,
           (${count('case_event')})::int as events, (${count('case_deadline')})::int as deadlines,
           (${count('confidentiality_release')})::int as releases
         from cases c where c.${here} and c.id = $1`,
  values: [caseId],
});

/** A list that is read once more brings nothing of it back. */
export const keepOriginsHash = (caseId: string): Statement => ({
  name: 'case-origins-hash',
  text: `insert into erased_origin (organisation_id, origin_hash)
         select organisation_id, origin_hash(organisation_id, source, external_id) from case_origin where ${here} and case_id = $1
         on conflict do nothing`,
  values: [caseId],
});

/** Takes the case with all that hangs on it. */
export const dropCase = (caseId: string): Statement => ({
  name: 'case-drop',
  text: `delete from cases where ${here} and id = $1 returning id`,
  values: [caseId],
});
