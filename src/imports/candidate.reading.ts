import type { Problem } from '../core/result.js';
import { foldCell, type ImportMapping } from './mapping.fields.js';
import type { TableRow } from './table.js';

/** A row under the rule that is being read: where its faults and notices go. */
export interface Reading {
  readonly row: TableRow;
  readonly mapping: ImportMapping;
  readonly problems: Problem[];
  readonly notices: Problem[];
}

/** What stands in the cell, without blanks around it; nothing for values that are to be ignored. */
export const cellOf = ({ row, mapping }: Reading, column: string, alsoIgnored?: ReadonlySet<string>): string => {
  const cell = (row.values[column] ?? '').trim();
  const folded = foldCell(cell, mapping.ignoreCase);
  return mapping.ignore.has(folded) || alsoIgnored?.has(folded) ? '' : cell;
};

/** The pattern of a value, for finding the fault without telling it: `12.3.2024, Mainz` is `99.9.9999, a`. */
export const shapeOf = (cell: string): string => {
  const shape = cell
    .replace(/\p{N}/gu, '9')
    .replace(/\p{L}[\p{L}\p{M}]*/gu, 'a')
    .replace(/\s+/g, ' ')
    .replace(/[^9a .,:;/_+()-]/gu, '?');
  return shape.length > 30 ? `${shape.slice(0, 30)}…` : shape;
};
