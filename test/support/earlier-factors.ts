import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactorPlace } from '../../src/identity/earlier-factor-seal.js';

/** The key of an installation as earlier versions made it, and what they sealed with it. */
export class EarlierKey {
  readonly file = join(mkdtempSync(join(tmpdir(), 'beistand-factor-key-')), 'factor-key');
  private readonly key = randomBytes(32);

  constructor() {
    this.put();
  }

  put(): void {
    writeFileSync(this.file, `${this.key.toString('base64')}\n`, { mode: 0o600 });
  }

  seal(secret: Uint8Array, { organisationId, personId, id }: FactorPlace): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(`beistand:second_factor.sealed_secret:1:${organisationId}:${personId}:${id}`));
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  }
}
