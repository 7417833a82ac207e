import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** Names under which these sources prepare more than one statement. */
function namedTwice(sources: readonly string[]): string[] {
  const texts = new Map<string, Set<string>>();
  for (const source of sources)
    for (const [, name = '', text = ''] of source.matchAll(
      /\bname: '([\w-]+)',\s*(?:\/\/[^\n]*\s*)*text:\s*('[^']*'|`[^`]*`|[^,]*)/g,
    ))
      texts.set(name, (texts.get(name) ?? new Set()).add(text));
  return [...texts].flatMap(([name, { size }]) => (size > 1 ? [name] : []));
}

describe('a prepared statement', () => {
  it('has a name of its own: two of one name fail on the connection that has met the other', () => {
    const sources = globSync('src/**/*.ts').map((file) => readFileSync(file, 'utf8'));
    expect(sources.join('').match(/\btext: [`']/g)?.length).toBeGreaterThan(20);
    expect(namedTwice(sources)).toEqual([]);
  });

  it('and a name that is given twice is found', () => {
    const one = `{ name: 'people-of', text: 'select 1' }`;
    expect(
      namedTwice([one, `{ name: 'others', text: '' }`, `{\n  name: 'people-of',\n  text: \`select 2\`,\n}`]),
    ).toEqual(['people-of']);
  });
});
