import type { Block, Definition, SignatureLine, Tick } from '../core/document.js';
import { body, colours, lineHeightOf, strong, type Pen, type Placed, type Struct } from './pen.js';
import { drawTable, openingOfTable } from './table.js';

const subheading = { size: 12.5, weight: 'bold' } as const;
const gap = 11;
const labelWidth = 158;
const listIndent = 18;
/** A definition of so many lines is not torn apart. */
const keptRows = 8;

/** Draws the blocks of a section one below the other, no heading alone at the foot of a page. */
export function drawBlocks(pen: Pen, section: Struct, blocks: readonly Block[]): void {
  blocks.forEach((block, at) => {
    if (block.kind === 'heading') pen.keepTogether(openingOf(pen, blocks, at));
    drawBlock(pen, section, block);
  });
}

/** How much of the blocks from `at` on stays on one page: headings with the beginning of what they head. */
export function openingOf(pen: Pen, blocks: readonly Block[], at = 0): number {
  const block = blocks[at];
  switch (block?.kind) {
    case 'heading':
      return pen.layout(block.text, pen.width, subheading).length * 19 + 9 + openingOf(pen, blocks, at + 1);
    case 'table':
      return openingOfTable(pen, block.columns, block.rows);
    case 'definitions':
      return block.entries.slice(0, 1).reduce((_, entry) => openingOfEntry(pen, entry), 0);
    case 'paragraph':
    case 'bullets':
    case 'notice':
    case 'picture':
    case 'ticks':
    case 'signatures':
    case undefined:
      return 42;
  }
}

/** Draws a block as content of a section, and leaves the pen below it. */
export function drawBlock(pen: Pen, section: Struct, block: Block): void {
  switch (block.kind) {
    case 'heading':
      return drawSubheading(pen, section, block.text);
    case 'paragraph':
      return drawParagraph(pen, section, block.text);
    case 'definitions':
      return drawDefinitions(pen, section, block.entries);
    case 'table':
      return drawTable(pen, section, block.columns, block.rows);
    case 'bullets':
      return drawBullets(pen, section, block.items);
    case 'notice':
      return drawNotice(pen, section, block.text);
    case 'picture':
      return drawPicture(pen, section, block);
    case 'ticks':
      return drawTicks(pen, section, block.items);
    case 'signatures':
      return drawSignatures(pen, section, block.lines);
  }
}

function drawSubheading(pen: Pen, section: Struct, text: string): void {
  const style = subheading;
  const lines = pen.layout(text, pen.width, style);
  pen.space(5);
  const element = pen.within(section, 'H3');
  pen.flow([{ lines, style, x: pen.left, width: pen.width, element, tag: 'H3', colour: colours.accent }]);
  element.end();
  pen.y += 4;
}

function drawPicture(pen: Pen, section: Struct, { png, alt, height }: Extract<Block, { kind: 'picture' }>): void {
  const bytes = Buffer.from(png);
  // Width and height stand in the first chunk (PNG, 11.2.1).
  const [wide, tall] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const scale = Math.min(pen.width / wide, height / tall);
  pen.keepTogether(tall * scale + gap);
  const figure = pen.doc.struct('Figure', { alt }, () =>
    pen.doc.image(bytes, pen.left, pen.y, { width: wide * scale, height: tall * scale }),
  );
  section.add(figure);
  figure.end();
  pen.y += tall * scale + gap;
}

function drawParagraph(pen: Pen, section: Struct, text: string): void {
  const element = pen.within(section, 'P');
  const lines = pen.layout(text, pen.width, body);
  pen.flow([{ lines, style: body, x: pen.left, width: pen.width, element, tag: 'P' }], { align: 'reading' });
  element.end();
  pen.y += gap * 0.7;
}

function openingOfEntry(pen: Pen, { term, description }: Definition): number {
  const [label, value] = [
    pen.layout(term, labelWidth, strong),
    pen.layout(description, pen.width - labelWidth - 14, body),
  ];
  const height = lineHeightOf([
    { lines: label, style: strong },
    { lines: value, style: body },
  ]);
  const rows = Math.max(label.length, value.length);
  return (rows <= keptRows ? rows : 2) * height;
}

function drawDefinitions(pen: Pen, section: Struct, entries: readonly Definition[]): void {
  const list = pen.within(section, 'L');
  const valueX = pen.left + labelWidth + 14;
  const valueWidth = pen.width - labelWidth - 14;
  for (const { term, description } of entries) {
    const item = pen.within(list, 'LI');
    const label: Placed = {
      lines: pen.layout(term, labelWidth, strong),
      style: strong,
      x: pen.left,
      width: labelWidth,
      element: pen.within(item, 'Lbl'),
      tag: 'Lbl',
      colour: colours.accent,
    };
    const blank = description === '';
    const value: Placed = {
      lines: blank ? [] : pen.layout(description, valueWidth, body),
      style: body,
      x: valueX,
      width: valueWidth,
      element: pen.within(item, 'LBody', blank ? { actual: 'bitte ausfüllen' } : {}),
      tag: 'LBody',
    };
    const height = lineHeightOf([label, value]);
    const rows = Math.max(label.lines.length, value.lines.length);
    if (rows <= keptRows) pen.keepTogether(rows * height);
    const bottom = (): number => pen.y - 3;
    pen.flow([label, value]);
    if (blank) pen.mark(value.element, 'LBody', () => pen.rule(bottom(), valueX, pen.left + pen.width, colours.quiet));
    item.end();
    pen.y += 4;
  }
  list.end();
  pen.y += gap - 4;
}

