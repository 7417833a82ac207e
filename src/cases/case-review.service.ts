import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import type { CaseEventKind } from '../core/case-event.js';
import {
  answerQuery,
  requestReview,
  reviewCoding,
  type GivenReview,
  type ReviewStep,
} from '../core/case-review-rules.js';
import { accept, type Result } from '../core/result.js';
import { newId } from '../database/new-id.js';
import { Transactions } from '../database/transactions.js';
import { lockCase, type WorkedOn } from './case-parts.queries.js';
import { insertReview } from './case-review.queries.js';
import { CaseSearch } from './case-search.service.js';
import { CaseSeals, sealPart } from './case-seals.service.js';
import { recordEvent } from './case-timeline.queries.js';
import type { ReviewRow } from './case.row.js';

/** The coding review: a supervisor looks at how a case is coded, asks, and approves. */
@Injectable()
export class CaseReviews {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly seals: CaseSeals,
    private readonly search: CaseSearch,
  ) {}

  request(actor: Actor, caseId: string, comment: string | null, now = new Date()): Promise<Result<ReviewRow>> {
    return this.step(actor, caseId, (kase) => requestReview(kase, comment), now);
  }

  review(actor: Actor, caseId: string, given: GivenReview, now = new Date()): Promise<Result<ReviewRow>> {
    return this.step(actor, caseId, (kase) => reviewCoding(kase, given, actor.personId), now);
  }

  answer(actor: Actor, caseId: string, comment: string, now = new Date()): Promise<Result<ReviewRow>> {
    return this.step(actor, caseId, (kase) => answerQuery(kase, comment), now);
  }

  private step(
    actor: Actor,
    caseId: string,
    decide: (kase: WorkedOn) => Result<ReviewStep>,
    now: Date,
  ): Promise<Result<ReviewRow>> {
    return this.transactions.run(actor, async (tx) => {
      const kase = await lockCase(tx, caseId);
      const decision = decide(kase);
      if (!decision.ok) return decision;

      const { verdict, field } = decision.value;
      const { kind, action } = told[verdict];
      const id = newId();
      const place = { table: 'case_review', organisationId: actor.organisationId, id, revision: 1 } as const;
      const sealed = sealPart(await this.seals.keyOf(tx, caseId), place, decision.value);
      const written = { ...(await insertReview(tx, actor, caseId, id, sealed, now)), comment: decision.value.comment };
      const after = await this.seals.read(tx, caseId);
      if (after) await this.search.refresh(tx, actor, after);
      const details = { partId: written.id, ...(field === null ? {} : { fields: [field] }) };
      await recordEvent(tx, actor, { caseId, kind, version: kase.version, details });
      await this.audit.record(tx, actor, action, { type: 'case', id: caseId }, details);
      return accept(written);
    });
  }
}

const told: Readonly<Record<ReviewStep['verdict'], { readonly kind: CaseEventKind; readonly action: string }>> = {
  REQUEST: { kind: 'REVIEW_REQUESTED', action: 'case.review-requested' },
  QUERY: { kind: 'REVIEW_QUERIED', action: 'case.review-queried' },
  ANSWER: { kind: 'REVIEW_ANSWERED', action: 'case.review-answered' },
  APPROVED: { kind: 'REVIEW_APPROVED', action: 'case.review-approved' },
};
