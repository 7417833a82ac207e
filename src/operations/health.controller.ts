import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { Response } from 'express';
import { Public } from '../access/access.decorators.js';
import { Operations } from './operations.service.js';

/** For whoever watches over the process. Says of each part whether it is up, and nothing of addresses or causes. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly operations: Operations,
  ) {}

  /** The process lives and answers. Red means: start it again. */
  @Get('health')
  @Public()
  isAlive(): { status: string } {
    return { status: 'ok' };
  }

  /** Everything it needs is there. 503 means: send it no requests for now; it comes back by itself. */
  @Get('ready')
  @Public()
  async isReady(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    try {
      return await this.health.check([() => this.database(), () => this.queue(), () => this.keys()]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(503).setHeader('Retry-After', '5');
      return error.getResponse() as HealthCheckResult;
    }
  }

  private async database(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const { answers, pendingMigrations } = await this.operations.database();
    if (!answers) return indicator.down();
    return pendingMigrations === 0 ? indicator.up() : indicator.down({ migrations: 'pending' });
  }

  private async keys(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('keys');
    return (await this.operations.keysAreThere()) ? indicator.up() : indicator.down();
  }

  private queue(): HealthIndicatorResult {
    const indicator = this.indicators.check('queue');
    if (this.operations.queueRuns === null) return indicator.up({ runs: 'elsewhere' });
    return this.operations.queueRuns ? indicator.up() : indicator.down();
  }
}
