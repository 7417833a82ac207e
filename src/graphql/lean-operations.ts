import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { OperationTypeNode } from 'graphql';
import { CompiledOperations, type CompiledOperation } from './compiled-operations.js';
import { formatError } from './error.format.js';
import { OperationGate } from './gate.middleware.js';
import { isUnavailable, RETRY_AFTER } from './unavailable.js';

/** An answer, ready to be sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter?: string;
}

/** An operation as it came, of which everything is known but what it gives. */
export interface LeanOperation {
  readonly compiled: CompiledOperation;
  /** Whether it changes nothing. */
  readonly isQuery: boolean;
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Answers operations that Apollo has already parsed and validated, without asking it again (docs/decisions/0014). Whatever is new, odd
 * or refused is left to the ordinary way, so that there is one place that says no.
 */
@Injectable()
export class LeanOperations {
  constructor(
    private readonly operations: CompiledOperations,
    private readonly gate: OperationGate,
  ) {}

  /** The operation in a body, when it is one that was answered before; null for everything else. */
  recognise(body: unknown): LeanOperation | null {
    if (typeof body !== 'object' || body === null) return null;
    const { query, variables, operationName, extensions } = body as Record<string, unknown>;
    if (typeof query !== 'string' || extensions !== undefined || !isRecordOrNothing(variables)) return null;
    if (operationName != null && (typeof operationName !== 'string' || operationName === '')) return null;
    const compiled = this.operations.recall({ source: query, operationName });
    if (!compiled) return null;
    const isQuery = compiled.definition.operation === OperationTypeNode.QUERY;
    return { compiled, isQuery, source: query, variables: variables ?? {} };
  }

  /** Whether the gate lets this operation of this request through. */
  lets(request: Request, { source, variables }: LeanOperation): boolean {
    return this.gate.refusalOf(request, source, variables) === null;
  }

  /** Executes the operation; the answer is, byte for byte, that of the ordinary way. */
  async answer(request: Request, response: Response, { compiled, variables }: LeanOperation): Promise<Answer> {
    try {
      const { data, errors } = await this.operations.execute(compiled, { req: request, res: response }, variables);
      if (!errors) return { status: 200, text: textOf({ data }) };
      if (data === undefined) return { status: 400, text: textOf({ errors }) };
      if (isUnavailable({ data, errors })) return { status: 503, text: textOf({ errors }), retryAfter: RETRY_AFTER };
      return { status: 200, text: textOf({ errors, data }) };
    } catch (error) {
      return failed(error);
    }
  }
}

/** The answer when nothing could be executed. */
export function failed(error: unknown): Answer {
  const errors = [formatError({ message: '' }, error)];
  return isUnavailable({ errors })
    ? { status: 503, text: textOf({ errors }), retryAfter: RETRY_AFTER }
    : { status: 500, text: textOf({ errors }) };
}

const isRecordOrNothing = (value: unknown): value is Readonly<Record<string, unknown>> | null | undefined =>
  value == null || (typeof value === 'object' && !Array.isArray(value));

/** Errors stand first, and a line ends the text: as Apollo writes it. */
const textOf = (result: object): string => `${JSON.stringify(result)}\n`;
