import { escapedMarkup } from '../core/markup.js';

/** Markup that is safe to put into a page. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | readonly Part[];

const written = (part: Part): string => {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'string' || typeof part === 'number'
    ? escapedMarkup(String(part))
    : part.map(written).join('');
};

/** A page's text: whatever stands in `${}` is escaped, unless it was made here. Attributes are written in quotes. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(texts.reduce((page, text, at) => page + written(parts[at - 1] ?? null) + text));
