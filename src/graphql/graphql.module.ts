import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { compiledExecution } from './compiled.plugin.js';
import { formatError } from './error.format.js';
import { ErrorsFilter } from './errors.filter.js';
import { InputPipe } from './input.pipe.js';
import { withPlainFields } from './plain-fields.js';

/** The one GraphQL endpoint, with its errors and its input checks. `open`: introspection, for the demo. */
export function graphqlModule({ open }: { readonly open: boolean }): DynamicModule {
  const apollo = GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    introspection: open,
    playground: false,
    graphiql: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !open,
    context: ({ req, res }: { req: object; res: object }) => ({ req, res }),
    plugins: [compiledExecution({ open })],
    transformSchema: withPlainFields,
    formatError,
  });
  return {
    ...apollo,
    providers: [
      ...(apollo.providers ?? []),
      { provide: APP_FILTER, useClass: ErrorsFilter },
      {
        provide: APP_PIPE,
        useClass: InputPipe,
      },
    ],
  };
}
