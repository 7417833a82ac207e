import type { CalendarDate } from './calendar.js';
import { definitions, germanDate, heading, notice, type Block, type PageDocument, type Section } from './document.js';

/** A row with its German label, as it stands in the report. */
export interface ReportRow {
  readonly label: string;
  readonly count: number;
}

export interface ReportTable {
  readonly title: string;
  readonly mentions: boolean;
  readonly rows: readonly ReportRow[];
}

/** An activity as the report lists it, with its German labels. */
export interface ReportActivity {
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate;
  readonly kind: string;
  readonly title: string;
  readonly partners: readonly string[];
  readonly reach: number | null;
  readonly reachEstimated: boolean;
  readonly place: string | null;
}

export interface YearlyReport {
  readonly year: number;
  readonly service: string;
  readonly carrier: string;
  readonly asOf: CalendarDate;
  readonly codebookVersion: number;
  readonly tables: readonly ReportTable[];
  readonly activities: readonly ReportActivity[];
}

/** What stands on every sheet and page: these numbers are not for publication. */
export const internalNotice =
  'Intern: genaue Zahlen des Dienstes für Zuwendungsgeber und Ministerium. Nicht zur Veröffentlichung bestimmt: Hinter kleinen Zahlen sind Menschen erkennbar. Für die Öffentlichkeit gibt es die geschützten Statistiken.';

export const howCounted = (report: YearlyReport): readonly (readonly [string, string])[] => [
  ['Dienst', report.service],
  ['Träger', report.carrier],
  ['Berichtsjahr', String(report.year)],
  ['Gezählt am', germanDate(report.asOf)],
  ['Fälle', 'nach dem Tag der Aufnahme (deutsche Zeit); Abschlüsse nach dem Tag des Abschlusses'],
  ['Mehrfachnennung', 'ein Fall kann in mehreren Zeilen stehen; die Zeilen ergeben dann mehr als die Zahl der Fälle'],
  ['Verzeichnis', `Codebuch, Version ${report.codebookVersion}`],
];

/** The yearly report (concept of the migration advice services, section 6) as pages in German. */
export const yearlyReportPages = (report: YearlyReport): PageDocument => {
  const [overview, ...tables] = report.tables;
  return {
    title: `Jahresbericht ${report.year}`,
    language: 'de',
    author: report.service,
    footer: `Intern, nicht zur Veröffentlichung · Jahresbericht ${report.year}`,
    subtitle: `${report.service}, ${report.carrier}`,
    sections: [
      section('Überblick', [
        notice(internalNotice),
        ...(overview ? [tableOf(overview)] : []),
        heading('Wie gezählt wurde'),
        definitions(...howCounted(report)),
      ]),
      section(
        'Fälle und Weitervermittlungen',
        tables.flatMap((table) => [heading(table.title), tableOf(table)]),
      ),
      section('Fallunabhängige Arbeit', [
        report.activities.length === 0
          ? { kind: 'paragraph', text: `Für ${report.year} ist keine Aktivität eingetragen.` }
          : activitiesTable(report.activities),
      ]),
    ],
  };
};

const section = (title: string, blocks: readonly Block[]): Section => ({ heading: title, startsPage: false, blocks });

const tableOf = ({ rows }: ReportTable): Block =>
  rows.length === 0
    ? { kind: 'paragraph', text: 'Keine.' }
    : {
        kind: 'table',
        columns: [
          { title: 'Angabe', share: 4 },
          { title: 'Anzahl', share: 1 },
        ],
        rows: rows.map(({ label, count }) => [label, String(count)]),
      };

const activitiesTable = (activities: readonly ReportActivity[]): Block => ({
  kind: 'table',
  columns: [
    { title: 'Zeit', share: 2 },
    { title: 'Art', share: 2.4 },
    { title: 'Was', share: 4 },
    { title: 'Mit wem', share: 3 },
    { title: 'Erreicht', share: 2 },
  ],
  rows: activities.map((activity) => [
    periodOf(activity),
    activity.kind,
    activity.place === null ? activity.title : `${activity.title} (${activity.place})`,
    activity.partners.length === 0 ? '–' : activity.partners.join(', '),
    reachOf(activity),
  ]),
});

const periodOf = ({ startsOn, endsOn }: Pick<ReportActivity, 'startsOn' | 'endsOn'>): string =>
  startsOn === endsOn ? germanDate(startsOn) : `${germanDate(startsOn)} – ${germanDate(endsOn)}`;

const reachOf = ({ reach, reachEstimated }: Pick<ReportActivity, 'reach' | 'reachEstimated'>): string =>
  reach === null ? 'nicht gezählt' : `${reachEstimated ? 'etwa ' : ''}${reach}`;
