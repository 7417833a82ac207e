import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Choice } from '../backup/verify.js';
import { Failure, readable } from './terminal.js';

/** What the options of a command say. */
export interface Chosen {
  readonly from?: string;
  readonly line?: string;
  readonly backup?: string;
  readonly key?: string;
  readonly identity?: string;
}

export const choiceOf = ({ from, line, backup, key }: Chosen): Choice => ({
  folder: folderOf(from),
  ...(line === undefined ? {} : { line }),
  ...(backup === undefined ? {} : { backup }),
  ...(key === undefined ? {} : { publicPem: readable(key, () => readFileSync(key, 'utf8')) }),
});

/** Options of all commands that take one backup out of a folder. */
export const choosing = (command: Command): Command =>
  command
    .option('--from <folder>', 'the folder of the backups; BACKUP_DIR where it is set')
    .option('--line <line>', 'of which data folder, as `backup list` names it; the one with the newest backup')
    .option('--backup <id>', 'which backup; the newest')
    .option('--key <file>', 'the public key that was kept; without it the one beside the backups is believed');

/** Throws where no folder is named, or it is not there. */
export function folderOf(from: string | undefined): string {
  const folder = from ?? process.env.BACKUP_DIR;
  if (!folder) throw new Failure('Which folder? --from <folder>, or the setting BACKUP_DIR.');
  if (!existsSync(folder)) throw new Failure(`There is no folder ${folder}.`);
  return resolve(folder);
}
