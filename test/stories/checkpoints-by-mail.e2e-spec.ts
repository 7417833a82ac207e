import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckpointFolder } from '../../src/audit/checkpoint-folder.js';
import { verifyExport } from '../../src/audit/export-reader.js';
import { CheckpointMails } from '../../src/notifications/checkpoint-mail.job.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { LogUnderTest } from '../support/audit.js';
import { Mailbox } from '../support/mailbox.js';
import type { Someone } from '../support/world.js';

describe('checkpoints by mail', () => {
  let mailbox: Mailbox;
  let house: TestHouse;
  let log: LogUnderTest;
  let officer: Someone;
  beforeAll(async () => {
    mailbox = await Mailbox.open();
    house = await openTestHouse({ BEISTAND_JOBS: 'off', SMTP_URL: mailbox.url });
    log = await LogUnderTest.open(house);
    const carrier = { ...log.service, id: log.id, kind: 'CARRIER' } as const;
    officer = await house.world.someone(carrier, 'DATA_PROTECTION_OFFICER');
    await house.world.someone(carrier, 'ADMINISTRATOR');
    await log.grow(3);
  }, 60_000);
  afterAll(async () => {
    await house.close();
    await mailbox.close();
  });

  const mailAll = (): Promise<void> => house.app.get(CheckpointMails, { strict: false }).mailAll();
  const bodyOf = (text: string): string => text.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
  const checkpointIn = (text: string): string => /\{"log":.*?\}/.exec(bodyOf(text))?.[0] ?? '';
  const mine = (): typeof mailbox.mails => mailbox.mails.filter(({ recipients }) => recipients.includes(officer.email));

  it('go to the data-protection officer, one recipient each, once for each head', async () => {
    await mailAll();
    await mailAll();
    expect(mine()).toHaveLength(1);
    expect(mailbox.mails.every(({ recipients }) => recipients.length === 1)).toBe(true);
    const checkpoint = JSON.parse(checkpointIn(mine()[0]?.text ?? '')) as { log: string; size: number };
    expect(checkpoint.log).toBe(log.id);
    await log.grow(2);
    await mailAll();
    expect(mine()).toHaveLength(2);
    expect((JSON.parse(checkpointIn(mine()[1]?.text ?? '')) as { size: number }).size).toBeGreaterThan(checkpoint.size);
  });

  it('say nothing about anybody', () => {
    const text = bodyOf(
      mine()
        .map((mail) => mail.text)
        .join('\n'),
    ).replace(officer.email, '');
    expect(text).not.toMatch(/case\.|subjectId|personId|recorded/);
    expect(text).not.toContain(log.service.id);
  });

  it('and kept as they came they show a log that was set back', async () => {
    const folder = join(house.dataFolder, 'from-mails');
    mkdirSync(folder);
    writeFileSync(
      join(folder, `${log.id}.checkpoints`),
      `${mine()
        .map(({ text }) => checkpointIn(text))
        .join('\n')}\n`,
    );
    const kept = await new CheckpointFolder(folder).all();
    expect(kept).toHaveLength(2);
    expect((await verifyExport(await log.export(), kept, null)).findings).toEqual([]);
    const [{ size } = { size: 0 }] = kept;
    await log.tamper(
      `delete from audit_checkpoint where organisation_id = $log and size > ${size}`,
      `delete from audit_leaf where organisation_id = $log and leaf_index >= ${size}`,
    );
    const { findings } = await verifyExport(await log.export(), kept, null);
    expect(findings.map(({ kind }) => kind)).toContain('ROLLED_BACK');
  });

  it('an address that fails keeps nobody else waiting, and is tried again', async () => {
    await log.grow(1);
    const other = await house.world.someone(officer.organisation, 'DATA_PROTECTION_OFFICER');
    mailbox.refuses = (address) => address === officer.email;
    await expect(mailAll()).rejects.toThrow();
    expect(mailbox.mails.filter(({ recipients }) => recipients.includes(other.email))).toHaveLength(1);
    mailbox.refuses = () => false;
    const before = mine().length;
    await mailAll();
    expect(mine()).toHaveLength(before + 1);
  });
});
