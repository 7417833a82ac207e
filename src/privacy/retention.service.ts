import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import type { Actor } from '../core/access.js';
import { dayOf, isCalendarDate } from '../core/calendar.js';
import { checkHold, retentionOf, type Retention } from '../core/retention.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { PrivacySettings } from './privacy-settings.service.js';
import {
  addHold,
  closedCases,
  dueCases,
  holdById,
  holdsUntil,
  keptCase,
  liftHold,
  lockKept,
  markDue,
  unmarkOpen,
  type DueMark,
  type DuePlace,
  type DueRow,
  type KeptRow,
  type ListedHold,
  type StampedRow,
} from './retention.queries.js';

export interface CaseRetention {
  readonly kase: KeptRow;
  readonly retention: Retention;
}

/** With the stamp that says whether anybody has worked on it since. */
export interface StampedRetention extends CaseRetention {
  readonly kase: StampedRow;
}

export interface DueCase extends CaseRetention {
  readonly place: DuePlace;
}

const batch = 500;
const mostHolds = 200;

/** For how long cases are kept, and what keeps them longer. */
@Injectable()
export class RetentionClock {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly settings: PrivacySettings,
    private readonly events: CaseEvents,
  ) {}

  /** Where one case stands; the look is on record. */
  async ofCase(actor: Actor, caseId: string, now = new Date()): Promise<CaseRetention> {
    const looked = {
      action: 'case.retention-read',
      inVain: 'case.read-in-vain',
      subject: { type: 'case', id: caseId },
    };
    const [kase] = await this.audit.look<KeptRow>(actor, keptCase(caseId), looked);
    if (!kase) throw new NotFoundException();
    const { retention } = await this.settings.read(actor);
    return { kase, retention: retentionOf(kase, retention, kase.holds, dayOf(now)) };
  }

  /** The case locked, with what holds for it now: for deeds that need both. */
  async locked(tx: Tx, actor: Actor, caseId: string, now: Date, wholly = false): Promise<StampedRetention | null> {
    // Two statements: a lock that had to wait sees the case as it is now, its holds only a new statement does.
    await query(tx, lockKept(caseId, wholly));
    const [kase] = await query<StampedRow>(tx, keptCase(caseId));
    if (!kase) return null;
    const { retention } = await this.settings.of(tx, actor.organisationId);
    return { kase, retention: retentionOf(kase, retention, kase.holds, dayOf(now)) };
  }

  /** Keeps a case from being disposed of, until somebody lifts the hold. Cases can be held open or closed. */
  hold(
    actor: Actor,
    caseId: string,
    given: { reason: string; reviewOn: string },
    now = new Date(),
  ): Promise<Result<ListedHold>> {
    return this.transactions.run(actor, async (tx) => {
      const found = await this.locked(tx, actor, caseId, now);
      if (!found || !actor.personId) throw new NotFoundException();
      const checked = checkHold(given, dayOf(now));
      if (!checked.ok) return checked;
      const [made] = await query<{ id: string }>(tx, addHold(caseId, checked.value, actor.personId, now));
      const { reason, reviewOn } = checked.value;
      await this.events.record(tx, actor, found.kase, 'HELD', { reason, reviewOn });
      await this.audit.record(tx, actor, 'case.held', { type: 'case', id: caseId }, { reason, reviewOn });
      return accept(await this.holdIn(tx, made?.id ?? ''));
    });
  }

  /** Lifts a hold; the case can be due the next moment. */
  lift(actor: Actor, id: string, now = new Date()): Promise<Result<ListedHold>> {
    return this.transactions.run(actor, async (tx) => {
      const hold = await this.holdIn(tx, id);
      if (!actor.personId) throw new NotFoundException();
      if (hold.liftedAt !== null) return refuse('HOLD_LIFTED', 'id');
      await query(tx, liftHold(id, actor.personId, now));
      const kase = { id: hold.caseId, version: hold.version };
      await this.events.record(tx, actor, kase, 'HOLD_LIFTED', { reason: hold.reason });
      await this.audit.record(
        tx,
        actor,
        'case.hold-lifted',
        { type: 'case', id: hold.caseId },
        { reason: hold.reason },
      );
      return accept(await this.holdIn(tx, id));
    });
  }

  /** Holds in force to be looked at again until a day; all of them without one. */
  async holds(actor: Actor, until: string | null): Promise<Result<ListedHold[]>> {
    if (until !== null && !(isCalendarDate(until) && until > '1900'))
      return refuse('INVALID_FORMAT', 'reviewUntil', { expected: 'YYYY-MM-DD' });
    const looked = { action: 'holds.listed', subject: { type: 'case', id: null } };
    return accept(await this.audit.look<ListedHold>(actor, holdsUntil(until, mostHolds), looked));
  }

  /** A page of what the night has found due. What has become of each since, is worked out anew. */
  async due(actor: Actor, most: number, after: DuePlace | null, now = new Date()): Promise<DueCase[]> {
    const looked = { action: 'cases.due-listed', subject: { type: 'case', id: null } };
    const rows = await this.audit.look<DueRow>(actor, dueCases(most, after), looked);
    const { retention } = await this.settings.read(actor);
    return rows.map((kase) => ({
      kase,
      retention: retentionOf(kase, retention, kase.holds, dayOf(now)),
      place: { since: kase.since, id: kase.id },
    }));
  }

  /** Marks what is due in one organisation. Running twice changes nothing more. */
  async mark(house: Actor, now: Date): Promise<void> {
    const today = dayOf(now);
    const { retention } = await this.settings.read(house);
    await this.transactions.run(house, (tx) => query(tx, unmarkOpen));
    for (let after: string | null = null; ;) {
      const rows: KeptRow[] = await this.transactions.read<KeptRow>(house, closedCases(after, batch));
      const due = rows.flatMap((kase) => dueMark(kase, retentionOf(kase, retention, kase.holds, today)));
      const looked = rows.map(({ id }) => id);
      await this.transactions.run(house, (tx) => query(tx, markDue(looked, due)));
      if (rows.length < batch) return;
      after = looked.at(-1) ?? null;
    }
  }

  private async holdIn(tx: Tx, id: string): Promise<ListedHold> {
    const [hold] = await query<ListedHold>(tx, holdById(id));
    if (!hold) throw new NotFoundException();
    return hold;
  }
}

const dueMark = (kase: KeptRow, retention: Retention): DueMark[] =>
  retention.kind === 'due' ? [{ caseId: kase.id, ruleCode: retention.rule.code, since: retention.since }] : [];
