import { Injectable, NotFoundException } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions } from '../database/transactions.js';
import { listNotifications, markRead, type NotificationRow } from './notifications.queries.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const most = 100;

/** What a person was told, and what of it she has read. Each sees her own alone. */
@Injectable()
export class Notifications {
  constructor(private readonly transactions: Transactions) {}

  /** At most `first` and one more, newest first, behind the notification `after`. */
  list(
    actor: Actor,
    { unreadOnly, after, first }: { unreadOnly: boolean; after: string | null; first: number },
  ): Promise<NotificationRow[]> {
    const { organisationId, personId } = actor;
    return this.transactions.read<NotificationRow>(
      actor,
      listNotifications({ organisationId, personId, unreadOnly, before: after, first }),
    );
  }

  /** All or nothing: one that is not the person's own is not there. Read twice is read. */
  markRead(actor: Actor, ids: readonly string[], now = new Date()): Promise<Result<{ ids: string[] }>> {
    return this.transactions.run(actor, async (tx) => {
      if (ids.length === 0) return refuse('EMPTY', 'ids');
      if (ids.length > most) return refuse('TOO_MANY', 'ids', { max: most });
      const wanted = new Set(ids.map((id) => id.toLowerCase()));
      if (![...wanted].every((id) => uuid.test(id))) throw new NotFoundException();
      const found = await query<{ id: string }>(tx, markRead(actor.organisationId, actor.personId, [...wanted], now));
      if (found.length < wanted.size) throw new NotFoundException();
      return accept({ ids: found.map(({ id }) => id) });
    });
  }
}
