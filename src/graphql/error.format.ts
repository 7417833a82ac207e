import { ForbiddenException, HttpException, NotFoundException, UnauthorizedException } from '@nestjs/common';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { problem } from '../core/result.js';
import { noteFault } from './faults.js';
import { InputRefused } from './input-refused.js';
import { refusedForGoneKey } from './key-gone.js';
import { presentProblem, Refusal } from './refusal.js';
import { unavailabilityOf, unavailableSentences } from './unavailable.js';
import { refusedForText } from './unstorable-text.js';

/** Only what a client may know leaves: message, place, code, reference, problems. Whatever nobody foresaw is a fault with a reference. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path, extensions = {} } = formatted;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const { code, reference, problems } = extensions;
  if (code === undefined || code === 'INTERNAL_SERVER_ERROR') return { ...unforeseen(error), ...place };
  return {
    message,
    ...place,
    extensions: { code, ...(reference ? { reference } : {}), ...(problems ? { problems } : {}) },
  };
}

/** Fields have no filter before them: what they refuse arrives here as it was thrown. */
function unforeseen(error: unknown): GraphQLFormattedError {
  const original = (error as { originalError?: unknown }).originalError ?? error;
  const cause = refusedForGoneKey(original) ?? refusedForText(original) ?? original;
  if (cause instanceof InputRefused) return refusedInput(cause);
  if (cause instanceof HttpException) return { message: sentenceOf(cause), extensions: { code: codeOf(cause) } };
  const unavailable = unavailabilityOf(cause);
  if (unavailable) return { message: unavailableSentences[unavailable], extensions: { code: unavailable } };
  return {
    message: 'Something went wrong here. The reference helps to find it.',
    extensions: { code: 'FAULT', reference: noteFault(cause) },
  };
}

/** The refusal of an input where the operation has no `Refusal` to answer. */
export function refusedInput({ refused }: InputRefused): GraphQLFormattedError {
  const { en, problems } = Refusal.of(refused);
  return { message: en, extensions: { code: 'INPUT_REFUSED', problems } };
}

/**
 * A variable of the wrong type: names the place as the caller wrote it, and nothing of the schema that the caller did not send,
 * unless the schema is open anyway (then a missing field is named, too). graphql's sentence has the path behind "at".
 */
export function formatVariableError({ message, locations }: GraphQLError, open: boolean): GraphQLFormattedError {
  const variable = /^Variable "\$(\w+)"/.exec(message)?.[1];
  const path = / at "([\w.[\]]+)"/.exec(message)?.[1] ?? variable ?? null;
  const unknown = /Field "(\w+)" is not defined/.exec(message)?.[1];
  const missing = open ? /Field "(\w+)" of required type/.exec(message)?.[1] : undefined;
  const name = unknown ?? missing;
  const refused = presentProblem(problem(missing ? 'REQUIRED' : 'DOES_NOT_FIT', name ? `${path ?? ''}.${name}` : path));
  return {
    message: refused.en,
    ...(locations ? { locations } : {}),
    extensions: { code: 'INPUT_REFUSED', problems: [refused] },
  };
}

export function codeOf(error: HttpException): string {
  if (error instanceof NotFoundException) return 'NOT_FOUND';
  if (error instanceof UnauthorizedException) return 'NOT_SIGNED_IN';
  if (error instanceof ForbiddenException) return saidBy(error) ?? 'FORBIDDEN';
  return error.getStatus() === 413 ? 'TOO_LARGE' : 'BAD_REQUEST';
}

/** The guard's own word for why not, where the person can do something about it. */
function saidBy(error: ForbiddenException): string | null {
  const said = error.getResponse();
  return typeof said === 'object' && 'code' in said ? String(said.code) : null;
}

/** One sentence a kind: the exception's own text may name what nobody should learn. */
export function sentenceOf(error: HttpException): string {
  switch (codeOf(error)) {
    case 'NOT_FOUND':
      return 'There is nothing here for you under this address.';
    case 'NOT_SIGNED_IN':
      return 'Sign in first.';
    case 'FORBIDDEN':
      return 'Your role does not include this.';
    case 'FRESH_PROOF_REQUIRED':
      return 'Prove again that it is you (POST /session/proof), then repeat this.';
    case 'SCOPE_MISSING':
      return 'This token does not carry the scope for it.';
    case 'TOO_LARGE':
      return 'The request is too large.';
    default:
      return 'The request cannot be read.';
  }
}
