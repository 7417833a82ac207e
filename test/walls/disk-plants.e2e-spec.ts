import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { unseal } from '../../src/backup/envelope.js';
import { BackedUp } from '../support/backups.js';
import { OwnProcess } from '../support/own-process.js';
import { emptyPlaces, planted, plantEverywhere, unsealed } from '../support/protected-texts.js';
import { Directory } from '../support/provider.js';
import { finderOf, readableIn, readableRows } from '../support/readable-bytes.js';

jest.setTimeout(300_000);

/** A PDF of ours has its words packed: it is known by how it begins and ends. */
const protectedTexts = [planted, '%PDF-1.', '%%EOF'];

/** The product in a process of its own, with a word in every protected text; whoever has its disk looks for them. */
describe('the disk of a house', () => {
  const place = new BackedUp();
  const folder = join(place.root, 'data');
  let directory: Directory;
  let product: OwnProcess;

  const start = (env: Record<string, string> = {}): Promise<OwnProcess> =>
    OwnProcess.start(place.root, {
      ...place.settings('data'),
      LOG_LEVEL: 'debug',
      OIDC_PRIVATE_HOSTS: directory.host,
      ...env,
    });
  /** All that the house has written anywhere, but what is not its disk: the carriers' keys lie elsewhere. */
  const readable = (words: readonly string[]): string[] => readableIn(place.root, words);

  beforeAll(async () => {
    directory = await Directory.open();
    await place.prepare();
    mkdirSync(folder, { recursive: true });
  });
  afterAll(async () => {
    await product.kill().catch(() => undefined);
    await directory.close();
    place.remove();
  });

  it('holds no protected text after a clean stop, and neither does a backup that was opened', async () => {
    product = await start();
    await plantEverywhere(product, directory);
    await untilDrawn(product);
    expect(await readableRows(product.database, protectedTexts)).toEqual([]);
    expect((await place.beistand('data', 'backup')).code).toBe(0);
    await product.database.query('checkpoint');
    await product.stop();
    expect(readable(protectedTexts)).toEqual([]);
    // The same search finds what is kept in plain, in the tables' files and in the log of the database.
    const control = readable([unsealed]).join('\n');
    expect(control).toMatch(/\/base\/\d+\/\d+: zqkontrollwort/);
    expect(control).toMatch(/\/(pg_wal|wal_spool)\/\w+: zqkontrollwort/);
    const inside = await insideBackup(place);
    expect(inside.filter((found) => !found.includes(unsealed))).toEqual([]);
    expect(inside.length).toBeGreaterThan(0);
  });

  it('holds none after application and database were killed, with mails, jobs and a list waiting', async () => {
    product = await start({ BEISTAND_JOBS: 'off' });
    await plantEverywhere(product, directory);
    // Whatever is sealed was written, or the look would prove nothing: a new protected column needs a word of its own.
    expect(await emptyPlaces(product)).toEqual([]);
    const { rows: waiting } = await product.database.query('select from graphile_worker._private_jobs');
    expect(waiting.length).toBeGreaterThan(5);
    expect(await readableRows(product.database, protectedTexts)).toEqual([]);
    await product.kill();
    expect(readable(protectedTexts)).toEqual([]);
    expect(readable([unsealed]).length).toBeGreaterThan(0);
  });
});

/** Dossiers, mails and imports are the work of jobs. */
async function untilDrawn({ database }: OwnProcess): Promise<void> {
  for (let patience = 0; patience < 600; patience++) {
    const { rows } = await database.query(
      `select from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts or locked_at is not null`,
    );
    if (rows.length === 0) return;
    await setTimeout(100);
  }
  throw new Error('The queue was not done in a minute.');
}

/** What stands in the files of a backup for whoever holds its secret half. */
async function insideBackup({ store, identity }: BackedUp): Promise<string[]> {
  const find = finderOf([...protectedTexts, unsealed]);
  const found: string[] = [];
  for (const name of globSync('**/*.gz.age', { cwd: store })) {
    const pieces: Buffer[] = [];
    for await (const piece of await unseal(join(store, name), readFileSync(identity, 'utf8')))
      pieces.push(piece as Buffer);
    found.push(...find(Buffer.concat(pieces)).map((one) => `${name}: ${one}`));
  }
  return found;
}
