import { Body, Controller, Get, HttpCode, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, CurrentActor, FreshProof, Public } from '../access/access.decorators.js';
import { sessionOf, type HouseRequest } from '../access/request.js';
import type { Actor } from '../core/access.js';
import type { CarrierRefusal } from '../core/carrier-sign-in.js';
import { deviceOf } from '../core/device.js';
import { refuse } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { textIn } from './body.js';
import { Callers } from './caller.js';
import { CarrierAccounts } from './carrier-accounts.service.js';
import type { Purpose } from './carrier-attempts.service.js';
import { CarrierSignIns, type Arrival } from './carrier-sign-ins.service.js';
import { Invitations } from './invitations.service.js';
import { CARRIER_COOKIE, STEP_COOKIE } from './links.js';
import { hashToken } from './secrets.js';
import { SessionCookie } from './session.cookie.js';
import { Throttle } from './throttle.service.js';

/** Where a browser is to go next. */
interface Away {
  readonly url: string;
}

/**
 * Signing in through a carrier's own directory. Whoever comes back from there comes by a link of another site, so that cookies of the session are not
 * sent along: an attempt has a cookie of its own, good for ten minutes and for coming back once.
 */
@Controller('sign-in')
export class CarrierSignInController {
  constructor(
    private readonly signIns: CarrierSignIns,
    private readonly accounts: CarrierAccounts,
    private readonly invitations: Invitations,
    private readonly throttle: Throttle,
    private readonly callers: Callers,
    private readonly cookie: SessionCookie,
    @Inject(STEP_COOKIE) private readonly stepCookie: SessionCookie,
    @Inject(CARRIER_COOKIE) private readonly carrierCookie: SessionCookie,
  ) {}

  /** The address that a carrier gives to its people: 303 to its directory, or to the page that says why not. */
  @Get('with/:address')
  @Public()
  async leave(
    @Param('address') address: string,
    @Req() request: HouseRequest,
    @Res() response: Response,
  ): Promise<void> {
    this.throttle.begin('carrier', this.callers.of(request), null);
    const departure = await this.signIns.leave(address, { kind: 'SIGN_IN' });
    if ('refused' in departure) return response.redirect(303, pageFor(departure.refused));
    response.setHeader('Set-Cookie', this.carrierCookie.write(departure.token));
    response.redirect(303, departure.url.href);
  }

  /** Where the directory sends people back to: 303 to the start page, signed in or with a second factor to give, or to the page that says why not. */
  @Get('with/:address/back')
  @Public()
  async arrive(
    @Param('address') address: string,
    @Req() request: HouseRequest,
    @Res() response: Response,
  ): Promise<void> {
    const token = this.carrierCookie.read(request.headers.cookie);
    const { searchParams } = new URL(request.originalUrl, 'http://localhost');
    const arrival = await this.signIns.arrive(address, token, searchParams, deviceOf(request.headers['user-agent']));
    if (arrival.kind !== 'REFUSED') this.throttle.succeededLater('carrier', this.callers.of(request));
    response.setHeader('Set-Cookie', [this.carrierCookie.clear(), ...this.cookiesOf(arrival)]);
    response.redirect(303, placeOf(arrival, address));
  }

  /**
   * Accepts an invitation with an account of the carrier's directory, with `{ "token", "name", "language" }`: 200 with the address to go to. Refuses a
   * link that is no longer good, or whose carrier has no such sign-in (`LINK_USED`).
   */
  @Post('invitation')
  @Public()
  @HttpCode(200)
  async acceptInvitation(
    @Req() request: HouseRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Away> {
    const [token, name] = [textIn(body, 'token', 100), textIn(body, 'name', 120)?.trim()];
    if (token === null) throw new InputRefused(refuse('REQUIRED', 'token'));
    if (!name) throw new InputRefused(refuse('REQUIRED', 'name'));
    const attempt = this.throttle.begin('invitation', this.callers.of(request), null);
    const carrier = await this.invitations.carrierSignInOf(token);
    if (!carrier) throw new InputRefused(refuse('LINK_USED', 'token'));
    attempt.succeeded();
    const language = textIn(body, 'language', 2) === 'en' ? 'en' : 'de';
    return this.send(response, carrier.address, {
      kind: 'INVITATION',
      invitationHash: hashToken(token),
      name,
      language,
    });
  }

  /** Links the own account with one of the carrier's directory: 200 with the address to go to. */
  @Post('link')
  @Allow('account:own')
  @FreshProof()
  @HttpCode(200)
  async link(
    @CurrentActor() actor: Actor,
    @Req() request: HouseRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Away> {
    const here = await this.accounts.mine(actor);
    if (!here) throw new NotFoundException();
    return this.send(response, here.address, { kind: 'LINK', sessionId: sessionOf(request).id });
  }

  /** Proves again who one is, at the carrier's directory: 200 with the address to go to. Not where its word is no proof here, or one is not linked. */
  @Post('proof')
  @Allow('account:own')
  @HttpCode(200)
  async prove(
    @CurrentActor() actor: Actor,
    @Req() request: HouseRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Away> {
    const here = await this.accounts.mine(actor);
    if (!here?.linkedAt) throw new NotFoundException();
    return this.send(response, here.address, { kind: 'PROOF', sessionId: sessionOf(request).id });
  }

  private async send(response: Response, address: string, purpose: Purpose): Promise<Away> {
    const departure = await this.signIns.leave(address, purpose);
    if ('refused' in departure) throw new InputRefused(refuse('ISSUER_UNREACHABLE'));
    response.setHeader('Set-Cookie', this.carrierCookie.write(departure.token));
    return { url: departure.url.href };
  }

  private cookiesOf(arrival: Arrival): string[] {
    switch (arrival.kind) {
      case 'SESSION':
      case 'PROVEN':
        return [this.cookie.write(arrival.token)];
      case 'STEP':
        return [this.stepCookie.write(arrival.token)];
      case 'LINKED':
      case 'REFUSED':
        return [];
    }
  }
}

/** The reason stands behind the `#`, so it reaches no log. */
const pageFor = (why: CarrierRefusal): string => `/carrier#${why}`;

/** The start page remembers the carrier's address in this browser, so that nobody has to know it by heart. */
function placeOf(arrival: Arrival, address: string): string {
  switch (arrival.kind) {
    case 'SESSION':
      return `/#by=${address}`;
    case 'STEP':
      return `/#step=${address}`;
    case 'LINKED':
      return '/account#linked';
    case 'PROVEN':
      return '/account#proven';
    case 'REFUSED':
      return pageFor(arrival.why);
  }
}
