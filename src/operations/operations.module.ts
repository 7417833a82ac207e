import { Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { IdempotencyDayJob } from './idempotency-day.job.js';
import { Metrics } from './metrics.js';
import { METRICS_TOKEN, MetricsController } from './metrics.controller.js';
import { MetricsMiddleware } from './metrics.middleware.js';
import { OperationsResolver } from './operations.resolver.js';
import { Operations, READINESS, type ReadinessOptions } from './operations.service.js';

interface OperationsOptions extends ReadinessOptions {
  readonly metricsToken: string | null;
}

@Module({})
export class OperationsModule implements NestModule {
  static forRoot({ metricsToken, ...readiness }: OperationsOptions): DynamicModule {
    return {
      module: OperationsModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: METRICS_TOKEN, useValue: metricsToken },
        { provide: READINESS, useValue: readiness },
        Operations,
        IdempotencyDayJob,
        Metrics,
        MetricsMiddleware,
        OperationsResolver,
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(MetricsMiddleware).forRoutes('*path');
  }
}
