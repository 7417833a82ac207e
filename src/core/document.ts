/** A page's content as plain values: what it says, not how it looks. A drawer (`dossiers/`) makes PDF of it. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'definitions'; readonly entries: readonly Definition[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'bullets'; readonly items: readonly string[] }
  | { readonly kind: 'notice'; readonly text: string }
  | {
      readonly kind: 'picture';
      readonly png: Uint8Array;
      /** What it shows, for whoever does not see it. */
      readonly alt: string;
      /** The most that it may take of the page's height, in points. */
      readonly height: number;
    }
  | { readonly kind: 'ticks'; readonly items: readonly Tick[] }
  | { readonly kind: 'signatures'; readonly lines: readonly SignatureLine[] };

export interface Definition {
  readonly term: string;
  /** An empty one is a line to fill in by hand. */
  readonly description: string;
}

export interface Column {
  readonly title: string;
  /** Share of the table's width; the shares of a table need not add up to anything. */
  readonly share: number;
}

export interface Tick {
  readonly label: string;
  readonly ticked: boolean;
}

/** A line for place and date, and one for the signature, with the words beneath it. */
export interface SignatureLine {
  readonly who: string;
  readonly note: string | null;
}

export interface Section {
  readonly heading: string;
  readonly startsPage: boolean;
  readonly blocks: readonly Block[];
}

export interface PageDocument {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly author: string;
  /** The line that runs along the foot of each page, beside the page number. */
  readonly footer: string;
  readonly subtitle: string | null;
  readonly sections: readonly Section[];
}

/** What a field says that nobody has asked about yet, or where nothing was entered. */
export const notRecorded = 'nicht erhoben';

/** The text, or the words for its absence. */
export const orNotRecorded = (text: string | null | undefined): string => text?.trim() || notRecorded;

export const heading = (text: string): Block => ({ kind: 'heading', text });

export const notice = (text: string): Block => ({ kind: 'notice', text });

export const definitions = (...entries: readonly (readonly [term: string, description: string])[]): Block => ({
  kind: 'definitions',
  entries: entries.map(([term, description]) => ({ term, description })),
});

/** Definitions that follow each other as one list. */
export const joinDefinitions = (blocks: readonly Block[]): readonly Block[] =>
  blocks.reduce<readonly Block[]>((joined, block) => {
    const last = joined.at(-1);
    return last?.kind === 'definitions' && block.kind === 'definitions'
      ? [...joined.slice(0, -1), { kind: 'definitions', entries: [...last.entries, ...block.entries] }]
      : [...joined, block];
  }, []);

/** A free text as a paragraph for each of its lines; the words for its absence when it is empty. */
export const paragraphs = (text: string | null | undefined): Block[] =>
  orNotRecorded(text)
    .split(/[\r\n\u2028\u2029]+/)
    .filter((line) => line.trim() !== '')
    .map((line) => ({ kind: 'paragraph', text: line }));

/** `2026-03-01` as `01.03.2026`. */
export const germanDate = (date: string): string => date.split('-').reverse().join('.');

/** Every text of a document in reading order: for tests, and for looking for what must not be in it. */
export const textsOf = (document: PageDocument): string[] => [
  document.title,
  document.author,
  document.footer,
  ...(document.subtitle === null ? [] : [document.subtitle]),
  ...document.sections.flatMap((section) => [section.heading, ...section.blocks.flatMap(textsOfBlock)]),
];

const textsOfBlock = (block: Block): readonly string[] => {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'notice':
      return [block.text];
    case 'definitions':
      return block.entries.flatMap(({ term, description }) => [term, description]);
    case 'table':
      return [...block.columns.map(({ title }) => title), ...block.rows.flat()];
    case 'bullets':
      return block.items;
    case 'picture':
      return [block.alt];
    case 'ticks':
      return block.items.map(({ label }) => label);
    case 'signatures':
      return block.lines.flatMap(({ who, note }) => (note === null ? [who] : [who, note]));
  }
};
