import type { BundleHead } from './bundle.js';
import { germanDate, paragraphs, type Block, type PageDocument, type Section } from './document.js';
import { periodWords } from './published-chart.js';
import type { Statement } from './statement.js';
import { releaseTitle, type Citation } from './statistics-citation.js';
import type { FileLanguage } from './statistics-files.js';

export interface SheetPicture {
  readonly png: Uint8Array;
  readonly alt: string;
  readonly title: string;
}

/** The factsheet of a release as pages: what is most asked, pictures, how the numbers are made, how to cite. Every number is a published one. */
export function factsheet(
  { id, publishedOn, report }: BundleHead,
  statements: readonly Statement[],
  pictures: readonly SheetPicture[],
  cited: Citation,
  language: FileLanguage,
): PageDocument {
  const say = (de: string, en: string): string => (language === 'de' ? de : en);
  const title = releaseTitle[language];
  const when = periodWords(id)[language];
  const section = (heading: string, ...blocks: readonly Block[]): Section => ({ heading, startsPage: false, blocks });
  const origin = say(
    'Die Zahlen stammen aus der Beratung. Sie sagen, was dort bekannt wurde, nicht wie oft Diskriminierung vorkommt.',
    'The numbers come from advice work. They say what became known there, not how often discrimination happens.',
  );
  const sentences = [...fitting(inShort(statements, id).map((one) => one[language])), origin];
  return {
    title,
    language: language === 'de' ? 'de-DE' : 'en-GB',
    author: cited.publisher,
    footer: `${cited.publisher} · ${id}`,
    subtitle: `${when} · ${say('Faktenblatt', 'factsheet')}`,
    sections: [
      section(say('Das Wichtigste', 'In short'), { kind: 'bullets', items: sentences }),
      ...shownOn(pictures, heightBelow(sentences), say('Merkmale und Lebensbereiche', 'Grounds and areas of life')),
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

/**
 * What is most asked of the quarter, the most important first: how many cases, whether that is more or fewer than before, what came most often, and of the other
 * changes those that are the surest, with the largest least difference.
 */
function inShort(statements: readonly Statement[], id: string): readonly Statement[] {
  const own = statements.filter(({ period }) => period === id);
  const isTotal = ({ cells }: Statement): boolean => cells[0]?.key === '';
  const changes = own.filter(({ kind }) => kind === 'CHANGE');
  const leaders = own.filter(({ kind, table }) => kind === 'LEADER' && ['GROUNDS', 'AREAS'].includes(table.code));
  const sure = ({ numbers }: Statement): number => {
    const change = numbers.find(({ name }) => name === 'CHANGE');
    return change ? Math.max(change.lower, -(change.upper ?? 0)) : 0;
  };
  const others = changes.filter((one) => !isTotal(one) && one.finding !== 'NO_DIFFERENCE');
  return [
    ...own.filter(({ kind }) => kind === 'NUMBER'),
    ...changes.filter(isTotal),
    ...leaders,
    ...others.toSorted((one, other) => sure(other) - sure(one)),
  ];
}

/** A line of the page has about so many characters. */
const ON_A_LINE = 66;
const linesOf = (text: string): number => Math.ceil(text.length / ON_A_LINE);

/** So many lines leave room for the first picture. */
const MOST_LINES = 16;

/** As many of the sentences as fit above the picture; one that is too long gives way to the next. */
function fitting(sentences: readonly string[]): readonly string[] {
  let lines = 0;
  return sentences.filter((text) => {
    const fits = lines + linesOf(text) <= MOST_LINES;
    if (fits) lines += linesOf(text);
    return fits;
  });
}

/** What is left of the first page for its picture, in points. */
function heightBelow(sentences: readonly string[]): number {
  const lineHeight = 17;
  const lines = sentences.reduce((sum, text) => sum + linesOf(text), 0);
  return Math.min(370, 490 - lineHeight * lines);
}

/** The first picture stands below the summary, the others on the second page. */
function shownOn([first, ...others]: readonly SheetPicture[], room: number, heading: string): readonly Section[] {
  const drawn = ({ png, alt }: SheetPicture, height: number): Block => ({ kind: 'picture', png, alt, height });
  const tall = [265, 205];
  return [
    ...(first ? [{ heading: first.title, startsPage: false, blocks: [drawn(first, room)] }] : []),
    ...(others.length > 0
      ? [{ heading, startsPage: true, blocks: others.map((one, at) => drawn(one, tall[at] ?? 200)) }]
      : []),
  ];
}

const komma = (value: number): string => String(value).replace('.', ',');
