import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { CompiledOperations } from './compiled-operations.js';
import { compiledExecution } from './compiled.plugin.js';
import { formatError } from './error.format.js';
import { ErrorsFilter } from './errors.filter.js';
import { GATE_RULES, OperationGate, type GateRules } from './gate.middleware.js';
import { InputPipe } from './input.pipe.js';
import { LeanOperations } from './lean-operations.js';
import { withPlainFields } from './plain-fields.js';
import { unavailableAnswers } from './unavailable.js';

/** The one GraphQL endpoint, with its gate, its errors and its input checks. */
@Module({})
export class GraphqlModule implements NestModule {
  /** `open`: introspection, for the demo. */
  static forRoot({ open, ...rules }: GateRules & { readonly open: boolean }): DynamicModule {
    const operations = new CompiledOperations(open);
    return {
      module: GraphqlModule,
      imports: [
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          path: '/graphql',
          autoSchemaFile: true,
          sortSchema: true,
          introspection: open,
          playground: false,
          graphiql: false,
          csrfPrevention: true,
          allowBatchedHttpRequests: false,
          persistedQueries: false,
          includeStacktraceInErrorResponses: false,
          hideSchemaDetailsFromClientErrors: !open,
          context: ({ req, res }: { req: object; res: object }) => ({ req, res }),
          plugins: [compiledExecution(operations), unavailableAnswers()],
          transformSchema: withPlainFields,
          formatError,
        }),
      ],
      providers: [
        { provide: GATE_RULES, useValue: rules },
        { provide: APP_FILTER, useClass: ErrorsFilter },
        { provide: APP_PIPE, useClass: InputPipe },
        { provide: CompiledOperations, useValue: operations },
        OperationGate,
        LeanOperations,
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(OperationGate).forRoutes('/graphql');
  }
}
