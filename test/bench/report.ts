import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import type { Operation } from './operations.js';
import type { Compared } from './rounds.js';

/** Least share of the database's own speed (the design page on speed). */
export const floors: Readonly<Record<Operation, number>> = { list: 0.35, detail: 0.15, search: 0.5, create: 0.3 };
export const MEMORY_FLOOR = 200;
export const SCALE_FLOOR = 0.85;

export interface Figures {
  readonly cases: number;
  readonly compared: Partial<Record<Operation, Compared>>;
  readonly steps: readonly (readonly [what: string, list: Compared])[];
  readonly memory: { readonly idle: number; readonly after: number };
  readonly scale: { readonly cases: number; readonly compared: Partial<Record<Operation, Compared>> } | null;
  readonly database: string;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const two = (value: number): string => value.toFixed(2);
const verdict = (ok: boolean): string => (ok ? 'yes' : 'NO');

export function table(figures: Figures): string {
  const { compared, memory, scale, steps } = figures;
  const rows = [
    ['operation', 'database alone /s', 'served /s', 'ratio', 'floor', 'kept', 'server ms each'],
    ...entries(compared).map(([name, { base, other, ratio, cost }]) => [
      name,
      whole(base),
      whole(other),
      two(ratio),
      two(floors[name]),
      verdict(ratio >= floors[name]),
      two(cost),
    ]),

    ['idle memory', '', `${whole(memory.idle)} MB`, '', `${MEMORY_FLOOR} MB`, verdict(memory.idle < MEMORY_FLOOR), ''],
    ['memory after the load', '', `${whole(memory.after)} MB`, '', '', '', ''],
  ];
  const parts = [columns(rows)];
  if (steps.length > 0)
    parts.push(
      'What a step costs (in the bench process, on eight connections):',
      columns([
        ['step', 'before /s', 'after /s', 'ratio'],
        ...steps.map(([what, { base, other, ratio }]) => [what, whole(base), whole(other), two(ratio)]),
      ]),
    );
  if (scale)
    parts.push(
      `Scale, served:`,
      columns([
        ['operation', `${whole(figures.cases)} cases /s`, `${whole(scale.cases)} cases /s`, 'ratio', 'floor', 'kept'],
        ...entries(scale.compared).map(([name, { base, other, ratio }]) => [
          name,
          whole(base),
          whole(other),
          two(ratio),
          // The search is bounded by ranking the newest matches, of which more cases have more.
          name === 'search' ? '-' : two(SCALE_FLOOR),
          name === 'search' ? '-' : verdict(ratio >= SCALE_FLOOR),
        ]),
      ]),
    );
  return parts.join('\n\n');
}

const entries = (compared: Partial<Record<Operation, Compared>>): [Operation, Compared][] =>
  Object.entries(compared) as [Operation, Compared][];

/** A Markdown table whose columns stand under each other in a terminal, too. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

export function machine({ cases, database }: Figures): string {
  const [first] = cpus();
  const model =
    first?.model
      .replace(/\(R\)|\(TM\)| CPU| Processor|@.*$/g, '')
      .replace(/\s+/g, ' ')
      .trim() || process.arch;
  return (
    `${new Date().toISOString().slice(0, 10)}, commit ${commit()}: ${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, ` +
    `Node ${process.versions.node}, PostgreSQL ${database}, ${whole(cases)} cases in 20 services, eight connections. ` +
    `Client, server and database share the machine; load at the end ${loadavg()[0]?.toFixed(1)}.`
  );
}

const commit = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
};

const [opening, closing] = ['<!-- figures: written by `npm run bench -- --write` -->', '<!-- end of figures -->'];

/** Puts the figures between their marks; the words around them are a person's. */
export function write(file: string, figures: Figures): void {
  const page = readFileSync(file, 'utf8');
  const [start, end] = [page.indexOf(opening), page.indexOf(closing)];
  if (start < 0 || end < start) throw new Error(`${file} has no place for the figures.`);
  writeFileSync(
    file,
    `${page.slice(0, start + opening.length)}\n\n${machine(figures)}\n\n${table(figures)}\n\n${page.slice(end)}`,
  );
}
