import type { Chart } from '../core/chart.js';
import { periodWords } from '../core/published-chart.js';
import type { PublishedTable } from '../core/published-table.js';
import type { Citation } from '../core/statistics-citation.js';
import { flatTable, notesOf, type FileLanguage } from '../core/statistics-files.js';
import type { ListedRelease } from '../statistics/released.js';
import type { StatedAnswer } from '../statistics/statistics-statements.service.js';
import { html, type Html } from './html.js';
import { statementSection } from './statement-section.js';

/** What all pages need to know. */
export interface PageFrame {
  readonly language: FileLanguage;
  /** The page in the other language. */
  readonly otherLanguage: string;
}

const words = {
  de: {
    statistics: 'Statistik',
    releases: 'Veröffentlichungen',
    none: 'Es ist noch nichts veröffentlicht.',
    lead: 'Gerundete Zahlen aus der Antidiskriminierungsberatung in Rheinland-Pfalz. Jede Veröffentlichung wurde vorher daraufhin geprüft, dass niemand aus ihr erkannt werden kann.',
    published: 'veröffentlicht am',
    withdrawn: 'zurückgezogen am',
    withdrawnNote:
      'Diese Veröffentlichung wurde zurückgezogen. Ihre Zahlen werden nicht mehr gezeigt und sollen nicht mehr verwendet werden.',
    reason: 'Grund',
    tables: 'Tabellen',
    whole: 'Alles zusammen',
    bundle: 'Signiertes Bündel mit Prüfnachweis (ZIP)',
    catalogue: 'Metadaten (DCAT-AP.de, JSON-LD)',
    factsheet: 'Faktenblatt (PDF)',
    downloads: 'Herunterladen',
    embed: 'Einbetten',
    embedNote: 'Dieses Bild darf auf anderen Seiten eingebunden werden:',
    notes: 'Hinweise',
    other: 'English',
    numbers: 'Die Zahlen',
    back: 'Alle Tabellen dieser Veröffentlichung',
    licence: 'Lizenz',
    method: 'Wie die Zahlen entstehen',
    cells: (report: { targets: number; worlds: number; meanError: number; maximumError: number }) =>
      `${report.targets} mögliche Rückschlüsse wurden geprüft, mit ${report.worlds} anderen möglichen Datensätzen. Im Mittel weicht eine Zahl um ${report.meanError} von der wahren ab, höchstens um ${report.maximumError}.`,
  },
  en: {
    statistics: 'Statistics',
    releases: 'Releases',
    none: 'Nothing has been published yet.',
    lead: 'Rounded numbers from anti-discrimination advice in Rhineland-Palatinate. Each release was audited before, so that nobody can be recognised from it.',
    published: 'published on',
    withdrawn: 'withdrawn on',
    withdrawnNote: 'This release was withdrawn. Its numbers are no longer shown and should no longer be used.',
    reason: 'Reason',
    tables: 'Tables',
    whole: 'All of it',
    bundle: 'Signed bundle with its certificate (ZIP)',
    catalogue: 'Metadata (DCAT-AP.de, JSON-LD)',
    factsheet: 'Factsheet (PDF)',
    downloads: 'Download',
    embed: 'Embed',
    embedNote: 'This picture may be embedded in other pages:',
    notes: 'Notes',
    other: 'Deutsch',
    numbers: 'The numbers',
    back: 'All tables of this release',
    licence: 'Licence',
    method: 'How the numbers are made',
    cells: (report: { targets: number; worlds: number; meanError: number; maximumError: number }) =>
      `${report.targets} possible conclusions were checked, with ${report.worlds} other possible sets of records. A number differs from the true one by ${report.meanError} on average, by ${report.maximumError} at most.`,
  },
} as const;

const day = (moment: Date, language: FileLanguage): string =>
  new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Europe/Berlin',
  }).format(moment);

const inLanguage = (path: string, language: FileLanguage): string =>
  language === 'de' ? path : `${path}${path.includes('?') ? '&' : '?'}language=en`;

