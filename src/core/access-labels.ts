import type { Vocabulary } from './codebook.js';

/** A text in both languages of an answer. */
export interface Both {
  readonly de: string;
  readonly en: string;
}

const both = (de: string, en: string): Both => ({ de, en });

/** How the fields of a case are called, in the order in which they are told, and of which vocabulary their codes are. */
export const caseFields: readonly {
  readonly name: string;
  readonly label: Both;
  readonly vocabulary?: Vocabulary;
}[] = [
  { name: 'clientName', label: both('Name', 'Name') },
  { name: 'clientContact', label: both('Kontakt', 'Contact') },
  { name: 'affectedRole', label: both('Rolle', 'Role'), vocabulary: 'affectedRoles' },
  { name: 'ageBand', label: both('Altersgruppe', 'Age group'), vocabulary: 'ageBands' },
  { name: 'gender', label: both('Geschlecht', 'Gender'), vocabulary: 'genders' },
  { name: 'language', label: both('Sprache', 'Language'), vocabulary: 'languages' },
  { name: 'interpreterNeeded', label: both('Sprachmittlung nötig', 'Interpreter needed') },
  { name: 'accessPath', label: both('Zugangsweg', 'How they came'), vocabulary: 'accessPaths' },
  { name: 'channel', label: both('Kontaktweg', 'Channel'), vocabulary: 'channels' },
  { name: 'narrative', label: both('Schilderung', 'What happened') },
  { name: 'clientView', label: both('Eigene Sicht', 'Own view') },
  { name: 'incidentEarliest', label: both('Vorfall frühestens am', 'Incident not before') },
  { name: 'incidentLatest', label: both('Vorfall spätestens am', 'Incident not after') },
  { name: 'district', label: both('Kreis', 'District') },
  { name: 'grounds', label: both('Merkmale', 'Grounds'), vocabulary: 'grounds' },
  { name: 'phenomena', label: both('Phänomene', 'Phenomena'), vocabulary: 'phenomena' },
  { name: 'incidentForms', label: both('Formen', 'Forms'), vocabulary: 'incidentForms' },
  { name: 'level', label: both('Ebene', 'Level'), vocabulary: 'levels' },
  { name: 'recurrence', label: both('Häufigkeit', 'Recurrence'), vocabulary: 'recurrence' },
  { name: 'mainArea', label: both('Lebensbereich', 'Area of life') },
  { name: 'furtherAreas', label: both('Weitere Lebensbereiche', 'Further areas of life') },
  {
    name: 'respondentType',
    label: both('Art der verantwortlichen Stelle', 'Kind of respondent'),
    vocabulary: 'respondentTypes',
  },
  { name: 'respondentOrganisation', label: both('Verantwortliche Stelle', 'Respondent') },
  { name: 'respondentFunction', label: both('Funktion der handelnden Person', 'Function of the person') },
  { name: 'knowledgeOn', label: both('Kenntnis am', 'Known since') },
  { name: 'claimedOn', label: both('Anspruch geltend gemacht am', 'Claimed on') },
  { name: 'wishes', label: both('Wünsche', 'Wishes'), vocabulary: 'wishes' },
  { name: 'assessment', label: both('Einschätzung', 'Assessment'), vocabulary: 'assessments' },
  { name: 'assessmentReason', label: both('Begründung der Einschätzung', 'Reason of the assessment') },
  { name: 'legalForm', label: both('Rechtliche Form', 'Legal form'), vocabulary: 'legalForms' },
  { name: 'regimes', label: both('Rechtsgrundlagen', 'Legal regimes'), vocabulary: 'regimes' },
  { name: 'campaign', label: both('Kampagne', 'Campaign') },
  { name: 'status', label: both('Stand', 'Status') },
  { name: 'openedOn', label: both('Aufgenommen am', 'Recorded on') },
  { name: 'closedOn', label: both('Abgeschlossen am', 'Closed on') },
  { name: 'closingReason', label: both('Abschlussgrund', 'Closing reason'), vocabulary: 'closingReasons' },
  { name: 'closingNote', label: both('Abschlussnotiz', 'Closing note') },
  { name: 'importedFrom', label: both('Aus einer Liste übernommen', 'Taken over from a list') },
];

/** What is said of a day that has not come, where "not recorded" would be wrong. */
export const notYet: Readonly<Record<string, Both>> = {
  withdrawnOn: both('nicht widerrufen', 'not withdrawn'),
};

/** The lists of an answer with their columns. */
export const lists: Readonly<
  Record<
    string,
    {
      readonly heading: Both;
      readonly columns: readonly (readonly [string, Both, Vocabulary?])[];
      /** On the pages only what there is: "not recorded" would be wrong of a day that is still to come, if ever. */
      readonly leavesOutEmpty?: true;
    }
  >
