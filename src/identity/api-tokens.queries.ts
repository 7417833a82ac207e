import { IsNull, MoreThan } from 'typeorm';
import type { Statement, Tx } from '../database/transactions.js';
import { ApiTokenEntity } from './api-token.entity.js';

const newest = { createdAt: 'DESC', id: 'DESC' } as const;

/** Tokens that work, newest first: those of one person, or of all people whose accounts the organisation manages. */
export const findLiveTokens = (tx: Tx, now: Date, personId?: string): Promise<ApiTokenEntity[]> =>
  tx.find(ApiTokenEntity, {
    where: { revokedAt: IsNull(), expiresAt: MoreThan(now), ...(personId === undefined ? {} : { personId }) },
    order: newest,
  });

/** One of them, locked until the end of the transaction. */
export const findLiveToken = (tx: Tx, now: Date, id: string, personId?: string): Promise<ApiTokenEntity | null> =>
  tx.findOne(ApiTokenEntity, {
    where: { id, revokedAt: IsNull(), expiresAt: MoreThan(now), ...(personId === undefined ? {} : { personId }) },
    lock: { mode: 'pessimistic_write' },
  });

export interface NewTokenRow {
  readonly organisationId: string;
  readonly carrierId: string;
  readonly personId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

export const insertToken = (row: NewTokenRow): Statement => ({
  name: 'api-token-insert',
  text: `insert into api_token (organisation_id, carrier_id, person_id, name, scopes, token_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) returning id`,
  values: [row.organisationId, row.carrierId, row.personId, row.name, row.scopes, row.hash, row.expiresAt],
});

/** Tokens of one person are made and counted one after the other. */
export const lockTokensOf = (personId: string): Statement => ({
  name: 'api-tokens-lock',
  text: 'select pg_advisory_xact_lock(hashtextextended($1, 19))',
  values: [personId],
});

export const revokeTokensOf = (personId: string): Statement => ({
  name: 'api-tokens-revoke-all',
  text: 'update api_token set revoked_at = now() where person_id = $1 and revoked_at is null and expires_at > now() returning id',
  values: [personId],
});
