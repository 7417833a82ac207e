import type { CalendarDate } from '../core/calendar.js';
import type { StoryConsent } from '../core/story-consent.js';
import type { Statement } from '../database/transactions.js';
import { keyJson, type WrappedKey } from '../keys/wrapped-key.js';

/** A consent as the database gives it, opened. */
export interface ConsentRow extends StoryConsent {
  readonly id: string;
  readonly organisationId: string;
  readonly caseId: string | null;
  readonly recordedBy: { readonly id: string; readonly name: string };
  readonly recordedAt: Date;
  readonly withdrawnOn: CalendarDate | null;
  readonly withdrawnAt: Date | null;
}

/** The same with its texts sealed, and the key that opens them at this moment: without one it is not there. */
export type SealedConsent = ConsentRow & { readonly key: WrappedKey | null };

const here = 'c.organisation_id = (select current_organisation())';
const select = `select c.organisation_id as "organisationId", c.id, c.case_id as "caseId", c.given_on::text as "givenOn", c.valid_until::text as "validUntil",
    c.uses, c.form, c.oral_reason as "oralReason", c.document_reference as "documentReference", c.explained_in as "explainedIn", c.interpreter,
    c.guardian, c.outlives_case as "outlivesCase", c.recorded_at as "recordedAt", c.withdrawn_on::text as "withdrawnOn", c.withdrawn_at as "withdrawnAt",
    json_build_object('id', p.id, 'name', p.name) as "recordedBy", ${keyJson} as key
  from story_consent c join person p on p.organisation_id = c.organisation_id and p.id = c.recorded_by
  join keyring.data_key k on k.organisation_id = c.organisation_id and k.scope = 'STORY' and k.subject_id = c.id`;

export const consentById = (id: string): Statement => ({
  name: 'story-consent',
  text: `${select} where ${here} and c.id = $1`,
  values: [id],
});

/** Locked until the end of the transaction: what is done with its stories and its withdrawal wait for each other. */
export const lockConsent = (id: string): Statement => ({
  name: 'story-consent-lock',
  text: `${select} where ${here} and c.id = $1 for no key update of c`,
  values: [id],
});

export const consentsOfCase = (caseId: string): Statement => ({
  name: 'story-consents-of-case',
  text: `${select} where ${here} and c.case_id = $1 order by c.id desc`,
  values: [caseId],
});

export const lockConsentsOfCase = (caseId: string): Statement => ({
  name: 'story-consents-of-case-lock',
  text: `${select} where ${here} and c.case_id = $1 order by c.id for no key update of c`,
  values: [caseId],
});

export const insertConsent = (
  id: string,
  caseId: string,
  consent: StoryConsent,
  personId: string,
  at: Date,
): Statement => ({
  name: 'story-consent-insert',
  text: `insert into story_consent (organisation_id, id, case_id, given_on, valid_until, uses, form, oral_reason, document_reference,
           explained_in, interpreter, guardian, outlives_case, recorded_by, recorded_at)
         values ((select current_organisation()), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
  values: [
    id,
    caseId,
    consent.givenOn,
    consent.validUntil,
    consent.uses,
    consent.form,
    consent.oralReason,
    consent.documentReference,
    consent.explainedIn,
    consent.interpreter,
    consent.guardian,
    consent.outlivesCase,
    personId,
    at,
  ],
});

export const withdrawConsent = (id: string, on: CalendarDate, personId: string, at: Date): Statement => ({
  name: 'story-consent-withdraw',
  text: `update story_consent c set withdrawn_on = $2, withdrawn_at = $3, withdrawn_by = $4 where ${here} and c.id = $1`,
  values: [id, on, at, personId],
});

/** The case goes and a story stays: of the consent the proof, and where its paper is kept. */
export const partFromCase = (id: string): Statement => ({
  name: 'story-consent-part',
  text: `update story_consent c set case_id = null, oral_reason = null, interpreter = null, guardian = null where ${here} and c.id = $1`,
  values: [id],
});

export const dropConsent = (id: string): Statement => ({
  name: 'story-consent-drop',
  text: `delete from story_consent c where ${here} and c.id = $1`,
  values: [id],
});
