import { Body, Controller, Delete, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Response } from 'express';
import { CurrentActor, Allow, Public } from '../access/access.decorators.js';
import { sessionOf, type HouseRequest } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { deviceOf } from '../core/device.js';
import { refuse } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { answerIn, textIn } from './body.js';
import { Callers } from './caller.js';
import { DeviceCookie } from './known-device.js';
import { SECOND_FACTOR, STEP_COOKIE } from './links.js';
import { Proofs } from './proofs.service.js';
import { SessionCookie } from './session.cookie.js';
import { Sessions } from './sessions.service.js';
import { SignIn, type NextStep } from './sign-in.service.js';
import { SignInGuard } from './sign-in.strategy.js';
import { Throttle } from './throttle.service.js';

@Controller('session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly signIns: SignIn,
    private readonly proofs: Proofs,
    private readonly cookie: SessionCookie,
    private readonly devices: DeviceCookie,
    private readonly throttle: Throttle,
    private readonly callers: Callers,
    @Inject(STEP_COOKIE) private readonly stepCookie: SessionCookie,
    @Inject(SECOND_FACTOR) private readonly secondFactor: 'on' | 'off',
  ) {}

  /**
   * Signs in with `{ "email", "password" }` (JSON): 202 with what comes next, `FACTOR` or `ENROL`, and a cookie for that alone; 401 with
   * a refusal. Where no second factor is asked for (`SECOND_FACTOR=off`): 204 and the session's cookie.
   */
  @Post()
  @Public()
  @UseGuards(SignInGuard)
  async signIn(
    @Req() request: HouseRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<NextStep | undefined> {
    const actor = request.user as Actor;
    const { email } = request.body as { email: string }; // a text: the strategy has compared it
    if (this.secondFactor === 'off') {
      const token = await this.sessions.start(actor, 'PASSWORD', deviceOf(request.headers['user-agent']));
      response.status(204).setHeader('Set-Cookie', this.cookie.write(token));
      response.append('Set-Cookie', this.devices.write(email));
      return undefined;
    }
    const { token, ...next } = await this.signIns.begin(actor);
    response.status(202).setHeader('Set-Cookie', this.stepCookie.write(token));
    // Whoever knows the password is waited for no longer than others while somebody else guesses.
    response.append('Set-Cookie', this.devices.write(email));
    return next;
  }

  /** What comes next in a sign-in that is begun, as after the password: for whoever comes from the carrier's directory. 401 where there is none. */
  @Post('step')
  @Public()
  @HttpCode(200)
  async nextStep(@Req() request: HouseRequest): Promise<NextStep> {
    const step = this.stepCookie.read(request.headers.cookie);
    const next = step && (await this.signIns.next(step));
    if (!next) throw new InputRefused(refuse('SIGN_IN_AGAIN'));
    return next;
  }

  /**
   * The second factor: `{ "code" }`, `{ "recoveryCode" }` or `{ "passkey" }`; a passkey also does alone. 204 and the session's cookie;
   * 401 with `FACTOR_FAILED` or `SIGN_IN_AGAIN`, 429 with `TRY_LATER`, or with `TOO_MANY_ATTEMPTS` where a network has failed too often.
   */
  @Post('factor')
  @Public()
  @HttpCode(204)
  async answer(
    @Req() request: HouseRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const answer = answerIn(body);
    if (!answer) throw new InputRefused(refuse('REQUIRED', 'code'));
    const step = this.stepCookie.read(request.headers.cookie);
    if (!step) throw new InputRefused(refuse('SIGN_IN_AGAIN'));
    // By network alone: each account has its own count in the database, which no other network and no restart takes back.
    const attempt = this.throttle.begin('factor', this.callers.of(request), null);
    const outcome = await this.signIns.answer(step, answer, deviceOf(request.headers['user-agent']));
    if (!outcome.ok) throw new InputRefused(outcome);
    attempt.succeeded();
    response.setHeader('Set-Cookie', [this.cookie.write(outcome.value.token), this.stepCookie.clear()]);
  }

  /** What a browser's `navigator.credentials.get` takes, as JSON: for signing in, or, within a session, for a fresh proof. */
  @Post('passkey-options')
  @Public()
  @HttpCode(200)
  async passkeyOptions(
    @Req() request: HouseRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { actor, session } = request;
    if (actor && session) return this.signIns.challengeIn(actor, session);
    const { token, options } = await this.signIns.challenge(this.stepCookie.read(request.headers.cookie));
    response.setHeader('Set-Cookie', this.stepCookie.write(token));
    return options;
  }

  /**
   * Proves again who one is, with an answer as for `POST /session/factor`, or with `{ "password" }` where no second factor is asked for:
   * 204, and the session goes on under another cookie. 401 otherwise; after five in a row the session is over.
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
    const [answer, password] = [answerIn(body), textIn(body, 'password', 512)];
    const byPassword = this.secondFactor === 'off' && !answer ? password : null;
    if (!answer && byPassword === null)
      throw new InputRefused(refuse('REQUIRED', this.secondFactor === 'off' ? 'password' : 'code'));
    const session = sessionOf(request);
    const outcome = answer
      ? await this.proofs.byFactor(actor, session, answer)
      : await this.proofs.byPassword(actor, session, byPassword ?? '');
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
