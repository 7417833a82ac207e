import { Args, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { fitsOrder, type CaseOrder, type CasePlace } from '../core/case-list-rules.js';
import { refuse } from '../core/result.js';
import { decodeCursor, encodeCursor, pageOf } from '../graphql/connection.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import { CaseLists } from './case-list.service.js';
import { CaseConnection, CaseFilterInput, placeOf, presentSummary } from './case-list.types.js';
import { readFirst } from './case-timeline.types.js';

@Resolver(() => CaseConnection)
export class CaseListResolver {
  constructor(
    private readonly lists: CaseLists,
    private readonly reference: Reference,
  ) {}

  @Query(() => CaseConnection, { name: 'cases', description: 'The cases of the own service, page by page.' })
  @Allow('case:read')
  async listCases(
    @CurrentActor() actor: Actor,
    @Args('filter', { nullable: true, description: 'Which cases; left out: all.' }) filter?: CaseFilterInput,
    @Args('orderBy', {
      type: () => String,
      nullable: true,
      description:
        'OPENED_AT_DESC (unless told), OPENED_AT_ASC, CHANGED_AT_DESC, NUMBER_DESC, NUMBER_ASC, or NEXT_DEADLINE_ASC: open cases that have a deadline, nearest first.',
    })
    orderBy?: string | null,
    @Args('first', { type: () => Int, nullable: true, description: 'How many: 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<CaseConnection> {
    const settled = this.lists.settle(actor, filter ?? {}, orderBy);
    if (!settled.ok) throw new InputRefused(settled);
    const list = settled.value;
    const most = readFirst(first);
    const place = after == null ? null : readPlace(after, list.order);

    const rows = await this.lists.page(actor, list, most + 1, place);
    const today = dayOf(new Date());
    const cursorOf = (row: (typeof rows)[number]): string => {
      const { key, tie } = placeOf(row, list.order);
      return encodeCursor(list.order, key, tie);
    };
    const page = pageOf(rows, most, after, cursorOf, (row) => presentSummary(row, this.reference, today));
    return Object.assign(new CaseConnection(), page, { list });
  }

  @ResolveField(() => Int, {
    description: 'How many cases there are in all pages. Counted only when asked for; at most 500 with `text`.',
  })
  @Allow('case:read')
  totalCount(@CurrentActor() actor: Actor, @Parent() { list }: CaseConnection): Promise<number> {
    return this.lists.count(actor, list);
  }
}

function readPlace(cursor: string, order: CaseOrder): CasePlace {
  const [ofOrder, key, tie] = decodeCursor(cursor, 3) ?? [];
  const place = key != null && tie != null ? { key, tie } : null;
  if (ofOrder !== order || !place || !fitsOrder(place, order))
    throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return place;
}
