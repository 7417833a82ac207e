import { Controller, Delete, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentActor, Allow, Public } from '../access/access.decorators.js';
import type { HouseRequest } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { SessionCookie } from './session.cookie.js';
import { Sessions } from './sessions.service.js';
import { SignInGuard } from './sign-in.strategy.js';

@Controller('session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
  ) {}

  /** Signs in with `{ "email", "password" }` (JSON): 204 and a session cookie, or 401 with a refusal. */
  @Post()
  @Public()
  @UseGuards(SignInGuard)
  @HttpCode(204)
  async signIn(@Req() request: HouseRequest, @Res({ passthrough: true }) response: Response): Promise<void> {
    const token = await this.sessions.start(request.user as Actor);
    response.setHeader('Set-Cookie', this.cookie.write(token));
  }

  /** Signs out: the session ends at once. */
  @Delete()
  @Allow('signed-in')
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
