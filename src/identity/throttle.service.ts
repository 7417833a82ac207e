import { createHmac, randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { refuse } from '../core/result.js';
import { FailureCounter, networkOf, type ThrottleRule } from '../core/throttle.js';
import { InputRefused } from '../graphql/input-refused.js';
import type { Caller } from './caller.js';

const minutes = (count: number): number => count * 60;

/** One account from one network, or on one device that is known: people mistype, programs try on. */
const pairRule: ThrottleRule = { free: 5, first: 1, longest: minutes(15), window: minutes(60) };
/** The same while somebody tries one account, or one house's accounts, from everywhere: one try a network, then it gets slow. */
const pressedRule: ThrottleRule = { ...pairRule, free: 1, first: 30 };
/** One network, whatever it tries: an office behind one address has many people. */
const networkRule: ThrottleRule = { free: 100, first: 5, longest: minutes(15), window: minutes(15) };
/** Never make anybody wait by themselves: they only say whether there is pressure. */
const watchRule: ThrottleRule = { free: Infinity, first: 0, longest: 0, window: minutes(60) };

const PRESSED_ACCOUNT = 50;
const PRESSED_HOUSE = 500;
const MOST_KEYS = 100_000;

/** What is tried. Each is counted apart. */
export type Attempted = 'sign-in' | 'factor' | 'reset' | 'invitation' | 'token' | 'carrier';

export interface Attempt {
  /** It was the right one: what it counted for is taken back. */
  succeeded(): void;
}

/**
 * Slows guessing down without a way to lock anybody out. Waits hang on the pair of account and network (or known device), so whoever
 * attacks an account makes nobody wait but themselves; pressure on an account from everywhere takes free tries from networks that are not
 * known yet, never the first one, and nothing from a device on which the person has signed in before.
 * Kept in this process's memory under keyed hashes, no longer than the window. Unknown accounts are counted like others.
 */
@Injectable()
export class Throttle implements OnApplicationShutdown {
  private readonly secret = randomBytes(32);
  private readonly pairs = new FailureCounter(pairRule, MOST_KEYS);
  private readonly networks = new FailureCounter(networkRule, MOST_KEYS);
  private readonly accounts = new FailureCounter(watchRule, MOST_KEYS);
  private readonly houses = new FailureCounter(watchRule, MOST_KEYS);
  private readonly cleaning = setInterval(() => this.clean(), 60_000).unref();

  /**
   * Lets an attempt through or refuses it with `TOO_MANY_ATTEMPTS` and the seconds to wait. `account` is the name that was given (an
   * address), whether there is such an account or not; null where there is none, as with the link of an invitation.
   */
  begin(what: Attempted, caller: Caller, account: string | null, now = new Date()): Attempt {
    const name = account?.trim().toLowerCase() ?? null;
    const network = this.key(what, 'network', networkOf(caller.address));
    const known = name !== null && caller.device?.isOf(name) ? caller.device.id : null;
    const pair = this.key(what, name ?? '', known ?? networkOf(caller.address));
    const watched =
      name === null
        ? null
        : { account: this.key(what, 'account', name), house: this.key(what, 'house', domainOf(name)) };

    const wait = Math.max(
      name === null ? 0 : this.pairs.wait(pair, now),
      known === null ? this.networks.wait(network, now) : 0,
    );
    if (wait > 0) throw new InputRefused(refuse('TOO_MANY_ATTEMPTS', null, { seconds: wait }));

    if (watched) {
      const pressed =
        known === null &&
        (this.accounts.failures(watched.account, now) >= PRESSED_ACCOUNT ||
          this.houses.failures(watched.house, now) >= PRESSED_HOUSE);
      this.pairs.count(pair, now, pressed ? pressedRule : pairRule);
      this.accounts.count(watched.account, now);
      this.houses.count(watched.house, now);
    }
    this.networks.count(network, now);
    return {
      succeeded: () => {
        this.networks.takeBack(network);
        if (!watched) return;
        this.pairs.forget(pair);
        this.accounts.takeBack(watched.account);
        this.houses.takeBack(watched.house);
      },
    };
  }

  /** For what began in one request, without an account, and succeeded in another. */
  succeededLater(what: Attempted, caller: Caller): void {
    this.networks.takeBack(this.key(what, 'network', networkOf(caller.address)));
  }

  onApplicationShutdown(): void {
    clearInterval(this.cleaning);
  }

  private clean(now = new Date()): void {
    for (const counter of [this.pairs, this.networks, this.accounts, this.houses]) counter.forgetOld(now);
  }

  /** Whoever reads the memory finds no address and no name in it. */
  private key(...parts: readonly string[]): string {
    return createHmac('sha256', this.secret).update(parts.join('\0')).digest('base64url');
  }
}

/** Stands for the organisation of an account: an unknown one has none, and must be counted all the same. */
const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);
