import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '../core/audit-log.js';
import { bundleFormat, manifestOf, manifestText, type BundleFiles, type Manifest } from '../core/bundle.js';
import { verifyBundle, type BundleFault, type BundleParts } from '../core/bundle-verification.js';
import type { Hash } from '../core/merkle.js';

const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest();

const names = ['release.json', 'programme.json', 'numbers.json', 'earlier.json', 'worlds.json', 'targets.json'];

/** The bundle cannot be read as one: its text says what is missing. */
export class UnreadableBundle extends Error {
  override readonly name = 'UnreadableBundle';
}

/** The files of a bundle with manifest, signature and public key. Whoever holds the private key (PEM, Ed25519) publishes in our name. */
export function signedBundle(files: BundleFiles, id: string, privatePem: string): BundleFiles {
  const key = createPrivateKey(privatePem);
  const manifest = manifestText(manifestOf(sha256, id, files));
  return {
    ...files,
    'manifest.json': manifest,
    'signature.hex': sign(null, Buffer.from(manifest), key).toString('hex'),
    'public-key.pem': createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Writes the bundle whole or not at all; a release never changes, so an existing folder is an error. */
export function writeBundle(folder: string, files: BundleFiles): void {
  const unfinished = `${folder}.${process.pid}.part`;
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(unfinished, name), text);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

export function readBundle(folder: string): BundleFiles {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/**
 * Checks signature, hashes, rounding and witness tables; needs nothing but the files. With a public key that was kept it is that key's
 * signature that counts, otherwise the one in the bundle is believed.
 */
export function verifySigned(files: BundleFiles, keptPem: string | null): readonly BundleFault[] {
  const manifest = textOf(files, 'manifest.json');
  const signature = Buffer.from(textOf(files, 'signature.hex'), 'hex');
  const pem = keptPem ?? textOf(files, 'public-key.pem');
  if (!isSigned(manifest, signature, pem)) return [{ place: 'manifest.json', says: 'It is not signed with this key.' }];
  const { files: hashes } = parsed<Manifest>(files, 'manifest.json');
  const changed = names.filter(
    (name) =>
      hashes[name] !==
      sha256(Buffer.from(textOf(files, name))).reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), ''),
  );
  if (changed.length > 0) return changed.map((place) => ({ place, says: 'It is not what was signed.' }));
  return verifyBundle(partsOf(files));
}

/** Checks rounding and witness tables of files that are not signed yet. */
export const verifyFiles = (files: BundleFiles): readonly BundleFault[] => verifyBundle(partsOf(files));

/**
 * Dates and signs a bundle anew: the numbers and their certificate stay as they are, to the byte. For the day of publication, which nobody knows
 * when a release is made.
 */
export function dated(files: BundleFiles, publishedOn: string, privatePem: string): BundleFiles {
  const head = { ...parsed<BundleParts['head']>(files, 'release.json'), publishedOn };
  const plain = Object.fromEntries(names.map((name) => [name, textOf(files, name)]));
  return signedBundle({ ...plain, 'release.json': canonical(head) }, head.id, privatePem);
}

function isSigned(text: string, signature: Uint8Array, pem: string): boolean {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text), key, signature);
  } catch {
    throw new UnreadableBundle('The public key cannot be read: PEM of an Ed25519 key is expected.');
  }
}

function partsOf(files: BundleFiles): BundleParts {
  const { format } = parsed<{ readonly format: string }>(files, 'release.json');
  if (format !== bundleFormat) throw new UnreadableBundle(`This is no bundle of the format ${bundleFormat}.`);
  return {
    head: parsed<BundleParts['head']>(files, 'release.json'),
    thresholds: parsed<{ thresholds: BundleParts['thresholds'] }>(files, 'programme.json').thresholds,
    numbers: parsed<BundleParts['numbers']>(files, 'numbers.json'),
    earlier: parsed<BundleParts['earlier']>(files, 'earlier.json'),
    worlds: parsed<BundleParts['worlds']>(files, 'worlds.json'),
    targets: parsed<BundleParts['targets']>(files, 'targets.json'),
  };
}

const textOf = (files: BundleFiles, name: string): string => {
  const text = files[name];
  if (text === undefined) throw new UnreadableBundle(`${name} is missing.`);
  return text;
};

const parsed = <T>(files: BundleFiles, name: string): T => {
  try {
    return JSON.parse(textOf(files, name)) as T;
  } catch (error) {
    if (error instanceof SyntaxError) throw new UnreadableBundle(`${name} is not JSON.`);
    throw error;
  }
};
