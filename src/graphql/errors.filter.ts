import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { GraphQLError, getNamedType, isUnionType, type GraphQLResolveInfo } from 'graphql';
import type { Response } from 'express';
import { RefusedDeed } from '../core/once.js';
import { codeOf, refusedInput, sentenceOf } from './error.format.js';
import { noteFault } from './faults.js';
import { InputRefused } from './input-refused.js';
import { refusedForGoneKey } from './key-gone.js';
import { Refusal } from './refusal.js';
import { RETRY_AFTER, unavailabilityOf, unavailableSentences } from './unavailable.js';
import { refusedForText } from './unstorable-text.js';

/** Three kinds of "no": refusals are data, "not yours or not there" is one error, a fault is logged and answered with a reference. */
@Catch()
export class ErrorsFilter extends BaseExceptionFilter implements ExceptionFilter {
  override catch(thrown: unknown, host: ArgumentsHost): unknown {
    const error =
      thrown instanceof RefusedDeed
        ? new InputRefused(thrown.refused)
        : (refusedForGoneKey(thrown) ?? refusedForText(thrown, argumentsIn(host)) ?? thrown);
    if (host.getType<'http' | 'graphql'>() === 'graphql')
      return this.answer(error, host.getArgs<[unknown, unknown, unknown, GraphQLResolveInfo]>()[3]);
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return response.end();
    if (error instanceof InputRefused) {
      const { seconds } = error.refused.problems[0].values ?? {};
      if (statusOfRefusal(error) === 429) response.setHeader('Retry-After', String(seconds));
      return response.status(statusOfRefusal(error)).json(Refusal.of(error.refused));
    }
    if (error instanceof HttpException)
      return response.status(error.getStatus()).json({ code: codeOf(error), message: sentenceOf(error) });
    const status = statusOfMiddleware(error);
    if (status)
      return response
        .status(status)
        .json({ code: status === 413 ? 'TOO_LARGE' : 'BAD_REQUEST', message: 'The request cannot be read.' });
    const unavailable = unavailabilityOf(error);
    if (unavailable) {
      response.setHeader('Retry-After', RETRY_AFTER);
      return response.status(503).json({ code: unavailable, message: unavailableSentences[unavailable] });
    }
    return response.status(500).json({ code: 'FAULT', reference: noteFault(error) });
  }

  private answer(error: unknown, info: GraphQLResolveInfo): unknown {
    if (error instanceof InputRefused) return refusalFor(error, info);
    if (error instanceof GraphQLError) return error;
    if (error instanceof HttpException)
      return new GraphQLError(sentenceOf(error), { extensions: { code: codeOf(error) } });
    const unavailable = unavailabilityOf(error);
    if (unavailable) return new GraphQLError(unavailableSentences[unavailable], { extensions: { code: unavailable } });
    return new GraphQLError('Something went wrong here. The reference helps to find it.', {
      extensions: { code: 'FAULT', reference: noteFault(error) },
    });
  }
}

function refusalFor(error: InputRefused, info: GraphQLResolveInfo): Refusal | GraphQLError {
  const type = getNamedType(info.returnType);
  const refusal = Refusal.of(error.refused);
  if (isUnionType(type) && type.getTypes().some(({ name }) => name === Refusal.name)) return refusal;
  const { message, extensions } = refusedInput(error);
  return new GraphQLError(message, extensions ? { extensions } : {});
}

/** Body parsers throw plain errors with a status of 4xx. */
function statusOfMiddleware(error: unknown): number | null {
  const status = (error as { status?: unknown }).status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

const statuses: Readonly<Record<string, number>> = {
  SIGN_IN_FAILED: 401,
  PROOF_FAILED: 401,
  FACTOR_FAILED: 401,
  FACTOR_UNREADABLE: 401,
  KEY_GONE: 410,
  SIGN_IN_AGAIN: 401,
  CARRIER_SIGN_IN_DEMANDED: 401,
  TOO_MANY_ATTEMPTS: 429,
  TRY_LATER: 429,
};

const statusOfRefusal = ({ refused }: InputRefused): number => statuses[refused.problems[0].code] ?? 422;

/** What an operation was given. */
const argumentsIn = (host: ArgumentsHost): Readonly<Record<string, unknown>> =>
  host.getType<'http' | 'graphql'>() === 'graphql' ? host.getArgs<[unknown, Record<string, unknown>]>()[1] : {};
