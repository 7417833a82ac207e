import { Injectable, NotFoundException } from '@nestjs/common';
import { readsContents, rolesOf, type Actor, type OrganisationKind, type Role } from '../core/access.js';
import { refusePassword } from '../core/password.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { Jobs } from '../jobs/jobs.service.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { commonPasswords } from './common-passwords.js';
import { InvitationEntity } from './invitation.entity.js';
import { findOpenInvitation, findOpenInvitations, isEmailTaken } from './invitations.queries.js';
import { Organisations } from './organisations.service.js';
import { hashPassword, hashToken, makeToken } from './secrets.js';

const LIFETIME_DAYS = 7;

/** What whoever holds the link is told before accepting. */
export interface OpenInvitation {
  readonly email: string;
  readonly roles: readonly Role[];
  readonly organisationName: string;
  /** Whether the account can be, or has to be, one of the carrier's own directory. */
  readonly carrierSignIn: 'NONE' | 'POSSIBLE' | 'DEMANDED';
}

export interface NewInvitation {
  readonly organisationId: string;
  readonly email: string;
  readonly roles: readonly string[];
}

@Injectable()
export class Invitations {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly organisations: Organisations,
  ) {}

  /** Invites somebody into an organisation that the actor may manage; a job mails the link. Says nothing of accounts elsewhere. */
  invite(actor: Actor, given: NewInvitation, now = new Date()): Promise<Result<InvitationEntity>> {
    return this.transactions.run(actor, async (tx) => {
      // Nobody's token: the link is made when it is sent.
      const outcome = await this.add(tx, actor, given, makeToken(), now);
      if (!outcome.ok) return outcome;
      const { organisationId, id } = outcome.value;
      await this.jobs.enqueue(tx, { name: 'invitation.mail', organisationId, subjectId: id });
      return outcome;
    });
  }

  /** The same without a mail: the link is handed over by whoever asked for it. */
  inviteInPerson(actor: Actor, given: NewInvitation, now = new Date()): Promise<Result<{ token: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const token = makeToken();
      const outcome = await this.add(tx, actor, given, token, now);
      return outcome.ok ? accept({ token }) : outcome;
    });
  }

  private async add(
    tx: Tx,
    actor: Actor,
    given: NewInvitation,
    token: string,
    now: Date,
  ): Promise<Result<InvitationEntity>> {
    const organisation = await this.organisations.find(tx, given.organisationId);
    if (!mayInviteInto(actor, organisation)) throw new NotFoundException();
    const allowed: readonly string[] = rolesOf[organisation.kind];
    const foreign = given.roles.findIndex((role) => !allowed.includes(role));
    if (given.roles.length === 0) return refuse('EMPTY', 'input.roles');
    if (foreign >= 0) return refuse('ROLE_NOT_HERE', `input.roles[${foreign}]`);
    // Whoever may invite a reader may invite themselves: the platform has health and counts, never contents.
    const reader = given.roles.findIndex((role) => readsContents(role as Role));
    if (reader >= 0 && actor.organisationKind === 'PLATFORM')
      return refuse('ROLE_NOT_YOURS_TO_GIVE', `input.roles[${reader}]`);

    const { identifiers } = await tx.insert(InvitationEntity, {
      organisationId: organisation.id,
      carrierId: organisation.carrierId,
      email: given.email.trim().toLowerCase(),
      roles: [...new Set(given.roles)] as Role[],
      tokenHash: hashToken(token),
      invitedBy: actor.organisationId === organisation.id ? actor.personId : null,
      expiresAt: expiry(now),
    });
    const id = (identifiers[0] as { id: string }).id;
    await this.audit.record(tx, actor, 'person.invited', { type: 'invitation', id }, { roles: given.roles });
    return accept(await findOpen(tx, id));
  }

  listOpen(actor: Actor): Promise<InvitationEntity[]> {
    return this.transactions.run(actor, findOpenInvitations);
  }

  revoke(actor: Actor, id: string, now = new Date()): Promise<Result<InvitationEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const invitation = await findOpen(tx, id);
      await tx.update(InvitationEntity, { organisationId: invitation.organisationId, id }, { revokedAt: now });
      await this.audit.record(tx, actor, 'invitation.revoked', { type: 'invitation', id });
      return accept(Object.assign(invitation, { revokedAt: now }));
    });
  }

  /**
   * A fresh secret for an open invitation; the one before is no longer good. A person hands it over; the house mails it,
   * but not where somebody already has it in hand (not found).
   */
  async renew(actor: Actor, id: string, now = new Date()): Promise<{ invitation: InvitationEntity; token: string }> {
    return this.transactions.run(actor, async (tx) => {
      const token = makeToken();
      const found = await findOpen(tx, id);
      const byPerson = actor.personId !== null;
      if (!byPerson && found.handedOverAt) throw new NotFoundException();
      const fresh = { tokenHash: hashToken(token), expiresAt: expiry(now), ...(byPerson ? { handedOverAt: now } : {}) };
      await tx.update(InvitationEntity, { organisationId: found.organisationId, id }, fresh);
      await this.audit.record(tx, actor, 'invitation.link-made', { type: 'invitation', id });
      return { invitation: Object.assign(found, fresh), token };
    });
  }

  /** What the link is for, or null when it is used up. */
  async look(token: string): Promise<OpenInvitation | null> {
    const [row] = await this.transactions.readAsNobody<{ email: string; roles: Role[]; organisation_name: string }>({
      name: 'invitation-lookup',
      text: 'select email, roles, organisation_name from invitation_lookup($1)',
      values: [hashToken(token)],
    });
    if (!row) return null;
    const carrier = await this.carrierSignInOf(token);
    const carrierSignIn = !carrier ? 'NONE' : carrier.demanded ? 'DEMANDED' : 'POSSIBLE';
    return { email: row.email, roles: row.roles, organisationName: row.organisation_name, carrierSignIn };
  }

  /** The sign-in of the carrier that an invitation belongs to; null where it has none, or the link is no longer good. */
  async carrierSignInOf(token: string): Promise<{ address: string; demanded: boolean } | null> {
    const [row] = await this.transactions.callAsNobody<{ address: string; demanded: boolean }>({
      name: 'invitation-carrier-sign-in',
      text: 'select address, demanded from invitation_carrier_sign_in($1)',
      values: [hashToken(token)],
    });
    return row ?? null;
  }

  /** The holder of the link chooses name and password: from then on there is an account. */
  async accept(
    token: string,
    given: { name: string; password: string; language: 'de' | 'en' },
  ): Promise<Result<{ personId: string }>> {
    const open = await this.look(token);
    if (!open) return refuse('LINK_USED', 'token');
    if (open.carrierSignIn === 'DEMANDED') return refuse('CARRIER_SIGN_IN_DEMANDED', 'token');
    const refused = refusePassword(given.password, await commonPasswords(), {
      field: 'input.password',
      email: open.email,
    });
    if (refused) return refused;
    const passwordHash = await hashPassword(given.password);
    try {
      return await this.transactions.runAsNobody(async (tx) => {
        const [row] = await query<{ invitation_accept: string | null }>(tx, {
          name: 'invitation-accept',
          text: 'select invitation_accept($1, $2, $3, $4)',
          values: [hashToken(token), given.name.trim(), given.language, passwordHash],
        });
        return row?.invitation_accept ? accept({ personId: row.invitation_accept }) : refuse('LINK_USED', 'token');
      });
    } catch (error) {
      if (isEmailTaken(error)) return refuse('EMAIL_TAKEN', null);
      throw error;
    }
  }
}

const expiry = (now: Date): Date => new Date(now.getTime() + LIFETIME_DAYS * 86_400_000);

const mayInviteInto = (
  actor: Actor,
  organisation: { id: string; carrierId: string; kind: OrganisationKind },
): boolean =>
  organisation.id === actor.organisationId ||
  organisation.carrierId === actor.organisationId ||
  (actor.organisationKind === 'PLATFORM' && organisation.id === organisation.carrierId);

async function findOpen(tx: Tx, id: string): Promise<InvitationEntity> {
  const found = await findOpenInvitation(tx, id);
  if (!found) throw new NotFoundException();
  return found;
}
