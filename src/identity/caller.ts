import { createParamDecorator, Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { requestOf } from '../access/request.js';
import { DeviceCookie, type KnownDevice } from './known-device.js';

export const ADDRESS_OF = Symbol('address of a request');

/** From where somebody asks who may not be signed in yet: kept nowhere as it stands. */
export interface Caller {
  readonly address: string;
  readonly device: KnownDevice | null;
}

@Injectable()
export class Callers {
  constructor(
    @Inject(ADDRESS_OF) private readonly addressOf: (request: IncomingMessage) => string,
    private readonly devices: DeviceCookie,
  ) {}

  /** Behind a proxy the address is what `TRUST_PROXY` lets it say. */
  of(request: IncomingMessage): Caller {
    return { address: this.addressOf(request), device: this.devices.read(request.headers.cookie) };
  }
}

/** The request behind an operation, for asking from where it comes. */
export const CurrentRequest = createParamDecorator((_: unknown, context: ExecutionContext): IncomingMessage =>
  requestOf(context),
);
