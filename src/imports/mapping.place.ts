import { parseDocument } from 'yaml';
import type { ProblemCode } from '../core/problems.js';
import { problem, type Problem } from '../core/result.js';

/** One place in a mapping file: its value, its path, and where its faults are collected. */
export class Place {
  constructor(
    private readonly value: unknown,
    readonly path: string,
    private readonly problems: Problem[],
  ) {}

  fault(code: ProblemCode, values?: Problem['values']): void {
    const field = this.path === '' ? null : this.path;
    // A rule in its short form is read twice, once for what surrounds its source and once for the source.
    if (this.problems.some((told) => told.code === code && told.field === field)) return;
    this.problems.push(problem(code, field, values));
  }

  /** The single value here; a fault and an empty text where there is none. */
  text(): string {
    if (typeof this.value === 'string' && this.value !== '') return this.value;
    this.fault(this.value === '' || this.value === null ? 'REQUIRED' : 'IMPORT_MAPPING_TEXT');
    return '';
  }

  /** One of these values, and `otherwise` when it is none of them (which is a fault). */
  choice<T extends string>(allowed: readonly T[], otherwise: T): T {
    const found = allowed.find((value) => value === this.value);
    if (found === undefined) this.fault('IMPORT_MAPPING_CHOICE', { allowed: allowed.join(', ') });
    return found ?? otherwise;
  }

  /** The places of a list; a single value counts as a list of one. */
  list(): readonly Place[] {
    if (typeof this.value === 'string' && this.value !== '') return [this];
    if (Array.isArray(this.value)) {
      return this.value.map((value: unknown, index) => new Place(value, `${this.path}[${index}]`, this.problems));
    }
    this.fault('IMPORT_MAPPING_LIST');
    return [];
  }

  /** A name that stands inside the text here; its faults belong here. */
  named(name: string): Place {
    return new Place(name, this.path, this.problems);
  }

  isList(): boolean {
    return Array.isArray(this.value);
  }

  isText(): boolean {
    return typeof this.value === 'string';
  }

  /** The entries `name: value`; with `allowed`, any other name is a fault. */
  entries(allowed?: readonly string[]): ReadonlyMap<string, Place> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      this.fault('IMPORT_MAPPING_ENTRIES');
      return new Map();
    }
    const found = new Map<string, Place>();
    for (const [name, value] of Object.entries(this.value)) {
      const place = new Place(value, this.path === '' ? name : `${this.path}.${name}`, this.problems);
      if (allowed && !allowed.includes(name)) place.fault('IMPORT_MAPPING_KEY', { allowed: allowed.join(', ') });
      else found.set(name, place);
    }
    return found;
  }
}

/**
 * The top of a mapping written in YAML or JSON. Every scalar is a text, so that `07111`, `NO` and `true` mean what
 * stands there. Null and a fault in `problems` when it cannot be read.
 */
export const readDocument = (text: string, problems: Problem[]): Place | null => {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' });
  const [error] = document.errors;
  if (error) {
    problems.push(problem('IMPORT_MAPPING_SYNTAX', null, { line: error.linePos?.[0].line ?? 1 }));
    return null;
  }
  try {
    return new Place(document.toJS(), '', problems);
  } catch {
    // An alias without its anchor, or aliases that multiply ("billion laughs").
    problems.push(problem('IMPORT_MAPPING_SYNTAX', null, { line: 1 }));
    return null;
  }
};
