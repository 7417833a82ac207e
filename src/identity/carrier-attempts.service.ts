import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor, OrganisationKind, Role } from '../core/access.js';
import { SESSION_IDLE, Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { hashToken, makeToken } from './secrets.js';
import { toActor, type ActorRow } from './sessions.service.js';

/** Long enough for a second factor at the provider. */
const LIFETIME = '10 minutes';

/** Why somebody left for the provider. */
export type Purpose =
  | { readonly kind: 'SIGN_IN' }
  | { readonly kind: 'LINK' | 'PROOF'; readonly sessionId: string }
  | {
      readonly kind: 'INVITATION';
      readonly invitationHash: Buffer;
      readonly name: string;
      readonly language: 'de' | 'en';
    };

/** What was known when they left; for `LINK` and `PROOF` whose session it was, as of now, null where it is over. */
export interface Taken {
  readonly carrierId: string;
  readonly begunAt: Date;
  readonly purpose: Purpose;
  readonly actor: Actor | null;
}

type AttemptRow = { readonly [K in keyof ActorRow]: ActorRow[K] | null } & {
  readonly attempt_carrier: string;
  readonly purpose: Purpose['kind'];
  readonly invitation_hash: Buffer | null;
  readonly name: string | null;
  readonly language: 'de' | 'en' | null;
  readonly begun_at: Date;
  readonly session_id: string | null;
};

/** What lies between leaving for a carrier's provider and coming back. The browser has a random token, the database its hash. */
@Injectable()
export class CarrierAttempts implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('carrier-attempts-forget', () => this.forget());
  }

  /** Every night: attempts whose time is over go, with the names that invited people had typed. Running twice changes nothing more. */
  async forget(): Promise<void> {
    await this.transactions.callAsNobody({
      name: 'carrier-attempts-forget',
      text: 'select carrier_attempts_forget()',
      values: [],
    });
  }

  /** Gives the token. */
  async open(carrierId: string, purpose: Purpose): Promise<string> {
    const token = makeToken();
    const invited = purpose.kind === 'INVITATION' ? purpose : null;
    await this.transactions.callAsNobody({
      name: 'carrier-attempt-open',
      text: 'select carrier_attempt_open($1, $2, $3, $4, $5, $6, $7, $8)',
      values: [
        hashToken(token),
        carrierId,
        purpose.kind,
        'sessionId' in purpose ? purpose.sessionId : null,
        invited?.invitationHash ?? null,
        invited?.name ?? null,
        invited?.language ?? null,
        LIFETIME,
      ],
    });
    return token;
  }

  /** Takes it, once, whatever comes of it; null where there is none, or no longer. */
  async take(token: string): Promise<Taken | null> {
    const [row] = await this.transactions.callAsNobody<AttemptRow>({
      name: 'carrier-attempt-take',
      text: 'select * from carrier_attempt_take($1, $2)',
      values: [hashToken(token), SESSION_IDLE],
    });
    if (!row) return null;
    const actor = row.person_id === null || row.organisation_kind === null ? null : toActor(row as ActorRow);
    return { carrierId: row.attempt_carrier, begunAt: row.begun_at, purpose: purposeOf(row), actor };
  }

  /** The carrier whose people sign in at this address. */
  async carrierAt(address: string): Promise<{ id: string; carrierId: string; kind: OrganisationKind } | null> {
    const [row] = await this.transactions.callAsNobody<{ id: string; carrier_id: string; kind: OrganisationKind }>({
      name: 'carrier-sign-in-at',
      text: 'select id, carrier_id, kind from carrier_sign_in_at($1)',
      values: [address],
    });
    return row ? { id: row.id, carrierId: row.carrier_id, kind: row.kind } : null;
  }

  /** Who has this account at the provider, among the people of the carrier; null: nobody, or somebody who may no longer sign in. */
  async holderOf(carrierId: string, issuer: string, subject: string): Promise<Actor | null> {
    const [row] = await this.transactions.callAsNobody<ActorRow & { roles: Role[] }>({
      name: 'carrier-account-actor',
      text: 'select * from carrier_account_actor($1, $2, $3)',
      values: [carrierId, issuer, subject],
    });
    return row ? toActor(row) : null;
  }
}

function purposeOf({ purpose, session_id, invitation_hash, name, language }: AttemptRow): Purpose {
  switch (purpose) {
    case 'SIGN_IN':
      return { kind: purpose };
    case 'LINK':
    case 'PROOF':
      return { kind: purpose, sessionId: session_id ?? '' };
    case 'INVITATION':
      return {
        kind: purpose,
        invitationHash: invitation_hash ?? Buffer.alloc(0),
        name: name ?? '',
        language: language ?? 'de',
      };
  }
}
