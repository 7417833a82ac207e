import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import type { Actor } from '../core/access.js';
import { refuse } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Sessions } from './sessions.service.js';

/** E-mail address and password, by passport-local. */
@Injectable()
export class SignInStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly sessions: Sessions) {
    super({ usernameField: 'email', session: false });
  }

  async validate(email: unknown, password: unknown): Promise<Actor | false> {
    if (typeof email !== 'string' || typeof password !== 'string') return false;
    // Longer than any password can be: not worth the hashing.
    if (password.length > 128 || email.length > 254 || email.includes('\0')) return false;
    return (await this.sessions.check(email, password)) ?? false;
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
