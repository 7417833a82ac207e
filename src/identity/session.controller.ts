import { Body, Controller, Delete, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentActor, Allow, Public } from '../access/access.decorators.js';
import { sessionOf, type HouseRequest } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { deviceOf } from '../core/device.js';
import { refuse } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { textIn } from './body.js';
import { DeviceCookie } from './known-device.js';
import { Proofs } from './proofs.service.js';
import { SessionCookie } from './session.cookie.js';
import { Sessions } from './sessions.service.js';
import { SignInGuard } from './sign-in.strategy.js';

@Controller('session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly proofs: Proofs,
    private readonly cookie: SessionCookie,
    private readonly devices: DeviceCookie,
  ) {}

  /** Signs in with `{ "email", "password" }` (JSON): 204 and a session cookie, or 401 with a refusal. */
  @Post()
  @Public()
  @UseGuards(SignInGuard)
  @HttpCode(204)
  async signIn(@Req() request: HouseRequest, @Res({ passthrough: true }) response: Response): Promise<void> {
    const device = deviceOf(request.headers['user-agent']);
    const token = await this.sessions.start(request.user as Actor, 'PASSWORD', device);
    response.setHeader('Set-Cookie', this.cookie.write(token));
    const { email } = request.body as { email: string }; // a text: the strategy has compared it
    response.append('Set-Cookie', this.devices.write(email));
  }

  /**
   * Proves again who one is, with `{ "password" }`: 204, and the session goes on under another cookie. 401 with `PROOF_FAILED`
   * otherwise; after five in a row the session is over.
   */
  @Post('proof')
  @Allow('account:own')
  @HttpCode(204)
  async prove(
    @CurrentActor() actor: Actor,
    @Req() request: HouseRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const password = textIn(body, 'password', 512);
    if (password === null) throw new InputRefused(refuse('REQUIRED', 'password'));
    const outcome = await this.proofs.byPassword(actor, sessionOf(request), password);
    if (!outcome.ok) throw new InputRefused(outcome);
    response.setHeader('Set-Cookie', this.cookie.write(outcome.value.token));
  }

  /** Signs out: the session ends at once. */
  @Delete()
  @Allow('account:own')
  @HttpCode(204)
  async signOut(
    @CurrentActor() actor: Actor,
    @Req() request: HouseRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const token = this.cookie.read(request.headers.cookie);
    if (token) await this.sessions.end(actor, token);
    response.setHeader('Set-Cookie', this.cookie.clear());
  }
}
