import type { CalendarDate } from './calendar.js';
import type { DataSection } from './data-page.js';
import type { DataProtectionLaw } from './data-protection-law.js';
import { definitions, germanDate, paragraphs, type Block, type PageDocument, type Section } from './document.js';
import type { Wording } from './law.js';
import type { RetentionRule } from './retention.js';

/** One activity in the record of processing activities, in words; the tables are those of its section of docs/data.md. */
export interface ProcessingActivity {
  readonly section: string;
  readonly name: Wording;
  readonly purpose: Wording;
  readonly persons: Wording;
  readonly categories: Wording;
  readonly recipients: Wording;
  /** Which paragraph of the carrier's law it rests on. */
  readonly basis: 'lawfulness' | 'consent' | 'access';
  /** Special categories (Art. 9 GDPR). */
  readonly isSpecial: boolean;
}

export interface ProcessingData {
  readonly activities: readonly ProcessingActivity[];
  readonly measures: { readonly de: readonly string[]; readonly en: readonly string[] };
  readonly held: readonly DataSection[];
}

export interface ProcessingFrame {
  readonly language: 'de' | 'en';
  readonly law: DataProtectionLaw;
  readonly controller: string;
  readonly officer: string | null;
  readonly supervisoryBody: string;
  readonly retention: readonly RetentionRule[];
  /** For how long who somebody of the staff was is kept after they have left. */
  readonly staffMonths: number;
  readonly on: CalendarDate;
}

/** Sections of the page without an activity, and activities without a section: none in what ships (`processing.loader`). */
export function unmatched({ activities, held }: Pick<ProcessingData, 'activities' | 'held'>): string[] {
  const [told, there] = [activities.map(({ section }) => section), held.map(({ heading }) => heading)];
  return [...there.filter((one) => !told.includes(one)), ...told.filter((one) => !there.includes(one))];
}

/** The record of processing activities of a carrier (Art. 30 (1) GDPR and the same in church law), as pages. */
export function processingRecord({ activities, measures, held }: ProcessingData, frame: ProcessingFrame): PageDocument {
  const { language, law } = frame;
  const say = (de: string, en: string): string => (language === 'de' ? de : en);
  const title = say('Verzeichnis von Verarbeitungstätigkeiten', 'Record of processing activities');
  const date = language === 'de' ? germanDate(frame.on) : frame.on;
  const section = (heading: string, ...blocks: readonly Block[]): Section => ({ heading, startsPage: false, blocks });
  return {
    title,
    language: language === 'de' ? 'de-DE' : 'en-GB',
    author: frame.controller,
    footer: `${title} · ${date}`,
    subtitle: `${law.record} · ${say('Stand', 'as of')} ${date}`,
    sections: [
      section(
        say('Verantwortlicher', 'Controller'),
        definitions(
          [say('Verantwortlicher', 'Controller'), frame.controller],
          [say('Datenschutzbeauftragte Person', 'Data-protection officer'), frame.officer ?? '–'],
          [say('Aufsicht', 'Supervisory body'), frame.supervisoryBody],
          [say('Übermittlung in Drittländer', 'Transfers to third countries'), say('keine', 'none')],
        ),
      ),
      ...activities.map((activity) =>
        section(
          activity.name[language],
          definitions(
            [say('Zweck', 'Purpose'), activity.purpose[language]],
            [say('Betroffene', 'Persons concerned'), activity.persons[language]],
            [say('Daten', 'Data'), activity.categories[language]],
            [say('Empfänger', 'Recipients'), activity.recipients[language]],
            [
              say('Rechtsgrundlage', 'Legal basis'),
              [law[activity.basis], ...(activity.isSpecial ? [law.specialCategories] : [])].join('; '),
            ],
          ),
        ),
      ),
      section(
        say('Löschfristen', 'Time limits for erasure'),
        {
          kind: 'bullets',
          items: [
            ...frame.retention.map(({ months, fromEndOfYear, source }) =>
              say(
                `abgeschlossene Fälle: ${months} Monate ab ${fromEndOfYear ? 'dem Ende des Jahres ihres Abschlusses' : 'ihrem Abschluss'} (${source})`,
                `closed cases: ${months} months from ${fromEndOfYear ? 'the end of the year in which they were closed' : 'the day on which they were closed'} (${source})`,
              ),
            ),
            say(
              `Name und Adresse ehemaliger Beschäftigter: ${frame.staffMonths} Monate ab der Stilllegung ihres Zugangs`,
              `name and address of former staff: ${frame.staffMonths} months from the day on which their account was closed`,
            ),
          ],
        },
        ...paragraphs(
          say(
            'Im Einzelnen steht die Löschung bei jeder Tabelle im Anhang.',
            'The annex says for each table when its data go.',
          ),
        ),
      ),
      section(say('Technische und organisatorische Maßnahmen', 'Technical and organisational measures'), {
        kind: 'bullets',
        items: measures[language],
      }),
      {
        heading: say(
          'Anhang: was wo gespeichert ist (aus der technischen Dokumentation, englisch)',
          'Annex: what is stored where',
        ),
        startsPage: true,
        blocks: held.flatMap(({ heading, rows }): Block[] => [
          { kind: 'heading', text: activities.find(({ section: of }) => of === heading)?.name[language] ?? heading },
          ...annexOf(rows, say),
        ]),
      },
    ],
  };
}

/** What stands in tables of the database as a table; the places outside of it with what they hold. */
function annexOf(rows: DataSection['rows'], say: (de: string, en: string) => string): readonly Block[] {
  const [inside, outside] = [
    rows.filter(({ columns }) => columns.length > 0),
    rows.filter(({ columns }) => columns.length === 0),
  ];
  const table: Block = {
    kind: 'table',
    columns: [
      { title: say('Tabelle und Spalten', 'Table and columns'), share: 5 },
      { title: say('Wozu', 'Why'), share: 4 },
      { title: say('Wer sieht es; Löschung', 'Who sees it; erasure'), share: 4 },
    ],
    rows: inside.map(({ table: name, columns, why, who, until }) => [
      `${name}\n${columns.join(', ')}`,
      why,
      `${who}\n${say('Löschung', 'Erasure')}: ${until}`,
    ]),
  };
  return [
    ...(inside.length > 0 ? [table] : []),
    ...(outside.length > 0 ? [definitions(...outside.map(({ table: place, why }) => [place, why] as const))] : []),
  ];
}
