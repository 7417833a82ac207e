import fc from 'fast-check';
import {
  getNamedType,
  isCompositeType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
} from 'graphql';
import { requestOf, type FuzzRequest } from './request.js';
import { anything, one, seldom, text, valueFor, written, type Draw } from './values.js';

interface Drawn {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const directives = [
  '@skip(if: false)',
  '@include(if: $b)',
  '@deprecated',
  '@skip',
  '@defer',
  '@oneOf',
  '@nothing(a: 1)',
];

/** An operation of the schema, each argument a variable; a part of it is not what the schema says. */
function operation(draw: Draw, schema: GraphQLSchema, ids: readonly string[]): Drawn {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const calm = draw(fc.nat, { max: 2 }) > 0;
  const isMutation = draw(fc.nat, { max: 2 }) === 1;
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();

  const argumentsOf = (field: GraphQLField<unknown, unknown>): string => {
    const given = field.args.filter(({ type }) => String(type).endsWith('!') || draw(fc.boolean));
    const said = given.map(({ name, type }) => {
      const variable = `v${declared.length}`;
      declared.push(
        `$${variable}: ${!calm && seldom(draw, 25) ? one(draw, ['String', 'Int!', '[ID!]!', 'Nothing', '']) : String(type)}`,
      );
      if (calm || !seldom(draw, 40)) variables[variable] = valueFor(draw, type, ids, calm);
      return `${!calm && seldom(draw, 60) ? 'nothing' : name}: $${variable}`;
    });
    return said.length > 0 ? `(${said.join(', ')})` : '';
  };
  const selection = (type: GraphQLNamedOutputType, depth: number): string => {
    if (!isCompositeType(type)) return !calm && seldom(draw, 80) ? '{ id }' : '';
    if (isUnionType(type))
      return `{ __typename ${type
        .getTypes()
        .map((member) => `... on ${member.name} ${selection(member, depth + 1)}`)
        .join(' ')} }`;
    const fields = Object.values(type.getFields());
    const simple = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const from = depth > 5 && simple.length > 0 ? simple : fields;
    const chosen = Array.from({ length: 1 + draw(fc.nat, { max: 5 }) }, () => one(draw, from));
    const said = [...new Set(chosen)].map((field, index) => fieldText(field, depth, index));
    if (seldom(draw, 30))
      said.push(one(draw, ['__typename', '...Missing', 'nothingLikeThis', '... on Query { __typename }']));
    return `{ ${said.join(' ')} }`;
  };
  const fieldText = (field: GraphQLField<unknown, unknown>, depth: number, index: number): string => {
    const alias = seldom(draw, 15) ? `a${depth}${index}: ` : '';
    const directive = !calm && seldom(draw, 40) ? ` ${one(draw, directives)}` : '';
    return `${alias}${field.name}${argumentsOf(field)}${directive} ${selection(getNamedType(field.type), depth + 1)}`;
  };

  const field = one(draw, Object.values(root?.getFields() ?? {}));
  const body = fieldText(field, 0, 0);
  const head = declared.length > 0 ? `(${declared.join(', ')})` : '';
  return { query: `${isMutation ? 'mutation' : 'query'} ${head} { ${body} }`, variables };
}

/** Cuts, doubles or replaces a part of a text. */
export function spoiled(draw: Draw, sound: string): string {
  const at = draw(fc.nat, { max: sound.length });
  const length = draw(fc.nat, { max: 12 });
  const middle = one(draw, [
    '',
    text(draw),
    sound.slice(at, at + length).repeat(3),
    '{',
    '}',
    '(',
    '"',
    '"""',
    '...',
    '$',
    '\\u0000',
    '#',
  ]);
  return sound.slice(0, at) + middle + sound.slice(at + length);
}

/** Documents that ask too much of whoever reads them. */
function huge(draw: Draw): string {
  const times = one(draw, [10, 100, 1_000, 10_000, 100_000]);
  switch (draw(fc.nat, { max: 9 })) {
    case 0:
      return `{ ${'me { '.repeat(times)}id ${'}'.repeat(times)} }`;
    case 1:
      return `{ ${'me { id } '.repeat(times)} }`;
    case 2:
      return `{ ${Array.from({ length: Math.min(times, 10_000) }, (_, n) => `a${n}: me { id }`).join(' ')} }`;
    case 3:
      return `{ me { ...F } } fragment F on Person { ...F }`;
    case 4:
      return `{ me { id ${'@skip(if: false) '.repeat(times)} } }`;
    case 5:
      return `{ case(id: ${'['.repeat(times)}${']'.repeat(times)}) { id } }`;
    case 6:
      return `{ case(id: "${'x'.repeat(times)}") { id } }`;
    case 7:
      return `query (${Array.from({ length: Math.min(times, 10_000) }, (_, n) => `$v${n}: ID`).join(' ')}) { me { id } }`;
    case 8:
      return `{ __schema { types { fields { type { ${'ofType { '.repeat(Math.min(times, 1_000))}name${'}'.repeat(Math.min(times, 1_000))} } } } } }`;
    default:
      return `{ ${'('.repeat(times)}`;
  }
}

/** A request to the GraphQL endpoint. */
export function graphqlRequest(
  draw: Draw,
  schema: GraphQLSchema,
  ids: readonly string[],
  as: number,
  cookie: string,
): FuzzRequest {
  const drawn = operation(draw, schema, ids);
  const kind = draw(fc.nat, { max: 19 });
  const body =
    kind < 14
      ? written(drawn)
      : kind < 16
        ? written({ ...drawn, query: spoiled(draw, drawn.query) })
        : kind < 17
          ? written({ query: huge(draw), variables: {} })
          : kind < 18
            ? spoiled(draw, written(drawn))
            : kind < 19
              ? written({
                  query: drawn.query,
                  variables: anything(draw),
                  operationName: anything(draw),
                  extensions: anything(draw),
                })
              : written(anything(draw));
  return requestOf({
    what: `GraphQL ${kind}: ${drawn.query.slice(0, 120)}`,
    as,
    method: 'POST',
    path: '/graphql',
    headers: [
      ['Content-Type', 'application/json'],
      ...(cookie ? [['Cookie', cookie] as const] : []),
      ...(seldom(draw, 40)
        ? [
            [
              'Accept',
              one(draw, ['text/html', 'multipart/mixed', 'application/graphql-response+json', '*/*;q=0', 'x']),
            ] as const,
          ]
        : []),
    ],
    body: Buffer.from(body, 'utf8'),
  });
}
