import { generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import { AuditExport } from '../../src/audit/audit-export.service.js';
import { Audit } from '../../src/audit/audit.service.js';
import { CheckpointFolder } from '../../src/audit/checkpoint-folder.js';
import { verifyExport, type Verdict } from '../../src/audit/export-reader.js';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import { sha256 } from '../../src/audit/signing-key.js';
import { houseIn } from '../../src/core/access.js';
import { checkpointText, leafOf, personCommitment, subjectCommitment, toHex } from '../../src/core/audit-log.js';
import type { ExportedEntry } from '../../src/core/audit-verification.js';
import { emptyTree, grown, treeHead } from '../../src/core/merkle.js';
import { Transactions } from '../../src/database/transactions.js';
import type { TestHouse } from './app.js';
import type { TestOrganisation } from './world.js';

/** The log of one carrier with one service, in a test house whose own sequencer stands still. */
export class LogUnderTest {
  private constructor(
    readonly house: TestHouse,
    readonly service: TestOrganisation,
  ) {}

  static async open(house: TestHouse): Promise<LogUnderTest> {
    return new LogUnderTest(house, await house.world.service());
  }

  get id(): string {
    return this.service.carrierId;
  }

  /** Writes entries and lets the tree grow by them: one checkpoint a number. */
  async grow(...numbers: number[]): Promise<void> {
    for (const number of numbers) {
      for (let each = 0; each < number; each++) await this.write(crypto.randomUUID());
      await this.sequence();
    }
  }

  write(caseId: string): Promise<void> {
    const [audit, transactions] = [this.house.app.get(Audit, { strict: false }), this.house.app.get(Transactions)];
    const actor = houseIn(this.service);
    return transactions.run(actor, (tx) =>
      audit.record(tx, actor, 'case.recorded', { type: 'case', id: caseId }, { b: 1, a: ['x', 'ä'] }),
    );
  }

  sequence(): Promise<number> {
    return this.house.app.get(AuditSequencer, { strict: false }).takeAll();
  }

  /** As the cluster's administrator, with constraints and row security out of the way. */
  async tamper(...statements: string[]): Promise<void> {
    const client = await this.house.database.connect();
    try {
      await client.query(`begin; set local session_replication_role = replica`);
      for (const statement of statements) await client.query(statement.replaceAll('$log', `'${this.id}'`));
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  /** Of this log, or of all logs of the house. */
  async export({ all = false } = {}): Promise<string[]> {
    const exports = this.house.app.get(AuditExport, { strict: false });
    const lines: string[] = [];
    for await (const line of exports.lines(exports.publicKey() ?? '', all ? null : this.id))
      lines.push(JSON.stringify(line));
    return lines;
  }

  kept(): CheckpointFolder {
    return new CheckpointFolder(join(this.house.dataFolder, 'checkpoints'));
  }

  async verdict({ outside = true } = {}): Promise<Verdict> {
    const key = this.house.app.get(AuditExport, { strict: false }).publicKey();
    return verifyExport(await this.export(), outside ? await this.kept().all() : [], key);
  }

  async kinds(options = {}): Promise<string[]> {
    return [...new Set((await this.verdict(options)).findings.map(({ kind }) => kind))];
  }

  async entries(): Promise<ExportedEntry[]> {
    return (await this.export())
      .map((line) => JSON.parse(line) as { type: string } & ExportedEntry)
      .filter(({ type }) => type === 'entry');
  }

  /** Makes all leaves anew so that each fits its entry, as somebody would who knows how it is done; the heads, too, with a key of his own. */
  async forge({ heads }: { heads: boolean }): Promise<void> {
    let tree = emptyTree;
    const forger = generateKeyPairSync('ed25519').privateKey;
    const statements: string[] = [];
    for (const entry of await this.entries()) {
      const { index, at, action, subjectType, personSalt, subjectSalt } = entry;
      if (index === null || at === null || action === null || subjectType === null) continue;
      const person = personCommitment(sha256, personSalt ?? '', entry.personId);
      const subject = subjectCommitment(sha256, subjectSalt ?? '', entry.subjectId, entry.details);
      const leaf = leafOf(sha256, { ...entry, index, at, action, subjectType, person, subject });
      tree = grown(sha256, tree, leaf);
      statements.push(`update audit_leaf set leaf = '\\x${toHex(leaf)}', person_commitment = '\\x${person}', subject_commitment = '\\x${subject}'
        where organisation_id = $log and leaf_index = ${index}`);
      const head = toHex(treeHead(sha256, tree));
      const text = checkpointText({ log: this.id, size: tree.size, head, at });
      if (heads)
        statements.push(`update audit_checkpoint set head = '\\x${head}', at = '${at}',
          signature = '\\x${sign(null, Buffer.from(text), forger).toString('hex')}' where organisation_id = $log and size = ${tree.size}`);
    }
    await this.tamper(...statements);
  }
}
