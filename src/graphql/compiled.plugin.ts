import type { ApolloServerPlugin } from '@apollo/server';
import type { CompiledOperations } from './compiled-operations.js';

/** Executes operations compiled, and keeps them for the next time; what cannot be compiled runs the ordinary way. */
export const compiledExecution = (operations: CompiledOperations): ApolloServerPlugin => ({
  requestDidStart: () =>
    Promise.resolve({
      responseForOperation: async ({ source, operationName, schema, document, operation, request, ...context }) => {
        // Named by a name that is not there, such as an empty one: nothing to compile, and nothing to keep for whoever asks the same text rightly.
        if (!operation) return null;
        const asked = { source, operationName: request.operationName };
        const known = operations.recall(asked);
        const compiled = known === undefined ? operations.keep(asked, schema, document, operation) : known;
        if (!compiled) return null;
        const singleResult = await operations.execute(compiled, context.contextValue, request.variables ?? {});
        const { http } = context.response;
        if (singleResult.data === undefined) http.status = 400;
        return { http, body: { kind: 'single' as const, singleResult } };
      },
    }),
});
