import { QueryFailedError } from 'typeorm';
import type { Actor } from '../core/access.js';
import type { TrustedVouching } from '../core/carrier-sign-in.js';
import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';

/** How the people of a carrier sign in through its own directory. */
export interface CarrierSignInSettings extends TrustedVouching {
  readonly organisationId: string;
  /** What stands in the address of the sign-in: random, kept as long as the settings are. */
  readonly address: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Passwords and passkeys of one's own open nothing any more, except for the emergency administrator. */
  readonly demanded: boolean;
  readonly emergencyPersonId: string | null;
  readonly version: number;
  readonly changedAt: Date;
}

/** The settings of the own organisation as they stand in the database: the secret sealed, with the key that opens it. */
export interface SettingsRow extends Omit<CarrierSignInSettings, 'clientSecret'> {
  readonly sealedSecret: string;
  readonly key: WrappedKey | null;
}

export const settingsOf = (organisationId: string, forUpdate: boolean): Statement => ({
  name: forUpdate ? 'carrier-sign-in-lock' : 'carrier-sign-in-of',
  text: `select c.organisation_id as "organisationId", c.address, c.issuer, c.client_id as "clientId", c.client_secret as "sealedSecret",
           c.trusted_methods as "trustedMethods", c.trusted_contexts as "trustedContexts", c.demanded,
           c.emergency_person_id as "emergencyPersonId", c.version, c.changed_at as "changedAt",
           ${wrappedKeyOf('SIGN_IN', 'c.organisation_id')} as key
         from carrier_sign_in c where c.organisation_id = $1 ${forUpdate ? 'for update' : ''}`,
  values: [organisationId],
});

type Written = Omit<CarrierSignInSettings, 'clientSecret' | 'changedAt'> & { readonly sealedSecret: string };

export const writeSettings = (row: Written): Statement => ({
  name: 'carrier-sign-in-write',
  text: `insert into carrier_sign_in (organisation_id, address, issuer, client_id, client_secret, trusted_methods, trusted_contexts, demanded,
           emergency_person_id, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (organisation_id) do update set issuer = excluded.issuer, client_id = excluded.client_id,
           client_secret = excluded.client_secret, trusted_methods = excluded.trusted_methods, trusted_contexts = excluded.trusted_contexts,
           demanded = excluded.demanded, emergency_person_id = excluded.emergency_person_id, version = excluded.version, changed_at = now()`,
  values: [
    row.organisationId,
    row.address,
    row.issuer,
    row.clientId,
    row.sealedSecret,
    row.trustedMethods,
    row.trustedContexts,
    row.demanded,
    row.emergencyPersonId,
    row.version,
  ],
});

export const dropSettings = (organisationId: string): Statement => ({
  name: 'carrier-sign-in-drop',
  text: 'delete from carrier_sign_in where organisation_id = $1',
  values: [organisationId],
});

/** Active people of the carrier and its services who are not linked with this issuer; the emergency administrator needs no link. */
export const countUnlinked = (issuer: string, emergencyPersonId: string | null): Statement => ({
  name: 'carrier-accounts-missing',
  text: `select count(*)::int as people, count(a.person_id)::int as linked,
           count(*) filter (where a.person_id is null and p.id is distinct from $2::uuid)::int as missing
         from person p left join carrier_account a on a.organisation_id = p.organisation_id and a.person_id = p.id and a.issuer = $1
         where p.active`,
  values: [issuer, emergencyPersonId],
});

export const accountOf = ({ organisationId, personId }: Pick<Actor, 'organisationId' | 'personId'>): Statement => ({
  name: 'carrier-account-of',
  text: 'select issuer, linked_at as "linkedAt" from carrier_account where organisation_id = $1 and person_id = $2',
  values: [organisationId, personId],
});

export const linkAccount = (actor: Actor, issuer: string, subject: string): Statement => ({
  name: 'carrier-account-link',
  text: 'insert into carrier_account (organisation_id, carrier_id, person_id, issuer, subject) values ($1, $2, $3, $4, $5)',
  values: [actor.organisationId, actor.carrierId, actor.personId, issuer, subject],
});

export const dropAccount = (organisationId: string, personId: string): Statement => ({
  name: 'carrier-account-drop',
  text: 'delete from carrier_account where organisation_id = $1 and person_id = $2 returning person_id as id',
  values: [organisationId, personId],
});

/** Whether a statement failed because this account at the provider belongs to somebody here already. */
export function isAccountTaken(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'constraint' in cause &&
    cause.constraint === 'carrier_account_subject'
  );
}
