import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { limits, measure, type Variables } from './limits.js';

const schema = buildSchema(readFileSync('docs/schema.graphql', 'utf8'));

const kindOf = (source: string): string => measure(source, schema).kind;

function costOf(source: string, variables: Variables = {}): number {
  const measured = measure(source, schema);
  return measured.kind === 'within' ? measured.costs(variables) : NaN;
}

const repeat = (text: string, times: number): string => Array.from({ length: times }, () => text).join('');

describe('the limits of an operation', () => {
  it('leave room for all that the documentation shows, and several times as much', () => {
    const shown = [...readFileSync('docs/api.md', 'utf8').matchAll(/```graphql\n([^`]*)```/g)].map(([, text]) => text!);
    const listed = globSync('src/web/operations/*.graphql').map((file) => readFileSync(file, 'utf8'));
    expect(shown.length).toBeGreaterThan(10);
    expect(listed.length).toBeGreaterThan(2);
    for (const source of [...shown, ...listed]) {
      expect([source, kindOf(source)]).toEqual([source, 'within']);
      expect(costOf(source, { first: 100 })).toBeLessThan(limits.cost / 3);
      expect(source.length).toBeLessThan(limits.characters / 3);
    }
  });

  it.each([
    ['characters', `{ me { id } } # ${repeat('x', 20_000)}`],
    ['tokens', `{ case(id: [${repeat('1 ', 2_500)}]) { id } }`],
    ['nesting of values', `{ case(id: ${repeat('[', 31)}${repeat(']', 31)}) { id } }`],
    ['nesting far beyond what a stack holds', `{ a(b: ${repeat('[', 2_000)}`],
    ['definitions', `{ me { id } } ${repeat('fragment F on Person { id } ', 20)}`],
    ['fields at the root', `{ ${repeat('me { id } ', 13)}}`],
    ['fields at the root behind a fragment', `{ ...F ...F ...F } fragment F on Query { ${repeat('me { id } ', 5)}}`],
    ['depth', `{ ${repeat('a { ', 18)}id ${repeat('}', 18)} }`],
    [
      'depth in pieces',
      `{ a { b { ...A } } } fragment A on A { ${repeat('a { ', 10)}...B${repeat('}', 10)} } fragment B on B { ${repeat('b { ', 10)}id${repeat('}', 10)} }`,
    ],
    ['fields', `{ me { ${repeat('id ', 801)}} }`],
    ['aliases', `{ me { ${Array.from({ length: 31 }, (_, n) => `a${n}: id`).join(' ')} } }`],
    ['directives', `{ me { id ${repeat('@skip(if: false) ', 21)}} }`],
    ['directives of the operation', `query ${repeat('@x ', 21)} { me { id } }`],
    ['spreads', `{ me { ${repeat('...F ', 61)} } } fragment F on Person { id }`],
    ['a fragment in itself', '{ me { ...F } } fragment F on Person { ...F }'],
    ['a circle that nobody uses', '{ me { id } } fragment A on Person { ...B } fragment B on Person { ...A }'],
    [
      'fragments that double each other',
      `{ me { ...F0 } } ${Array.from({ length: 15 }, (_, n) => `fragment F${n} on Person { ...F${n + 1} ...F${n + 1} }`).join(' ')} fragment F15 on Person { id }`,
    ],
  ])('end at too many or too much: %s', (_, source) => {
    expect(kindOf(source)).toBe('beyond');
  });

  it.each(
    Object.entries({
      rootFields: (count: number) => `{ ${repeat('me { id } ', count)}}`,
      aliases: (count: number) => `{ me { ${Array.from({ length: count }, (_, n) => `a${n}: id`).join(' ')} } }`,
      directives: (count: number) => `{ me { id ${repeat('@skip(if: false) ', count)}} }`,
      depth: (count: number) => `{ ${repeat('a { ', count - 1)}id ${repeat('}', count - 1)} }`,
      spreads: (count: number) => `{ me { ${repeat('...F ', count)} } } fragment F on Person { id }`,
      definitions: (count: number) => `{ me { id } } ${repeat('fragment F on Person { id } ', count - 1)}`,
      // The others are names, brackets and a colon.
      tokens: (count: number) => `{ case(id: [${repeat('1 ', count - 12)}]) { id } }`,
    }),
  )('are met to the last and no further: %s', (name, source) => {
    const most = limits[name as keyof typeof limits];
    expect(kindOf(source(most))).toBe('within');
    expect(kindOf(source(most + 1))).toBe('beyond');
  });

  it('multiply lists in lists, by what was asked for', () => {
    const one = costOf('{ cases(first: 1) { edges { node { id } } } }');
    expect(costOf('{ cases(first: 100) { edges { node { id } } } }')).toBeGreaterThan(90 * (one - 1));
    expect(costOf('{ cases(first: 1000000) { edges { node { id } } } }')).toBe(
      costOf('{ cases(first: 100) { edges { node { id } } } }'),
    );
    const asked = 'query ($n: Int) { cases(first: $n) { edges { node { id } } } }';
    expect(costOf(asked, { n: 100 })).toBe(costOf('{ cases(first: 100) { edges { node { id } } } }'));
    expect(costOf(asked)).toBe(costOf('{ cases { edges { node { id } } } }'));
    expect(costOf(asked, { n: 'many' })).toBe(costOf('{ cases { edges { node { id } } } }'));
    const nested =
      '{ importRuns(first: 100) { edges { node { rows(first: 100) { edges { node { line outcome } } } } } } }';
    expect(costOf(nested)).toBeGreaterThan(10_000);
    expect(costOf(nested.replace('line', repeat('line ', 10)))).toBeGreaterThan(limits.cost);
  });

  it('count behind fragments, too', () => {
    const plain = costOf('{ cases(first: 50) { edges { node { id number } } } }');
    expect(
      costOf(
        '{ ...Q } fragment Q on Query { cases(first: 50) { edges { node { ...C } } } } fragment C on Case { id number }',
      ),
    ).toBe(plain);
    expect(costOf('{ ... on Query { cases(first: 50) { edges { node { ... on Case { id number } } } } } }')).toBe(
      plain,
    );
    expect(costOf('{ ... { cases(first: 50) { edges { node { ... { id number } } } } } }')).toBe(plain);
  });

  it('leave it to the parser to say what is no GraphQL', () => {
    for (const source of ['', '{', 'query', '{ me { "id } }', '\u0000', '{ me { id } } }', repeat('}', 100)])
      expect([source, kindOf(source)]).toEqual([source, 'unreadable']);
  });

  it('judge any text at all, and never throw', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ':',
      '$',
      '@',
      '...',
      '"',
      '"""',
      'on',
      'query',
      'fragment',
      'F',
      'me',
      'id',
      'first',
      '1',
      '\u0000',
      '\ud800',
      '🏳️‍🌈',
      '#',
      '\n',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 200 }).map((parts) => parts.join(' ')),
        (source) => {
          const measured = measure(source, schema);
          if (measured.kind === 'within') expect(measured.costs({})).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
