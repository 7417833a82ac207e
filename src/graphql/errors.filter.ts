import {
  Catch,
  ForbiddenException,
  HttpException,
  NotFoundException,
  UnauthorizedException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { GraphQLError, getNamedType, isUnionType, type GraphQLResolveInfo } from 'graphql';
import type { Response } from 'express';
import { noteFault } from './faults.js';
import { InputRefused } from './input-refused.js';
import { Refusal } from './refusal.js';

/** Three kinds of "no": refusals are data, "not yours or not there" is one error, a fault is logged and answered with a reference. */
@Catch()
export class ErrorsFilter extends BaseExceptionFilter implements ExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<'http' | 'graphql'>() === 'graphql')
      return this.answer(error, host.getArgs<[unknown, unknown, unknown, GraphQLResolveInfo]>()[3]);
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return response.end();
    if (error instanceof InputRefused) return response.status(statusOfRefusal(error)).json(Refusal.of(error.refused));
    if (error instanceof HttpException)
      return response.status(error.getStatus()).json({ code: codeOf(error), message: said(error) });
    const status = statusOfMiddleware(error);
    if (status)
      return response
        .status(status)
        .json({ code: status === 413 ? 'TOO_LARGE' : 'BAD_REQUEST', message: 'The request cannot be read.' });
    return response.status(500).json({ code: 'FAULT', reference: noteFault(error) });
  }

  private answer(error: unknown, info: GraphQLResolveInfo): unknown {
    if (error instanceof InputRefused) return refusalFor(error, info);
    if (error instanceof GraphQLError) return error;
    if (error instanceof HttpException) return new GraphQLError(said(error), { extensions: { code: codeOf(error) } });
    return new GraphQLError('Something went wrong here. The reference helps to find it.', {
      extensions: { code: 'FAULT', reference: noteFault(error) },
    });
  }
}

function refusalFor(error: InputRefused, info: GraphQLResolveInfo): Refusal | GraphQLError {
  const type = getNamedType(info.returnType);
  const refusal = Refusal.of(error.refused);
  if (isUnionType(type) && type.getTypes().some(({ name }) => name === Refusal.name)) return refusal;
  return new GraphQLError(refusal.en, { extensions: { code: 'INPUT_REFUSED', problems: refusal.problems } });
}

function codeOf(error: HttpException): string {
  if (error instanceof NotFoundException) return 'NOT_FOUND';
  if (error instanceof UnauthorizedException) return 'NOT_SIGNED_IN';
  if (error instanceof ForbiddenException) return 'FORBIDDEN';
  return error.getStatus() === 413 ? 'TOO_LARGE' : 'BAD_REQUEST';
}

/** One sentence a kind: the exception's own text may name what nobody should learn. */
function said(error: HttpException): string {
  switch (codeOf(error)) {
    case 'NOT_FOUND':
      return 'There is nothing here for you under this address.';
    case 'NOT_SIGNED_IN':
      return 'Sign in first.';
    case 'FORBIDDEN':
      return 'Your role does not include this.';
    case 'TOO_LARGE':
      return 'The request is too large.';
    default:
      return 'The request cannot be read.';
  }
}

/** Body parsers throw plain errors with a status of 4xx. */
function statusOfMiddleware(error: unknown): number | null {
  const status = (error as { status?: unknown }).status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

const statusOfRefusal = ({ refused }: InputRefused): number =>
  refused.problems[0].code === 'SIGN_IN_FAILED' ? 401 : 422;
