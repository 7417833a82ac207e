import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import {
  validateQuickRecord,
  type CaseChange,
  type CaseContents,
  type CaseRulesContext,
  type QuickRecord,
} from '../core/case-rules.js';
import { canonical } from '../core/once.js';
import { accept, refuse, type Result } from '../core/result.js';
import { newId } from '../database/new-id.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { DataKey } from '../keys/data-key.js';
import { Keys } from '../keys/keys.service.js';
import { Reference } from '../reference/reference.service.js';
import { CaseChanges, type ChangeOutcome } from './case-changes.service.js';
import { legalPosition } from './case-deadlines.js';
import { CaseSearch, namesOf } from './case-search.service.js';
import { CaseSeals, sealPart, sealTexts, type SealedCase } from './case-seals.service.js';
import { factsOf, textsOf } from './case.columns.js';
import { goneOrNotFound, stubOf, type StubRow } from './case-stub.queries.js';
import type { CaseRow } from './case.row.js';
import {
  caseById,
  caseExists,
  createCase,
  isTakenId,
  likelyDuplicates,
  type DuplicateRow,
  type MadeCase,
} from './cases.queries.js';

/** How a new case comes into the house. */
export interface Arrival {
  /** Made by the client, so that a repeated request has one effect; null: the house makes one. */
  readonly id: string | null;
  readonly assigneeId: string | null;
  /** An imported case keeps the day on which it was recorded; it decides the year of its number, too. */
  readonly openedAt: Date;
  readonly kind: 'RECORDED' | 'IMPORTED';
  /** What the old list said besides; checked by `checkNote`. Needs a person in whose name it is written. */
  readonly note: string | null;
}

@Injectable()
export class Cases {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly changes: CaseChanges,
    private readonly keys: Keys,
    private readonly seals: CaseSeals,
    private readonly search: CaseSearch,
  ) {}

  /** The whole case in one statement, the look on record; a foreign one is as good as none. */
  async find(actor: Actor, id: string): Promise<CaseRow> {
    const looked = { action: 'case.read', inVain: 'case.read-in-vain', subject: { type: 'case', id } };
    const [found] = await this.audit.look<{ kase: SealedCase }>(actor, caseById(id), looked);
    if (!found) throw goneOrNotFound((await this.transactions.read<StubRow>(actor, stubOf(id)))[0]);
    return this.seals.open(found.kase);
  }

  /** Cases of the own service that may be the same one, newest first. */
  async duplicateHints(actor: Actor, id: string): Promise<DuplicateRow[]> {
    const looked = {
      action: 'case.read-duplicates',
      inVain: 'case.read-in-vain',
      subject: { type: 'case', id },
    };
    const there = await this.audit.look(actor, caseExists(id), looked);
    if (there.length === 0) throw goneOrNotFound((await this.transactions.read<StubRow>(actor, stubOf(id)))[0]);
    return this.transactions.read<DuplicateRow>(actor, likelyDuplicates(id));
  }

  /**
   * Records a case. With an id that the service has used already it answers that case when the contents are the same, and
   * nothing happens a second time; other contents are refused (`ID_TAKEN`), as is an id whose case was changed since.
   */
  async record(actor: Actor, given: QuickRecord, id: string | null, now = new Date()): Promise<Result<CaseRow>> {
    const contents = validateQuickRecord(given, this.contextOf(now, 'input'));
    if (!contents.ok) return contents;
    const arrival: Arrival = { id, assigneeId: actor.personId, openedAt: now, kind: 'RECORDED', note: null };
    try {
      return await this.transactions.run(actor, async (tx) => {
        const earlier = id === null ? null : await this.seals.read(tx, id);
        if (earlier) return sameAsBefore(earlier, contents.value);
        return accept(await this.recordIn(tx, actor, contents.value, arrival, now));
      });
    } catch (error) {
      // The same request twice at the same moment: the other one has won.
      if (id !== null && isTakenId(error)) return sameAsBefore(await this.find(actor, id), contents.value);
      throw error;
    }
  }

  /** Writes a case whose contents were checked by `validateQuickRecord`, with number, deadlines, search, event and audit entry. */
  async recordIn(tx: Tx, actor: Actor, contents: CaseContents, arrival: Arrival, now: Date): Promise<CaseRow> {
    const [facts, texts] = [factsOf(contents), textsOf(contents)];
    const position = legalPosition(facts, await this.reference.legalRules(), dayOf(now));
    const year = Number(dayOf(arrival.openedAt).slice(0, 4));
    const { organisationId } = actor;
    const [id, noteId] = [arrival.id ?? newId(), newId()];
    const key = DataKey.fresh(newId());
    const wrapped = await this.keys.wrapFor(tx, key, actor, 'CASE', id);
    const tokens = await this.search.tokensOf(tx, actor, writtenIn(texts, arrival.note), namesOf(texts));
    const notePlace = { table: 'case_note', organisationId, id: noteId, revision: 1 } as const;
    const [made] = await query<MadeCase>(
      tx,
      createCase({
        organisationId,
        id,
        year,
        assigneeId: arrival.assigneeId,
        openedAt: arrival.openedAt,
        changedAt: now,
        personId: actor.personId,
        kind: arrival.kind,
        details: {},
        note: arrival.note === null ? null : { id: noteId, ...sealPart(key, notePlace, { text: arrival.note }) },
        facts,
        texts: sealTexts(key, { organisationId, id, textRevision: 1 }, texts),
        key: wrapped,
        tokens,
        ...position,
      }),
    );
    if (!made) throw new Error('The case was not written.');
    const action = arrival.kind === 'IMPORTED' ? 'case.imported' : 'case.recorded';
    await this.audit.record(tx, actor, action, { type: 'case', id: made.id });
    return {
      ...made,
      notes: made.notes.map((note) => ({ ...note, text: arrival.note ?? '' })),
      organisationId,
      year,
      version: 1,
      textRevision: 1,
      status: 'OPEN',
      openedAt: arrival.openedAt.toISOString(),
      changedAt: now.toISOString(),
      closedAt: null,
      closingReason: null,
      closingNote: null,
      reviewState: 'NONE',
      facts,
      texts,
      ...position,
      deadlineChanges: [],
      indications: [],
      witnesses: [],
      comparisonPersons: [],
      measures: [],
      reactions: [],
      reviews: [],
    };
  }

  /** Deepens or corrects a case; what is left out stays, null clears. */
  update(actor: Actor, id: string, version: number, given: CaseChange, now = new Date()): Promise<ChangeOutcome> {
    return this.changes.change(
      actor,
      id,
      version,
      (kase) => this.changes.decideContents(kase, given, now, 'changes'),
      now,
    );
  }

  /** What the rules need to know to check a case; `argument` leads the names of fields in problems. */
  contextOf(now: Date, argument: string): CaseRulesContext {
    const { codebook, geography } = this.reference;
    return { codebook, districts: geography.districts, today: dayOf(now), argument };
  }
}

const writtenIn = (texts: CaseRow['texts'], note: string | null): (string | null)[] => [
  ...Object.values(texts as unknown as Record<string, string | null>),
  note,
];

/** A repeated request says what the first one said. */
const sameAsBefore = (kase: CaseRow, given: CaseContents): Result<CaseRow> =>
  canonical([kase.facts, kase.texts]) === canonical([factsOf(given), textsOf(given)])
    ? accept(kase)
    : refuse('ID_TAKEN', 'input.id');
