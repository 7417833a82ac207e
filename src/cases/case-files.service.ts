import { Injectable } from '@nestjs/common';
import { Audit, type Details } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import type { CaseFile } from '../core/case.js';
import type { CaseEventKind } from '../core/case-event.js';
import { caseNumber } from '../core/case-number.js';
import { mayWorkOn } from '../core/case-parts-rules.js';
import { accept, type Result } from '../core/result.js';
import type { Tx } from '../database/transactions.js';
import { lockCase, touchCase } from './case-parts.queries.js';
import { CaseSeals } from './case-seals.service.js';
import { recordEvent } from './case-timeline.queries.js';
import type { CaseRow } from './case.row.js';
import { whyMissing } from './case-stub.queries.js';

/** A case as referrals and dossiers take it, with what they need to know about it and never pass on. */
export interface CaseFileOf extends CaseFile {
  readonly id: string;
  readonly organisationId: string;
  readonly number: string;
  readonly version: number;
  readonly status: 'OPEN' | 'CLOSED';
  readonly assigneeId: string | null;
}

/** A deed on something that hangs on a case, as history and audit log tell it: ids and codes. */
export interface CaseWork {
  readonly kind: CaseEventKind;
  readonly action: string;
  readonly partId: string;
  readonly fields?: readonly string[];
  /** For the audit log alone. */
  readonly details?: Details;
}

/** A case that is locked until the end of the transaction. */
export interface LockedCase {
  readonly id: string;
  readonly version: number;
}

/** The door for the rooms above. */
@Injectable()
export class CaseFiles {
  constructor(
    private readonly audit: Audit,
    private readonly seals: CaseSeals,
  ) {}

  /** Throws NotFoundException for a foreign case as for none. Notes and reviews are the service's own and stay out. */
  async caseFileOf(tx: Tx, caseId: string): Promise<CaseFileOf> {
    const found = await this.seals.read(tx, caseId);
    if (!found) throw await whyMissing(tx, caseId);
    return fileOf(found);
  }

  /** All of a case, notes and reviews included: for the client's own request for access alone. */
  async wholeCaseOf(tx: Tx, caseId: string): Promise<CaseRow> {
    const found = await this.seals.read(tx, caseId);
    if (!found) throw await whyMissing(tx, caseId);
    return found;
  }

  /** What goes into a referral, locked against changes until the end of the transaction. */
  async lockedCaseFileOf(tx: Tx, caseId: string): Promise<CaseFileOf> {
    await lockCase(tx, caseId);
    return this.caseFileOf(tx, caseId);
  }

  /** Any case of the own service, open or closed, locked until the end of the transaction; opens none of its texts. */
  async lockedCaseOf(tx: Tx, caseId: string): Promise<LockedCase> {
    const { id, version } = await lockCase(tx, caseId);
    return { id, version };
  }

  /** Locks a case of the own service for work on what hangs on it; refuses a closed one, and knows no other. */
  async lockForWork(tx: Tx, caseId: string): Promise<Result<LockedCase>> {
    const kase = await lockCase(tx, caseId);
    return mayWorkOn(kase) ?? accept({ id: kase.id, version: kase.version });
  }

  /** Notes work on what hangs on a case: in its history, in the audit log, and in "changed last". */
  async noteWork(tx: Tx, actor: Actor, kase: LockedCase, work: CaseWork, now: Date): Promise<void> {
    const { kind, action, partId, fields, details } = work;
    const said = { partId, ...(fields ? { fields } : {}) };
    await touchCase(tx, kase.id, now);
    await recordEvent(tx, actor, { caseId: kase.id, kind, version: kase.version, details: said });
    await this.audit.record(tx, actor, action, { type: 'case', id: kase.id }, { ...said, ...details });
  }
}

const fileOf = (row: CaseRow): CaseFileOf => ({
  id: row.id,
  organisationId: row.organisationId,
  number: caseNumber(row),
  version: row.version,
  status: row.status,
  assigneeId: row.assignee?.id ?? null,
  facts: row.facts,
  texts: row.texts,
  indications: row.indications.map(({ id: _, ...indication }) => indication),
  witnesses: row.witnesses.map(({ id: _, ...witness }) => witness),
  comparisonPersons: row.comparisonPersons.map(({ id: _, ...person }) => person),
  measures: row.measures.map(({ id: _, ...measure }) => measure),
  reactions: row.reactions.map(({ id: _, ...reaction }) => reaction),
  regimes: row.regimes,
  deadlines: row.deadlines.map(({ regime, endsOn, movedTo, source, explanation }) => ({
    regime,
    endsOn,
    movedTo,
    source,
    explanation,
  })),
  // A room above this one keeps them.
  attachments: [],
});
