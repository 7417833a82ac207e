import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { KeySettings } from '../config.js';
import type { KeyDriver } from './key-driver.js';
import { KeyFileDriver } from './key-file.driver.js';
import { KeyRotation } from './key-rotation.service.js';
import { KEY_DRIVER, Keys } from './keys.service.js';
import { TransitDriver } from './transit.driver.js';

const driverOf = (settings: KeySettings): KeyDriver =>
  settings.kind === 'files' ? new KeyFileDriver(settings.folder) : new TransitDriver({ ...settings, timeoutMs: 3_000 });

@Global()
@Module({})
export class KeysModule {
  static forRoot(settings: KeySettings): DynamicModule {
    return {
      module: KeysModule,
      providers: [{ provide: KEY_DRIVER, useFactory: () => driverOf(settings) }, Keys, KeyRotation],
      exports: [Keys, KeyRotation],
    };
  }
}
