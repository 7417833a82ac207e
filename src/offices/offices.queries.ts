import type { Capacity, Competence, Coverage } from '../core/office.js';
import type { Office } from '../core/office.js';
import type { Statement } from '../database/transactions.js';

/** One office of the directory, as the database has it. */
export interface OfficeRow {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly inboxOrganisationId: string | null;
  readonly inboxActive: boolean;
  readonly runByCarrierId: string | null;
  readonly runByName: string | null;
  readonly belongsTo: string | null;
  readonly bodyNames: readonly string[];
  readonly coverage: Coverage;
  readonly competence: Competence;
  readonly languages: readonly string[];
  readonly capacity: Capacity;
  readonly answerDays: number;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  readonly contactAddress: string | null;
  readonly website: string | null;
  readonly active: boolean;
  readonly version: number;
}

const columns = `o.id, o.key, o.kind, o.name, o.inbox_organisation_id as "inboxOrganisationId", b.inbox_active as "inboxActive",
  o.run_by_carrier_id as "runByCarrierId", b.run_by_name as "runByName", o.belongs_to as "belongsTo", o.body_names as "bodyNames",
  o.coverage, o.competence, o.languages, o.capacity, o.answer_days as "answerDays", o.contact_email as "contactEmail",
  o.contact_phone as "contactPhone", o.contact_address as "contactAddress", o.website, o.active, o.version`;

export const allOffices: Statement = {
  name: 'offices-all',
  text: `select ${columns} from office o join office_bodies() b on b.office_id = o.id order by o.name, o.id`,
  values: [],
};

/** Another text after every change of the directory or of an organisation that stands in it. */
export const officesStamp: Statement = {
  name: 'offices-stamp',
  text: `select md5(string_agg(concat_ws(' ', o.id, o.version, b.inbox_active, b.run_by_name), ',' order by o.id)) as stamp
         from office o join office_bodies() b on b.office_id = o.id`,
  values: [],
};

/** The office, locked until the end of the transaction, so that two edits do not cross. */
export const officeForUpdate = (id: string): Statement => ({
  name: 'office-for-update',
  text: `select ${columns} from office o join office_bodies() b on b.office_id = o.id where o.id = $1 for update of o`,
  values: [id],
});

export const officeOfInbox = (organisationId: string): Statement => ({
  name: 'office-of-inbox',
  text: 'select id from office where inbox_organisation_id = $1',
  values: [organisationId],
});

export const officeWithKey = (key: string): Statement => ({
  name: 'office-with-key',
  text: 'select id from office where key = $1',
  values: [key],
});

/** What the platform may see of an organisation. */
export const organisationKind = (id: string): Statement => ({
  name: 'organisation-kind',
  text: 'select kind from organisation where id = $1 and active',
  values: [id],
});

/** Adds an office that ships with the product, unless one with its key is there: an operator's edits are never overwritten. */
export const addShipped = ({ id, contact, ...office }: Office): Statement => ({
  name: 'office-add-shipped',
  text: `insert into office (key, kind, name, belongs_to, coverage, competence, languages, capacity, answer_days, contact_email, website, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (key) do nothing returning id`,
  values: [
    id,
    office.kind,
    office.name,
    office.belongsTo,
    JSON.stringify(office.coverage),
    JSON.stringify(office.competence),
    office.languages,
    office.capacity,
    office.answerDays,
    contact.email,
    contact.website,
    office.active,
  ],
});

export const platformOrganisation: Statement = {
  name: 'platform-organisation',
  text: 'select id, carrier_id as "carrierId" from platform_organisation()',
  values: [],
};
