import { accept, refuse, type Refused, type Result } from './result.js';
import type { Retention } from './retention.js';

/** Why a case goes: its time is over, the client asked (Art. 17 GDPR), or it should never have been recorded. */
export const disposalBases = ['RETENTION', 'CLIENT_REQUEST', 'RECORDED_IN_ERROR'] as const;
export type DisposalBasis = (typeof disposalBases)[number];

export const disposalStates = ['PROPOSED', 'APPROVED', 'EXECUTED', 'WITHDRAWN'] as const;
export type DisposalState = (typeof disposalStates)[number];

/** A proposal that nobody approved is no longer good after this. */
const proposalDays = 14;
/** Between approval and execution: until then either of the two, or anybody else of the service, can undo it. */
const undoHours = 24;

const hour = 3_600_000;

/** A disposal as the rules see it. */
export interface Disposal {
  readonly state: DisposalState;
  readonly basis: DisposalBasis;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  /** When anybody last worked on the case before it was proposed, in microseconds. */
  readonly caseStamp: number;
}

/** The case as it is now. */
export interface DisposedOf {
  readonly retention: Retention;
  readonly stamp: number;
}

export const expiresAt = ({ proposedAt }: Pick<Disposal, 'proposedAt'>): Date =>
  new Date(proposedAt.getTime() + proposalDays * 24 * hour);

export const isExpired = (disposal: Pick<Disposal, 'state' | 'proposedAt'>, now: Date): boolean =>
  disposal.state === 'PROPOSED' && expiresAt(disposal) <= now;

export const executeAfter = (approvedAt: Date): Date => new Date(approvedAt.getTime() + undoHours * hour);

/** Nothing goes while it is held, and by retention only what is due. */
function mayGo({ retention }: Pick<DisposedOf, 'retention'>, basis: DisposalBasis): Refused | null {
  if (retention.kind === 'held') return refuse('DISPOSAL_HELD', null, { reviewOn: retention.reviewOn });
  if (basis !== 'RETENTION' || retention.kind === 'due') return null;
  return retention.kind === 'running'
    ? refuse('DISPOSAL_NOT_DUE', 'basis', { endsOn: retention.endsOn })
    : refuse('DISPOSAL_OPEN_CASE', 'basis');
}

/** The first step: somebody of the service proposes. */
export function proposeDisposal(kase: DisposedOf, basis: string): Result<DisposalBasis> {
  const known = disposalBases.find((one) => one === basis);
  if (!known) return refuse('INVALID_FORMAT', 'basis', { expected: disposalBases.join(', ') });
  return mayGo(kase, known) ?? accept(known);
}

/** The second step: somebody else approves what was proposed, of the case as it was then. */
export function approveDisposal(
  disposal: Disposal,
  kase: DisposedOf,
  approver: string | null,
  now: Date,
): Result<{ readonly approvedAt: Date; readonly executeAfter: Date }> {
  if (disposal.state !== 'PROPOSED') return refuse('DISPOSAL_NOT_PROPOSED');
  if (approver === null || approver === disposal.proposedBy) return refuse('NOT_YOURSELF');
  if (isExpired(disposal, now)) return refuse('DISPOSAL_EXPIRED');
  if (kase.stamp !== disposal.caseStamp) return refuse('DISPOSAL_CASE_CHANGED');
  return mayGo(kase, disposal.basis) ?? accept({ approvedAt: now, executeAfter: executeAfter(now) });
}

/** Undo, until it is executed. */
export const withdrawDisposal = (disposal: Pick<Disposal, 'state'>): Result<null> => {
  switch (disposal.state) {
    case 'PROPOSED':
    case 'APPROVED':
      return accept(null);
    case 'EXECUTED':
      return refuse('DISPOSAL_EXECUTED');
    case 'WITHDRAWN':
      return refuse('DISPOSAL_WITHDRAWN');
  }
};

/** What becomes of an approved one when its time has come: it waits, it goes, or it is void since something has changed meanwhile. */
export function executionOf(disposal: Disposal, kase: DisposedOf, now: Date): 'wait' | 'go' | 'void' {
  if (disposal.state !== 'APPROVED' || disposal.approvedAt === null || disposal.approvedBy === disposal.proposedBy)
    return 'void';
  if (mayGo(kase, disposal.basis) !== null || kase.stamp !== disposal.caseStamp) return 'void';
  return executeAfter(disposal.approvedAt) <= now ? 'go' : 'wait';
}
