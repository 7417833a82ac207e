import type { AreaOfLife, DeadlineSummary, Indication, Measure, Reaction } from './case.js';
import { findTerm, hasMultipleGrounds, type Codebook, type Ground, type Vocabulary } from './codebook.js';
import {
  definitions,
  germanDate,
  heading,
  joinDefinitions,
  notice,
  notRecorded,
  orNotRecorded,
  paragraphs,
  type Block,
  type Column,
  type Section,
} from './document.js';
import type { FieldGroup, FrozenContent } from './release.js';

/** The official name of a district by its key, or undefined. */
export type DistrictName = (key: string) => string | undefined;

export type DossierWords = ReturnType<typeof dossierWords>;

/** The codes of a case in German words. A code the codebook does not have is shown as such, never dropped. */
export const dossierWords = (codebook: Codebook, districtName: DistrictName) => {
  const label = (vocabulary: Vocabulary, code: string | null | undefined): string =>
    code ? (findTerm(codebook, vocabulary, code)?.de ?? `unbekannter Schlüssel „${code}“`) : notRecorded;
  return {
    label,
    labels: (vocabulary: Vocabulary, codes: readonly string[]): string =>
      codes.length === 0 ? notRecorded : codes.map((code) => label(vocabulary, code)).join('; '),
    area: ({ area, subArea }: AreaOfLife): string =>
      subArea ? `${label('areas', area)}: ${label('subAreas', subArea)}` : label('areas', area),
    // A district that is null is not known, which is an answer; it is not a question that nobody asked.
    district: (key: string | null): string => (key === null ? 'nicht bekannt' : (districtName(key) ?? key)),
    ground: (code: string): Ground | undefined => codebook.grounds.find((ground) => ground.code === code),
  };
};

/** The chapters of the case itself, one for each subject of which at least one group is released. */
export function contentSections(
  content: FrozenContent,
  released: readonly FieldGroup[],
  words: DossierWords,
): readonly Section[] {
  const of = <T>(group: FieldGroup, part: T | undefined, blocks: (part: T) => readonly Block[]): readonly Block[] => {
    if (!released.includes(group)) return [];
    return part === undefined ? paragraphs(null) : blocks(part);
  };
  const chapters: readonly (readonly [string, readonly Block[]])[] = [
    [
      'Ratsuchende Person',
      [
        ...of('CLIENT_IDENTITY', content.clientIdentity, ({ name }) => [definitions(['Name', orNotRecorded(name)])]),
        ...of('CLIENT_CONTACT', content.clientContact, ({ contact }) => [
          definitions(['Kontakt', orNotRecorded(contact)]),
        ]),
        ...of('CLIENT_PROFILE', content.clientProfile, (profile) => profileBlocks(profile, words)),
      ],
    ],
    ['Sachverhalt', of('INCIDENT', content.incident, (incident) => incidentBlocks(incident, words))],
    ['Diskriminierungsmerkmale', of('GROUNDS', content.grounds, (grounds) => groundsBlocks(grounds, words))],
    [
      'Verantwortliche Stelle',
      [
        ...of('RESPONDENT', content.respondent, (respondent) => [
          definitions(
            ['Art der Stelle', words.label('respondentTypes', respondent.type)],
            ['Organisation', orNotRecorded(respondent.organisation)],
            ['Funktion der handelnden Person', orNotRecorded(respondent.function)],
          ),
        ]),
        ...of('RESPONDENT_PERSON', content.respondentPerson, (person) => [
          definitions(
            ['Name der handelnden Person', orNotRecorded(person.name)],
            ['Grund für die Nennung', orNotRecorded(person.reason)],
          ),
        ]),
      ],
    ],
    ['Indizien (§ 22 AGG)', of('INDICATIONS', content.indications, (found) => indicationBlocks(found, words))],
    ['Zeuginnen, Zeugen und Vergleichspersonen', of('WITNESSES', content.witnesses, witnessBlocks)],
    [
      'Sicht und Anliegen der ratsuchenden Person',
      of('CLIENT_VIEW', content.clientView, ({ view, wishes }) => [
        ...paragraphs(view),
        definitions(['Anliegen', words.labels('wishes', wishes)]),
      ]),
    ],
    ['Einschätzung der Beratungsstelle', of('ASSESSMENT', content.assessment, (part) => assessmentBlocks(part, words))],
    ['Bisherige Schritte und Reaktionen', of('MEASURES', content.measures, (part) => measureBlocks(part, words))],
    ['Fristen', of('DEADLINES', content.deadlines, (deadlines) => deadlineBlocks(deadlines, words))],
  ];
  return chapters
    .filter(([, blocks]) => blocks.length > 0)
    .map(([text, blocks]) => ({ heading: text, startsPage: false, blocks: joinDefinitions(blocks) }));
}

