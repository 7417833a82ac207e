import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TransitServer } from '../../test/support/transit-server.js';
import type { KeyDriver } from './key-driver.js';
import { KeyMissing, KeysUnavailable, SealBroken } from './key-faults.js';
import { KeyFileDriver } from './key-file.driver.js';
import { TransitDriver } from './transit.driver.js';

let folder = '';
let transit: TransitServer;
const [carrier, other] = [randomUUID(), randomUUID()];
const dataKey = randomBytes(32);

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'beistand-keys-')), 'keys');
  transit = await TransitServer.start();
});
afterEach(async () => {
  await transit.stop();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const transitDriver = (token = transit.token): TransitDriver =>
  new TransitDriver({ address: transit.address, token: { value: token }, mount: 'transit', timeoutMs: 500 });
const drivers: readonly (readonly [string, () => KeyDriver])[] = [
  ['key files', () => new KeyFileDriver(folder)],
  ['transit', () => transitDriver()],
];

describe.each(drivers)('%s', (_, driver) => {
  it('open what they have wrapped, also by a version that was followed by others, and in another process', async () => {
    expect(await driver().make(carrier)).toBe(1);
    expect(await driver().make(carrier)).toBe(1);
    const wrapped = await driver().wrap(carrier, 1, dataKey, 'about');
    expect(await driver().rotate(carrier, 1)).toBe(2);
    const second = await driver().wrap(carrier, 2, dataKey, 'about');
    expect(await driver().unwrap(carrier, 1, wrapped, 'about')).toEqual(dataKey);
    expect(await driver().unwrap(carrier, 2, second, 'about')).toEqual(dataKey);
    expect(await driver().make(carrier)).toBe(2);
  });

  it('make one version, however many ask at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => driver().make(carrier)));
    await driver().rotate(carrier, 1);
    expect(await driver().rotate(carrier, 1)).toBe(2);
    expect(await driver().make(carrier)).toBe(2);
  });

  it('open nothing for another carrier, version or subject, and nothing that was changed', async () => {
    const keys = driver();
    for (const one of [carrier, other]) await keys.make(one);
    await keys.rotate(carrier, 1);
    const wrapped = await keys.wrap(carrier, 1, dataKey, 'about');
    const changed = Buffer.from(wrapped);
    changed[changed.length - 3]! ^= 4;
    await expect(keys.unwrap(other, 1, wrapped, 'about')).rejects.toThrow(SealBroken);
    await expect(keys.unwrap(carrier, 2, wrapped, 'about')).rejects.toThrow(SealBroken);
    await expect(keys.unwrap(carrier, 1, wrapped, 'of another')).rejects.toThrow(SealBroken);
    await expect(keys.unwrap(carrier, 1, changed, 'about')).rejects.toThrow(SealBroken);
    await expect(keys.unwrap(carrier, 1, wrapped.subarray(0, -4), 'about')).rejects.toThrow(SealBroken);
  });

  it('open nothing once the key is destroyed', async () => {
    const keys = driver();
    await keys.make(carrier);
    const wrapped = await keys.wrap(carrier, 1, dataKey, 'about');
    await keys.destroy(carrier);
    await expect(keys.unwrap(carrier, 1, wrapped, 'about')).rejects.toThrow(KeyMissing);
    await keys.destroy(carrier);
  });
});

describe('key files', () => {
  it('are readable by their owner alone, and hold one key each', async () => {
    await new KeyFileDriver(folder).make(carrier);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, carrier)).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, carrier))).toEqual(['1.key']);
    expect(statSync(join(folder, carrier, '1.key')).mode & 0o777).toBe(0o600);
  });

  it('are not used when they are missing, damaged, another’s, or open to others', async () => {
    const keys = new KeyFileDriver(folder);
    for (const one of [carrier, other]) await keys.make(one);
    const wrapped = await keys.wrap(carrier, 1, dataKey, 'about');
    const file = join(folder, carrier, '1.key');
    const kept = readFileSync(file);
    const fresh = (): Promise<Buffer> => new KeyFileDriver(folder).unwrap(carrier, 1, wrapped, 'about');

    renameSync(file, `${file}.away`);
    await expect(fresh()).rejects.toThrow(KeyMissing);
    writeFileSync(file, 'short\n');
    await expect(fresh()).rejects.toThrow(KeyMissing);
    writeFileSync(file, readFileSync(join(folder, other, '1.key')));
    await expect(fresh()).rejects.toThrow(SealBroken);
    writeFileSync(file, kept);
    expect(await fresh()).toEqual(dataKey);
    chmodSync(folder, 0o755);
    await expect(new KeyFileDriver(folder).check()).rejects.toThrow(KeysUnavailable);
  });
});

describe('transit', () => {
  it.each([403, 500, 503, 0])('is unavailable while it answers %d', async (status) => {
    const keys = transitDriver();
    await keys.make(carrier);
    const wrapped = await keys.wrap(carrier, 1, dataKey, 'about');
    transit.answersWith = status;
    for (const asked of [
      () => keys.unwrap(carrier, 1, wrapped, 'about'),
      () => keys.wrap(carrier, 1, dataKey, 'about'),
      () => keys.rotate(carrier, 1),
      () => keys.check(),
    ])
      await expect(asked()).rejects.toThrow(KeysUnavailable);
    transit.answersWith = null;
    expect(await keys.unwrap(carrier, 1, wrapped, 'about')).toEqual(dataKey);
  });

  it('is unavailable without the right token and when it is gone, and says nothing of either', async () => {
    await expect(transitDriver('another').check()).rejects.toThrow('The key service answered 403.');
    const keys = transitDriver();
    await transit.stop();
    await expect(keys.check()).rejects.toThrow('The key service cannot be reached.');
    transit = await TransitServer.start();
  });

  it('is asked once for what is opened again and again', async () => {
    const keys = transitDriver();
    await keys.make(carrier);
    const wrapped = await keys.wrap(carrier, 1, dataKey, 'about');
    const before = transit.requests;
    for (let time = 0; time < 5; time++) await keys.unwrap(carrier, 1, wrapped, 'about');
    expect(transit.requests - before).toBe(1);
  });
});
