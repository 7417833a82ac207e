import type { Statement } from '../database/transactions.js';
import type { KeyScope } from './data-key.js';
import { keyJson, wrappedKeyOf, type NewKey } from './wrapped-key.js';

export const keyOf = (scope: KeyScope, subjectId: string): Statement => ({
  name: `key-of-${scope}`,
  text: `select ${wrappedKeyOf(scope, '$1::uuid')} as key`,
  values: [subjectId],
});

/** Of these subjects the keys that the asking organisation has. */
export const keysOf = (scope: KeyScope, subjectIds: readonly string[]): Statement => ({
  name: 'keys-of',
  text: `select ${keyJson} as key from keyring.data_key k
         where k.organisation_id = (select current_organisation()) and k.scope = $1 and k.subject_id = any ($2::uuid[])`,
  values: [scope, subjectIds],
});

/** Of two that make a subject's key at once one wins, and the other then opens that one. */
export const addKey = (key: NewKey): Statement => ({
  name: 'key-add',
  text: `insert into keyring.data_key (organisation_id, id, scope, subject_id, carrier_id, carrier_version, wrapped)
         values ($1, $2, $3, $4, $5, $6, $7)`,
  values: [key.organisationId, key.id, key.scope, key.subjectId, key.carrierId, key.version, key.wrapped],
});

export const addOwnKey = (key: NewKey): Statement => {
  const { text, values } = addKey(key);
  return {
    name: 'key-add-own',
    text: `${text} on conflict (organisation_id, scope, subject_id) do nothing returning id`,
    values,
  };
};

const addMany = `insert into keyring.data_key (organisation_id, id, scope, subject_id, carrier_id, carrier_version, wrapped)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::integer[], $7::bytea[])`;

/** Like `addKey`, for many at once. */
export const addKeys = (keys: readonly NewKey[]): Statement => ({
  name: 'keys-add',
  text: addMany,
  values: [
    keys.map(({ organisationId }) => organisationId),
    keys.map(({ id }) => id),
    keys.map(({ scope }) => scope),
    keys.map(({ subjectId }) => subjectId),
    keys.map(({ carrierId }) => carrierId),
    keys.map(({ version }) => version),
    keys.map(({ wrapped }) => wrapped),
  ],
});

/** Like `addOwnKey`, for many at once; gives those that were added. */
export const addOwnKeys = (keys: readonly NewKey[]): Statement => ({
  name: 'keys-add-own',
  text: `${addMany} on conflict (organisation_id, scope, subject_id) do nothing returning id`,
  values: addKeys(keys).values,
});

export const dropKeys = (scopes: readonly KeyScope[], subjectId: string): Statement => ({
  name: 'keys-drop',
  text: `delete from keyring.data_key where organisation_id = (select current_organisation()) and scope = any ($1) and subject_id = $2`,
  values: [scopes, subjectId],
});

export const dropSharedKeys = (scopes: readonly KeyScope[], subjectId: string, holderId: string): Statement => ({
  name: 'keys-drop-shared',
  text: 'delete from keyring.data_key where organisation_id = $3 and scope = any ($1) and subject_id = $2',
  values: [scopes, subjectId, holderId],
});

export const carrierOf = (organisationId: string): Statement => ({
  name: 'key-carrier-of',
  text: 'select carrier_of($1) as id',
  values: [organisationId],
});

/** The newest version of a carrier's key that is known here, and whether it stays when the asking transaction is undone; `destroyed` when it was taken away for good. */
export const newestVersion = (carrierId: string): Statement => ({
  name: 'carrier-key-newest',
  text: `select version, destroyed_at is not null as destroyed, made_at < now() as settled from keyring.carrier_key where carrier_id = $1
         order by version desc limit 1`,
  values: [carrierId],
});

export const addVersion = (carrierId: string, version: number, proof: Buffer): Statement => ({
  name: 'carrier-key-add',
  text: `insert into keyring.carrier_key (carrier_id, version, proof) values ($1, $2, $3) on conflict (carrier_id, version) do nothing`,
  values: [carrierId, version, proof],
});

export const markDestroyed = (carrierId: string): Statement => ({
  name: 'carrier-key-destroyed',
  text: 'update keyring.carrier_key set destroyed_at = now() where carrier_id = $1 and destroyed_at is null',
  values: [carrierId],
});

export interface ProofRow {
  readonly carrierId: string;
  readonly version: number;
  readonly proof: Buffer;
}

export const proofs = (most: number): Statement => ({
  name: 'carrier-key-proofs',
  text: `select carrier_id as "carrierId", version, proof from keyring.carrier_key where destroyed_at is null
         order by made_at desc limit $1`,
  values: [most],
});

export interface VersionRow {
  readonly carrierId: string;
  readonly version: number;
  readonly madeAt: Date;
  readonly destroyedAt: Date | null;
}

export const versions = (): Statement => ({
  name: 'carrier-key-versions',
  text: `select carrier_id as "carrierId", version, made_at as "madeAt", destroyed_at as "destroyedAt"
         from keyring.carrier_key order by carrier_id, version`,
  values: [],
});

export interface HolderRow {
  readonly organisationId: string;
  readonly carrierId: string;
  readonly version: number;
  readonly keys: string;
}

export const holders = (): Statement => ({
  name: 'key-holders',
  text: `select organisation_id as "organisationId", carrier_id as "carrierId", carrier_version as version, keys from key_holders()`,
  values: [],
});

/** Data keys of the own organisation that an older version has wrapped, locked; those that another run works on are left to it. */
export const keysBehind = (version: number, most: number): Statement => ({
  name: 'keys-behind',
  text: `select ${keyJson} as key from keyring.data_key k
         where k.organisation_id = (select current_organisation()) and k.carrier_version < $1
         order by k.carrier_version, k.id limit $2 for update skip locked`,
  values: [version, most],
});

export const rewrapKey = (id: string, version: number, wrapped: Buffer): Statement => ({
  name: 'key-rewrap',
  text: `update keyring.data_key set carrier_version = $2, wrapped = $3
         where organisation_id = (select current_organisation()) and id = $1`,
  values: [id, version, wrapped],
});
