import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

/**
 * Takes away the resolvers that only read the property of the field's own name: Nest gives one to every field, and each costs a call
 * and a look for a promise where the compiled operation could read the value itself. What is presented holds values, never promises.
 */
export function withPlainFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve && onlyReads(field.resolve, field.name)) delete field.resolve;
    }
  }
  return schema;
}

/** Asked of Nest's own readers alone, which do nothing else: a field under another name or with a default value keeps its resolver. */
function onlyReads(resolve: GraphQLFieldResolver<unknown, unknown>, name: string): boolean {
  if (resolve.name !== 'rootFieldResolver') return false;
  const read = resolve as unknown as (parent: object) => unknown;
  const value = {};
  return read({ [name]: value }) === value && read({}) === undefined;
}
