import type { KeyScope } from './data-key.js';

/** A data key as the database keeps it, wrapped for one organisation by its carrier's key. */
export interface WrappedKey {
  readonly id: string;
  readonly organisationId: string;
  readonly scope: KeyScope;
  readonly subjectId: string;
  readonly carrierId: string;
  readonly version: number;
  /** Base64. */
  readonly wrapped: string;
}

/** A data key that is to be written. */
export interface NewKey {
  readonly id: string;
  readonly organisationId: string;
  readonly scope: KeyScope;
  readonly subjectId: string;
  readonly carrierId: string;
  readonly version: number;
  readonly wrapped: Buffer;
}

/** SQL that gives a row `k` of the keyring as a `WrappedKey` in JSON. */
export const keyJson = `json_build_object('id', k.id, 'organisationId', k.organisation_id, 'scope', k.scope, 'subjectId', k.subject_id,
  'carrierId', k.carrier_id, 'version', k.carrier_version, 'wrapped', encode(k.wrapped, 'base64'))`;

/**
 * SQL that gives the asking organisation's `WrappedKey` of a subject, or null: for statements that read what the key opens, so that
 * a key that was destroyed or taken back at that moment opens nothing. `subject` is an SQL expression.
 */
export const wrappedKeyOf = (scope: KeyScope, subject: string): string =>
  `(select ${keyJson} from keyring.data_key k
    where k.organisation_id = (select current_organisation()) and k.scope = '${scope}' and k.subject_id = ${subject})`;

/** What is bound to a wrapped key, so that it opens for this holder and subject alone. */
export const aboutOf = ({
  id,
  organisationId,
  scope,
  subjectId,
}: Pick<WrappedKey, 'id' | 'organisationId' | 'scope' | 'subjectId'>): string =>
  JSON.stringify(['beistand-data-key', id, organisationId, scope, subjectId]);
