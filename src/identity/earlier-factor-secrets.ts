import type { KeySettings } from '../config.js';
import { asOwner, type OwnersWork } from '../database/owner.js';
import { query, type Tx } from '../database/transactions.js';
import { DataKeys } from '../keys/data-keys.js';
import { driverOf } from '../keys/driver-of.js';
import { toBeWrittenAnew } from '../keys/plain-rows.js';
import { EarlierFactorSeal } from './earlier-factor-seal.js';
import { sealSecret } from './factor-secrets.js';

interface ListedFactor {
  readonly organisationId: string;
  readonly carrierId: string;
  readonly id: string;
}

/** What became of the secrets that an earlier version has sealed. */
export interface MovedSecrets {
  readonly moved: number;
  /** Those that wait on the list: the file is not there, or holds another key. Their apps count for nothing until then. */
  readonly left: number;
}

/**
 * Seals the secrets of authenticator apps anew, each with a data key under the carrier's key, which an earlier version has sealed with the key in `file`. Before the
 * house opens; may be interrupted anywhere and run again: what is left is listed in the database, and a factor leaves the list in the transaction
 * that seals it. `sealPlainRows` then writes the table's file anew, so that nothing on the disk opens with the old key. Where the key is missing
 * nothing is lost: its factors wait for it.
 */
export function moveFactorSecrets(ownerUrl: string, settings: KeySettings, file: string): Promise<MovedSecrets> {
  return asOwner(ownerUrl, async (owner) => {
    const listed = await owner.inside(null, (tx) =>
      query<ListedFactor>(tx, {
        name: '',
        text: `select t.organisation_id as "organisationId", o.carrier_id as "carrierId", t.row_id as id
               from keyring.to_seal t join organisation o on o.id = t.organisation_id
               where t.table_name = 'second_factor' and t.row_id <> $1 order by t.organisation_id, t.row_id`,
        values: [toBeWrittenAnew],
      }),
    );
    const earlier = listed.length === 0 ? null : EarlierFactorSeal.read(file);
    if (!earlier) return { moved: 0, left: listed.length };
    return moveAll(owner, new DataKeys(driverOf(settings)), earlier, listed);
  });
}

/** So many secrets of one organisation are moved together or not at all. */
const BATCH = 200;

async function moveAll(
  owner: OwnersWork,
  keys: DataKeys,
  earlier: EarlierFactorSeal,
  listed: readonly ListedFactor[],
): Promise<MovedSecrets> {
  let moved = 0;
  for (const [organisationId, own] of Map.groupBy(listed, (factor) => factor.organisationId))
    for (let at = 0; at < own.length; at += BATCH)
      moved += await owner.inside(organisationId, async (tx) => {
        let done = 0;
        for (const factor of own.slice(at, at + BATCH)) if (await move(tx, keys, earlier, factor)) done++;
        return done;
      });
  return { moved, left: listed.length - moved };
}

/** One factor and its place on the list go together. False: it does not open with this key, and stays as it is. */
async function move(tx: Tx, keys: DataKeys, earlier: EarlierFactorSeal, factor: ListedFactor): Promise<boolean> {
  const { organisationId, id } = factor;
  const [found] = await query<{ personId: string; sealed: Buffer }>(tx, {
    name: '',
    text: `select f.person_id as "personId", f.sealed_secret as sealed from second_factor f
           where f.organisation_id = $1 and f.id = $2 and exists (select from keyring.to_seal t
             where t.organisation_id = f.organisation_id and t.table_name = 'second_factor' and t.row_id = f.id)
           for update`,
    values: [organisationId, id],
  });
  if (found) {
    const place = { organisationId, personId: found.personId, id };
    const secret = earlier.open(found.sealed, place);
    if (!secret) return false;
    const key = await keys.openOrMake(tx, factor, 'FACTOR', id);
    await query(tx, {
      name: '',
      text: 'update second_factor set sealed_secret = $3 where organisation_id = $1 and id = $2',
      values: [organisationId, id, sealSecret(key, place, secret)],
    });
  }
  await query(tx, {
    name: '',
    text: `with gone as (delete from keyring.to_seal where organisation_id = $1 and table_name = 'second_factor' and row_id = $2)
           insert into keyring.to_seal (organisation_id, table_name, row_id) values ($1, 'second_factor', $3) on conflict do nothing`,
    values: [organisationId, id, toBeWrittenAnew],
  });
  return true;
}
