import { Body, Controller, HttpCode, Inject, Post, Req, Res, UnauthorizedException } from '@nestjs/common';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { Response } from 'express';
import { Public } from '../access/access.decorators.js';
import { FRESH_PROOF_MINUTES, FreshProofRequired } from '../access/fresh-proof.js';
import type { HouseRequest } from '../access/request.js';
import { deviceOf } from '../core/device.js';
import { isFresh } from '../core/fresh-proof.js';
import { refuse, type Result } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { objectIn, textIn } from './body.js';
import { Enrolments, type Enrolled, type Enrollee } from './enrolments.service.js';
import { SessionCookie } from './session.cookie.js';
import { STEP_COOKIE } from './links.js';
import type { Setup } from './totp.js';

/**
 * Setting up second factors. For whoever has a session with a fresh proof, and for whoever gave the password and has no factor yet:
 * that is why it is not `@Allow('signed-in')`; `enrollee` lets nobody else through.
 */
@Controller('session/factors')
export class EnrolmentController {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly cookie: SessionCookie,
    @Inject(STEP_COOKIE) private readonly stepCookie: SessionCookie,
    @Inject(FRESH_PROOF_MINUTES) private readonly minutes: number,
  ) {}

  /** Begins an authenticator app, with `{ "name" }`: 200 with its id, secret, address and QR code, shown once. */
  @Post('totp')
  @Public()
  @HttpCode(200)
  async beginCodes(@Req() request: HouseRequest, @Body() body: unknown): Promise<Setup & { id: string }> {
    return granted(await this.enrolments.beginCodes(await this.enrollee(request), nameIn(body)));
  }

  /** Confirms it with `{ "id", "code" }`: 200 with recovery codes where it is the first factor; 401 with `FACTOR_FAILED`. */
  @Post('totp/confirm')
  @Public()
  @HttpCode(200)
  async confirmCodes(
    @Req() request: HouseRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Omit<Enrolled, 'token'>> {
    const [id, code] = [textIn(body, 'id', 36), textIn(body, 'code', 20)];
    if (id === null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw missing('id');
    if (code === null) throw missing('code');
    const enrollee = await this.enrollee(request);
    return this.arrive(await this.enrolments.confirmCodes(enrollee, id, code.replaceAll(/\s/g, '')), response);
  }

  /** What a browser's `navigator.credentials.create` takes, as JSON. */
  @Post('passkey-options')
  @Public()
  @HttpCode(200)
  async passkeyOptions(@Req() request: HouseRequest): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return this.enrolments.passkeyOptions(await this.enrollee(request));
  }

  /** The passkey, as `{ "name", "passkey" }`: 200 with recovery codes where it is the first factor; 401 with `FACTOR_FAILED`. */
  @Post('passkey')
  @Public()
  @HttpCode(200)
  async addPasskey(
    @Req() request: HouseRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Omit<Enrolled, 'token'>> {
    const passkey = objectIn(body, 'passkey');
    if (!passkey) throw missing('passkey');
    const enrollee = await this.enrollee(request);
    return this.arrive(await this.enrolments.addPasskey(enrollee, nameIn(body), passkey), response);
  }

  private async enrollee(request: HouseRequest): Promise<Enrollee> {
    const { actor, session } = request;
    if (actor && session) {
      if (!isFresh(session.provenAt, new Date(), this.minutes)) throw new FreshProofRequired();
      return { actor, session };
    }
    const step = this.stepCookie.read(request.headers.cookie);
    const device = deviceOf(request.headers['user-agent']);
    const found = step && (await this.enrolments.enrolleeAt(step, device));
    if (!found) throw new UnauthorizedException();
    return found;
  }

  private arrive(outcome: Result<Enrolled>, response: Response): Omit<Enrolled, 'token'> {
    const { token, ...enrolled } = granted(outcome);
    if (token) response.setHeader('Set-Cookie', [this.cookie.write(token), this.stepCookie.clear()]);
    return enrolled;
  }
}

const missing = (field: string): InputRefused => new InputRefused(refuse('REQUIRED', field));

/** How the person will know it again. */
function nameIn(body: unknown): string {
  const name = textIn(body, 'name', 60)?.trim();
  if (!name) throw missing('name');
  return name;
}

function granted<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new InputRefused(outcome);
  return outcome.value;
}
