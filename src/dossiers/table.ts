import type { Column } from '../core/document.js';
import { body, colours, lineHeightOf, strong, type Pen, type Placed, type Struct } from './pen.js';
import type { Line } from './text-layout.js';

const padding = 6;
const headRoom = 30;

/** A table whose head is repeated on each page it reaches; a row too high for a page goes on on the next. */
export function drawTable(
  pen: Pen,
  section: Struct,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): void {
  const table = pen.within(section, 'Table');
  const places = placesOf(pen, columns);
  const linesOf = linesIn(pen, places);
  pen.keepTogether(openingOfTable(pen, columns, rows));
  drawHead(pen, table, columns, places);
  const bodyElement = pen.within(table, 'TBody');
  const again = (): void => repeatHead(pen, columns, places);
  for (const row of rows) {
    const lines = linesOf(row);
    const height = heightOf(lines);
    if (height > pen.room && height < 240) {
      pen.newPage();
      again();
    }
    const element = pen.within(bodyElement, 'TR');
    const cells = places.map((place, index): Placed => ({
      lines: lines[index] ?? [],
      style: body,
      x: place.x + padding,
      width: place.width - 2 * padding,
      element: pen.within(element, 'TD'),
      tag: 'TD',
    }));
    pen.flow(cells, { padding, again });
    pen.decorate(() => pen.rule(pen.y, pen.left, pen.left + pen.width));
    element.end();
  }
  bodyElement.end();
  table.end();
  pen.y += 13;
}

/** How much of a table stays on one page: its head is not left alone at the foot of one, and a small table not torn apart. */
export function openingOfTable(pen: Pen, columns: readonly Column[], rows: readonly (readonly string[])[]): number {
  const opening = rows
    .slice(0, 6)
    .map(linesIn(pen, placesOf(pen, columns)))
    .map(heightOf);
  const whole = rows.length <= 6 ? opening.reduce((sum, height) => sum + height, 0) : Infinity;
  return headRoom + (whole < 220 ? whole : Math.min(opening[0] ?? 0, 240));
}

interface Place {
  readonly x: number;
  readonly width: number;
}

function placesOf(pen: Pen, columns: readonly Column[]): Place[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  let x = pen.left;
  return columns.map(({ share }) => {
    const width = (pen.width * share) / shares;
    const place = { x, width };
    x += width;
    return place;
  });
}

const linesIn =
  (pen: Pen, places: readonly Place[]) =>
  (row: readonly string[]): Line[][] =>
    places.map(({ width }, index) => pen.layout(row[index] ?? '', width - 2 * padding, body));

const heightOf = (cells: readonly (readonly Line[])[]): number =>
  Math.max(...cells.map((lines) => lines.length)) * lineHeightOf(cells.map((lines) => ({ lines, style: body }))) +
  2 * padding;

function drawHead(pen: Pen, table: Struct, columns: readonly Column[], places: readonly Place[]): void {
  const head = pen.within(table, 'THead');
  const row = pen.within(head, 'TR');
  const cells = places.map((place, index): Placed => ({
    ...headCell(pen, columns[index], place),
    element: pen.within(row, 'TH', { scope: 'Column' }),
  }));
  pen.flow(cells, { padding, around: (top, height) => wash(pen, top, height) });
  row.end();
  head.end();
}

function repeatHead(pen: Pen, columns: readonly Column[], places: readonly Place[]): void {
  const cells = places.map((place, index) => headCell(pen, columns[index], place));
  const height = lineHeightOf(cells);
  const tall = Math.max(...cells.map(({ lines }) => lines.length)) * height + 2 * padding;
  wash(pen, pen.y, tall);
  pen.decorate(() => {
    for (const { lines, x, style, colour } of cells)
      lines.forEach((line, index) => pen.line(line, x, pen.y + padding + index * height, style, height, colour));
  });
  pen.y += tall;
}

const headCell = (pen: Pen, column: Column | undefined, { x, width }: Place) => ({
  lines: pen.layout(column?.title ?? '', width - 2 * padding, strong),
  style: strong,
  x: x + padding,
  width: width - 2 * padding,
  tag: 'TH',
  colour: colours.accent,
});

const wash = (pen: Pen, top: number, height: number): void =>
  pen.decorate(() => {
    pen.doc.rect(pen.left, top, pen.width, height).fill(colours.wash);
    pen.rule(top + height, pen.left, pen.left + pen.width, colours.accent, 1);
  });
