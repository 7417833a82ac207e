import { createParamDecorator, SetMetadata, UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import type { Actor, Permission } from '../core/access.js';
import { onceOf } from './once.js';
import { requestOf } from './request.js';

export const ALLOW = 'beistand:allow';
export const PUBLIC = 'beistand:public';
export const FRESH_PROOF = 'beistand:fresh-proof';

/** Who may call this operation: whoever holds the permission. */
export const Allow = (permission: Permission): MethodDecorator => SetMetadata(ALLOW, permission);

/** Open to everybody, signed in or not. */
export const Public = (): MethodDecorator => SetMetadata(PUBLIC, true);

/**
 * Beside `@Allow`: only for whoever has proved within the last minutes who they are (`POST /session/proof`). For what cannot be taken back or
 * opens doors: exports, erasure, referrals, dossiers, keys, roles, people.
 */
export const FreshProof = (): MethodDecorator => SetMetadata(FRESH_PROOF, true);

/** The signed-in person, with the key of a mutation that may be sent again. Only where `@Allow` stands: the guard has let nobody else through. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = requestOf(context);
  if (!actor) throw new UnauthorizedException();
  const once = onceOf(context, actor.personId);
  return once ? { ...actor, once } : actor;
});
