import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/access.decorators.js';
import { Metrics } from './metrics.js';

export const METRICS_TOKEN = Symbol('metrics token');

/** Public for the guard, since who reads it is no person with an account: it asks for its token, or for a caller on this machine. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(METRICS_TOKEN) private readonly token: string | null,
  ) {}

  @Get()
  @Public()
  async read(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<string> {
    const admitted = this.token === null ? isFromHere(request) : carries(request, this.token);
    if (!admitted) throw new NotFoundException();
    response.setHeader('Content-Type', this.metrics.contentType);
    return this.metrics.text();
  }
}

const carries = (request: Request, token: string): boolean =>
  timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Behind a reverse proxy every caller seems to come from this machine: the proxy's own headers give it away. */
const isFromHere = ({ socket, headers }: Request): boolean =>
  /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '') &&
  !['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => name in headers);
