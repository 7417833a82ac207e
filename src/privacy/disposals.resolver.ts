import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { refuse } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf, pageSize } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import { Disposals } from './disposals.service.js';
import {
  Disposal,
  DisposalConnection,
  DisposalResult,
  ErasurePreview,
  presentDisposal,
  presentPreview,
} from './disposals.types.js';

@Resolver()
export class DisposalsResolver {
  constructor(
    private readonly disposals: Disposals,
    private readonly reference: Reference,
  ) {}

  @Query(() => ErasurePreview, { description: 'What erasing a case would take, and what would stay.' })
  @Allow('case:dispose')
  async erasurePreview(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
  ): Promise<ErasurePreview> {
    return presentPreview(await this.disposals.preview(actor, caseId), this.reference);
  }

  @Query(() => DisposalConnection, {
    name: 'disposals',
    description:
      "Disposals of the own service and, for a carrier's data-protection officer, of its services; the newest first.",
  })
  @Allow('disposal:read')
  async listDisposals(
    @CurrentActor() actor: Actor,
    @Args('states', { type: () => [String], nullable: true, description: 'Only these states; left out: all.' })
    states?: string[] | null,
    @Args('first', { type: () => Int, nullable: true, description: 'How many; 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<DisposalConnection> {
    const most = pageSize(first);
    const rows = await this.disposals.page(actor, states ?? null, most + 1, after == null ? null : readPlace(after));
    if (!rows.ok) throw new InputRefused(rows);
    const page = pageOf(
      rows.value,
      most,
      after,
      ({ id }) => encodeCursor('DISPOSAL', id),
      (row): Disposal => presentDisposal(row, this.reference),
    );
    return Object.assign(new DisposalConnection(), page);
  }

  @Mutation(() => DisposalResult, {
    description:
      'Proposes that a case be disposed of. Basis RETENTION needs a case that is due. Refuses a held case. Somebody else has to approve within 14 days.',
  })
  @Allow('case:dispose')
  @FreshProof()
  async proposeDisposal(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('basis', { description: 'RETENTION, CLIENT_REQUEST or RECORDED_IN_ERROR.' }) basis: string,
  ): Promise<typeof DisposalResult> {
    return answer(await this.disposals.propose(actor, caseId, basis), (row) => presentDisposal(row, this.reference));
  }

  @Mutation(() => DisposalResult, {
    description:
      'The second person approves. Refuses whoever proposed it, an old proposal, and a case that was changed or held since. It is carried out after 24 hours.',
  })
  @Allow('disposal:approve')
  @FreshProof()
  async approveDisposal(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The disposal.' }, IdPipe) id: string,
  ): Promise<typeof DisposalResult> {
    return answer(await this.disposals.approve(actor, id), (row) => presentDisposal(row, this.reference));
  }

  @Mutation(() => DisposalResult, { description: 'Undoes a disposal. Refuses one that is carried out already.' })
  @Allow('disposal:withdraw')
  async withdrawDisposal(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The disposal.' }, IdPipe) id: string,
  ): Promise<typeof DisposalResult> {
    return answer(await this.disposals.withdraw(actor, id), (row) => presentDisposal(row, this.reference));
  }
}

function readPlace(cursor: string): string {
  const [of, id] = decodeCursor(cursor, 2) ?? [];
  if (of !== 'DISPOSAL' || id == null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return id;
}
