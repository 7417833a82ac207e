import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { refuse } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf, pageSize, type Connection } from '../graphql/connection.js';
import { InputRefused } from '../graphql/input-refused.js';
import {
  MarkNotificationsReadResult,
  NotificationConnection,
  NotificationsRead,
  presentNotification,
  type Notification,
} from './notification.types.js';
import { Notifications } from './notifications.service.js';

@Resolver()
export class NotificationsResolver {
  constructor(private readonly notifications: Notifications) {}

  @Query(() => NotificationConnection, {
    name: 'notifications',
    description: 'What you were told, newest first. Mails only say that there is something.',
  })
  @Allow('signed-in')
  async listNotifications(
    @CurrentActor() actor: Actor,
    @Args('unreadOnly', { type: () => Boolean, nullable: true, description: 'Only what is not marked as read yet.' })
    unreadOnly?: boolean | null,
    @Args('first', { type: () => Int, nullable: true, description: 'How many: 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: 'Cursor to continue behind.' })
    after?: string | null,
  ): Promise<Connection<Notification>> {
    const size = pageSize(first);
    const rows = await this.notifications.list(actor, {
      unreadOnly: unreadOnly ?? false,
      first: size,
      after: placeOf(after),
    });
    return pageOf(rows, size, after, ({ id }) => encodeCursor(id), presentNotification);
  }

  @Mutation(() => MarkNotificationsReadResult, {
    description: 'Marks notifications of yours as read: all of them, or none when one is not yours.',
  })
  @Allow('signed-in')
  async markNotificationsRead(
    @CurrentActor() actor: Actor,
    @Args('ids', { type: () => [ID], description: 'The notifications, 1 to 100.' }) ids: string[],
  ): Promise<typeof MarkNotificationsReadResult> {
    return answer(await this.notifications.markRead(actor, ids), (read) =>
      Object.assign(new NotificationsRead(), read),
    );
  }
}

/** The id in a cursor; anything else is none of our cursors. */
function placeOf(after: string | null | undefined): string | null {
  if (!after) return null;
  const id = decodeCursor(after, 1)?.[0];
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return id;
}