> = {
  respondentPerson: {
    heading: both('Handelnde Person', 'Person who acted'),
    columns: [
      ['name', both('Name', 'Name')],
      ['reason', both('Grund der Nennung', 'Why named')],
    ],
  },
  indications: {
    heading: both('Indizien', 'Indications'),
    columns: [
      ['description', both('Beschreibung', 'Description')],
      ['evidenceKind', both('Art', 'Kind'), 'evidenceKinds'],
      ['occurredOn', both('Am', 'On')],
    ],
  },
  witnesses: {
    heading: both('Zeuginnen und Zeugen', 'Witnesses'),
    columns: [
      ['name', both('Name', 'Name')],
      ['contact', both('Kontakt', 'Contact')],
      ['observation', both('Beobachtung', 'Observation')],
    ],
  },
  comparisonPersons: {
    heading: both('Vergleichspersonen', 'Persons for comparison'),
    columns: [['description', both('Beschreibung', 'Description')]],
  },
  measures: {
    heading: both('Schritte', 'Measures'),
    columns: [
      ['takenOn', both('Am', 'On')],
      ['kind', both('Schritt', 'Measure'), 'interventions'],
      ['result', both('Ergebnis', 'Result')],
    ],
  },
  reactions: {
    heading: both('Reaktionen der Gegenseite', 'Reactions of the other side'),
    columns: [
      ['occurredOn', both('Am', 'On')],
      ['kind', both('Reaktion', 'Reaction'), 'reactions'],
      ['detail', both('Näheres', 'Detail')],
    ],
  },
  deadlines: {
    heading: both('Fristen', 'Deadlines'),
    columns: [
      ['endsOn', both('Ende', 'Ends on')],
      ['regime', both('Recht', 'Regime'), 'regimes'],
      ['source', both('Quelle', 'Source')],
    ],
  },
  notes: {
    heading: both('Notizen der Beratungsstelle', "The service's notes"),
    columns: [
      ['at', both('Am', 'On')],
      ['text', both('Text', 'Text')],
    ],
  },
  reviews: {
    heading: both('Prüfung der Kodierung', 'Review of the coding'),
    columns: [
      ['at', both('Am', 'On')],
      ['comment', both('Anmerkung', 'Comment')],
    ],
  },
  attachments: {
    heading: both(
      'Anlagen (Kopien händigt Ihnen die Beratungsstelle aus)',
      'Attachments (the service hands you copies)',
    ),
    columns: [
      ['addedOn', both('Hinzugefügt am', 'Added on')],
      ['name', both('Name', 'Name')],
      ['evidenceKind', both('Art', 'Kind'), 'evidenceKinds'],
      ['description', both('Beschreibung', 'Description')],
      ['mediaType', both('Format', 'Format')],
    ],
  },
  releases: {
    heading: both('Schweigepflichtentbindungen', 'Releases from confidentiality'),
    columns: [
      ['givenOn', both('Erteilt am', 'Given on')],
      ['validUntil', both('Gültig bis', 'Valid until')],
      ['office', both('Gegenüber', 'Towards')],
      ['fieldGroups', both('Angaben', 'Groups'), 'fieldGroups'],
      ['purpose', both('Zweck', 'Purpose')],
      ['withdrawnOn', both('Widerrufen am', 'Withdrawn on')],
    ],
  },
  messages: {
    heading: both('Nachrichten mit Stellen', 'Messages with offices'),
    columns: [
      ['at', both('Am', 'On')],
      ['office', both('Stelle', 'Office')],
      ['from', both('Von', 'From')],
      ['text', both('Text', 'Text')],
    ],
  },
  recipients: {
    heading: both('Wem etwas mitgeteilt wurde', 'Recipients'),
    columns: [
      ['at', both('Am', 'On')],
      ['office', both('Stelle', 'Office')],
      ['what', both('Was', 'What')],
      ['fieldGroups', both('Angaben', 'Groups'), 'fieldGroups'],
      ['purpose', both('Zweck', 'Purpose')],
    ],
  },
  storyConsents: {
    heading: both('Einwilligungen in anonymisierte Fallgeschichten', 'Consents to anonymised stories'),
    leavesOutEmpty: true,
    columns: [
      ['givenOn', both('Erteilt am', 'Given on')],
      ['validUntil', both('Gültig bis', 'Valid until')],
      ['uses', both('Wofür', 'What for'), 'storyUses'],
      ['form', both('Form', 'Form')],
      ['oralReason', both('Warum mündlich', 'Why orally')],
      ['documentReference', both('Wo das Papier liegt', 'Where the paper is kept')],
      ['explainedIn', both('Erklärt auf', 'Explained in'), 'languages'],
      ['interpreter', both('Sprachmittlung', 'Interpreter')],
      ['guardian', both('Für Sie zugestimmt hat', 'Who agreed for you')],
      ['outlivesCase', both('Geschichte darf nach dem Fall bleiben', 'Story may stay after the case')],
      ['withdrawnOn', both('Widerrufen am', 'Withdrawn on')],
    ],
  },
  stories: {
    heading: both(
      'Anonymisierte Fallgeschichten, die aus Ihrem Fall geschrieben wurden',
      'Anonymised stories that were written from your case',
    ),
    leavesOutEmpty: true,
    columns: [
      ['writtenOn', both('Geschrieben am', 'Written on')],
      ['state', both('Stand', 'State')],
      ['title', both('Überschrift', 'Title')],
      ['text', both('Text', 'Text')],
      ['remark', both('Anmerkung der zweiten Person', 'Remark of the second person')],
      ['language', both('Sprache', 'Language'), 'languages'],
      ['grounds', both('Merkmale', 'Grounds'), 'grounds'],
      ['area', both('Lebensbereich', 'Area of life'), 'areas'],
      ['region', both('Region', 'Region')],
      ['signedOffOn', both('Für Kampagnen freigegeben am', 'Open to campaigns since')],
      ['withdrawnOn', both('Zurückgezogen am', 'Taken back on')],
      ['withdrawal', both('Warum zurückgezogen', 'Why taken back')],
    ],
  },
  events: {
    heading: both('Verlauf: was wann geändert wurde', 'History: what was changed when'),
    columns: [
      ['at', both('Am', 'On')],
      ['kind', both('Was', 'What'), 'timelineKinds'],
      ['fields', both('Felder', 'Fields')],
    ],
  },
  looks: {
    heading: both('Wann in der Beratungsstelle hineingesehen wurde', 'When the service looked at it'),
    columns: [
      ['on', both('Am', 'On')],
      ['action', both('Was', 'What'), 'auditActions'],
      ['times', both('Wie oft', 'Times')],
    ],
  },
};

