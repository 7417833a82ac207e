import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Audit } from '../../src/audit/audit.service.js';
import { verifyExport } from '../../src/audit/export-reader.js';
import { houseIn } from '../../src/core/access.js';
import { Transactions } from '../../src/database/transactions.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { LogUnderTest } from '../support/audit.js';

const entryAt = (index: number): string =>
  `(select entry_id from audit_leaf where organisation_id = $log and leaf_index = ${index})`;
const cutFrom = (index: number): string[] => [
  `delete from audit_entry where carrier_id = $log and id in (select entry_id from audit_leaf where organisation_id = $log and leaf_index >= ${index})`,
  `delete from audit_leaf where organisation_id = $log and leaf_index >= ${index}`,
];

describe('somebody who may do anything in the database', () => {
  let house: TestHouse;
  let log: LogUnderTest;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })), 60_000);
  afterAll(() => house.close());

  /** A log of nine entries and three checkpoints in which nothing is wrong. */
  const soundLog = async (): Promise<void> => {
    log = await LogUnderTest.open(house);
    await log.grow(4, 3, 2);
    expect(await log.verdict()).toMatchObject({ findings: [], logs: [{ log: log.id, entries: 9, forgotten: 0 }] });
  };

  it('cannot change an entry', async () => {
    await soundLog();
    await log.tamper(`update audit_entry set action = 'case.closed' where id = ${entryAt(5)}`);
    const { findings } = await log.verdict();
    expect(findings).toEqual([{ kind: 'EDITED', log: log.id, says: expect.stringMatching(/^entry 5 .* was changed/) }]);
  });

  it('cannot change who it was, what it was about, or when', async () => {
    for (const change of [
      `person_id = uuidv4()`,
      `subject_id = uuidv4()`,
      `details = '{"b":2}'`,
      `at = at + interval '1 second'`,
    ]) {
      await soundLog();
      await log.tamper(`update audit_entry set ${change} where id = ${entryAt(2)}`);
      expect([change, await log.kinds()]).toEqual([change, ['EDITED']]);
    }
  });

  it('cannot change an entry and make its leaf fit', async () => {
    await soundLog();
    await log.tamper(`update audit_entry set action = 'case.closed' where id = ${entryAt(5)}`);
    await log.forge({ heads: false });
    const { findings } = await log.verdict();
    expect(findings).toEqual([{ kind: 'REWRITTEN', log: log.id, says: expect.stringMatching(/^entries 4 to 6/) }]);
  });

  it('cannot pass off a forgotten subject', async () => {
    await soundLog();
    await log.tamper(
      `update audit_leaf set subject_salt = null where organisation_id = $log and leaf_index = 1`,
      `update audit_entry set subject_id = uuidv4() where id = ${entryAt(1)}`,
    );
    expect(await log.kinds()).toEqual(['EDITED']);
  });

  it('cannot delete an entry, with its leaf or without', async () => {
    await soundLog();
    await log.tamper(`delete from audit_entry where id = ${entryAt(3)}`);
    expect((await log.verdict()).findings).toEqual([
      { kind: 'DELETED', log: log.id, says: expect.stringMatching(/^entry 3 .* was deleted/) },
    ]);
    await log.tamper(`delete from audit_leaf where organisation_id = $log and leaf_index = 3`);
    expect(await log.kinds()).toEqual(['DELETED']);
    // Closing the gap does not help: each of the later ones then stands at another place.
    await log.tamper(
      `update audit_leaf set leaf_index = leaf_index + 100 where organisation_id = $log and leaf_index > 3`,
      `update audit_leaf set leaf_index = leaf_index - 101 where organisation_id = $log and leaf_index > 100`,
    );
    expect(await log.kinds()).toEqual(['REORDERED', 'REWRITTEN', 'TRUNCATED']);
    await log.forge({ heads: false });
    expect(await log.kinds()).toEqual(['REWRITTEN', 'TRUNCATED']);
  });

  it('cannot insert an entry: not of long ago, not past the tree, not without a signature', async () => {
    const insert = (at: string): string =>
      `insert into audit_entry (organisation_id, carrier_id, at, action, subject_type) values ('${log.service.id}', $log, ${at}, 'case.read', 'case')`;
    await soundLog();
    await log.tamper(insert(`now() - interval '1 hour'`));
    expect((await log.verdict()).findings).toEqual([
      { kind: 'INSERTED', log: log.id, says: expect.stringMatching(/was never taken into the tree/) },
    ]);
    await log.sequence();
    expect((await log.verdict()).findings).toEqual([
      { kind: 'INSERTED', log: log.id, says: expect.stringMatching(/^entry 9 says .* only after the checkpoint/) },
    ]);

    await soundLog();
    await log.tamper(
      insert('now()'),
      `insert into audit_leaf select organisation_id, 9, entry_organisation_id, (select max(id::text)::uuid from audit_entry where carrier_id = $log),
         person_salt, subject_salt, person_commitment, subject_commitment, leaf from audit_leaf where organisation_id = $log and leaf_index = 8`,
    );
    await log.forge({ heads: false });
    expect((await log.verdict()).findings).toEqual([
      { kind: 'INSERTED', log: log.id, says: 'entry 9: added without a signature.' },
    ]);
  });

  it('cannot change the order', async () => {
    await soundLog();
    const move = (from: number, to: number): string =>
      `update audit_leaf set leaf_index = ${to} where organisation_id = $log and leaf_index = ${from}`;
    await log.tamper(move(2, 99), move(6, 2), move(99, 6));
    const { findings } = await log.verdict();
    expect(findings.map(({ kind }) => kind)).toEqual(['REORDERED', 'REORDERED', 'REWRITTEN']);
    expect(findings[0]?.says).toMatch(/^entry 2 .* stood at place 6/);
    await log.forge({ heads: false });
    expect(await log.kinds()).toEqual(['REWRITTEN']);
  });

  it('cannot cut off the end', async () => {
    await soundLog();
    await log.tamper(...cutFrom(8));
    const { findings } = await log.verdict({ outside: false });
    expect(findings).toEqual([{ kind: 'TRUNCATED', log: log.id, says: expect.stringMatching(/entry 8 cut off/) }]);
  });

  it('cannot write the whole log anew', async () => {
    await soundLog();
    await log.tamper(`update audit_entry set action = 'case.closed' where carrier_id = $log`);
    await log.forge({ heads: true });
    expect(await log.kinds()).toEqual(['NOT_SIGNED', 'REWRITTEN']);
    // Without the kept checkpoints, too: nothing is signed with the key any more.
    expect(await log.kinds({ outside: false })).toEqual(['NOT_SIGNED', 'INSERTED']);
  });

  it('cannot set it back to an earlier state, which alone looks sound', async () => {
    await soundLog();
    await log.tamper(...cutFrom(7), `delete from audit_checkpoint where organisation_id = $log and size > 7`);
    expect(await log.kinds({ outside: false })).toEqual([]);
    expect((await log.verdict()).findings).toEqual([
      { kind: 'ROLLED_BACK', log: log.id, says: expect.stringMatching(/earlier state of 7 entries; .* knows 9/) },
    ]);
  });

  it('cannot take a whole log away: a kept checkpoint knows it, and the export of all says that it is all', async () => {
    await soundLog();
    const findings = async (all: boolean): Promise<object[]> =>
      (await verifyExport(await log.export({ all }), await log.kept().all(), null)).findings.filter(
        (found) => found.log === log.id,
      );
    expect(await findings(true)).toEqual([]);
    await log.tamper(
      ...cutFrom(0),
      'delete from audit_checkpoint where organisation_id = $log',
      'delete from organisation where id = $log',
    );
    expect(await findings(true)).toEqual([
      { kind: 'ROLLED_BACK', log: log.id, says: 'Kept checkpoints know this log, the export does not.' },
    ]);
    // An export of some logs says nothing of the others.
    expect(await findings(false)).toEqual([]);
  });

  it('cannot let it go on another way: two signed views contradict each other', async () => {
    await soundLog();
    await log.tamper(...cutFrom(7), `delete from audit_checkpoint where organisation_id = $log and size > 7`);
    await log.grow(2, 3);
    expect(await log.kinds({ outside: false })).toEqual([]);
    expect(await log.kinds()).toEqual(['TWO_VIEWS']);

    await soundLog();
    await log.tamper(...cutFrom(7), `delete from audit_checkpoint where organisation_id = $log and size > 7`);
    await log.grow(1, 3);
    expect(await log.kinds()).toEqual(['TWO_VIEWS']);
  });

  it('cannot pass off a checkpoint of another log, nor let the house build on one that it has not signed', async () => {
    await soundLog();
    await log.forge({ heads: true });
    await log.write(crypto.randomUUID());
    await expect(log.sequence()).rejects.toMatchObject({ name: 'ForeignCheckpoint' });
    await log.tamper(
      `delete from audit_entry e where carrier_id = $log and not exists (select from audit_leaf l where l.entry_id = e.id)`,
    );
    const mine = await log.export();
    await soundLog();
    const theirs = (await log.export()).filter((line) => line.includes('"type":"checkpoint"'));
    const mixed = [...mine.slice(0, 2), ...theirs, ...mine.slice(2)];
    const { findings } = await verifyExport(mixed, [], null);
    expect(findings[0]?.kind).toBe('NOT_SIGNED');
  });

  it('and an export that was cut off or changed is known', async () => {
    await soundLog();
    const lines = await log.export();
    const kinds = async (changed: string[]): Promise<string[]> =>
      (await verifyExport(changed, await log.kept().all(), null)).findings.map(({ kind }) => kind);
    expect(await kinds(lines)).toEqual([]);
    expect(await kinds(lines.slice(0, -1))).toEqual(['TRUNCATED']);
    expect(await kinds(lines.toSpliced(-2, 1))).toEqual(['TRUNCATED']);
    expect(await kinds([lines[0] ?? '', lines.at(-1) ?? ''])).toEqual(['DELETED']);
    await expect(kinds(lines.toSpliced(3, 1, 'no line of an export'))).rejects.toThrow('Line 4');
    await expect(kinds([])).rejects.toThrow('not an export');
  });

  it('while a subject that is erased leaves the log sound, and its id nowhere in it', async () => {
    log = await LogUnderTest.open(house);
    const erased = crypto.randomUUID();
    await log.write(erased);
    await log.grow(2);
    const actor = houseIn(log.service);
    const forget = () =>
      house.app.get(Transactions).run(actor, (tx) => house.app.get(Audit, { strict: false }).forgetSubject(tx, erased));
    const foreign = houseIn(await house.world.service());
    const others = await house.app
      .get(Transactions)
      .run(foreign, (tx) => house.app.get(Audit, { strict: false }).forgetSubject(tx, erased));
    expect(others).toBe(0);
    expect(await forget()).toBe(1);
    expect(await forget()).toBe(0);
    expect((await log.export()).join('\n')).not.toContain(erased);
    expect(await log.verdict()).toMatchObject({ findings: [], logs: [{ entries: 3, forgotten: 1 }] });
  });
});
