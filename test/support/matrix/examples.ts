import { daysFromToday } from '../cases.js';

/** One valid value for each field of an input, by the input and the field or by the field alone; ids come from elsewhere. */
const values: Readonly<Record<string, unknown>> = {
  accessPath: undefined,
  answerDays: 10,
  areas: 'ALL',
  basedOn: 1,
  basis: 'CLIENT_REQUEST',
  capacity: 'OPEN',
  comment: 'Bitte ansehen.',
  content: 'version: 1',
  contact: { name: 'Kim Kontakt' },
  competence: {},
  coverage: { kind: 'STATE' },
  description: 'Ein Hinweis.',
  dryRun: true,
  email: 'gast@example.org',
  evidenceKind: 'MESSAGE',
  expiresOn: daysFromToday(30),
  explainedIn: 'ar',
  fieldGroups: ['INCIDENT', 'GROUNDS'],
  form: 'WRITTEN',
  documentReference: 'Ordner 1',
  givenOn: daysFromToday(0),
  grounds: ['ORIGIN'],
  incidentEarliest: '2026-03-01',
  incidentLatest: '2026-03-02',
  internal: false,
  key: 'stelle-beispiel',
  issuer: 'https://127.0.0.1', // is refused without being asked
  clientId: 'beistand',
  clientSecret: 'a secret of a client',
  kind: 'HANDOVER',
  language: undefined,
  languages: ['de'],
  mainArea: { area: 'WORK' },
  mapping: `version: 1
externalId: Nr
dates: D.M.YYYY
fields:
  grounds: { column: Merkmal, values: { Herkunft: ORIGIN } }
  mainArea: { constant: WORK }
  respondentType: { constant: UNKNOWN }
  incident: { column: Datum }
  narrative: { column: Text }
`,
  name: 'Name Beispiel',
  narrative: 'Eine Schilderung.',
  note: undefined,
  observation: 'Hat es gehört.',
  occurredOn: '2026-03-01',
  on: daysFromToday(0),
  newPassword: 'ein langes Passwort 42',
  password: 'ein langes Passwort 43',
  phone: '0000 1',
  purpose: 'Beratung',
  reason: 'CAPACITY',
  reasons: ['SPECIALISATION'],
  report: 'Ein Bericht.',
  respondentType: 'UNKNOWN',
  result: 'AGREEMENT',
  roles: ['ADMINISTRATOR'],
  scopes: ['operations:any'],
  search: 'Mainz',
  shortName: 'BSP',
  source: 'Altliste',
  startsOn: '2026-03-01',
  takenOn: '2026-03-01',
  title: 'Eine Schulung',
  year: 2026,
  text: 'Ein Text.',
  token: 'kein-Schlüssel',
  verdict: 'APPROVED',
  version: 1,
  'ChangePasswordInput.password': 'ein langes Passwort 42', // everybody's, so that no session ends by wrong ones
  'closeCase.reason': 'ACHIEVED',
  'offerReturn.reason': 'CAPACITY',
  'ActivityInput.kind': 'TRAINING',
  'dismissHint.district': '07111',
  'recallHint.district': '07111',
  'MeasureInput.kind': 'CLAIM_LETTER',
  'MeasureInput.result': 'Ein Ergebnis.',
  'ReactionInput.kind': 'DENIAL',
  'AddOfficeInput.kind': 'SPECIALISED',
  'AddOfficeInput.competence': {},
  'CreateOrganisationInput.kind': 'CAMPAIGN_TEAM',
  'AccessRequestInput.language': 'de',
  'AccessRequestInput.receivedOn': daysFromToday(0),
  'extendAccess.reason': 'NUMBER',
  'lookAtAnswer.reason': 'COMPLAINT',
  'answerAccess.input': { decisions: [] },
  'HoldInput.reason': 'PROCEEDING',
  'HoldInput.reviewOn': daysFromToday(30),
  'changePrivacySettings.input': { officerPhone: '0000 3' },
  'legalRules.version': undefined,
  'routingRules.version': undefined,
  'updateCase.changes': { narrative: 'Geändert.' },
  'vocabulary.name': 'grounds',
  quarter: '2025-Q1',
  'statisticsProgramme.release': undefined,
  'statisticsTable.release': undefined,
  'previewStatisticsTable.release': '2025-Q1',
  'StatisticsQuestionInput.table': 'CASES',
  'StatisticsQuestionInput.rows': undefined,
  numbersSha256: 'of nothing',
  'approveStatisticsRelease.id': '2025-Q1',
  'cancelStatisticsRelease.id': '2025-Q1',
  'withdrawStatisticsRelease.id': '2025-Q1',
  'withdrawStatisticsRelease.reason': 'Ein Grund.',
  'WitnessInput.contact': 'unter 0000 2',
};

/** A valid value, or undefined: then it is left out. */
export const example = (input: string, name: string): unknown =>
  /Filter(Input)?$/.test(input) ? undefined : valueFor(input, name);

const valueFor = (input: string, name: string): unknown =>
  `${input}.${name}` in values ? values[`${input}.${name}`] : values[name];
