import type { Actor } from '../core/access.js';
import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';
import type { StoredPasskey } from './passkeys.js';

/** A way to prove who one is, as it is listed. */
export interface SecondFactor {
  readonly id: string;
  readonly kind: 'PASSKEY' | 'TOTP';
  readonly name: string;
  readonly createdAt: Date;
  readonly usedAt: Date | null;
}

export interface PasskeyRow extends Omit<StoredPasskey, 'counter'> {
  readonly id: string;
  readonly counter: string;
}

export interface CodesRow {
  readonly id: string;
  readonly sealedSecret: Buffer;
  /** What opens it; null where it was destroyed. */
  readonly key: WrappedKey | null;
  readonly lastStep: string | null;
  readonly failures: number;
  readonly failedAt: Date | null;
}

type Own = Pick<Actor, 'organisationId' | 'personId'>;

export const factorsOf = ({ organisationId, personId }: Own): Statement => ({
  name: 'second-factors-of',
  text: `select id, kind, name, created_at as "createdAt", used_at as "usedAt" from second_factor
         where organisation_id = $1 and person_id = $2 and confirmed_at is not null order by id`,
  values: [organisationId, personId],
});

/** For update: two answers at once must not both count. */
export const passkeysOf = ({ organisationId, personId }: Own): Statement => ({
  name: 'passkeys-of',
  text: `select id, credential_id as "credentialId", public_key as "publicKey", counter, transports from second_factor
         where organisation_id = $1 and person_id = $2 and kind = 'PASSKEY' order by id for update`,
  values: [organisationId, personId],
});

/** The apps that count, or the one that has yet to show a code. For update, as above. */
export const codesOf = ({ organisationId, personId }: Own, unconfirmed: string | null): Statement => ({
  name: 'codes-of',
  text: `select id, sealed_secret as "sealedSecret", ${wrappedKeyOf('FACTOR', 'second_factor.id')} as key, last_step as "lastStep",
           failures, failed_at as "failedAt" from second_factor
         where organisation_id = $1 and person_id = $2 and kind = 'TOTP'
           and case when $3::uuid is null then confirmed_at is not null else id = $3 and confirmed_at is null end
         order by id for update`,
  values: [organisationId, personId, unconfirmed],
});

export const addPasskey = (actor: Actor, name: string, key: StoredPasskey): Statement => ({
  name: 'passkey-add',
  text: `insert into second_factor (organisation_id, carrier_id, person_id, kind, name, confirmed_at, credential_id, public_key, counter, transports)
         values ($1, $2, $3, 'PASSKEY', $4, now(), $5, $6, $7, $8) on conflict (credential_id) do nothing returning id`,
  values: [
    actor.organisationId,
    actor.carrierId,
    actor.personId,
    name,
    key.credentialId,
    key.publicKey,
    key.counter,
    [...key.transports],
  ],
});

export const addCodes = (actor: Actor, id: string, name: string, sealed: Buffer): Statement => ({
  name: 'codes-add',
  text: `insert into second_factor (organisation_id, carrier_id, person_id, id, kind, name, sealed_secret) values ($1, $2, $3, $4, 'TOTP', $5, $6)`,
  values: [actor.organisationId, actor.carrierId, actor.personId, id, name, sealed],
});

/** Those that were begun and never shown a code. */
export const forgetUnconfirmed = ({ organisationId, personId }: Own): Statement => ({
  name: 'codes-forget-unconfirmed',
  text: 'delete from second_factor where organisation_id = $1 and person_id = $2 and confirmed_at is null',
  values: [organisationId, personId],
});

export const notePasskeyUse = (organisationId: string, id: string, counter: number): Statement => ({
  name: 'passkey-used',
  text: 'update second_factor set counter = $3, used_at = now() where organisation_id = $1 and id = $2',
  values: [organisationId, id, counter],
});

export const noteCodeUse = (organisationId: string, id: string, step: number): Statement => ({
  name: 'code-used',
  text: `update second_factor set last_step = $3, used_at = now(), confirmed_at = coalesce(confirmed_at, now()), failures = 0, failed_at = null
         where organisation_id = $1 and id = $2`,
  values: [organisationId, id, step],
});

export const noteCodeFailure = (organisationId: string, ids: readonly string[]): Statement => ({
  name: 'code-failed',
  text: 'update second_factor set failures = failures + 1, failed_at = now() where organisation_id = $1 and id = any ($2)',
  values: [organisationId, ids],
});

export const renameFactor = ({ organisationId, personId }: Own, id: string, name: string): Statement => ({
  name: 'second-factor-rename',
  text: `update second_factor set name = $4 where organisation_id = $1 and person_id = $2 and id = $3 and confirmed_at is not null returning id`,
  values: [organisationId, personId, id, name],
});

export const removeFactor = ({ organisationId, personId }: Own, id: string): Statement => ({
  name: 'second-factor-remove',
  text: `delete from second_factor where organisation_id = $1 and person_id = $2 and id = $3 and confirmed_at is not null returning kind`,
  values: [organisationId, personId, id],
});

/** Everything somebody could prove with besides the password. */
export const removeAllFactors = ({ organisationId, personId }: Own): Statement => ({
  name: 'second-factors-remove-all',
  text: `with codes as (delete from recovery_code where organisation_id = $1 and person_id = $2)
         delete from second_factor where organisation_id = $1 and person_id = $2`,
  values: [organisationId, personId],
});

export const replaceRecoveryCodes = (actor: Actor, hashes: readonly Buffer[]): Statement => ({
  name: 'recovery-codes-replace',
  text: `with gone as (delete from recovery_code where organisation_id = $1 and person_id = $3)
         insert into recovery_code (organisation_id, carrier_id, person_id, code_hash) select $1, $2, $3, unnest($4::bytea[])`,
  values: [actor.organisationId, actor.carrierId, actor.personId, hashes],
});

export const useRecoveryCode = ({ organisationId, personId }: Own, hash: Buffer): Statement => ({
  name: 'recovery-code-use',
  text: `update recovery_code set used_at = now() where organisation_id = $1 and person_id = $2 and code_hash = $3 and used_at is null returning id`,
  values: [organisationId, personId, hash],
});

export const countRecoveryCodes = ({ organisationId, personId }: Own): Statement => ({
  name: 'recovery-codes-left',
  text: 'select count(*)::int as left from recovery_code where organisation_id = $1 and person_id = $2 and used_at is null',
  values: [organisationId, personId],
});

/** One at a time for what counts somebody's factors before it changes them. */
export const holdFactors = ({ organisationId, personId }: Own): Statement => ({
  name: 'second-factors-hold',
  text: `select pg_advisory_xact_lock(hashtextextended('second_factor:' || $1 || ':' || $2, 0))`,
  values: [organisationId, personId],
});
