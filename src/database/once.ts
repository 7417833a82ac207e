import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { ONCE_HOURS, RefusedDeed, type Once } from '../core/once.js';
import { refuse } from '../core/result.js';
import type { Statement } from './statement.js';

/** Runs a statement in the deed's own transaction. */
type Ask = <Row>(statement: Statement) => Promise<Row[]>;

/** What is kept of a key: nothing that could be read without the key itself, which only the client has. */
interface Kept {
  readonly keyHash: Buffer;
  readonly requestMac: Buffer;
  readonly seal: Buffer;
}

const derive = ({ personId, key, request }: Once, step: string): Kept => {
  const secret = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, personId, purpose, 32));
  return {
    keyHash: createHash('sha256')
      .update(secret(`key ${step}`))
      .digest(),
    requestMac: createHmac('sha256', secret('request')).update(request).digest(),
    seal: secret(`outcome ${step}`),
  };
};

/**
 * Does the work and keeps its sealed outcome in the same transaction; where that has happened already, gives the outcome instead. A twin
 * that comes at the same moment waits for the first one (a row of the primary key), and works when that one was undone.
 * Throws `RefusedDeed` when the key was used for another request.
 */
export async function doneOnce<T>(ask: Ask, once: Once, work: () => Promise<T>): Promise<T> {
  const kept = derive(once, once.next());
  const [claimed] = await ask(claim(once.personId, kept));
  if (!claimed) return earlierOutcome<T>(ask, once.personId, kept);
  const outcome = await work();
  await ask(keepOutcome(once.personId, kept.keyHash, sealed(kept, serialize(outcome))));
  return outcome;
}

async function earlierOutcome<T>(ask: Ask, personId: string, kept: Kept): Promise<T> {
  const [row] = await ask<{ request_mac: Buffer; outcome: Buffer }>(earlier(personId, kept.keyHash));
  if (!row?.request_mac.equals(kept.requestMac)) throw new RefusedDeed(refuse('IDEMPOTENCY_KEY_USED'));
  return revived(deserialize(opened(kept, row.outcome))) as T;
}

/** The outcome, if this was done already: for a deed that looks, before it begins, for what it uses up. */
export async function doneBefore<T>(ask: Ask, once: Once): Promise<{ readonly outcome: T } | null> {
  const kept = derive(once, once.peek());
  const [row] = await ask(earlier(once.personId, kept.keyHash));
  return row ? { outcome: await earlierOutcome<T>(ask, once.personId, kept) } : null;
}

/** Makes dates and lists those of this program's own classes, which presenters and GraphQL ask for. */
function revived(value: unknown): unknown {
  if (types.isDate(value)) return new Date(value.getTime());
  if (Array.isArray(value)) return Array.from(value, revived);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revived(inner)]));
}

function sealed({ seal, requestMac }: Kept, outcome: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', seal, nonce).setAAD(requestMac);
  return Buffer.concat([nonce, cipher.update(outcome), cipher.final(), cipher.getAuthTag()]);
}

function opened({ seal, requestMac }: Kept, outcome: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', seal, outcome.subarray(0, 12)).setAAD(requestMac);
  decipher.setAuthTag(outcome.subarray(-16));
  return Buffer.concat([decipher.update(outcome.subarray(12, -16)), decipher.final()]);
}

/** Gives a row when the key is ours: unused, or used too long ago. */
const claim = (personId: string, { keyHash, requestMac }: Kept): Statement => ({
  name: 'once-claim',
  text: `insert into idempotency_key as kept (organisation_id, person_id, key_hash, request_mac)
    values (current_organisation(), $1, $2, $3)
    on conflict (organisation_id, person_id, key_hash) do update
      set request_mac = excluded.request_mac, outcome = null, created_at = now()
      where kept.created_at < now() - interval '${ONCE_HOURS} hours'
    returning true`,
  values: [personId, keyHash, requestMac],
});

const earlier = (personId: string, keyHash: Buffer): Statement => ({
  name: 'once-earlier',
  text: `select request_mac, outcome from idempotency_key
    where organisation_id = current_organisation() and person_id = $1 and key_hash = $2
      and created_at >= now() - interval '${ONCE_HOURS} hours'`,
  values: [personId, keyHash],
});

const keepOutcome = (personId: string, keyHash: Buffer, outcome: Buffer): Statement => ({
  name: 'once-keep',
  text: `update idempotency_key set outcome = $3
    where organisation_id = current_organisation() and person_id = $1 and key_hash = $2`,
  values: [personId, keyHash, outcome],
});
