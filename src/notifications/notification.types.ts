import { createUnionType, Field, ID, ObjectType } from '@nestjs/graphql';
import { noticeLabel } from '../core/notice.js';
import { connectionOf } from '../graphql/connection.js';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import type { NotificationRow } from './notifications.queries.js';

@ObjectType({ description: 'Something happened that concerns you: what kind of thing, and where to look.' })
export class Notification {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => Term, { description: 'What happened, such as ACCEPTED or QUESTION.' })
  kind!: Term;

  @Field({ description: 'What it happened to: referral or disposal.' })
  subjectType!: string;

  @Field(() => ID, { description: 'Id of what it happened to.' })
  subjectId!: string;

  @Field({ description: 'When it happened.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When you marked it as read; null: not yet.' })
  readAt!: Date | null;
}

export const NotificationConnection = connectionOf(Notification, 'Notification');

@ObjectType({ description: 'The notifications that are marked as read now.' })
export class NotificationsRead {
  @Field(() => [ID], { description: 'Their ids.' })
  ids!: string[];
}

export const MarkNotificationsReadResult = createUnionType({
  name: 'MarkNotificationsReadResult',
  description: 'What is marked as read, or why nothing is.',
  types: () => [NotificationsRead, Refusal] as const,
});

export const presentNotification = (row: NotificationRow): Notification =>
  Object.assign(new Notification(), {
    id: row.id,
    kind: Object.assign(new Term(), { code: row.kind, ...noticeLabel(row.kind) }),
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    createdAt: row.created_at,
    readAt: row.read_at,
  });
