import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { noteFault } from './faults.js';

/** Only what a client may know leaves: message, place, code, reference, problems. Whatever nobody foresaw is a fault with a reference. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path, extensions = {} } = formatted;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const { code, reference, problems } = extensions;
  if (code === undefined || code === 'INTERNAL_SERVER_ERROR') {
    return {
      message: 'Something went wrong here. The reference helps to find it.',
      ...place,
      extensions: { code: 'FAULT', reference: noteFault(error) },
    };
  }
  return {
    message,
    ...place,
    extensions: { code, ...(reference ? { reference } : {}), ...(problems ? { problems } : {}) },
  };
}

/** A variable of the wrong type: says which one, and nothing of the schema that the caller did not send. */
export function formatVariableError({ message, locations }: GraphQLError): GraphQLFormattedError {
  const name = /^Variable "\$(\w+)"/.exec(message)?.[1];
  return {
    message: name ? `The variable $${name} does not fit its type.` : 'The variables do not fit their types.',
    ...(locations ? { locations } : {}),
    extensions: { code: 'BAD_USER_INPUT' },
  };
}
