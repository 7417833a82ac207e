import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import type { CurrentSession } from '../access/request.js';
import type { Actor, OrganisationKind, Role } from '../core/access.js';
import { query, SESSION_IDLE, Transactions, type Tx } from '../database/transactions.js';
import { Audit } from '../audit/audit.service.js';
import { Jobs } from '../jobs/jobs.service.js';
import { hashToken, makeToken, passwordFits } from './secrets.js';

/** A session ends after half an hour without a request (`SESSION_IDLE`) and after twelve hours at the latest. */
const SESSION_LIFETIME = '12 hours';

/** How a session was opened. */
export type SignInFactor = 'PASSWORD' | 'PASSKEY' | 'TOTP' | 'RECOVERY' | 'OIDC';

export interface ActorRow {
  readonly person_id: string;
  readonly organisation_id: string;
  readonly carrier_id: string;
  readonly organisation_kind: OrganisationKind;
  readonly roles: Role[];
}

export const toActor = (row: ActorRow): Actor => ({
  personId: row.person_id,
  organisationId: row.organisation_id,
  carrierId: row.carrier_id,
  organisationKind: row.organisation_kind,
  roles: row.roles,
});

/** Who a request comes from, and by which session. */
export interface SignedIn {
  readonly actor: Actor;
  readonly session: CurrentSession;
}

/** One of somebody's sessions, as it is listed. */
export interface ListedSession {
  readonly id: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly endsAt: Date;
  readonly factor: SignInFactor;
  readonly device: string | null;
}

