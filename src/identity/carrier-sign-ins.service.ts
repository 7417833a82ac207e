import { Inject, Injectable } from '@nestjs/common';
import { houseIn, type Actor } from '../core/access.js';
import { vouchesForFactor, wasSeenSince, type CarrierRefusal } from '../core/carrier-sign-in.js';
import { query, Transactions } from '../database/transactions.js';
import { Audit } from '../audit/audit.service.js';
import { CarrierAttempts, type Purpose, type Taken } from './carrier-attempts.service.js';
import { CarrierSettings } from './carrier-settings.service.js';
import { dropAccount, isAccountTaken, linkAccount, type CarrierSignInSettings } from './carrier-sign-in.queries.js';
import { isEmailTaken } from './invitations.queries.js';
import { Issuers, type Confirmed } from './issuers.js';
import { SECOND_FACTOR } from './links.js';
import { Proofs } from './proofs.service.js';
import { hashPassword, makeToken } from './secrets.js';
import { Sessions } from './sessions.service.js';
import { SignInSteps } from './sign-in-steps.service.js';

/** Somebody may leave for the provider: where to, and the token that their browser keeps. */
export interface Departure {
  readonly url: URL;
  readonly token: string;
}

/** What became of somebody who came back. */
export type Arrival =
  | { readonly kind: 'SESSION' | 'STEP' | 'PROVEN'; readonly token: string }
  | { readonly kind: 'LINKED' }
  | { readonly kind: 'REFUSED'; readonly why: CarrierRefusal };

const refused = (why: CarrierRefusal): Arrival => ({ kind: 'REFUSED', why });

