import {
  ForbiddenException,
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { holds, may, type Actor, type Permission } from '../core/access.js';
import { isFresh } from '../core/fresh-proof.js';
import { ALLOW, FRESH_PROOF, PUBLIC } from './access.decorators.js';
import { DENIALS, type Denials } from './denials.js';
import { FRESH_PROOF_MINUTES, FreshProofRequired } from './fresh-proof.js';
import { requestOf, type HouseRequest } from './request.js';

/** The one guard of the house: an operation that declares nothing is closed to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly told = new WeakMap<HouseRequest, Set<string>>();

  constructor(
    private readonly reflector: Reflector,
    @Inject(DENIALS) private readonly denials: Denials,
    @Inject(FRESH_PROOF_MINUTES) private readonly minutes: number,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(PUBLIC, handler)) return true;
    const permission = this.reflector.get<Permission | undefined>(ALLOW, handler);
    if (!permission) throw new ForbiddenException();
    const request = requestOf(context);
    const { actor } = request;
    if (!actor) throw new UnauthorizedException();
    if (!may(actor, permission)) return this.deny(request, actor, context, permission);
    if (this.reflector.get<boolean | undefined>(FRESH_PROOF, handler) && !this.hasProof(request))
      throw new FreshProofRequired();
    return true;
  }

  /** A program with a token of its own cannot prove anything: what its token may do was decided, with a fresh proof, when it was made. */
  private hasProof({ actor, session }: HouseRequest): boolean {
    return actor?.token !== undefined || isFresh(session?.provenAt ?? null, new Date(), this.minutes);
  }

  /** It is on record before the answer leaves; once a request and operation, however often it is asked for in one. */
  private async deny(
    request: HouseRequest,
    actor: Actor,
    context: ExecutionContext,
    permission: Permission,
  ): Promise<never> {
    const operation = `${context.getClass().name}.${context.getHandler().name}`;
    const told = this.told.get(request) ?? new Set();
    this.told.set(request, told);
    if (!told.has(operation)) {
      told.add(operation);
      await this.denials.denied(actor, operation, permission);
    }
    throw holds(actor.roles, permission) ? new ScopeMissing() : new ForbiddenException();
  }
}

/** The person may, but not with this token. */
class ScopeMissing extends ForbiddenException {
  constructor() {
    super({ code: 'SCOPE_MISSING' });
  }
}
