import {
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { may, type Permission } from '../core/access.js';
import { ALLOW, PUBLIC } from './access.decorators.js';
import { requestOf } from './request.js';

/** The one guard of the house: an operation that declares nothing is closed to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(PUBLIC, handler)) return true;
    const permission = this.reflector.get<Permission | undefined>(ALLOW, handler);
    if (!permission) throw new ForbiddenException();
    const { actor } = requestOf(context);
    if (!actor) throw new UnauthorizedException();
    if (!may(actor, permission)) throw new ForbiddenException();
    return true;
  }
}
