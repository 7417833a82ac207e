import { createReadStream, createWriteStream, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { AuditExport } from '../audit/audit-export.service.js';
import { AuditProofs } from '../audit/audit-proofs.service.js';
import { CheckpointFolder } from '../audit/checkpoint-folder.js';
import { UnreadableExport, verifyExport } from '../audit/export-reader.js';
import { verifyProof } from '../audit/proof-reader.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('export <file>')
    .description('write the log with its signed checkpoints and the public key; the file holds who did what, by ids')
    .option('--log <id>', 'only the log of this carrier, office or platform')
    .action(exportLog);
  audit
    .command('verify <file>')
    .description('check an export; needs no server and no database. Ends with 0 when all is as signed, with 2 when not')
    .option('--checkpoints <folder>', 'checkpoints that were kept outside the database')
    .option('--key <file>', 'the public key that was kept; without it the one in the export is believed')
    .action(verify);
  audit
    .command('prove <entry> <file>')
    .description(
      'write the proof that an entry stands in the log as it was signed; the file opens whose and about what it is',
    )
    .option('--since <size>', 'also show that the log was only added to since the checkpoint of this size')
    .action(prove);
  audit
    .command('check <file>')
    .description('check a proof; needs no server and no database. Ends with 0 when it holds, with 2 when not')
    .requiredOption('--key <file>', 'the public key that was kept')
    .action(checkProof);
  audit.command('key').description('print the public key with which checkpoints are verified').action(printKey);
}

const noKey = 'Nothing is signed here yet: the key is made when Beistand starts (AUDIT_KEY_FILE).';

const exportLog = (file: string, { log }: { log?: string }): Promise<void> =>
  inTheHouse(async (house) => {
    const exports = house.get(AuditExport, { strict: false });
    const key = exports.publicKey();
    if (key === null) throw new Failure(noKey);
    let entries = 0;
    const lines = async function* (): AsyncGenerator<string> {
      for await (const line of exports.lines(key, log ?? null)) {
        if (line.type === 'entry') entries++;
        yield `${JSON.stringify(line)}\n`;
      }
    };
    const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await once(target, 'open').catch((error: NodeJS.ErrnoException) => {
      throw new Failure(`${file} cannot be written (${error.code ?? 'unknown'}).`);
    });
    try {
      await pipeline(Readable.from(lines()), target);
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    say(`${entries} entries are in ${file}.`);
  });

async function verify(file: string, options: { checkpoints?: string; key?: string }): Promise<void> {
  const { checkpoints: folder, key } = options;
  const outside = folder === undefined ? [] : await readable(folder, () => new CheckpointFolder(folder).all());
  const pem = key === undefined ? null : await readable(key, () => readFileSync(key, 'utf8'));
  const { findings, logs } = await readable(file, () =>
    verifyExport(createInterface({ input: createReadStream(file) }), outside, pem),
  );
  for (const { log, entries, forgotten } of logs.filter((one) => one.entries > 0))
    say(
      `log ${log}: ${entries} entries${forgotten > 0 ? `, ${forgotten} of them with a forgotten person or subject` : ''}`,
    );
  if (folder === undefined)
    say('Without --checkpoints a log that was set back or written anew with the key cannot be told from the real one.');
  for (const { kind, log, says } of findings) say(`${kind} (log ${log}): ${says}`);
  if (findings.length > 0) {
    say(`Tampered with: ${findings.length} findings.`);
    process.exitCode = 2;
    return;
  }
  say(`All is as it was signed${folder === undefined ? '' : `, and fits ${outside.length} kept checkpoints`}.`);
}

async function readable<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableExport) throw new Failure(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Failure(`${path} cannot be read (${code}).`);
  }
}

const prove = (entry: string, file: string, { since }: { since?: string }): Promise<void> => {
  const earlier = since === undefined ? null : Number(since);
  if (earlier !== null && !(Number.isSafeInteger(earlier) && earlier > 0))
    throw new Failure('--since is the size of a checkpoint, such as 100.');
  return inTheHouse(async (house) => {
    if (!isId.test(entry)) throw new Failure('An entry is named by its id, as the log shows it.');
    const proof = await house.get(AuditProofs, { strict: false }).of(entry, earlier);
    if (!proof) throw new Failure('There is no such entry in a log, or it has no signed place yet.');
    if (earlier !== null && !proof.since) throw new Failure(`There is no checkpoint of ${earlier} entries or fewer.`);
    await readable(file, () => writeFileSync(file, `${JSON.stringify(proof, null, 2)}\n`, { flag: 'wx', mode: 0o600 }));
    say(`The proof that entry ${proof.entry.index} of ${proof.checkpoint.size} is in the log is in ${file}.`);
  });
};

async function checkProof(file: string, { key }: { key: string }): Promise<void> {
  const pem = await readable(key, () => readFileSync(key, 'utf8'));
  const { faults, proof } = await readable(file, () => verifyProof(readFileSync(file, 'utf8'), pem));
  const { entry, checkpoint, since } = proof;
  if (faults.length > 0) {
    say(`The proof does not hold: ${faults.join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  say(
    `${entry.action} of ${entry.at} stands at place ${entry.index} of the log ${entry.log}, as signed at ${checkpoint.at}.`,
  );
  if (since) say(`The log was only added to from ${since.checkpoint.size} to ${checkpoint.size} entries.`);
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const printKey = (): Promise<void> =>
  inTheHouse((house) => {
    const key = house.get(AuditExport, { strict: false }).publicKey();
    if (key === null) throw new Failure(noKey);
    say(key.trim());
    return Promise.resolve();
  });
