import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { drill } from '../backup/drill.js';
import { claim, discard, recover, refuseUnfit, unpack } from '../backup/restore.js';
import { findBackup, verifyFiles } from '../backup/verify.js';
import { migrationNames } from '../database/data-source.js';
import { choiceOf, choosing, type Chosen } from './backup-choice.js';
import { Failure, progress, readable, say } from './terminal.js';

interface Restoring extends Chosen {
  readonly to: string;
  readonly at?: string;
  readonly identity: string;
  readonly drill?: boolean;
}

export function addRestoreCommand(program: Command): void {
  choosing(program.command('restore'))
    .description('make a data folder out of a backup: as it was last, or at a moment')
    .requiredOption('--to <folder>', 'the new data folder; it must be empty, or not there yet')
    .requiredOption('--identity <file>', 'the secret half that opens the backup')
    .option('--at <moment>', 'as it was then, such as 2026-03-01T09:30:00Z')
    .option('--drill', 'only try it: start what was restored, look through all of it, and remove it again')
    .action(restore);
}

async function restore({ to: given, at, identity: file, drill: isDrill = false, ...chosen }: Restoring): Promise<void> {
  const to = resolve(given);
  const moment = at === undefined ? null : momentOf(at);
  const began = performance.now();
  const identity = readable(file, () => readFileSync(file, 'utf8'));
  const found = await findBackup({ ...choiceOf(chosen), ...(moment ? { moment } : {}) });
  await refuseUnfit(found, to, await migrationNames());
  await verifyFiles(found, null, progress('reading'));
  await claim(to);
  try {
    await unpack(found, to, identity, progress('unpacking'));
    const recovered = await recover(to, moment, found.state);
    try {
      if (isDrill) sayLooked(await drill(to, found, recovered.cluster));
    } finally {
      await recovered.stop();
    }
    say(
      `Backup ${found.manifest.id} was restored to ${to}, up to the last transaction of ${recovered.until ?? found.manifest.finishedAt}.`,
    );
    const { keys, cases, people } = recovered.goneAgain;
    if (keys > 0) say(`${keys} keys that had been destroyed since were destroyed again.`);
    if (cases > 0 && !isDrill)
      say(`${cases} cases that had been erased since are disposed of again as soon as it is started.`);
    if (people > 0 && !isDrill)
      say(`${people} people who had been forgotten since are forgotten again as soon as it is started.`);
    say(
      `It took ${Math.ceil((performance.now() - began) / 1_000)} seconds${isDrill ? '; the copy is removed again' : ''}.`,
    );
    if (!isDrill) say(next(to));
  } catch (error) {
    // Half a data folder is worth nothing, and holds what it should not.
    await discard(to);
    throw error;
  } finally {
    if (isDrill) await discard(to);
  }
}

const sayLooked = ({ tables, rows, indexes, attachments }: Awaited<ReturnType<typeof drill>>): void =>
  say(
    `Looked through: ${rows} rows of ${tables} tables, ${indexes} indexes, ${attachments.length} files. All is sound.`,
  );

const next = (
  to: string,
): string => `Before it is started with BEISTAND_DATA=${to}: put KEYS_FOLDER, AUDIT_KEY_FILE and DEVICE_KEY_FILE in their places, look
through accounts and tokens that were closed after that moment, and make a backup at once, since it begins a new line (docs/operations.md).`;

function momentOf(at: string): Date {
  const moment = new Date(at);
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(at) || Number.isNaN(moment.getTime()))
    throw new Failure(
      '--at is a moment with its time zone, such as 2026-03-01T09:30:00Z or 2026-03-01T10:30:00+01:00.',
    );
  return moment;
}
