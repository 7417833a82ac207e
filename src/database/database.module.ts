import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { applicationDataSource, type Entities } from './data-source.js';
import { Transactions } from './transactions.js';

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** `url` is the application role's; `entities` are listed by the rooms. */
  static forRoot(url: string, entities: Entities): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DataSource, useFactory: () => applicationDataSource(url, entities).initialize() },
        Transactions,
      ],
      exports: [Transactions],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}
