import { releasedGroups, type DossierInput } from './dossier.js';
import type { FieldGroup, FrozenContent } from './release.js';

/** Where in the frozen copy the content of a group lies. */
const partOf: { readonly [G in FieldGroup]: keyof FrozenContent } = {
  CLIENT_IDENTITY: 'clientIdentity',
  CLIENT_CONTACT: 'clientContact',
  CLIENT_PROFILE: 'clientProfile',
  INCIDENT: 'incident',
  GROUNDS: 'grounds',
  RESPONDENT: 'respondent',
  RESPONDENT_PERSON: 'respondentPerson',
  CLIENT_VIEW: 'clientView',
  ASSESSMENT: 'assessment',
  INDICATIONS: 'indications',
  WITNESSES: 'witnesses',
  MEASURES: 'measures',
  DEADLINES: 'deadlines',
  ATTACHMENTS: 'attachments',
};

/**
 * Every name that may stand in the attachment, in the order in which they are written. What is not in this list (an id
 * that came along with a stored row) does not leave the house; and the order of the keys in the database has no say.
 */
const names = [
  ...['format', 'version', 'codebookVersion', 'fieldGroups', 'cover', 'release', 'content'],
  ...['sentOn', 'answerBy', 'sender', 'service', 'carrier', 'recipient', 'purpose', 'reasons'],
  ...['givenOn', 'validUntil', 'form', 'explainedIn', 'interpreter', 'guardian', 'present', 'dataProtectionConsent'],
  ...Object.values(partOf),
  ...[
    'kind',
    'name',
    'phone',
    'email',
    'contact',
    'affectedRole',
    'ageBand',
    'gender',
    'language',
    'interpreterNeeded',
  ],
  ...['earliest', 'latest', 'district', 'mainArea', 'furtherAreas', 'area', 'subArea', 'incidentForms', 'recurrence'],
  ...['narrative', 'phenomena', 'multiple', 'type', 'organisation', 'function', 'reason', 'view', 'wishes'],
  ...['legalForm', 'level', 'regimes', 'evidenceKind', 'occurredOn', 'takenOn', 'description', 'observation'],
  ...['comparisonPersons', 'reactions', 'result', 'detail', 'regime', 'endsOn', 'movedTo', 'source', 'explanation'],
  ...['mediaType', 'bytes', 'sha256'],
];

/** The text of `dossier.json`, the attachment that says what the pages say (`docs/dossier.schema.json`). */
export function dossierJson(input: DossierInput): string {
  const { content, cover, release } = input;
  const groups = releasedGroups(input);
  const { sender } = cover;
  const attachment = {
    format: content.format,
    version: content.version,
    codebookVersion: content.codebookVersion,
    fieldGroups: groups,
    cover: {
      kind: cover.kind,
      reasons: cover.reasons,
      sentOn: cover.sentOn,
      answerBy: cover.answerBy,
      recipient: cover.recipient,
      purpose: cover.purpose,
      sender: {
        service: sender.service,
        carrier: sender.carrier,
        contact: { name: sender.contact.name, phone: sender.contact.phone, email: sender.contact.email },
      },
    },
    release: release && {
      givenOn: release.givenOn,
      validUntil: release.validUntil,
      form: release.form,
      explainedIn: release.explainedIn,
      dataProtectionConsent: release.dataProtectionConsent,
      // As on the pages: a guardian's or a helper's name can give away the client's.
      interpreter: helper(release.interpreter, groups),
      guardian: helper(release.guardian, groups),
    },
    content: Object.fromEntries(
      groups.flatMap((group) => {
        const part = content[partOf[group]];
        return part === undefined ? [] : [[partOf[group], part]];
      }),
    ),
  };
  return `${JSON.stringify(attachment, names, 2)}\n`;
}

const helper = (name: string | null, groups: readonly FieldGroup[]) => ({
  present: Boolean(name?.trim()),
  name: groups.includes('CLIENT_IDENTITY') && name?.trim() ? name : null,
});
