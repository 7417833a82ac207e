import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NextFunction, Request, Response } from 'express';
import { limits, measure, type Measured, type Variables } from './limits.js';
import { readListedOperations } from './listed.js';

export const GATE_RULES = Symbol('rules of the gate');

/**
 * `open`: any operation within the limits; `listed`: those of the shipped client, and any to a token with the scope for it;
 * `unlimited`: for the tests that ask for every field at once.
 */
export type Operations = 'open' | 'listed' | 'unlimited';

export interface GateRules {
  readonly operations: Operations;
  /** Whether this request comes with the right to send other operations than the listed ones. */
  readonly mayAskAnything: (request: Request) => boolean;
}

const mostRemembered = 500;

/**
 * Looks at an operation before GraphQL does: too large a one, or one that is not listed, never meets parser, schema or resolver.
 * Both are told by one sentence each, whatever the reason and however near: nothing can be felt out from it.
 */
@Injectable()
export class OperationGate implements NestMiddleware {
  private readonly measured = new Map<string, Measured>();
  private readonly isListed: ((source: string) => boolean) | null;

  constructor(
    @Inject(GATE_RULES) private readonly rules: GateRules,
    private readonly host: GraphQLSchemaHost,
  ) {
    this.isListed = rules.operations === 'listed' ? readListedOperations() : null;
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const { query, variables } = (request.body ?? {}) as { query?: unknown; variables?: unknown };
    if (typeof query !== 'string') return next(); // Apollo says what a request has to look like
    const refused = this.refusalOf(request, query, variables);
    if (refused) return refuse(response, refused);
    next();
  }

  /** Why this operation is not answered to this request; null when it may be. */
  refusalOf(request: Request, query: string, variables: unknown): keyof typeof sentences | null {
    if (this.rules.operations === 'unlimited') return null;
    const measured = this.measure(query);
    if (measured.kind === 'beyond') return 'LIMITS';
    if (
      this.isListed &&
      !this.rules.mayAskAnything(request) &&
      (measured.kind === 'unreadable' || !this.isListed(query))
    )
      return 'NOT_LISTED';
    return measured.kind === 'within' && measured.costs(variablesOf(variables)) > limits.cost ? 'LIMITS' : null;
  }

  private measure(query: string): Measured {
    const known = this.measured.get(query);
    if (known) return known;
    const measured = measure(query, this.host.schema);
    if (measured.kind === 'within') {
      if (this.measured.size >= mostRemembered) this.measured.delete(this.measured.keys().next().value as string);
      this.measured.set(query, measured);
    }
    return measured;
  }
}

const variablesOf = (given: unknown): Variables =>
  typeof given === 'object' && given !== null ? (given as Variables) : {};

const sentences = {
  LIMITS: 'This operation asks for more than is answered.',
  NOT_LISTED: 'This operation is not answered here.',
} as const;

const refuse = (response: Response, code: keyof typeof sentences): void =>
  void response.status(400).json({ errors: [{ message: sentences[code], extensions: { code } }] });
