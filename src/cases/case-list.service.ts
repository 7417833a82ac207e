import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { addDays, dayOf } from '../core/calendar.js';
import { checkFilter, checkOrder, type CaseFilter, type CaseOrder, type CasePlace } from '../core/case-list-rules.js';
import { accept, type Result } from '../core/result.js';
import { Reference } from '../reference/reference.service.js';
import { casesCount, casesPage, type CaseSummaryRow, type SettledFilter } from './case-list.queries.js';
import { CaseSearch } from './case-search.service.js';

/** A list that was asked for, checked: what is needed to read a page of it or to count it. */
export interface CaseList {
  readonly filter: AskedFilter;
  readonly order: CaseOrder;
}

/** With the text as it was asked for. */
type AskedFilter = Omit<SettledFilter, 'text'> & Pick<CaseFilter, 'text'>;

@Injectable()
export class CaseLists {
  constructor(
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly search: CaseSearch,
  ) {}

  /** "Mine" and "soon" are settled here, so that the pages of one list and its count mean the same. */
  settle(actor: Actor, given: CaseFilter, orderBy: string | null | undefined, now = new Date()): Result<CaseList> {
    const order = checkOrder(orderBy);
    if (!order.ok) return order;
    const checked = checkFilter(given, this.reference.codebook);
    if (!checked.ok) return checked;

    const { mine, deadlineWithinDays, ...filter } = checked.value;
    return accept({
      filter: {
        ...filter,
        ...(mine ? { assigneeId: actor.personId } : {}),
        ...(deadlineWithinDays == null ? {} : { deadlineUntil: addDays(dayOf(now), deadlineWithinDays) }),
      },
      order: order.value,
    });
  }

  /** Up to `most` rows behind a place. */
  async page(
    actor: Actor,
    { filter, order }: CaseList,
    most: number,
    after: CasePlace | null,
  ): Promise<readonly CaseSummaryRow[]> {
    const looked = {
      action: 'cases.listed',
      subject: { type: 'case', id: null },
      details: { filter: namesIn(filter), order },
    };
    const [row] = await this.audit.look<{ page: readonly CaseSummaryRow[] }>(
      actor,
      casesPage(await this.settled(actor, filter), order, most, after),
      looked,
    );
    return row?.page.slice(0, most) ?? [];
  }

  async count(actor: Actor, { filter, order }: CaseList): Promise<number> {
    const looked = {
      action: 'cases.counted',
      subject: { type: 'case', id: null },
      details: { filter: namesIn(filter) },
    };
    const [row] = await this.audit.look<{ count: number }>(
      actor,
      casesCount(await this.settled(actor, filter), order),
      looked,
    );
    return row?.count ?? 0;
  }

  private async settled(actor: Actor, { text, ...filter }: AskedFilter): Promise<SettledFilter> {
    const wanted = await this.search.wanted(actor, text);
    return wanted === null ? filter : { ...filter, text: wanted };
  }
}

/** What was filtered by; for what is not said, since it may be a name. */
const namesIn = (filter: AskedFilter): string[] =>
  Object.entries(filter).flatMap(([name, value]) => (value == null ? [] : [name]));