export const disclosedAs: Readonly<Record<string, Both>> = {
  PREVIEW: both('Vorschau', 'preview'),
  ENQUIRY: both('anonyme Fachanfrage', 'anonymous enquiry'),
  CONTENT: both('freigegebener Inhalt', 'released content'),
  DOSSIER: both('Dossier', 'dossier'),
  MESSAGE: both('Nachricht', 'message'),
  ATTACHMENT: both('Anlage', 'attachment'),
  PAPER: both('Dossier auf Papier', 'dossier on paper'),
  OWN_COPY: both('Dossier, das die Beratungsstelle selbst abgerufen hat', 'dossier that the service itself fetched'),
};

export const statuses: Readonly<Record<string, Both>> = {
  OPEN: both('offen', 'open'),
  CLOSED: both('abgeschlossen', 'closed'),
};

export const sides: Readonly<Record<string, Both>> = {
  SENDER: both('Beratungsstelle', 'the service'),
  RECIPIENT: both('Stelle', 'the office'),
};

export const consentForms: Readonly<Record<string, Both>> = {
  WRITTEN: both('schriftlich', 'in writing'),
  ORAL: both('mündlich', 'orally'),
};

export const storyStates: Readonly<Record<string, Both>> = {
  DRAFT: both('Entwurf in der Beratungsstelle', 'draft within the service'),
  SUBMITTED: both('wartet in der Beratungsstelle auf eine zweite Person', 'waits for a second person of the service'),
  SIGNED_OFF: both('freigegeben: Kampagnen dürfen sie lesen', 'signed off: campaigns may read it'),
  WITHDRAWN: both('zurückgezogen, der Text ist gelöscht', 'taken back, its text is erased'),
};

export const storyWithdrawals: Readonly<Record<string, Both>> = {
  CONSENT_WITHDRAWN: both('Sie haben die Einwilligung widerrufen', 'you withdrew the consent'),
  RETRACTED: both('die Beratungsstelle hat sie zurückgenommen', 'the service took it back'),
};

export const withheldBecause: Readonly<Record<string, Both>> = {
  RIGHTS_OF_OTHERS: both(
    'Rechte und Freiheiten anderer Personen (Art. 15 Abs. 4 DSGVO)',
    'rights and freedoms of others (Art. 15 (4) GDPR)',
  ),
  CONFIDENTIALITY: both(
    'Angaben, die nach einer Rechtsvorschrift oder ihrem Wesen nach geheim zu halten sind (§ 29 Abs. 1 BDSG)',
    'what must be kept secret by law or by its nature (§ 29 (1) BDSG)',
  ),
  PROCEEDING: both('ein laufendes Verfahren', 'a running proceeding'),
};