function drawBullets(pen: Pen, section: Struct, items: readonly string[]): void {
  const list = pen.within(section, 'L');
  for (const text of items) {
    const item = pen.within(list, 'LI');
    const bullet = { lines: pen.layout('•', listIndent, strong), style: strong, colour: colours.accent };
    const lines = pen.layout(text, pen.width - listIndent, body);
    pen.flow([
      { ...bullet, x: pen.left + 4, width: listIndent, element: pen.within(item, 'Lbl'), tag: 'Lbl' },
      {
        lines,
        style: body,
        x: pen.left + listIndent,
        width: pen.width - listIndent,
        element: pen.within(item, 'LBody'),
        tag: 'LBody',
      },
    ]);
    item.end();
    pen.y += 1;
  }
  list.end();
  pen.y += gap - 1;
}

function drawNotice(pen: Pen, section: Struct, text: string): void {
  const inset = 16;
  const element = pen.within(section, 'P');
  const lines = pen.layout(text, pen.width - 2 * inset, body);
  const height = lineHeightOf([{ lines, style: body }]);
  if (lines.length <= 8) pen.keepTogether(lines.length * height + 20);
  const around = (top: number, tall: number): void =>
    pen.decorate(() => {
      pen.doc.rect(pen.left, top, pen.width, tall).fill(colours.wash);
      pen.doc.rect(pen.left, top, 4, tall).fill(colours.accent);
    });
  const x = pen.left + inset;
  pen.flow([{ lines, style: body, x, width: pen.width - 2 * inset, element, tag: 'P' }], { padding: 9, around });
  element.end();
  pen.y += gap;
}

function drawTicks(pen: Pen, section: Struct, items: readonly Tick[]): void {
  const list = pen.within(section, 'L');
  const indent = 24;
  for (const { label, ticked } of items) {
    const item = pen.within(list, 'LI');
    const lines = pen.layout(label, pen.width - indent, body);
    const height = lineHeightOf([{ lines, style: body }]);
    pen.keepTogether(lines.length * height);
    const box = pen.within(item, 'Lbl', { actual: ticked ? 'angekreuzt:' : 'nicht angekreuzt:' });
    pen.mark(box, 'Lbl', () => drawBox(pen, pen.left + 3, pen.y + height / 2 - 5.5, ticked));
    const element = pen.within(item, 'LBody');
    pen.flow([{ lines, style: body, x: pen.left + indent, width: pen.width - indent, element, tag: 'LBody' }]);
    item.end();
    pen.y += 2.5;
  }
  list.end();
  pen.y += gap - 2.5;
}

function drawBox({ doc }: Pen, x: number, y: number, ticked: boolean): void {
  const side = 11;
  doc.lineWidth(1).strokeColor(colours.ink).rect(x, y, side, side).stroke();
  if (!ticked) return;
  doc.lineWidth(1.6);
  doc
    .moveTo(x + 2.5, y + 2.5)
    .lineTo(x + side - 2.5, y + side - 2.5)
    .stroke();
  doc
    .moveTo(x + side - 2.5, y + 2.5)
    .lineTo(x + 2.5, y + side - 2.5)
    .stroke();
}

function drawSignatures(pen: Pen, section: Struct, signatures: readonly SignatureLine[]): void {
  const split = 0.36;
  for (const { who, note } of signatures) {
    const rightX = pen.left + pen.width * split + 20;
    const rightWidth = pen.width - pen.width * split - 20;
    const said = pen.layout(note ? `${who}: ${note}` : who, rightWidth, body);
    pen.keepTogether(38 + said.length * 17 + 10);
    pen.y += 34;
    pen.decorate(() => {
      pen.rule(pen.y, pen.left, rightX - 20, colours.ink);
      pen.rule(pen.y, rightX, pen.left + pen.width, colours.ink);
    });
    pen.y += 2;
    const place = pen.within(section, 'P');
    const sign = pen.within(section, 'P');
    const quiet = { style: body, tag: 'P', colour: colours.quiet };
    pen.flow([
      { ...quiet, lines: pen.layout('Ort, Datum', 120, body), x: pen.left, width: 120, element: place },
      { ...quiet, lines: said, x: rightX, width: rightWidth, element: sign },
    ]);
    place.end();
    sign.end();
    pen.y += 6;
  }
  pen.y += gap;
}
