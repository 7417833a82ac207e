import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { connectionPool } from '../database/pool.js';
import type { StatisticsKeyFiles } from './statistics-keys.js';

export const STATISTICS_OPTIONS = Symbol('statistics options');

export interface StatisticsOptions extends StatisticsKeyFiles {
  /** Connection of the role that reads releases and frozen records and nothing else; null: this process publishes no numbers. */
  readonly url: string | null;
  /** Who publishes, unless whoever prepares a release says otherwise. */
  readonly publisher: string;
  /** The address that GovData assigned to whoever delivers to it; null: none. */
  readonly contributorId: string | null;
  /** Where people reach the server: what addresses begin with. */
  readonly publicUrl: string;
}

/** A few connections as the role `beistand_statistics`. */
@Injectable()
export class StatisticsPool implements OnApplicationShutdown {
  /** Null where the settings name no connection. */
  readonly pool: ReturnType<typeof connectionPool> | null;

  constructor(@Inject(STATISTICS_OPTIONS) { url }: StatisticsOptions) {
    this.pool = url === null ? null : connectionPool(url, 3);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
  }
}
