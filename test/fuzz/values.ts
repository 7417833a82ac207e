import fc from 'fast-check';
import { isEnumType, isInputObjectType, isListType, isNonNullType, type GraphQLInputType } from 'graphql';

/** Draws values one after the other; fast-check makes them smaller when something was found. */
export type Draw = fc.GeneratorValue;

export const one = <T>(draw: Draw, list: readonly T[]): T => {
  const found = list[draw(fc.nat, { max: Math.max(0, list.length - 1) })];
  if (found === undefined && list.length === 0) throw new Error('There is nothing to choose from.');
  return found as T;
};

/** True once in so many times; smaller examples have it false. */
export const seldom = (draw: Draw, times: number): boolean => draw(fc.nat, { max: times - 1 }) === times - 1;

/** Texts that have broken something somewhere. */
const nasty = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '\u202eabc',
  '\ufeff',
  '👩‍👩‍👧‍👦',
  'ﷺ',
  "'; drop table cases; --",
  '" or ""="',
  '%',
  '_%\\',
  '\\',
  '\r\nX-Injected: yes',
  '../../../../etc/passwd',
  '${7*7}{{7*7}}<%= 7 %>',
  '<script>alert(1)</script>',
  '=HYPERLINK("x")',
  '__proto__',
  'constructor',
  'null',
  'true',
  '-0',
  'NaN',
  '1e999',
  '9'.repeat(400),
  'x'.repeat(5_000),
  'é'.repeat(3_000),
  'A & B | !C <-> (D:*',
  '2026-02-30',
  '2026-03-01',
  '0000-00-00',
  '+275760-09-13',
  '9999-12-31',
  '2026-03-01T00:00:00Z',
  '07111',
  'HOUSING',
  'ORIGIN',
  'OTHER',
  'de',
  'WyJ4Il0',
  'W251bGwsbnVsbF0',
  'WyIyMDI2LTAzLTAxVDAwOjAwOjAwWiIsIjAwMDAiXQ',
  '00000000-0000-0000-0000-000000000000',
  '{00000000-0000-0000-0000-000000000000}',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'a@b.example',
] as const;

const numbers = [0, 1, -1, 2, 20, 100, 101, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 53, 1e308, -0, 0.5];

export const text = (draw: Draw): string =>
  seldom(draw, 3) ? draw(fc.string, { unit: 'binary', maxLength: 30 }) : one(draw, nasty);

/** Any JSON at all. */
export function anything(draw: Draw, depth = 0): unknown {
  switch (draw(fc.nat, { max: depth > 3 ? 4 : 7 })) {
    case 0:
      return null;
    case 1:
      return text(draw);
    case 2:
      return one(draw, numbers);
    case 3:
      return draw(fc.boolean);
    case 4:
      return {};
    case 5:
      return Array.from({ length: draw(fc.nat, { max: 4 }) }, () => anything(draw, depth + 1));
    case 6:
      return Object.fromEntries(
        Array.from({ length: draw(fc.nat, { max: 3 }) }, () => [text(draw), anything(draw, depth + 1)]),
      );
    default:
      return deep(one(draw, [10, 1_000, 20_000]), draw(fc.boolean));
  }
}

/** Not written as JSON by this side: its own writer would give up on such depth. */
export class Deep {
  constructor(
    private readonly levels: number,
    private readonly lists: boolean,
  ) {}

  text(): string {
    return this.lists
      ? '['.repeat(this.levels) + ']'.repeat(this.levels)
      : '{"a":'.repeat(this.levels) + '1' + '}'.repeat(this.levels);
  }
}

const deep = (levels: number, lists: boolean): Deep => new Deep(levels, lists);

/** JSON as text, unpaired surrogates and very deep values included. */
export function written(value: unknown): string {
  const marks: string[] = [];
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (!(inner instanceof Deep)) return inner;
    marks.push(inner.text());
    return `@deep${marks.length - 1}@`;
  });
  return (text ?? 'null').replace(/"@deep(\d+)@"/g, (_, index: string) => marks[Number(index)] ?? 'null');
}

/** A value for an input type of the schema: `calm` ones fit the type, and mean whatever they mean. */
export function valueFor(
  draw: Draw,
  type: GraphQLInputType,
  ids: readonly string[],
  calm: boolean,
  depth = 0,
): unknown {
  if (!calm && seldom(draw, 12)) return anything(draw);
  if (isNonNullType(type)) return valueFor(draw, type.ofType, ids, calm, depth);
  if (seldom(draw, 8)) return null;
  if (isListType(type))
    return Array.from({ length: !calm && seldom(draw, 25) ? 300 : draw(fc.nat, { max: 3 }) }, () =>
      valueFor(draw, type.ofType, ids, calm, depth + 1),
    );
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (depth < 3 && !seldom(draw, 2)),
    );
    return Object.fromEntries([
      ...fields.map((field) => [field.name, valueFor(draw, field.type, ids, calm, depth + 1)]),
      ...(!calm && seldom(draw, 20) ? [[text(draw), anything(draw)]] : []),
    ]);
  }
  if (isEnumType(type))
    return one(draw, [...type.getValues().map(({ name }) => name), ...(calm ? [] : ['NO_SUCH_VALUE'])]);
  switch (type.name) {
    case 'ID':
      return !calm && seldom(draw, 3) ? text(draw) : one(draw, ids);
    case 'Int':
    case 'Float':
      return one(draw, calm ? [1, 2, 20, 100, 101, 2 ** 31 - 1, -1, 0] : numbers);
    case 'Boolean':
      return draw(fc.boolean);
    case 'Date':
    case 'DateTime':
      return calm || seldom(draw, 2) ? one(draw, ['2026-03-01', '2025-11-20', '1999-01-01']) : text(draw);
    default:
      return seldom(draw, 8) ? one(draw, ids) : text(draw);
  }
}
