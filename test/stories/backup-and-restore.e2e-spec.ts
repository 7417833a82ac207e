import { cpSync, existsSync, globSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import { refuseUnfit } from '../../src/backup/restore.js';
import { Signer } from '../../src/backup/signer.js';
import { findBackup, verifyFiles } from '../../src/backup/verify.js';
import { migrationNames } from '../../src/database/data-source.js';
import { fetchFile, filesOf, pathOf, uploaded } from '../support/attachments.js';
import { BackedUp, flip, rowsOf, type RunningHouse } from '../support/backups.js';
import { CASE, recordCase, type Json } from '../support/cases.js';
import { pdf } from '../support/files.js';
import { Someone } from '../support/world.js';

// Whole clusters are copied, recovered and started.
jest.setTimeout(300_000);

const evidence = pdf('Absage der Hausverwaltung');

const DOES_NOT_FOLLOW = /^DAMAGED: Shipment 2 does not follow/;
const cutLast = (path: string): void => truncateSync(path, readFileSync(path).length - 1);

describe('a house that burns down', () => {
  const place = new BackedUp();
  const fire = join(place.root, 'what-is-left');
  let before: Record<string, string[]>;
  let moment: Date;
  let counsellor: Someone;
  const cases: Record<'before' | 'between' | 'after', string> = { before: '', between: '', after: '' };

  beforeAll(async () => {
    await place.prepare();
    const running = await place.open('data');
    counsellor = await running.world.counsellor();
    const record = async (narrative: string): Promise<string> =>
      String((await recordCase(counsellor, { narrative })).id);
    cases.before = await record('Vor der Sicherung.');
    await uploaded(counsellor, cases.before, { file: evidence, fileName: 'vorher.pdf' });
    const made = await place.beistand('data', 'backup');
    expect(made).toEqual({ code: 0, said: expect.stringMatching(/^Backup \d{8}T\d{6}Z of [0-9a-f]{16}: \d+ files/) });
    cases.between = await record('Nach der Sicherung.');
    await uploaded(counsellor, cases.between, { file: evidence, fileName: 'danach.pdf' });
    await setTimeout(50);
    moment = new Date();
    await setTimeout(50);
    cases.after = await record('Nach dem Augenblick.');
    // Entries get their places in the log a moment later; none of them may after this.
    await running.house.app.get(AuditSequencer, { strict: false }).takeAll();
    before = await quietRows(running);
    await running.shipped();
    // What is in the backups' folder at this moment is all that is left of the house.
    cpSync(place.store, fire, { recursive: true });
    await running.close();
    rmSync(running.dataFolder, { recursive: true });
  });
  afterAll(() => place.remove());

  /** Without the marks of time that a running house goes on setting. */
  const quietRows = async ({ database }: RunningHouse): Promise<Record<string, string[]>> => {
    const rows = await rowsOf(database);
    for (const name of Object.keys(rows)) if (name.startsWith('graphile_worker.')) delete rows[name];
    return rows;
  };

  const back = async (running: RunningHouse): Promise<Someone> =>
    new Someone(
      running.house.app.getHttpServer(),
      counsellor.id,
      counsellor.email,
      counsellor.organisation,
      await running.world.signIn(counsellor.email),
    );

  const narrativeOf = async (someone: Someone, id: string): Promise<unknown> =>
    (await someone.ask<Json>(CASE, { id })).data?.case?.narrative ?? null;

  it('is verified: every file as it was signed, and opened with the secret half', async () => {
    const { code, said } = await place.beistand(
      'data',
      'backup',
      'verify',
      '--from',
      fire,
      '--identity',
      place.identity,
    );
    expect(said).toMatch(/all is as it was signed, and opens\.\n\d+ segments of the log follow it without a gap/);
    expect(code).toBe(0);
  });

  it('is there again as it was last: every row of every table', async () => {
    const { code, said } = await place.restore('latest', fire);
    expect(said).toMatch(/was restored to .*latest, up to the last transaction of 20/);
    expect(code).toBe(0);
    const running = await place.open('latest');
    try {
      const rows = await quietRows(running);
      for (const [name, expected] of Object.entries(before)) expect([name, rows[name]]).toEqual([name, expected]);
      const someone = await back(running);
      expect(await narrativeOf(someone, cases.before)).toBe('Vor der Sicherung.');
      expect(await narrativeOf(someone, cases.after)).toBe('Nach dem Augenblick.');
      const files = await filesOf(someone, cases.between);
      const file = await fetchFile(someone, pathOf(String(files[0].downloadUrl)));
      expect([file.status, file.body.equals(evidence)]).toEqual([200, true]);
    } finally {
      await running.close();
    }
  });

  it('is there as it was at a moment: with all of before, and nothing of after', async () => {
    const { code, said } = await place.restore('moment', fire, '--at', moment.toISOString());
    expect([code, said]).toEqual([0, expect.stringContaining('was restored')]);
    const running = await place.open('moment');
    try {
      const someone = await back(running);
      expect(await narrativeOf(someone, cases.before)).toBe('Vor der Sicherung.');
      expect(await narrativeOf(someone, cases.between)).toBe('Nach der Sicherung.');
      expect(await narrativeOf(someone, cases.after)).toBeNull();
      // It goes on from there, and is backed up anew.
      await recordCase(someone, { narrative: 'Nach der Wiederherstellung.' });
      expect((await place.beistand('moment', 'backup')).code).toBe(0);
    } finally {
      await running.close();
    }
  });

  it('is restored to no moment of which nothing is known', async () => {
    const early = await place.restore('never', fire, '--at', '2020-01-01T00:00:00Z');
    expect(early).toEqual({
      code: 1,
      said: expect.stringMatching(/^MOMENT_TOO_EARLY: No backup was finished by 2020/),
    });
    const late = await place.restore('never', fire, '--at', new Date(Date.now() + 3_600_000).toISOString());
    expect(late).toEqual({
      code: 1,
      said: expect.stringMatching(/MOMENT_TOO_LATE: Nothing is known of .*Leave --at out/),
    });
    const odd = await place.restore('never', fire, '--at', 'gestern');
    expect(odd).toEqual({ code: 1, said: expect.stringContaining('--at is a moment with its time zone') });
    expect(existsSync(join(place.root, 'never'))).toBe(false);
  });

  it('is restored into an empty folder alone, and by whoever has the secret half', async () => {
    expect(await place.restore('keys', fire)).toEqual({ code: 1, said: expect.stringMatching(/^NOT_EMPTY: /) });
    await place.beistand('data', 'backup', 'key', join(place.root, 'other.txt'));
    const stranger = ['--from', fire, '--to', join(place.root, 'never'), '--identity', join(place.root, 'other.txt')];
    expect(await place.beistand('data', 'restore', ...stranger)).toEqual({
      code: 1,
      said: expect.stringContaining('WRONG_IDENTITY'),
    });
  });

  describe('whose backup was tampered with', () => {
    const damaged = join(place.root, 'damaged');
    const only = (pattern: string): string => {
      const [found = ''] = globSync(pattern, { cwd: damaged }).sort();
      return join(damaged, found);
    };
    /** As `backup verify` and `restore` read it, before anything is written. */
    const read = async (folder: string, key?: string): Promise<void> =>
      verifyFiles(
        await findBackup({ folder, ...(key === undefined ? {} : { publicPem: readFileSync(key, 'utf8') }) }),
        null,
        () => undefined,
      );
    /** Changed and signed anew by whoever holds the key. */
    const resigned =
      (change: object) =>
      (path: string): void => {
        const [line = ''] = readFileSync(path, 'utf8').split('\n');
        const signer = Signer.readOrMake(join(place.root, 'backup-key.pem'));
        writeFileSync(path, signer.signed({ ...(JSON.parse(line) as object), ...change }));
      };
    const cases: [string, string, (path: string) => void, RegExp][] = [
      ['a flipped byte in the copy', '*/backups/*/base.tar.gz.age', flip, /^DAMAGED: base\.tar\.gz\.age/],
      ['a flipped byte in the log', '*/wal/*0003.gz.age', flip, /^DAMAGED: [0-9A-F]{24}/],
      ['a flipped byte in an attachment', '*/attachments/*/*/*', flip, /^DAMAGED: /],
      ['a missing segment of the log', '*/wal/*0003.gz.age', (path) => rmSync(path), /^MISSING: [0-9A-F]{24}/],
      ['a missing shipment', '*/shipments/*02.json', (path) => rmSync(path), /^(MISSING: Shipment|WAL_MISSING)/],
      ['a changed shipment', '*/shipments/*02.json', flip, /^NOT_SIGNED: Shipment/],
      [
        'a truncated manifest',
        '*/backups/*/manifest.json',
        (path) => truncateSync(path, 300),
        /^NOT_SIGNED: The manifest/,
      ],
      ['a manifest without its last character', '*/backups/*/manifest.json', cutLast, /^NOT_SIGNED: The manifest/],
      // Signed with the right key, so that only what is said in them can tell that they do not belong there.
      [
        'a shipment that follows another',
        '*/shipments/*02.json',
        resigned({ previous: 'f'.repeat(64) }),
        DOES_NOT_FOLLOW,
      ],
      ['a shipment in the place of another', '*/shipments/*02.json', resigned({ number: 3 }), DOES_NOT_FOLLOW],
      ['a shipment of another line', '*/shipments/*02.json', resigned({ line: '0'.repeat(16) }), DOES_NOT_FOLLOW],
      [
        'a manifest of another backup',
        '*/backups/*/manifest.json',
        resigned({ id: '20200101T000000Z' }),
        /^DAMAGED: The manifest/,
      ],
      [
        'a manifest of another line',
        '*/backups/*/manifest.json',
        resigned({ line: '0'.repeat(16) }),
        /^DAMAGED: The manifest/,
      ],
      [
        'a format of later',
        '*/backups/*/manifest.json',
        resigned({ format: 2 }),
        /^WRONG_VERSION: Backup \w+ has format 2/,
      ],
      [
        'a log that begins before the first segment',
        '*/backups/*/manifest.json',
        resigned({ startSegment: '0'.repeat(24) }),
        /^WAL_MISSING/,
      ],
    ];

    it.each(cases)('is refused: %s', async (_what, pattern, damage, says) => {
      rmSync(damaged, { recursive: true, force: true });
      cpSync(fire, damaged, { recursive: true });
      damage(only(pattern));
      await expect(read(damaged)).rejects.toThrow(says);
    });

    it('is not restored by a program that does not know what is in it', async () => {
      const fit = async (change: object): Promise<void> => {
        rmSync(damaged, { recursive: true, force: true });
        cpSync(fire, damaged, { recursive: true });
        resigned(change)(only('*/backups/*/manifest.json'));
        return refuseUnfit(await findBackup({ folder: damaged }), join(place.root, 'never'), await migrationNames());
      };
      await expect(fit({})).resolves.toBeUndefined();
      await expect(fit({ postgres: 170_005 })).rejects.toThrow(/^WRONG_VERSION: The backup is of PostgreSQL 17/);
      await expect(fit({ migrations: ['Later1799999999999'] })).rejects.toThrow(/^WRONG_VERSION: .*Later1799999999999/);
    });

    it('is refused at the terminal before anything is written', async () => {
      rmSync(damaged, { recursive: true, force: true });
      cpSync(fire, damaged, { recursive: true });
      cutLast(only('*/backups/*/manifest.json'));
      const restored = await place.restore('never', damaged);
      expect(restored).toEqual({ code: 1, said: expect.stringMatching(/^NOT_SIGNED: The manifest/) });
      expect(existsSync(join(place.root, 'never'))).toBe(false);
    });

    it('is refused: signed anew by somebody else, where the public key was kept', async () => {
      const kept = join(place.root, 'kept.pem');
      cpSync(only('*/public-key.pem'), kept);
      rmSync(damaged, { recursive: true, force: true });
      cpSync(fire, damaged, { recursive: true });
      const other = Signer.readOrMake(join(place.root, 'other.pem'));
      writeFileSync(only('*/public-key.pem'), other.publicPem);
      for (const paper of globSync('*/{shipments/*,backups/*/manifest}.json', { cwd: damaged })) {
        const [line = ''] = readFileSync(join(damaged, paper), 'utf8').split('\n');
        writeFileSync(join(damaged, paper), other.signed(JSON.parse(line) as object));
      }
      await expect(read(damaged)).resolves.toBeUndefined();
      await expect(read(damaged, kept)).rejects.toThrow(/^NOT_SIGNED: The manifest/);
      await expect(read(fire, kept)).resolves.toBeUndefined();
    });
  });
});