/** Server-side sessions: the browser holds a random token, the database its hash. */
@Injectable()
export class Sessions implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('sessions-expire', () => this.expire());
  }

  /** The person to whom e-mail address and password belong, or null; takes the same time either way. */
  async check(email: string, password: string): Promise<Actor | null> {
    const [row] = await this.transactions.readAsNobody<ActorRow & { password_hash: string }>({
      name: 'sign-in-lookup',
      text: 'select * from sign_in_lookup($1)',
      values: [email],
    });
    const fits = await passwordFits(row?.password_hash ?? null, password);
    return row && fits ? toActor(row) : null;
  }

  /** The active person with this address, or null. For commands at the terminal: whoever may open the database needs no password. */
  async actorWith(email: string): Promise<Actor | null> {
    const [row] = await this.transactions.readAsNobody<ActorRow>({
      name: 'sign-in-lookup',
      text: 'select * from sign_in_lookup($1)',
      values: [email],
    });
    return row ? toActor(row) : null;
  }

  /** Opens a session and returns its token, which is never seen again. `device`: as coarse as `core/device` makes it. */
  start(actor: Actor, factor: SignInFactor, device: string | null): Promise<string> {
    return this.transactions.run(actor, (tx) => this.startIn(tx, actor, factor, device));
  }

  /** The same as part of a larger deed. */
  async startIn(tx: Tx, actor: Actor, factor: SignInFactor, device: string | null): Promise<string> {
    const token = makeToken();
    await query(tx, {
      name: 'session-start',
      text: 'select session_start($1, $2, $3, $4, $5)',
      values: [hashToken(token), actor.personId, SESSION_LIFETIME, factor, device],
    });
    await this.audit.record(tx, actor, 'session.started', { type: 'person', id: actor.personId }, { factor });
    return token;
  }

  /** For whoever comes from the carrier's own directory: proven when that saw them (`seenAt`; null: it does not say), not now. */
  async startByCarrierIn(tx: Tx, actor: Actor, device: string | null, seenAt: Date | null): Promise<string> {
    const token = makeToken();
    await query(tx, {
      name: 'session-start-by-carrier',
      text: 'select session_start_by_carrier($1, $2, $3, $4, $5)',
      values: [hashToken(token), actor.personId, SESSION_LIFETIME, device, seenAt],
    });
    await this.audit.record(tx, actor, 'session.started', { type: 'person', id: actor.personId }, { factor: 'OIDC' });
    return token;
  }

  /** Whether this person has to come through the carrier's own directory. */
  async mustComeByCarrier(actor: Actor): Promise<boolean> {
    const [row] = await this.transactions.callAsNobody<{ demanded: boolean }>({
      name: 'carrier-sign-in-demanded',
      text: 'select carrier_sign_in_demanded($1) as demanded',
      values: [actor.personId],
    });
    return row?.demanded ?? false;
  }

  /** Who holds this token now, with the roles of now; null when it is unknown, ended, too old or the person was deactivated. */
  async actorOf(token: string): Promise<SignedIn | null> {
    const [row] = await this.transactions.callAsNobody<ActorRow & { session_id: string; proven_at: Date | null }>({
      name: 'session-actor',
      text: 'select * from session_actor($1, $2)',
      values: [hashToken(token), SESSION_IDLE],
    });
    return row ? { actor: toActor(row), session: { id: row.session_id, provenAt: row.proven_at } } : null;
  }

  async end(actor: Actor, token: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      await query(tx, { name: 'session-end', text: 'select session_end($1)', values: [hashToken(token)] });
      await this.audit.record(tx, actor, 'session.ended', { type: 'person', id: actor.personId });
    });
  }

  /** The own sessions that are open, the one used last first. */
  async list(actor: Actor): Promise<ListedSession[]> {
    const rows = await this.transactions.read<{
      id: string;
      created_at: Date;
      seen_at: Date;
      expires_at: Date;
      factor: SignInFactor;
      device: string | null;
    }>(actor, {
      name: 'sessions-of',
      text: 'select * from sessions_of($1, $2)',
      values: [actor.personId, SESSION_IDLE],
    });
    return rows.map(({ id, created_at, seen_at, expires_at, factor, device }) => ({
      id,
      startedAt: created_at,
      seenAt: seen_at,
      endsAt: expires_at,
      factor,
      device,
    }));
  }

  /** Ends one of the own sessions: its next request is nobody's. Not found: it is not one's own, or ended already. */
  endOne(actor: Actor, id: string): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const [row] = await query<{ ended: string }>(tx, {
        name: 'session-end-one',
        text: 'select session_end_one($1, $2) as ended',
        values: [actor.personId, id],
      });
      if (Number(row?.ended ?? 0) === 0) throw new NotFoundException();
      await this.audit.record(tx, actor, 'session.ended', { type: 'person', id: actor.personId }, { count: 1 });
    });
  }

  /** Ends all own sessions but this one. Gives how many there were. */
  endOthers(actor: Actor, kept: string): Promise<number> {
    return this.transactions.run(actor, (tx) => this.endOthersIn(tx, actor, kept));
  }

  /** The same as part of a larger deed. */
  async endOthersIn(tx: Tx, actor: Actor, kept: string): Promise<number> {
    const [row] = await query<{ ended: string }>(tx, {
      name: 'sessions-end-others',
      text: 'select sessions_end_others($1, $2) as ended',
      values: [actor.personId, kept],
    });
    const count = Number(row?.ended ?? 0);
    if (count > 0)
      await this.audit.record(tx, actor, 'session.ended', { type: 'person', id: actor.personId }, { count });
    return count;
  }

  /** Keeps what a passkey has to answer; one at a time. */
  async challenge(actor: Actor, session: CurrentSession, challenge: string): Promise<void> {
    await this.transactions.run(actor, (tx) =>
      query(tx, {
        name: 'session-challenge',
        text: 'select session_challenge($1, $2)',
        values: [session.id, challenge],
      }),
    );
  }

  /** The challenge that is open, or null. An answer to it counts once: it is gone. */
  async takeChallenge(actor: Actor, session: CurrentSession): Promise<string | null> {
    const [row] = await this.transactions.run(actor, (tx) =>
      query<{ challenge: string | null }>(tx, {
        name: 'session-challenge-take',
        text: 'select challenge from session_challenge_take($1)',
        values: [session.id],
      }),
    );
    return row?.challenge ?? null;
  }

  private async expire(): Promise<void> {
    await this.transactions.callAsNobody({
      name: 'sessions-expire',
      text: 'select sessions_expire($1)',
      values: [SESSION_IDLE],
    });
  }
}
