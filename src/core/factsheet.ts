import type { BundleHead } from './bundle.js';
import { germanDate, paragraphs, type Block, type PageDocument, type Section } from './document.js';
import { periodWords } from './published-chart.js';
import { cellAt, findTable, type PublishedCell, type PublishedTable } from './published-table.js';
import { releaseTitle, type Citation } from './statistics-citation.js';
import { saidAs, type FileLanguage } from './statistics-files.js';

export interface SheetPicture {
  readonly png: Uint8Array;
  readonly alt: string;
  readonly title: string;
}

/** The factsheet of a release as pages: what is most asked, pictures, how the numbers are made, how to cite. Every number is a published one. */
export function factsheet(
  { id, publishedOn, report }: BundleHead,
  tables: readonly PublishedTable[],
  pictures: readonly SheetPicture[],
  cited: Citation,
  language: FileLanguage,
): PageDocument {
  const say = (de: string, en: string): string => (language === 'de' ? de : en);
  const title = releaseTitle[language];
  const when = periodWords(id)[language];
  const section = (heading: string, ...blocks: readonly Block[]): Section => ({ heading, startsPage: false, blocks });
  const cases = findTable(tables, 'CASES', null);
  const total =
    cases &&
    cellAt(
      cases,
      cases.dimensions.map(() => null),
    );
  const withBounds = (cell: PublishedCell): string =>
    cell.lower === cell.upper
      ? saidAs(cell, language)
      : `${saidAs(cell, language)} (${say('zwischen', 'between')} ${cell.lower} ${say('und', 'and')} ${cell.upper ?? '…'})`;
  const leading = ['GROUNDS', 'AREAS'].flatMap((code): string[] => {
    const shown = findTable(tables, code, null);
    const largest = shown && largestOf(shown);
    return shown && largest ? [`${shown.table[language]}: ${largest.name[language]}, ${largest.said[language]}.`] : [];
  });
  return {
    title,
    language: language === 'de' ? 'de-DE' : 'en-GB',
    author: cited.publisher,
    footer: `${cited.publisher} · ${id}`,
    subtitle: `${when} · ${say('Faktenblatt', 'factsheet')}`,
    sections: [
      section(say('Das Wichtigste', 'In short'), {
        kind: 'bullets',
        items: [
          ...(total && total.value !== null
            ? [`${say('Dokumentierte Fälle', 'Documented cases')}: ${withBounds(total)}.`]
            : []),
          ...leading,
          say(
            'Die Zahlen stammen aus der Beratung. Sie sagen, was dort bekannt wurde, nicht wie oft Diskriminierung vorkommt.',
            'The numbers come from advice work. They say what became known there, not how often discrimination happens.',
          ),
        ],
      }),
      ...shownOn(pictures, say('Merkmale und Lebensbereiche', 'Grounds and areas of life')),
      section(
        say('Wie die Zahlen entstehen', 'How the numbers are made'),
        ...paragraphs(
          say(
            `Jede Zahl ist auf ein Vielfaches von 5 oder 10 gerundet, damit niemand aus ihr erkannt werden kann. Vor der Veröffentlichung wurden ${report.targets} mögliche Rückschlüsse geprüft. Eine Zahl weicht im Mittel um ${komma(report.meanError)} von der wahren ab, höchstens um ${report.maximumError}.`,
            `Every number is rounded to a multiple of 5 or 10, so that nobody can be recognised from it. ${report.targets} possible conclusions were checked before publication. A number differs from the true one by ${report.meanError} on average, by ${report.maximumError} at most.`,
          ),
        ),
        ...paragraphs(
          `${say('Veröffentlicht am', 'Published on')} ${language === 'de' ? germanDate(publishedOn) : publishedOn}. ${say('Zitieren als', 'Cite as')}: ${cited[language]}`,
        ),
      ),
    ],
  };
}

/** The first picture stands below the summary, the others on the second page. */
function shownOn([first, ...others]: readonly SheetPicture[], heading: string): readonly Section[] {
  const drawn = ({ png, alt }: SheetPicture, height: number): Block => ({ kind: 'picture', png, alt, height });
  const tall = [275, 215];
  return [
    ...(first ? [{ heading: first.title, startsPage: false, blocks: [drawn(first, 370)] }] : []),
    ...(others.length > 0
      ? [{ heading, startsPage: true, blocks: others.map((one, at) => drawn(one, tall[at] ?? 200)) }]
      : []),
  ];
}

const komma = (value: number): string => String(value).replace('.', ',');

/** The category that is the largest for certain; null where another one may be larger, whatever it is published as. */
function largestOf(
  shown: PublishedTable,
): { name: { de: string; en: string }; said: { de: string; en: string } } | null {
  const [dimension, second] = shown.dimensions;
  if (!dimension || second) return null;
  const known = dimension.categories
    .map((category) => ({ category, cell: cellAt(shown, [category.code]) }))
    .sort((one, other) => (other.cell?.value ?? -1) - (one.cell?.value ?? -1));
  const [first, ...others] = known;
  // Not the next one alone: what was withheld may be anything, and a dominated number has wider bounds than a larger one.
  const most = Math.max(0, ...others.map(({ cell }) => cell?.upper ?? Infinity));
  if (!first?.cell?.value || most >= first.cell.lower) return null;
  const { category, cell } = first;
  const bounds = (between: string, and: string): string =>
    `${cell.value} (${between} ${cell.lower} ${and} ${cell.upper ?? '…'})`;
  return {
    name: { de: category.de, en: category.en },
    said: { de: `am häufigsten, ${bounds('zwischen', 'und')}`, en: `most often, ${bounds('between', 'and')}` },
  };
}