/** What was handed over besides, each with the hash by which it can be recognised. */
export function annexSection(content: FrozenContent, released: readonly FieldGroup[]): Section {
  const attachments = released.includes('ATTACHMENTS') ? (content.attachments ?? []) : [];
  const listed: readonly Block[] =
    attachments.length === 0
      ? paragraphs('Diesem Dossier sind keine Anlagen beigefügt.')
      : [
          ...paragraphs(
            'Die folgenden Dateien wurden mit dem Dossier freigegeben. Sie liegen in Beistand bei dieser Vermittlung zum Abruf; ihre Prüfsumme (SHA-256) zeigt, dass sie unverändert sind.',
          ),
          {
            kind: 'table',
            columns: [
              { title: 'Nr.', share: 1 },
              { title: 'Datei', share: 5 },
              { title: 'Beschreibung', share: 5 },
              { title: 'Größe und Prüfsumme', share: 6 },
            ],
            rows: attachments.map((file, at) => [
              String(at + 1),
              `${file.name} (${file.mediaType})`,
              orNotRecorded(file.description),
              `${sizeOf(file.bytes)}; ${file.sha256}`,
            ]),
          },
        ];
  return { heading: 'Anlagen', startsPage: false, blocks: listed };
}

const sizeOf = (bytes: number): string =>
  bytes < 100_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`;

type Part<K extends keyof FrozenContent> = NonNullable<FrozenContent[K]>;

const yesOrNo = (value: boolean | null): string => (value === null ? notRecorded : value ? 'ja' : 'nein');

const dateOrNotRecorded = (date: string | null): string => (date === null ? notRecorded : germanDate(date));

/** A table, or the sentence that says why there is none. */
const tableOr = (empty: string, columns: readonly Column[], rows: readonly (readonly string[])[]): readonly Block[] =>
  rows.length === 0 ? paragraphs(empty) : [{ kind: 'table', columns, rows }];

const profileBlocks = (profile: Part<'clientProfile'>, words: DossierWords): Block[] => [
  definitions(
    ['Rolle', words.label('affectedRoles', profile.affectedRole)],
    ['Alter', words.label('ageBands', profile.ageBand)],
    ['Geschlecht', words.label('genders', profile.gender)],
    ['Sprache', words.label('languages', profile.language)],
    ['Sprachmittlung nötig', yesOrNo(profile.interpreterNeeded)],
  ),
];

const incidentBlocks = (incident: Part<'incident'>, words: DossierWords): Block[] => [
  definitions(
    [
      'Zeitpunkt',
      incident.earliest === incident.latest
        ? germanDate(incident.earliest)
        : `zwischen ${germanDate(incident.earliest)} und ${germanDate(incident.latest)}; der genaue Tag ist nicht bekannt`,
    ],
    ['Kreis oder kreisfreie Stadt', words.district(incident.district)],
    ['Lebensbereich', words.area(incident.mainArea)],
    ...(incident.furtherAreas.length === 0
      ? []
      : [['Weitere Lebensbereiche', incident.furtherAreas.map(words.area).join('; ')] as const]),
    ['Art des Vorfalls', words.labels('incidentForms', incident.incidentForms)],
    ['Häufigkeit', words.label('recurrence', incident.recurrence)],
  ),
  heading('Was geschah'),
  ...paragraphs(incident.narrative),
];

const aggHint = {
  yes: 'Merkmal nach § 1 AGG',
  indirect: 'kann für ein Merkmal nach § 1 AGG stehen; das ist im Einzelfall zu begründen',
  no: 'nicht in § 1 AGG genannt; andere Rechtsgrundlagen prüfen',
} as const;

const groundsBlocks = ({ grounds, phenomena }: Part<'grounds'>, words: DossierWords): Block[] => [
  ...tableOr(
    notRecorded,
    [
      { title: 'Merkmal', share: 2 },
      { title: 'Bezug zu § 1 AGG', share: 3 },
    ],
    grounds.map((code) => {
      const ground = words.ground(code);
      return [words.label('grounds', code), ground ? aggHint[ground.agg] : notRecorded];
    }),
  ),
  definitions(
    ['Mehrere Merkmale', hasMultipleGrounds(grounds) ? 'ja; § 4 AGG beachten' : 'nein'],
    ['Phänomene', words.labels('phenomena', phenomena)],
  ),
];

const indicationBlocks = (indications: readonly Indication[], words: DossierWords): Block[] => [
  ...tableOr(
    'Es sind keine Indizien erfasst.',
    [
      { title: 'Datum', share: 3 },
      { title: 'Art', share: 4 },
      { title: 'Indiz', share: 9 },
    ],
    indications.map(({ occurredOn, evidenceKind, description }) => [
      dateOrNotRecorded(occurredOn),
      words.label('evidenceKinds', evidenceKind),
      orNotRecorded(description),
    ]),
  ),
  ...paragraphs(
    'Beweist eine Partei Indizien, die eine Benachteiligung vermuten lassen, so trägt die andere Partei die Beweislast dafür, dass kein Verstoß vorliegt (§ 22 AGG).',
  ),
];

const witnessBlocks = ({ witnesses, comparisonPersons }: Part<'witnesses'>): Block[] => [
  ...tableOr(
    'Es sind keine Zeuginnen oder Zeugen erfasst.',
    [
      { title: 'Name', share: 4 },
      { title: 'Kontakt', share: 5 },
      { title: 'Wahrnehmung', share: 7 },
    ],
    witnesses.map(({ name, contact, observation }) => [name, contact, observation].map(orNotRecorded)),
  ),
  heading('Vergleichspersonen'),
  ...(comparisonPersons.length === 0
    ? paragraphs('Es sind keine Vergleichspersonen erfasst.')
    : [{ kind: 'bullets' as const, items: comparisonPersons.map(({ description }) => orNotRecorded(description)) }]),
];

const assessmentBlocks = (part: Part<'assessment'>, words: DossierWords): Block[] => [
  definitions(
    ['Einschätzung', words.label('assessments', part.assessment)],
    ['Rechtliche Form', words.label('legalForms', part.legalForm)],
    ['Ebene', words.label('levels', part.level)],
    ['In Betracht kommende Regelungen', words.labels('regimes', part.regimes)],
  ),
  heading('Begründung'),
  ...paragraphs(part.reason),
];

const measureBlocks = ({ measures, reactions }: Part<'measures'>, words: DossierWords): Block[] => {
  const dated = (what: string, then: string): Column[] => [
    { title: 'Datum', share: 3 },
    { title: what, share: 6 },
    { title: then, share: 7 },
  ];
  return [
    heading('Schritte'),
    ...tableOr(
      'Es sind keine Schritte erfasst.',
      dated('Schritt', 'Ergebnis'),
      measures.map(({ takenOn, kind, result }: Measure) => [
        germanDate(takenOn),
        words.label('interventions', kind),
        orNotRecorded(result),
      ]),
    ),
    heading('Reaktionen der Gegenseite'),
    ...tableOr(
      'Es sind keine Reaktionen erfasst.',
      dated('Reaktion', 'Einzelheiten'),
      reactions.map(({ occurredOn, kind, detail }: Reaction) => [
        germanDate(occurredOn),
        words.label('reactions', kind),
        orNotRecorded(detail),
      ]),
    ),
  ];
};

const deadlineBlocks = (deadlines: readonly DeadlineSummary[], words: DossierWords): Block[] => [
  notice(
    'Vorsorglich, keine Rechtsberatung. Die Fristen sind aus den erfassten Angaben berechnet; maßgeblich ist die Prüfung im Einzelfall.',
  ),
  ...tableOr(
    'Es ist keine besondere Frist bekannt. Bitte bei der Landesantidiskriminierungsstelle nachfragen und vorsorglich rasch handeln.',
    [
      { title: 'Grundlage', share: 4 },
      { title: 'Ende der Frist', share: 5 },
      { title: 'Erläuterung', share: 8 },
    ],
    deadlines.map((deadline) => [
      `${words.label('regimes', deadline.regime)} (${deadline.source})`,
      deadline.endsOn === deadline.movedTo
        ? germanDate(deadline.endsOn)
        : `${germanDate(deadline.endsOn)}; verschoben auf ${germanDate(deadline.movedTo)}. Empfohlen: bis ${germanDate(deadline.endsOn)} handeln.`,
      orNotRecorded(deadline.explanation),
    ]),
  ),
];
