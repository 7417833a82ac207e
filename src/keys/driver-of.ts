import type { KeySettings } from '../config.js';
import type { KeyDriver } from './key-driver.js';
import { KeyFileDriver } from './key-file.driver.js';
import { TransitDriver } from './transit.driver.js';

/** Who keeps the carriers' keys by these settings. */
export const driverOf = (settings: KeySettings): KeyDriver =>
  settings.kind === 'files' ? new KeyFileDriver(settings.folder) : new TransitDriver({ ...settings, timeoutMs: 3_000 });
