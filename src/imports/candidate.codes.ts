import { problem } from '../core/result.js';
import { cellOf, shapeOf, type Reading } from './candidate.reading.js';
import { codeFields, foldCell, type CodeField, type CodeSource } from './mapping.fields.js';

/** The codes of a field, each once, in the order in which the sources give them. */
export const codesOf = (reading: Reading, field: CodeField): readonly string[] => {
  const rule = reading.mapping.codes[field];
  if (!rule) return [];
  const { several } = codeFields[field];
  const found = new Set<string>();
  for (const source of rule.from) {
    const codes = new Set(codesOfSource(reading, field, source));
    if (!several && codes.size > 1 && source.kind === 'column') {
      const values = { line: reading.row.line, column: source.column };
      reading.problems.push(problem('IMPORT_SEVERAL_VALUES', field, values));
    }
    for (const code of codes) found.add(code);
    if (!several && found.size > 0) break;
  }
  return found.size > 0 ? [...found] : rule.whenEmpty;
};

const codesOfSource = (reading: Reading, field: CodeField, source: CodeSource): readonly string[] => {
  if (source.kind === 'constant') return source.codes;
  const cell = cellOf(reading, source.column, source.ignore);
  if (cell === '') return [];
  const { mapping } = reading;
  const fold = (text: string) => foldCell(text, mapping.ignoreCase);
  const lookUp = (value: string): readonly string[] | undefined => {
    const known = mapping.known[field].get(value);
    return source.values.get(value) ?? (known === undefined ? undefined : [known]);
  };
  const whole = lookUp(fold(cell));
  if (whole) return whole;
  return split(cell, source.separators)
    .filter((value) => !mapping.ignore.has(fold(value)) && !source.ignore.has(fold(value)))
    .flatMap((value) => lookUp(fold(value)) ?? source.anyOther ?? unmapped(reading, field, source, value));
};

const split = (cell: string, separators: readonly string[]): readonly string[] =>
  separators
    .reduce<readonly string[]>((parts, separator) => parts.flatMap((part) => part.split(separator)), [cell])
    .map((part) => part.trim())
    .filter((part) => part !== '');

const unmapped = (
  reading: Reading,
  field: CodeField,
  { column, unmapped: then }: Extract<CodeSource, { kind: 'column' }>,
  value: string,
): readonly string[] => {
  const values = { line: reading.row.line, column, shape: shapeOf(value) };
  switch (then.kind) {
    case 'error':
      reading.problems.push(problem('IMPORT_VALUE_UNMAPPED', field, values));
      return [];
    case 'skip':
      reading.notices.push(problem('IMPORT_VALUE_SKIPPED', field, values));
      return [];
    case 'code':
      reading.notices.push(problem('IMPORT_VALUE_AS_OTHER', field, { ...values, code: then.code }));
      return [then.code];
  }
};
