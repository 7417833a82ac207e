import { createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [NONCE, TAG] = [12, 16];

/** Whose secret it is. */
export interface FactorPlace {
  readonly organisationId: string;
  readonly personId: string;
  readonly id: string;
}

/** Opens what earlier versions have sealed with one key of the installation (`FACTOR_KEY_FILE`; docs/decisions/0010). It seals nothing any more. */
export class EarlierFactorSeal {
  private constructor(private readonly key: Buffer) {}

  /** Null where there is no such file. Throws where it holds something else. */
  static read(file: string): EarlierFactorSeal | null {
    const text = readIfThere(file);
    if (text === null) return null;
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== 32) throw new Error('FACTOR_KEY_FILE does not hold 32 bytes in base 64.');
    return new EarlierFactorSeal(key);
  }

  /** Null when it was sealed with another key or for somebody else, or was changed. */
  open(sealed: Buffer, of: FactorPlace): Buffer | null {
    try {
      const opener = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE), { authTagLength: TAG });
      opener.setAAD(boundTo(of)).setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([opener.update(sealed.subarray(NONCE, -TAG)), opener.final()]);
    } catch {
      return null;
    }
  }
}

const boundTo = ({ organisationId, personId, id }: FactorPlace): Buffer =>
  Buffer.from(`beistand:second_factor.sealed_secret:1:${organisationId}:${personId}:${id}`);

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
