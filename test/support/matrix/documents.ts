import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

/** Everything that can be asked below a type, to full depth; a type inside itself is left out, a field that must have arguments too. */
export function everythingOf(type: GraphQLOutputType, above: readonly string[] = []): string {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    // Members may use one name for two types: each gets its own.
    const members = named
      .getTypes()
      .map((member) => `... on ${member.name} { ${fieldsOf(member, above, `${member.name}__`)} }`);
    return `{ __typename ${members.join(' ')} }`;
  }
  return isObjectType(named) ? `{ __typename ${fieldsOf(named, above, '')} }` : '';
}

const fieldsOf = (type: GraphQLObjectType, above: readonly string[], prefix: string): string =>
  Object.values(type.getFields())
    .filter((field) => !field.args.some(({ type: wanted }) => isNonNullType(wanted)))
    .filter((field) => ![...above, type.name].includes(getNamedType(field.type).name))
    .map(
      (field) =>
        `${prefix ? `${prefix}${field.name}: ` : ''}${field.name} ${everythingOf(field.type, [...above, type.name])}`,
    )
    .join(' ');

/** An operation with every argument as a variable, under one alias, so that answers can be compared. */
export function documentFor(kind: string, field: GraphQLField<unknown, unknown>, given: readonly string[]): string {
  const args = field.args.filter(({ name, type }) => given.includes(name) || isNonNullType(type));
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${kind.toLowerCase()} ${declared ? `(${declared})` : ''} { ${field.name}${passed ? `(${passed})` : ''} ${everythingOf(field.type)} }`;
}

/** How a value is found for an argument: ids by the place where they stand, the rest by the name of the field. */
export interface Source {
  id(place: string): string | undefined;
  value(input: string, name: string): unknown;
}

/** Valid values for all that must be given, and for every id. */
export function variablesFor(field: GraphQLField<unknown, unknown>, source: Source): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const { name, type } of field.args) {
    const value = valueOf(type, name, name, field.name, source);
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

function valueOf(type: GraphQLInputType, place: string, name: string, owner: string, source: Source): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, place, name, owner, source);
  const named = getNamedType(type);
  if (named.name === 'ID') {
    const id = source.id(place);
    return id === undefined ? undefined : isListType(type) ? [id] : id;
  }
  if (!isInputObjectType(named) || place.includes('.')) return source.value(owner, name);
  const fixed = source.value(owner, name);
  if (fixed !== undefined) return fixed;
  const inner = Object.values(named.getFields()).flatMap((each): [string, unknown][] => {
    const value = valueOf(each.type, `${place}.${each.name}`, each.name, named.name, source);
    return value === undefined ? [] : [[each.name, value]];
  });
  return Object.fromEntries(inner);
}