/** Signing in, linking an account and proving again who one is through a carrier's own directory (docs/decisions/0008). */
@Injectable()
export class CarrierSignIns {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly settings: CarrierSettings,
    private readonly attempts: CarrierAttempts,
    private readonly issuers: Issuers,
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly proofs: Proofs,
    @Inject(SECOND_FACTOR) private readonly secondFactor: 'on' | 'off',
  ) {}

  /** Sends somebody to the provider of the carrier at this address. Refuses with `UNKNOWN` or `UNREACHABLE`. */
  async leave(address: string, purpose: Purpose): Promise<Departure | { readonly refused: CarrierRefusal }> {
    const settings = (await this.at(address))?.settings;
    if (!settings) return { refused: 'UNKNOWN' };
    const token = await this.attempts.open(settings.organisationId, purpose);
    const url = await this.issuers.authorizationUrl(settings, token, purpose.kind === 'PROOF');
    return url ? { url, token } : { refused: 'UNREACHABLE' };
  }

  /**
   * Whoever comes back from the provider to this address, with the token that their browser kept. An attempt counts once. What was refused is on
   * record with its reason alone: whose account it was is nobody's business until it is known to be somebody's here.
   */
  async arrive(
    address: string,
    token: string | null,
    parameters: URLSearchParams,
    device: string | null,
  ): Promise<Arrival> {
    const taken = token === null ? null : await this.attempts.take(token);
    if (token === null || !taken) return refused('EXPIRED');
    const found = await this.at(address);
    if (!found) return refused('UNKNOWN');
    const arrival = await this.judge(found.settings, taken, token, parameters, device);
    if (arrival.kind === 'REFUSED') await this.note(found.house, arrival.why);
    return arrival;
  }

  private async judge(
    settings: CarrierSignInSettings,
    taken: Taken,
    token: string,
    parameters: URLSearchParams,
    device: string | null,
  ): Promise<Arrival> {
    if (taken.carrierId !== settings.organisationId) return refused('NOT_CONFIRMED');
    const { purpose } = taken;
    const confirmed = await this.issuers.confirm(settings, token, parameters, purpose.kind === 'PROOF');
    if ('refused' in confirmed) return refused(confirmed.refused);
    switch (purpose.kind) {
      case 'SIGN_IN':
        return this.signIn(settings, confirmed, device);
      case 'INVITATION':
        return this.accept(settings, confirmed, purpose, device);
      case 'LINK':
        return this.link(settings, confirmed, taken.actor);
      case 'PROOF':
        return this.prove(settings, confirmed, taken, purpose.sessionId);
    }
  }

  private async signIn(settings: CarrierSignInSettings, confirmed: Confirmed, device: string | null): Promise<Arrival> {
    const { organisationId } = settings;
    const actor = await this.attempts.holderOf(organisationId, confirmed.issuer, confirmed.subject);
    if (!actor) return refused('NOT_LINKED');
    if (this.secondFactor === 'on' && !vouchesForFactor(confirmed, settings))
      return { kind: 'STEP', token: await this.steps.open(actor) };
    const token = await this.transactions.run(actor, (tx) =>
      this.sessions.startByCarrierIn(tx, actor, device, confirmed.seenAt),
    );
    return { kind: 'SESSION', token };
  }

  /** The holder of an invitation gets an account that is linked from the start; its password is one that nobody knows. */
  private async accept(
    settings: CarrierSignInSettings,
    confirmed: Confirmed,
    { invitationHash, name, language }: Extract<Purpose, { kind: 'INVITATION' }>,
    device: string | null,
  ): Promise<Arrival> {
    const { issuer, subject } = confirmed;
    const carrierId = settings.organisationId;
    const passwordHash = await hashPassword(makeToken());
    try {
      const made = await this.transactions.runAsNobody(async (tx) => {
        const [row] = await query<{ id: string | null }>(tx, {
          name: 'invitation-accept-by-carrier',
          text: 'select invitation_accept_by_carrier($1, $2, $3, $4, $5, $6, $7) as id',
          values: [invitationHash, carrierId, name, language, passwordHash, issuer, subject],
        });
        return row?.id ?? null;
      });
      if (made === null) return refused('LINK_USED');
    } catch (error) {
      if (isAccountTaken(error) || isEmailTaken(error)) return refused('TAKEN');
      throw error;
    }
    return this.signIn(settings, confirmed, device);
  }

  private async link(settings: CarrierSignInSettings, confirmed: Confirmed, actor: Actor | null): Promise<Arrival> {
    if (!actor || actor.carrierId !== settings.organisationId) return refused('EXPIRED');
    try {
      await this.transactions.run(actor, async (tx) => {
        await query(tx, dropAccount(actor.organisationId, actor.personId ?? ''));
        await query(tx, linkAccount(actor, confirmed.issuer, confirmed.subject));
        await this.audit.record(tx, actor, 'carrier-account.linked', { type: 'person', id: actor.personId });
      });
    } catch (error) {
      if (isAccountTaken(error)) return refused('TAKEN');
      throw error;
    }
    return { kind: 'LINKED' };
  }

  /** The provider has asked the same person anew, and the carrier takes its word for a second factor. */
  private async prove(
    settings: CarrierSignInSettings,
    confirmed: Confirmed,
    { actor, begunAt }: Taken,
    sessionId: string,
  ): Promise<Arrival> {
    if (!actor) return refused('EXPIRED');
    const holder = await this.attempts.holderOf(settings.organisationId, confirmed.issuer, confirmed.subject);
    const vouched = this.secondFactor === 'off' || vouchesForFactor(confirmed, settings);
    if (holder?.personId !== actor.personId || !vouched || !wasSeenSince(confirmed.seenAt, begunAt))
      return refused('NO_PROOF');
    const proven = await this.proofs.byCarrier(actor, sessionId);
    return proven.ok ? { kind: 'PROVEN', token: proven.value.token } : refused('EXPIRED');
  }

  private async at(address: string): Promise<{ house: Actor; settings: CarrierSignInSettings } | null> {
    const carrier = await this.attempts.carrierAt(address);
    const house = carrier && houseIn(carrier);
    const settings = house && (await this.settings.open(house));
    return house && settings && { house, settings };
  }

  private async note(house: Actor, why: CarrierRefusal): Promise<void> {
    const subject = { type: 'organisation', id: house.organisationId };
    await this.transactions.run(house, (tx) =>
      this.audit.record(tx, house, 'carrier-sign-in.refused', subject, { why }),
    );
  }
}
