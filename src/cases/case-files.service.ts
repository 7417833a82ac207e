import { Injectable } from '@nestjs/common';
import type { CaseFile } from '../core/case.js';
import { caseNumber } from '../core/case-number.js';
import type { Tx } from '../database/transactions.js';
import { lockCase } from './case-parts.queries.js';
import { CaseSeals } from './case-seals.service.js';
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

/** The door for the rooms above. */
@Injectable()
export class CaseFiles {
  constructor(private readonly seals: CaseSeals) {}

  /** Throws NotFoundException for a foreign case as for none. Notes and reviews are the service's own and stay out. */
  async caseFileOf(tx: Tx, caseId: string): Promise<CaseFileOf> {
    const found = await this.seals.read(tx, caseId);
    if (!found) throw await whyMissing(tx, caseId);
    return fileOf(found);
  }

  /** The same, locked against changes until the end of the transaction. */
  async lockedCaseFileOf(tx: Tx, caseId: string): Promise<CaseFileOf> {
    await lockCase(tx, caseId);
    return this.caseFileOf(tx, caseId);
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
});
