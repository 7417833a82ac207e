import type { Actor } from '../core/access.js';
import type { ReviewStep } from '../core/case-review-rules.js';
import { query, type Tx } from '../database/transactions.js';
import type { ReviewRow } from './case.row.js';

/** Adds a step of the coding review, its comment sealed, and gives the case the state that follows. */
export async function insertReview(
  tx: Tx,
  actor: Actor,
  caseId: string,
  id: string,
  step: ReviewStep,
  now: Date,
): Promise<ReviewRow> {
  const [written] = await query<ReviewRow>(tx, {
    name: 'case-review-add',
    text: `with written as (
             insert into case_review (organisation_id, case_id, verdict, field, comment, author_id, id)
             values ($1, $2, $3, $4, $5, $6, $9) returning id, verdict, field, comment, author_id, created_at),
           moved as (update cases set review_state = $7, changed_at = $8 where organisation_id = $1 and id = $2)
           select w.id, w.verdict, w.field, w.comment, to_json(w.created_at) #>> '{}' as "createdAt",
             json_build_object('id', p.id, 'name', p.name) as author
           from written w join person p on p.organisation_id = $1 and p.id = w.author_id`,
    values: [actor.organisationId, caseId, step.verdict, step.field, step.comment, actor.personId, step.state, now, id],
  });
  if (!written) throw new Error('The review has no author in this organisation.');
  return written;
}
