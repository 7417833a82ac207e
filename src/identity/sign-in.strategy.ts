import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import type { Request } from 'express';
import type { Actor } from '../core/access.js';
import { isTooLong } from '../core/password.js';
import { refuse } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Callers } from './caller.js';
import { Sessions } from './sessions.service.js';
import { Throttle } from './throttle.service.js';

/** E-mail address and password, by passport-local. */
@Injectable()
export class SignInStrategy extends PassportStrategy(Strategy) {
  constructor(
    private readonly sessions: Sessions,
    private readonly throttle: Throttle,
    private readonly callers: Callers,
  ) {
    super({ usernameField: 'email', session: false, passReqToCallback: true });
  }

  async validate(request: Request, email: unknown, password: unknown): Promise<Actor | false> {
    if (typeof email !== 'string' || typeof password !== 'string') return false;
    if (email.length > 254 || email.includes('\0') || isTooLong(password)) return false;
    const attempt = this.throttle.begin('sign-in', this.callers.of(request), email);
    const actor = await this.sessions.check(email, password);
    if (!actor) return false;
    attempt.succeeded();
    // Said to nobody but whoever knows the password.
    if (await this.sessions.mustComeByCarrier(actor)) throw new InputRefused(refuse('CARRIER_SIGN_IN_DEMANDED'));
    return actor;
  }
}

/** One answer for a wrong password, an unknown address and a deactivated account. */
@Injectable()
export class SignInGuard extends AuthGuard('local') {
  override handleRequest<User = Actor>(error: Error | null, user: User | false): User {
    if (error) throw error;
    if (!user) throw new InputRefused(refuse('SIGN_IN_FAILED'));
    return user;
  }
}
