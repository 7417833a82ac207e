import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { refuse, type Result } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf, pageSize } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import type { Refusal } from '../graphql/refusal.js';
import { PUBLIC_URL } from '../identity/links.js';
import type { AccessRow } from './access-requests.queries.js';
import { AccessRequests } from './access-requests.service.js';
import {
  AccessDecidable,
  AccessRequest,
  AccessRequestConnection,
  AccessRequestInput,
  AccessRequestResult,
  AnswerAccessInput,
  decisionsOf,
  presentAccess,
  presentDecidable,
} from './access-requests.types.js';

@Resolver()
export class AccessRequestsResolver {
  constructor(
    private readonly requests: AccessRequests,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @Query(() => AccessRequestConnection, {
    name: 'accessRequests',
    description:
      "Requests for access of the own service and, for a carrier's data-protection officer, of its services: number, days and state. The newest first.",
  })
  @Allow('access:track')
  async listRequests(
    @CurrentActor() actor: Actor,
    @Args('states', { type: () => [String], nullable: true, description: 'Only these states; left out: all.' })
    states?: string[] | null,
    @Args('first', { type: () => Int, nullable: true, description: 'How many; 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<AccessRequestConnection> {
    const most = pageSize(first);
    const rows = await this.requests.page(actor, states ?? null, most + 1, after == null ? null : readPlace(after));
    if (!rows.ok) throw new InputRefused(rows);
    const page = pageOf(
      rows.value,
      most,
      after,
      ({ id }) => encodeCursor('ACCESS', id),
      (row): AccessRequest => presentAccess(row, this.publicUrl),
    );
    return Object.assign(new AccessRequestConnection(), page);
  }

  @Query(() => [AccessDecidable], {
    description: 'What somebody has to decide on before a request is answered. The look is on record.',
  })
  @Allow('access:answer')
  async accessDecidables(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The request.' }, IdPipe) id: string,
  ): Promise<AccessDecidable[]> {
    return presentDecidable(await this.requests.prepare(actor, id));
  }

  @Mutation(() => AccessRequestResult, {
    description:
      'Records that a client asks for access. Refuses a day that lies ahead, and a second open request for the same case.',
  })
  @Allow('access:answer')
  async requestAccess(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'Day and language.' }) input: AccessRequestInput,
  ): Promise<typeof AccessRequestResult> {
    return this.told(await this.requests.request(actor, caseId, input));
  }

  @Mutation(() => AccessRequestResult, {
    description:
      'Decides what is told and has the answer drawn up as PDF and JSON. Refuses while something is undecided, and a reason that is none. Can be repeated.',
  })
  @Allow('access:answer')
  async answerAccess(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The request.' }, IdPipe) id: string,
    @Args('input', { description: 'The decisions.' }) { decisions }: AnswerAccessInput,
  ): Promise<typeof AccessRequestResult> {
    return this.told(await this.requests.answer(actor, id, decisionsOf(decisions)));
  }

  @Mutation(() => AccessRequestResult, {
    description: 'Two months more for the answer (Art. 12 (3) GDPR). Refuses after the first month, and a second time.',
  })
  @Allow('access:answer')
  async extendAccess(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The request.' }, IdPipe) id: string,
    @Args('reason', { description: 'COMPLEXITY or NUMBER.' }) reason: string,
  ): Promise<typeof AccessRequestResult> {
    return this.told(await this.requests.extend(actor, id, reason));
  }

  @Mutation(() => AccessRequestResult, {
    description: 'The client no longer wants an answer. Refuses one that is given.',
  })
  @Allow('access:answer')
  async withdrawAccess(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The request.' }, IdPipe) id: string,
  ): Promise<typeof AccessRequestResult> {
    return this.told(await this.requests.withdraw(actor, id));
  }

  @Mutation(() => AccessRequestResult, {
    description:
      "Opens an answer of one's services to the data-protection officer for an hour. The reason is on record: COMPLAINT, SUPERVISORY_BODY or CHECK_OF_ANSWER. Then fetch `/access-requests/<id>/answer.pdf`.",
  })
  @Allow('access:look')
  @FreshProof()
  async lookAtAnswer(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The request.' }, IdPipe) id: string,
    @Args('reason', { description: 'Why.' }) reason: string,
  ): Promise<typeof AccessRequestResult> {
    return this.told(await this.requests.look(actor, id, reason));
  }

  private told(outcome: Result<AccessRow>): AccessRequest | Refusal {
    return answer(outcome, (row) => presentAccess(row, this.publicUrl));
  }
}

function readPlace(cursor: string): string {
  const [of, id] = decodeCursor(cursor, 2) ?? [];
  if (of !== 'ACCESS' || id == null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return id;
}
