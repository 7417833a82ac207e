import { Injectable } from '@nestjs/common';
import type { Actor, OrganisationKind, Role } from '../core/access.js';
import { query, Transactions } from '../database/transactions.js';
import { Audit } from '../audit/audit.service.js';
import { hashToken, makeToken, passwordFits } from './secrets.js';

/** A session ends after half an hour without a request and after twelve hours at the latest. */
const SESSION_IDLE = '30 minutes';
const SESSION_LIFETIME = '12 hours';

interface ActorRow {
  readonly person_id: string;
  readonly organisation_id: string;
  readonly carrier_id: string;
  readonly organisation_kind: OrganisationKind;
  readonly roles: Role[];
}

const toActor = (row: ActorRow): Actor => ({
  personId: row.person_id,
  organisationId: row.organisation_id,
  carrierId: row.carrier_id,
  organisationKind: row.organisation_kind,
  roles: row.roles,
});

/** Sign-in and server-side sessions: the browser holds a random token, the database its hash. */
@Injectable()
export class Sessions {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

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

  /** Opens a session and returns its token, which is never seen again. */
  async start(actor: Actor): Promise<string> {
    const token = makeToken();
    await this.transactions.run(actor, async (tx) => {
      await query(tx, {
        name: 'session-start',
        text: 'select session_start($1, $2, $3)',
        values: [hashToken(token), actor.personId, SESSION_LIFETIME],
      });
      await this.audit.record(tx, actor, 'session.started', { type: 'person', id: actor.personId });
    });
    return token;
  }

  /** Who holds this token now, with the roles of now; null when it is unknown, ended, too old or the person was deactivated. */
  async actorOf(token: string): Promise<Actor | null> {
    const [row] = await this.transactions.callAsNobody<ActorRow>({
      name: 'session-actor',
      text: 'select * from session_actor($1, $2)',
      values: [hashToken(token), SESSION_IDLE],
    });
    return row ? toActor(row) : null;
  }

  async end(actor: Actor, token: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      await query(tx, { name: 'session-end', text: 'select session_end($1)', values: [hashToken(token)] });
      await this.audit.record(tx, actor, 'session.ended', { type: 'person', id: actor.personId });
    });
  }
}
