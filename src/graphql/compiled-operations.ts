import {
  getVariableValues,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { formatError, formatVariableError } from './error.format.js';

const most = 500;

/** An operation that was parsed, validated and compiled. */
export interface CompiledOperation {
  readonly query: CompiledQuery['query'];
  readonly schema: GraphQLSchema;
  readonly definition: OperationDefinitionNode;
}

/** What was asked for: the text and, of several operations in it, the name of one. */
export interface Asked {
  readonly source: string;
  readonly operationName: string | null | undefined;
}

/** What executing gave: an answer, or (without `data`) a refusal of variables that do not fit. */
export type Executed = FormattedExecutionResult<Record<string, unknown>>;

/** Operations that were validated once, compiled (graphql-jit): a few hundred, the oldest leaves first. */
export class CompiledOperations {
  private readonly known = new Map<string, CompiledOperation | null>();

  /** `open`: a refusal may name what is missing. */
  constructor(private readonly open: boolean) {}

  /** The operation, if it was kept; undefined when it was not met yet, null when it cannot be compiled. */
  recall(asked: Asked): CompiledOperation | null | undefined {
    return this.known.get(keyOf(asked));
  }

  /** Compiles and keeps a document that has passed validation. */
  keep(
    asked: Asked,
    schema: GraphQLSchema,
    document: DocumentNode,
    definition: OperationDefinitionNode,
  ): CompiledOperation | null {
    const result = compileQuery(schema, document, asked.operationName ?? undefined, {
      disableLeafSerialization: false,
    });
    const operation = isCompiledQuery(result) ? { query: result.query, schema, definition } : null;
    if (this.known.size >= most) this.known.delete(this.known.keys().next().value as string);
    this.known.set(keyOf(asked), operation);
    return operation;
  }

  /** Executes; errors come out as they may leave the house. */
  async execute(
    { query, schema, definition }: CompiledOperation,
    context: object,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Executed> {
    const { data, errors } = (await query(undefined, context, variables)) as ExecutionResult<Record<string, unknown>>;
    if (!errors) return { data: data ?? null };
    // Without any data nothing was executed: a variable of the wrong type, the caller's fault as in the ordinary way.
    if (data === undefined)
      return {
        errors: variableErrors(schema, definition, variables).map((error) => formatVariableError(error, this.open)),
      };
    return { errors: errors.map((error) => formatError(error.toJSON(), error)), data };
  }
}

/** A name never holds what stands between the two, and no text that can be compiled begins with a name and that. */
const keyOf = ({ source, operationName }: Asked): string => (operationName ? `${operationName}\0${source}` : source);

/** The compiled operation names nested values as if they were variables; graphql's own check knows the path. Only on this way out. */
function variableErrors(
  schema: GraphQLSchema,
  definition: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  const { errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
  return errors ?? [new GraphQLError('The variables do not fit their types.')];
}
