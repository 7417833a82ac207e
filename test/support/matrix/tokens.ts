import { randomBytes } from 'node:crypto';
import type { Role } from '../../../src/core/access.js';
import type { Relation } from './policy.js';

/** Who asks: a role in a relation to the organisation whose data are looked for. */
export interface Asker {
  readonly relation: Relation;
  readonly role: Role | null;
}

interface Planted {
  readonly place: string;
  readonly mayRead: (asker: Asker) => boolean;
}

const word = /zq[a-z]{12}/g;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const reference = /\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/g;

/** Words, ids and references that stand in one place alone, and who may find them. */
export class Tokens {
  private readonly planted = new Map<string, Planted>();

  /** A new word, unlike any other, to be put into this place. */
  plant(place: string, mayRead: (asker: Asker) => boolean): string {
    const letters = [...randomBytes(12)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
    const made = `zq${letters}`;
    this.planted.set(made, { place, mayRead });
    return made;
  }

  /** An id or a reference that the house made. */
  know(value: string, place: string, mayRead: (asker: Asker) => boolean): void {
    this.planted.set(value, { place, mayRead });
  }

  get words(): string[] {
    return [...this.planted.keys()].filter((value) => value.startsWith('zq'));
  }

  placeOf(value: string): string | undefined {
    return this.planted.get(value)?.place;
  }

  /** The places whose tokens stand in a text. */
  in(text: string): string[] {
    return this.found(text).flatMap((value) => this.planted.get(value)?.place ?? []);
  }

  /** What somebody finds in a text that is not theirs. */
  leakedTo(asker: Asker, text: string, wordsAlone = false): string[] {
    return this.found(text).flatMap((value) => {
      if (wordsAlone && !value.startsWith('zq')) return [];
      const planted = this.planted.get(value);
      return planted && !planted.mayRead(asker) ? [planted.place] : [];
    });
  }

  private found(text: string): string[] {
    return [...new Set([...(text.match(word) ?? []), ...(text.match(uuid) ?? []), ...(text.match(reference) ?? [])])];
  }
}
