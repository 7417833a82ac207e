import { IsNull, QueryFailedError } from 'typeorm';
import type { Tx } from '../database/transactions.js';
import { InvitationEntity } from './invitation.entity.js';

const open = { acceptedAt: IsNull(), revokedAt: IsNull() };

/** Neither accepted nor withdrawn, oldest first; the link itself may be too old and can then be renewed. */
export const findOpenInvitations = (tx: Tx): Promise<InvitationEntity[]> =>
  tx.find(InvitationEntity, { where: open, order: { createdAt: 'ASC', id: 'ASC' } });

export const findOpenInvitation = (tx: Tx, id: string): Promise<InvitationEntity | null> =>
  tx.findOne(InvitationEntity, { where: { id, ...open }, lock: { mode: 'pessimistic_write' } });

/** Whether a statement failed because somebody has an account with this address. */
export function isEmailTaken(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return typeof cause === 'object' && cause !== null && 'constraint' in cause && cause.constraint === 'person_email';
}
