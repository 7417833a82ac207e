import PDFDocument from 'pdfkit';
import type { PageDocument, Section } from '../core/document.js';
import { drawBlock, drawBlocks, openingOf } from './blocks.js';
import { openFonts } from './fonts.js';
import { body, colours, margins, Pen, type Struct } from './pen.js';

export interface PdfAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly description: string;
  readonly text: string;
}

/**
 * Draws a document as PDF/A-3b (ISO 19005-3), tagged, with language, title and bookmarks. The same document, attachment
 * and moment give the same bytes: pdfkit takes the file's id and all its dates from `createdAt`.
 */
export async function renderDocument(
  content: PageDocument,
  createdAt: Date,
  attachment: PdfAttachment | null = null,
): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    displayTitle: true,
    lang: content.language,
    // No font to begin with: pdfkit's own default is one that is not embedded.
    font: null as unknown as string,
    autoFirstPage: false,
    info: {
      Title: forMetadata(content.title),
      Author: forMetadata(content.author),
      Creator: 'Beistand',
      Producer: 'Beistand',
      CreationDate: createdAt,
    },
  });
  const finished = bytesOf(doc);
  const pen = new Pen(doc, openFonts(doc));
  pen.newPage();
  const root = doc.struct('Document');
  doc.addStructure(root);
  drawTitle(pen, root, content);
  content.sections.forEach((section) => drawSection(pen, root, section));
  if (pen.fonts.missing.count > 0) drawMissingNote(pen, root, attachment);
  root.end();
  drawFooters(pen, content);
  if (attachment) attach(doc, attachment, createdAt);
  doc.end();
  return finished;
}

/** pdfkit copies these into the XML of the metadata as they are. */
const forMetadata = (text: string): string =>
  text
    .toWellFormed()
    .replace(/&/g, '+')
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\p{Cc}/gu, ' ');

const bytesOf = (doc: PDFKit.PDFDocument): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });

function drawTitle(pen: Pen, root: Struct, { title, subtitle }: PageDocument): void {
  pen.decorate(() => pen.doc.rect(0, 0, pen.doc.page.width, 9).fill(colours.accent));
  const style = { size: 23, weight: 'bold' } as const;
  const element = pen.within(root, 'H1');
  const place = { x: pen.left, width: pen.width, colour: colours.accent };
  pen.flow([{ ...place, lines: pen.layout(title, pen.width, style), style, element, tag: 'H1' }]);
  element.end();
  pen.y += 4;
  if (subtitle !== null) {
    const quiet = { size: 12.5, weight: 'regular' } as const;
    const line = pen.within(root, 'P');
    const lines = pen.layout(subtitle, pen.width, quiet);
    pen.flow([{ ...place, lines, style: quiet, element: line, tag: 'P', colour: colours.quiet }]);
    line.end();
  }
  pen.y += 14;
}

function drawSection(pen: Pen, root: Struct, section: Section): void {
  if (section.startsPage && !pen.isFreshPage) pen.newPage();
  const style = { size: 16, weight: 'bold' } as const;
  const lines = pen.layout(section.heading, pen.width, style);
  pen.keepTogether(lines.length * 21 + Math.max(110, 28 + openingOf(pen, section.blocks)));
  pen.space(12);
  const sect = pen.within(root, 'Sect');
  const element = pen.within(sect, 'H2');
  bookmark(pen, section);
  pen.flow([{ lines, style, x: pen.left, width: pen.width, element, tag: 'H2', colour: colours.accent }]);
  element.end();
  pen.decorate(() => pen.rule(pen.y + 3, pen.left, pen.left + pen.width, colours.accent, 1.2));
  pen.y += 13;
  drawBlocks(pen, sect, section.blocks);
  sect.end();
}

function bookmark({ doc, y }: Pen, { heading }: Section): void {
  // pdfkit counts the place from the right edge: the page's width is the left one.
  const place = { fit: false, top: Math.max(y - 10, 0), left: doc.page.width };
  doc.outline.addItem(heading, place as Parameters<PDFKit.PDFOutline['addItem']>[1]);
}

function drawMissingNote(pen: Pen, root: Struct, attachment: PdfAttachment | null): void {
  const whole = attachment ? ` Im Wortlaut stehen sie im Anhang ${attachment.name}.` : '';
  drawBlock(pen, root, {
    kind: 'notice',
    text: `Zeichen, für die keine Schrift vorhanden ist, sind durch \uFFFD ersetzt.${whole}`,
  });
}

function drawFooters(pen: Pen, { footer, language }: PageDocument): void {
  const { doc } = pen;
  const { start, count } = doc.bufferedPageRange();
  const [nameOfPage, of] = language.startsWith('de') ? ['Seite', 'von'] : ['Page', 'of'];
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page);
    const y = doc.page.height - 50;
    const [number] = pen.layout(`${nameOfPage} ${page - start + 1} ${of} ${count}`, 140, body);
    const [words] = pen.layout(footer, pen.width - 150, body);
    pen.decorate(() => {
      pen.rule(y - 6, margins.left, margins.left + pen.width);
      if (words) pen.line(words, margins.left, y, body, 16, colours.quiet);
      if (number) pen.line(number, margins.left + pen.width - number.width, y, body, 16, colours.quiet);
    }, 'Pagination');
  }
}

function attach(doc: PDFKit.PDFDocument, { name, mediaType, description, text }: PdfAttachment, createdAt: Date): void {
  const options = { name, type: mediaType, description, creationDate: createdAt, modifiedDate: createdAt };
  // PDF/A-3 asks how the attachment relates to the pages; the types of pdfkit do not know the option yet.
  doc.file(Buffer.from(text, 'utf8'), { ...options, relationship: 'Data' } as PDFKit.Mixins.PDFAttachmentOptions);
}
