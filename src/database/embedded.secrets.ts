import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Passwords } from './cluster.js';

export interface Secrets extends Passwords {
  readonly superuser: string;
}

const secretsFile = (dataFolder: string): string => join(dataFolder, 'database-passwords.json');

/** The passwords of the embedded server's roles: made once, those of new roles when they come; readable by this user alone. */
export function readSecrets(dataFolder: string): Secrets {
  const file = secretsFile(dataFolder);
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const secret = (): string => randomBytes(24).toString('base64url');
  const made = { superuser: secret(), owner: secret(), app: secret(), jobs: secret(), statistics: secret() };
  const secrets: Secrets = { ...made, ...kept };
  if (Object.keys(made).some((role) => !(role in kept))) writeAtOnce(file, JSON.stringify(secrets));
  return secrets;
}

/** A crash in between leaves the file as it was. */
function writeAtOnce(file: string, text: string): void {
  const beside = `${file}.new`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, file);
}

/** Whether a server was ever made for this data folder. */
export const hasSecrets = (dataFolder: string): boolean => existsSync(secretsFile(dataFolder));
