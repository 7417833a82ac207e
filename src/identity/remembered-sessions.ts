import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { HouseRequest } from '../access/request.js';
import { hashToken } from './secrets.js';
import { SessionCookie } from './session.cookie.js';
import { Sessions, type SignedIn } from './sessions.service.js';

/** After so long the database is asked first again, which also notes that the session is in use. */
const REMEMBERED_FOR = 10_000;
const MOST = 10_000;

/**
 * Who came with which cookie some seconds ago. Nothing is answered on the strength of it: the transaction that reads asks whether it still
 * is so (`Actor.assumed`), and where none did, `confirm` asks.
 */
@Injectable()
export class RememberedSessions {
  private readonly known = new Map<string, { readonly signedIn: SignedIn; readonly until: number }>();

  constructor(
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
  ) {}

  /** Puts into the request who it was some seconds ago, to be asked again; false when nobody is remembered. */
  recall(request: HouseRequest): boolean {
    const token = this.cookie.read(request.headers.cookie);
    const found = token === null ? undefined : this.known.get(token);
    if (token === null || !found) return false;
    if (found.until < Date.now()) {
      this.known.delete(token);
      return false;
    }
    const { actor, session } = found.signedIn;
    request.actor = { ...actor, assumed: { tokenHash: hashToken(token), holds: null } };
    request.session = session;
    return true;
  }

  /** Keeps who a request comes from, as it was just looked up. */
  remember({ headers, actor, session }: HouseRequest): void {
    const token = this.cookie.read(headers.cookie);
    if (token === null || !actor || !session || actor.token || actor.assumed) return;
    if (this.known.size >= MOST) this.known.delete(this.known.keys().next().value as string);
    this.known.set(token, { signedIn: { actor, session }, until: Date.now() + REMEMBERED_FOR });
  }

  /**
   * Whether an answer stands that was made for whom `recall` has named. False: the session is over, or its person is another one by now; then the
   * request says who it comes from in truth. Throws what the database throws.
   */
  async confirm(request: HouseRequest): Promise<boolean> {
    const { assumed, ...actor } = request.actor ?? {};
    if (assumed?.holds === true) return true;
    const token = this.cookie.read(request.headers.cookie);
    const signedIn = token === null ? null : await this.sessions.actorOf(token);
    request.actor = signedIn?.actor ?? null;
    request.session = signedIn?.session ?? null;
    if (token !== null) this.known.delete(token);
    this.remember(request);
    return assumed?.holds !== false && isDeepStrictEqual(request.actor, actor);
  }
}
