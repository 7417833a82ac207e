import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** An example of a page: an operation or a command of the shell, with what is to be done with its answer. */
export interface Example {
  readonly line: number;
  readonly language: 'graphql' | 'sh';
  readonly text: string;
  readonly variables: string;
  readonly as: string;
  /** Name and path of each value that later examples use. */
  readonly keeps: readonly (readonly [string, string])[];
  readonly expects: readonly (readonly [string, string])[];
}

/** The examples of a page of `docs/`, in order: ```graphql with a comment before it and ```json after it, and ```sh. */
export function readExamples(page: string): Example[] {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${page}`, import.meta.url)), 'utf8');
  const fence =
    /(?:<!-- as (?<said>[^\n]*?) -->\n\n?)?```(?<language>graphql|sh)\n(?<text>[^`]*)```(?:\n\n?```json\n(?<variables>[^`]*)```)?/g;
  return [...text.matchAll(fence)].map(({ groups = {}, index }) => {
    const [as = '', ...rest] = (groups.said ?? '').split(';').map((part) => part.trim());
    const ofKind = (kind: string) =>
      rest.filter((part) => part.startsWith(`${kind} `)).map((part) => pair(part.slice(kind.length)));
    return {
      line: text.slice(0, index).split('\n').length,
      language: groups.language as 'graphql' | 'sh',
      text: groups.text ?? '',
      variables: groups.variables ?? '{}',
      as,
      keeps: ofKind('keep'),
      expects: ofKind('expect'),
    };
  });
}

function pair(text: string): [string, string] {
  const [left = '', right = ''] = text.split('=').map((part) => part.trim());
  return [left, right];
}

/** The value at a path such as `a.0.b`; `[x.y]` is the first of a list in which `x.y` is true. */
export function valueAt(value: unknown, path: string): unknown {
  return (path.match(/\[[^\]]+\]|[^.[\]]+/g) ?? []).reduce<unknown>((at, step) => {
    if (step.startsWith('[')) return (at as unknown[]).find((each) => valueAt(each, step.slice(1, -1)));
    return (at as Record<string, unknown> | null | undefined)?.[step];
  }, value);
}