function page({ language, otherLanguage }: PageFrame, title: string, body: Html): string {
  const say = words[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Beistand</title>
        <link rel="stylesheet" href="/pages.css" />
        <link rel="stylesheet" href="/statistics.css" />
      </head>
      <body>
        <header>
          <p class="name">Beistand</p>
          <nav>
            <a href="${inLanguage('/statistics', language)}">${say.statistics}</a>
            <a
              href="${otherLanguage}"
              hreflang="${language === 'de' ? 'en' : 'de'}"
              lang="${language === 'de' ? 'en-GB' : 'de'}"
              >${say.other}</a
            >
          </nav>
        </header>
        <main>${body}</main>
      </body>
    </html> `.text;
}

/** `/statistics`: every release, withdrawn ones too, the newest first. */
export function releasesPage(frame: PageFrame, releases: readonly ListedRelease[]): string {
  const { language } = frame;
  const say = words[language];
  const item = ({ id, publisher, publishedAt, withdrawn }: ListedRelease): Html =>
    html`<li>
      <a href="${inLanguage(`/statistics/${id}`, language)}">${periodWords(id)[language]}</a>
      <p>${publisher}, ${say.published} ${day(publishedAt, language)}</p>
      ${withdrawn && html`<p class="problem">${say.withdrawn} ${day(withdrawn.at, language)}</p>`}
    </li>`;
  return page(
    frame,
    say.statistics,
    html`<h1>${say.statistics}</h1>
      <p>${say.lead}</p>
      <h2>${say.releases}</h2>
      ${
        releases.length === 0
          ? html`<p>${say.none}</p>`
          : html`<ul class="things">
              ${releases.map(item)}
            </ul>`
      }`,
  );
}

/** The page of a release that was withdrawn: that it was, and why; no number. */
export function withdrawnPage(frame: PageFrame, { id, withdrawn }: ListedRelease): string {
  const say = words[frame.language];
  return page(
    frame,
    periodWords(id)[frame.language],
    html`<h1>${periodWords(id)[frame.language]}</h1>
      <p class="problem">${say.withdrawnNote}</p>
      ${withdrawn && html`<p>${say.withdrawn} ${day(withdrawn.at, frame.language)}. ${say.reason}: ${withdrawn.reason}</p>`}`,
  );
}

/** `/statistics/<release>`: its tables, its files, how it was audited. */
export function releasePage(
  frame: PageFrame,
  release: ListedRelease & {
    readonly head: { readonly report: { targets: number; worlds: number; meanError: number; maximumError: number } };
    readonly tables: readonly PublishedTable[];
  },
  said: StatedAnswer,
): string {
  const { language } = frame;
  const say = words[language];
  const { id, publisher, licence, publishedAt, head, tables } = release;
  const link = ({ table, period }: PublishedTable): Html =>
    html`<li>
      <a href="${inLanguage(`/statistics/${id}/${table.code}?period=${period}`, language)}">${table[language]}</a>
      <span>${periodWords(period)[language]}</span>
    </li>`;
  return page(
    frame,
    periodWords(id)[language],
    html`<h1>${periodWords(id)[language]}</h1>
      <p>${publisher}, ${say.published} ${day(publishedAt, language)}. ${say.licence}: ${licence}.</p>
      <h2>${say.tables}</h2>
      <ul class="tables">
        ${tables.map(link)}
      </ul>
      ${statementSection(said, language, `/statistics/${id}/statements.json`)}
      <h2>${say.whole}</h2>
      <ul>
        <li><a href="${inLanguage(`/statistics/${id}/factsheet.pdf`, language)}">${say.factsheet}</a></li>
        <li><a href="/statistics/${id}/bundle.zip">${say.bundle}</a></li>
        <li><a href="/statistics/${id}/catalogue.jsonld">${say.catalogue}</a></li>
      </ul>
      <h2>${say.method}</h2>
      <p>${say.lead} ${say.cells(head.report)}</p>`,
  );
}

/** `/statistics/<release>/<table>`: pictures, the numbers as a table beside them, downloads, citation. */
export function tablePage(
  frame: PageFrame,
  shown: PublishedTable,
  charts: readonly Chart[],
  described: readonly string[],
  cited: Citation,
): string {
  const { language } = frame;
  const say = words[language];
  const { table, period } = shown;
  const file = (extension: string, more = ''): string =>
    inLanguage(`/statistics/${cited.release}/${table.code}.${extension}?period=${period}${more}`, language);
  const picture = (chart: Chart, at: number): Html =>
    html`<figure>
      <img src="${file('svg', `&picture=${chart.kind}`)}" alt="${`${chart.title[language]}. ${described[at] ?? ''}`}" />
      <figcaption>
        <a href="${file('svg', `&picture=${chart.kind}`)}" download>SVG</a>
        <a href="${file('png', `&picture=${chart.kind}`)}" download>PNG</a>
      </figcaption>
    </figure>`;
  const { head, rows } = flatTable(shown, language);
  const names = shown.dimensions.length;
  return page(
    frame,
    `${table[language]}, ${periodWords(period)[language]}`,
    html`<h1>${table[language]}, ${periodWords(period)[language]}</h1>
      ${charts.map(picture)}
      <h2>${say.numbers}</h2>
      <div class="wide" role="region" aria-label="${say.numbers}" tabindex="0">
        <table>
          <thead>
            <tr>
              ${head.map((title) => html`<th scope="col">${title}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell, at) => (at < names ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <h2>${say.downloads}</h2>
      <ul class="files">
        <li><a href="${file('csv')}" download>CSV</a></li>
        <li><a href="${file('xlsx')}" download>XLSX</a></li>
        <li><a href="${file('json')}" download>JSON-stat 2.0</a></li>
      </ul>
      <h2>${say.notes}</h2>
      ${notesOf(shown, cited, language).map((note) => html`<p>${note}</p>`)}
      <h2>${say.embed}</h2>
      <p>${say.embedNote}</p>
      <pre
        tabindex="0"
        role="region"
        aria-label="${say.embed}"
      ><code>${`<img src="${cited.address}.svg?period=${period}&language=${language}" alt="${table[language]}">`}</code></pre>
      <p><a href="${inLanguage(`/statistics/${cited.release}`, language)}">${say.back}</a></p>`,
  );
}
