import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import type { CaseEventKind } from '../core/case-event.js';
import { mayWorkOn } from '../core/case-parts-rules.js';
import { reviewAfterChange } from '../core/case-review-rules.js';
import { validateCaseChange, type CaseChange } from '../core/case-rules.js';
import { accept, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { deadlineChanges, legalPosition } from './case-deadlines.js';
import { lockCase } from './case-parts.queries.js';
import { CaseSearch } from './case-search.service.js';
import { CaseSeals, sealTexts } from './case-seals.service.js';
import { recordEvent, type EventDetails } from './case-timeline.queries.js';
import { factsOf, textsOf } from './case.columns.js';
import type { CaseRow } from './case.row.js';
import { changedSince, replaceDeadlines, writeCase, type CaseState, type ChangedFieldRow } from './cases.queries.js';

/** Somebody else saved first; nothing was written. */
export interface Conflict {
  readonly ok: false;
  readonly conflict: {
    readonly current: CaseRow;
    readonly yourVersion: number;
    readonly changedFields: readonly ChangedFieldRow[];
  };
}

export type ChangeOutcome = Result<CaseRow> | Conflict;

/** What a case is to become, and how the deed is called. */
export interface Change {
  readonly kind: CaseEventKind;
  readonly action: string;
  readonly state: Partial<CaseState>;
  /** Names of the fields that differ; of what is said when they are empty. */
  readonly fields: readonly string[];
  readonly details?: EventDetails;
}

/** The one way in which a case gets its next version: with deadlines, search, event and audit entry. */
@Injectable()
export class CaseChanges {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly seals: CaseSeals,
    private readonly search: CaseSearch,
  ) {}

  /** Changes what a person has read: with another version than the current one nothing is written, and the difference is told. */
  change(
    actor: Actor,
    id: string,
    version: number,
    decide: (kase: CaseRow, tx: Tx) => Result<Change> | Promise<Result<Change>>,
    now: Date,
  ): Promise<ChangeOutcome> {
    return this.transactions.run(actor, async (tx): Promise<ChangeOutcome> => {
      const before = await this.lock(tx, id);
      if (before.version !== version) {
        const changedFields = await query<ChangedFieldRow>(tx, changedSince(id, version));
        return { ok: false, conflict: { current: before, yourVersion: version, changedFields } };
      }
      const change = await decide(before, tx);
      return change.ok ? accept(await this.write(tx, actor, before, change.value, now)) : change;
    });
  }

  /** A change that another deed brings along in its own transaction, such as the day of a claim letter. Refuses as an edit would. */
  async alongWith(tx: Tx, actor: Actor, id: string, given: CaseChange, now: Date): Promise<Result<CaseRow>> {
    const before = await this.lock(tx, id);
    const change = this.decideContents(before, given, now, '');
    return change.ok ? accept(await this.write(tx, actor, before, change.value, now)) : change;
  }

  /** What a given change makes of a case; `argument` leads the names of fields in problems. */
  decideContents(before: CaseRow, given: CaseChange, now: Date, argument: string): Result<Change> {
    const refused = mayWorkOn(before);
    if (refused) return refused;
    const outcome = validateCaseChange({ ...before.facts, ...before.texts }, given, {
      codebook: this.reference.codebook,
      districts: this.reference.geography.districts,
      today: dayOf(now),
      argument,
    });
    if (!outcome.ok) return outcome;
    const { contents, changed } = outcome.value;
    return accept({
      kind: 'CHANGED',
      action: 'case.changed',
      state: {
        facts: factsOf(contents),
        texts: textsOf(contents),
        reviewState: reviewAfterChange(before.reviewState, changed),
      },
      fields: changed,
    });
  }

  /** The case as it is, locked until the end of the transaction; a foreign one is as good as none. */
  async lock(tx: Tx, id: string): Promise<CaseRow> {
    await lockCase(tx, id);
    return this.read(tx, id);
  }

  /** Nothing is written, and no version is used up, when nothing differs. */
  private async write(tx: Tx, actor: Actor, before: CaseRow, change: Change, now: Date): Promise<CaseRow> {
    if (change.fields.length === 0) return before;
    const { id } = before;
    const facts = change.state.facts ?? before.facts;
    const position = legalPosition(facts, await this.reference.legalRules(), dayOf(now));
    const moved = deadlineChanges(before.deadlines, position.deadlines);
    const state: CaseState = { ...before, assigneeId: before.assignee?.id ?? null, ...change.state, ...position };

    const textRevision = before.textRevision + 1;
    const sealed = await this.sealed(tx, { id, organisationId: before.organisationId, textRevision }, state);
    await query(tx, writeCase(id, textRevision, sealed, now));
    await query(tx, replaceDeadlines(id, position.deadlines));
    const { kind, fields } = change;
    const details = { ...change.details, fields, ...(moved.length > 0 ? { deadlines: moved } : {}) };
    await recordEvent(tx, actor, { caseId: id, kind, version: before.version + 1, details });
    await this.audit.record(tx, actor, change.action, { type: 'case', id }, { version: before.version + 1, fields });
    const after = await this.read(tx, id);
    if ('texts' in change.state || 'closingNote' in change.state) await this.search.refresh(tx, actor, after);
    return after;
  }

  private async sealed(
    tx: Tx,
    kase: { readonly id: string; readonly organisationId: string; readonly textRevision: number },
    state: CaseState,
  ): Promise<CaseState> {
    const key = await this.seals.keyOf(tx, kase.id);
    const { closingNote, ...texts } = sealTexts(key, kase, { ...state.texts, closingNote: state.closingNote });
    return { ...state, texts, closingNote };
  }

  private async read(tx: Tx, id: string): Promise<CaseRow> {
    const found = await this.seals.read(tx, id);
    if (!found) throw new NotFoundException();
    return found;
  }
}
