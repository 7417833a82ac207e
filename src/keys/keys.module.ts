import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { KeySettings } from '../config.js';
import { driverOf } from './driver-of.js';
import { KeyRotation } from './key-rotation.service.js';
import { KEY_DRIVER, Keys } from './keys.service.js';

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
