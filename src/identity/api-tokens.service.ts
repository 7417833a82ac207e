import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import type { Actor, OrganisationKind, Role, Scope } from '../core/access.js';
import { allowToken, MOST_TOKENS, TOKEN_PREFIX, type TokenWish } from '../core/api-token.js';
import { addDays, dayOf, startOf } from '../core/calendar.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { ApiTokenEntity } from './api-token.entity.js';
import { findLiveToken, findLiveTokens, insertToken, lockTokensOf, revokeTokensOf } from './api-tokens.queries.js';
import { hashToken, makeToken } from './secrets.js';

/** How long a token that has ended is still known: somebody may ask which one it was. */
const FORGOTTEN_AFTER = '90 days';

interface TokenRow {
  readonly token_id: string;
  readonly scopes: Scope[];
  readonly person_id: string;
  readonly organisation_id: string;
  readonly carrier_id: string;
  readonly organisation_kind: OrganisationKind;
  readonly roles: Role[];
}

/** Keys of people for their programs: only hashes are kept, each has scopes and an end. */
@Injectable()
export class ApiTokens implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('api-tokens-forget', () => this.forget());
  }

  /**
   * Makes a token for the actor's own person and gives its secret, which is never seen again. `by`: who does it, where it is not that person
   * (at the terminal).
   */
  create(
    actor: Actor,
    wish: TokenWish,
    now = new Date(),
    by: Actor = actor,
  ): Promise<Result<{ token: ApiTokenEntity; secret: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const personId = actor.personId ?? '';
      const allowed = allowToken(wish, actor.roles, dayOf(now));
      if (!allowed.ok) return allowed;
      await query(tx, lockTokensOf(personId));
      const live = await findLiveTokens(tx, now, personId);
      if (live.length >= MOST_TOKENS) return refuse('TOO_MANY_TOKENS', null, { max: MOST_TOKENS });
      const { name, scopes, expiresOn } = allowed.value;
      const secret = `${TOKEN_PREFIX}${makeToken()}`;
      const { organisationId, carrierId } = actor;
      const expiresAt = startOf(addDays(expiresOn, 1));
      const row = { organisationId, carrierId, personId, name, scopes, hash: hashToken(secret), expiresAt };
      const [made] = await query<{ id: string }>(tx, insertToken(row));
      const token = made && (await findLiveToken(tx, now, made.id));
      if (!token) throw new Error('The token was not written.');
      await this.audit.record(tx, by, 'api-token.created', { type: 'api-token', id: token.id }, { scopes, expiresOn });
      return accept({ token, secret });
    });
  }

  /** The own tokens that work. */
  listOwn(actor: Actor, now = new Date()): Promise<ApiTokenEntity[]> {
    return this.transactions.run(actor, (tx) => findLiveTokens(tx, now, actor.personId ?? ''));
  }

  /** The tokens that work of all people whom the actor's organisation manages. */
  list(actor: Actor, now = new Date()): Promise<ApiTokenEntity[]> {
    return this.transactions.run(actor, (tx) => findLiveTokens(tx, now));
  }

  revokeOwn(actor: Actor, id: string, now = new Date()): Promise<ApiTokenEntity> {
    return this.transactions.run(actor, (tx) => this.end(tx, actor, id, now, actor.personId ?? ''));
  }

  /** For whoever manages the person: their program is turned away from its next request on. */
  revoke(actor: Actor, id: string, now = new Date()): Promise<ApiTokenEntity> {
    return this.transactions.run(actor, (tx) => this.end(tx, actor, id, now));
  }

  private async end(tx: Tx, actor: Actor, id: string, now: Date, personId?: string): Promise<ApiTokenEntity> {
    const token = await findLiveToken(tx, now, id, personId);
    if (!token) throw new NotFoundException();
    await tx.update(ApiTokenEntity, { organisationId: token.organisationId, id }, { revokedAt: now });
    const of = { person: token.personId };
    await this.audit.record(tx, actor, 'api-token.revoked', { type: 'api-token', id }, of);
    return Object.assign(token, { revokedAt: now });
  }

  /** As part of a larger deed: no program of this person comes in any more, also not when the account opens again. */
  async revokeAllOf(tx: Tx, actor: Actor, personId: string): Promise<void> {
    for (const { id } of await query<{ id: string }>(tx, revokeTokensOf(personId)))
      await this.audit.record(tx, actor, 'api-token.revoked', { type: 'api-token', id }, { person: personId });
  }

  /** Whose token this is, with the roles of now; null when it is unknown, revoked, expired or the person was deactivated. */
  async actorOf(secret: string): Promise<Actor | null> {
    const [row] = await this.transactions.callAsNobody<TokenRow>({
      name: 'api-token-actor',
      text: 'select * from api_token_actor($1)',
      values: [hashToken(secret)],
    });
    if (!row) return null;
    return {
      personId: row.person_id,
      organisationId: row.organisation_id,
      carrierId: row.carrier_id,
      organisationKind: row.organisation_kind,
      roles: row.roles,
      token: { id: row.token_id, scopes: row.scopes },
    };
  }

  private async forget(): Promise<void> {
    await this.transactions.callAsNobody({
      name: 'api-tokens-forget',
      text: 'select api_tokens_forget($1)',
      values: [FORGOTTEN_AFTER],
    });
  }
}
