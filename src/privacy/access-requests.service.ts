import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import type { Actor } from '../core/access.js';
import {
  accessStates,
  answerDue,
  checkAccessRequest,
  checkDecisions,
  extendAccess,
  officerReasons,
  type Decidable,
  type Decision,
} from '../core/access-request.js';
import { dayOf } from '../core/calendar.js';
import { caseNumber } from '../core/case-number.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import {
  accessById,
  accessPage,
  addAccess,
  addLook,
  answerFile,
  closeRow,
  decideRow,
  extendRow,
  lockAccess,
  trackedAccess,
  type AccessRow,
  type SealedAnswer,
} from './access-requests.queries.js';
import { AnswerSeals, type AnswerFiles } from './answer-seals.service.js';
import { decidableOf, HeldDataOfCase } from './held-data.service.js';
import { RetentionClock } from './retention.service.js';

/** Requests for access: asked for by a client, answered by somebody of the service, tracked by the carrier's officer. */
@Injectable()
export class AccessRequests {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly clock: RetentionClock,
    private readonly events: CaseEvents,
    private readonly held: HeldDataOfCase,
    private readonly seals: AnswerSeals,
  ) {}

  /** Records that the client has asked. One open request a case. */
  request(
    actor: Actor,
    caseId: string,
    given: { receivedOn: string; language: string },
    now = new Date(),
  ): Promise<Result<AccessRow>> {
    return this.transactions.run(actor, async (tx) => {
      const found = await this.clock.locked(tx, actor, caseId, now);
      if (!found) throw new NotFoundException();
      const checked = checkAccessRequest(given, dayOf(now));
      if (!checked.ok) return checked;
      const { receivedOn, language } = checked.value;
      const { kase } = found;
      const dueOn = answerDue(receivedOn, false);
      const made = { carrierId: actor.carrierId, caseId, caseNumber: caseNumber(kase), receivedOn, dueOn, language };
      const [added] = await query<{ id: string }>(tx, addAccess({ ...made, personId: actor.personId }));
      if (!added) return refuse('ACCESS_OPEN_ALREADY', 'caseId');
      await this.events.record(tx, actor, kase, 'ACCESS_REQUESTED');
      await this.audit.record(tx, actor, 'access.requested', subject(added.id), { due: dueOn });
      return accept(await this.findIn(tx, added.id));
    });
  }

  /** What the person who answers has to decide on, item by item. The look is on record. */
  async prepare(actor: Actor, id: string): Promise<Decidable> {
    const looked = { action: 'access.prepared', inVain: 'access.read-in-vain', subject: subject(id) };
    const [row] = await this.audit.look<AccessRow>(actor, accessById(id), looked);
    if (!row?.caseId) throw new NotFoundException();
    return decidableOf(await this.held.gather(actor, row.caseId));
  }

  /** Decides what is told and what withheld, and has the answer drawn. An answer can be drawn anew. */
  async answer(actor: Actor, id: string, decisions: readonly Decision[]): Promise<Result<AccessRow>> {
    const there = await this.prepare(actor, id);
    const checked = checkDecisions(decisions, there);
    if (!checked.ok) return checked;
    return this.transactions.run(actor, async (tx) => {
      const row = await this.lock(tx, id);
      if (row.state === 'WITHDRAWN' || row.caseId === null) return refuse('ACCESS_OVER', 'id');
      await query(tx, decideRow(id, decisions, actor.personId));
      await this.jobs.enqueue(tx, {
        name: 'access.draw',
        organisationId: actor.organisationId,
        subjectId: id,
        key: `access.draw:${id}`,
      });
      const withheld = decisions.filter((one) => one.withheld !== null).map(({ what }) => what);
      await this.audit.record(tx, actor, 'access.decided', subject(id), { withheld: [...new Set(withheld)] });
      return accept(await this.findIn(tx, id));
    });
  }

  /** Two months more, told within the first (Art. 12 (3) GDPR). */
  extend(actor: Actor, id: string, reason: string, now = new Date()): Promise<Result<AccessRow>> {
    return this.transactions.run(actor, async (tx) => {
      const decision = extendAccess(await this.lock(tx, id), reason, dayOf(now));
      if (!decision.ok) return decision;
      await query(tx, extendRow(id, decision.value.reason, decision.value.dueOn));
      await this.audit.record(tx, actor, 'access.extended', subject(id), {
        reason: decision.value.reason,
        due: decision.value.dueOn,
      });
      return accept(await this.findIn(tx, id));
    });
  }

  /** The client no longer wants it. */
  withdraw(actor: Actor, id: string): Promise<Result<AccessRow>> {
    return this.transactions.run(actor, async (tx) => {
      const row = await this.lock(tx, id);
      if (row.state !== 'OPEN') return refuse('ACCESS_NOT_EXTENDABLE', 'id');
      await query(tx, closeRow(id));
      await this.audit.record(tx, actor, 'access.withdrawn', subject(id));
      return accept(await this.findIn(tx, id));
    });
  }

  /** Of the own service and, for a carrier's officer, of its services: number, days and state, no contents. */
  async page(
    actor: Actor,
    states: readonly string[] | null,
    most: number,
    before: string | null,
  ): Promise<Result<AccessRow[]>> {
    const unknown = states?.findIndex((state) => !(accessStates as readonly string[]).includes(state)) ?? -1;
    if (unknown >= 0) return refuse('UNKNOWN_CODE', `states[${unknown}]`, { vocabulary: accessStates.join(', ') });
    const looked = { action: 'access.listed', subject: { type: 'access-request', id: null } };
    return accept(await this.audit.look<AccessRow>(actor, accessPage(states, most, before), looked));
  }

  /** A data-protection officer says why they look; the answer is open to their organisation for an hour. */
  look(actor: Actor, id: string, reason: string): Promise<Result<AccessRow>> {
    return this.transactions.run(actor, async (tx) => {
      const [row] = await query<AccessRow>(tx, trackedAccess(id));
      if (!row || row.isOwn) throw new NotFoundException();
      const known = officerReasons.find((one) => one === reason);
      if (!known) return refuse('INVALID_FORMAT', 'reason', { expected: officerReasons.join(', ') });
      await query(tx, addLook(row.organisationId, id, actor.personId, known));
      await this.audit.record(tx, actor, 'access.looked-at', subject(id), {
        reason: known,
        service: row.organisationId,
      });
      return accept(row);
    });
  }

  /** The file; when this has ended, the download is on record. */
  download(actor: Actor, id: string, form: 'pdf' | 'json'): Promise<Result<AnswerFiles>> {
    return this.transactions.run(actor, async (tx) => {
      const [row] = await query<AccessRow>(tx, trackedAccess(id));
      if (!row) throw new NotFoundException();
      const [sealed] = await query<SealedAnswer>(tx, answerFile(id));
      if (!sealed) {
        // Without a look that says why, an officer is told no more than that there is nothing here.
        if (!row.isOwn) throw new NotFoundException();
        return refuse(row.state === 'DRAWING' ? 'ACCESS_PENDING' : 'ACCESS_GONE');
      }
      await this.audit.record(tx, actor, 'access.downloaded', subject(id), { form, sha256: sealed.sha256 });
      return accept(await this.seals.open(id, sealed));
    });
  }

  private async lock(tx: Tx, id: string): Promise<AccessRow> {
    const [row] = await query<AccessRow>(tx, lockAccess(id));
    if (!row) throw new NotFoundException();
    return row;
  }

  private async findIn(tx: Tx, id: string): Promise<AccessRow> {
    const [row] = await query<AccessRow>(tx, accessById(id));
    if (!row) throw new NotFoundException();
    return row;
  }
}

const subject = (id: string): { type: string; id: string } => ({ type: 'access-request', id });
