import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { Response } from 'express';
import { Public } from '../access/access.decorators.js';
import type { BackupWarning } from '../core/backup-age.js';
import { Operations } from './operations.service.js';

/** For whoever watches over the process. Says of each part whether it is up, in a word why not, and nothing of addresses. */
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
      return await this.health.check([
        () => this.database(),
        () => this.queue(),
        () => this.erasure(),
        () => this.keys(),
        () => this.disk(),
        () => this.backup(),
      ]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(503).setHeader('Retry-After', '5');
      return error.getResponse() as HealthCheckResult;
    }
  }

  private async database(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const { answers, pendingMigrations } = await this.operations.database();
    if (!answers) return indicator.down(because('DATABASE_AWAY'));
    return pendingMigrations === 0 ? indicator.up() : indicator.down(because('MIGRATIONS_PENDING'));
  }

  private async keys(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('keys');
    return (await this.operations.keysAreThere()) ? indicator.up() : indicator.down(because('KEYS_AWAY'));
  }

  /** Red before the disk is full: what is written then can still be finished, and the log of it, too. */
  private async disk(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('disk');
    return (await this.operations.hasRoom()) ? indicator.up() : indicator.down(because('DISK_LOW'));
  }

  /** Without a fresh backup people can work: it is a warning, unless whoever runs the house wants it otherwise (`BACKUP_REQUIRED`). */
  private async backup(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('backup');
    const known = await this.operations.backups();
    if (!known) return indicator.up({ made: 'elsewhere' });
    if (known.warning === null) return indicator.up();
    return known.isRequired ? indicator.down(because(known.warning)) : indicator.up({ warning: known.warning });
  }

  /** What was erased before a restore brought it back: the house goes on erasing it before it is ready. */
  private async erasure(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('erasure');
    return (await this.operations.erasureWaits()) ? indicator.down(because('ERASURE_WAITS')) : indicator.up();
  }

  private async queue(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('queue');
    if (this.operations.queueRuns === null) return indicator.up({ runs: 'elsewhere' });
    if (!this.operations.queueRuns) return indicator.down(because('QUEUE_STOPPED'));
    return (await this.operations.queueLags()) ? indicator.down(because('QUEUE_LAGS')) : indicator.up();
  }
}

/** Why a part is down, in a word for whoever watches: what to do about each stands in docs/operations.md. */
type Reason =
  | 'DATABASE_AWAY'
  | 'MIGRATIONS_PENDING'
  | 'QUEUE_STOPPED'
  | 'QUEUE_LAGS'
  | 'ERASURE_WAITS'
  | 'KEYS_AWAY'
  | 'DISK_LOW'
  | BackupWarning;

const because = (reason: Reason): { readonly reason: Reason } => ({ reason });
