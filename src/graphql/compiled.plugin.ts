import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { getVariableValues, GraphQLError, type ExecutionResult } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { formatError, formatVariableError } from './error.format.js';

const most = 500;

/** Executes operations compiled (graphql-jit); what cannot be compiled runs the ordinary way. */
export function compiledExecution({ open }: { readonly open: boolean }): ApolloServerPlugin {
  const compiled = new Map<string, CompiledQuery | null>();

  const compile = (context: GraphQLRequestContext<object>): CompiledQuery | null => {
    const { document, schema, operationName, queryHash } = context;
    if (!document || !queryHash) return null;
    const key = `${queryHash}:${operationName ?? ''}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const result = compileQuery(schema, document, operationName ?? undefined, { disableLeafSerialization: false });
    const query = isCompiledQuery(result) ? result : null;
    if (compiled.size >= most) compiled.delete(compiled.keys().next().value as string);
    compiled.set(key, query);
    return query;
  };

  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async (context) => {
          const query = compile(context);
          if (!query) return null;
          const result = (await query.query(
            undefined,
            context.contextValue,
            context.request.variables ?? {},
          )) as ExecutionResult;
          // Without any data nothing was executed: a variable of the wrong type, the caller's fault as in the ordinary way.
          const refused = result.data === undefined && result.errors !== undefined;
          if (refused) context.response.http.status = 400;
          const errors = refused
            ? variableErrors(context).map((error) => formatVariableError(error, open))
            : result.errors?.map((error) => formatError(error.toJSON(), error));
          const singleResult = { ...(refused ? {} : { data: result.data ?? null }), ...(errors ? { errors } : {}) };
          return {
            http: context.response.http,
            body: { kind: 'single' as const, singleResult },
          };
        },
      }),
  };
}

/** The compiled operation names nested values as if they were variables; graphql's own check knows the path. Only on this way out. */
function variableErrors({ schema, operation, request }: GraphQLRequestContext<object>): readonly GraphQLError[] {
  const { errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], request.variables ?? {});
  return errors ?? [new GraphQLError('The variables do not fit their types.')];
}
