import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { accept, refuse, type Result } from '../core/result.js';
import { checkActivity, type ActivityContext, type GivenActivity } from '../core/structural-work.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import {
  activitiesPage,
  activityById,
  insertActivity,
  lockActivity,
  removeActivity,
  updateActivity,
  type ActivityFilter,
  type ActivityPlace,
  type ActivityRow,
} from './activities.queries.js';

export type { ActivityRow };

/** What a service does against discrimination besides its cases. */
@Injectable()
export class Activities {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
  ) {}

  /** Up to `most` rows behind a place, the newest first. */
  page(actor: Actor, filter: ActivityFilter, most: number, after: ActivityPlace | null): Promise<ActivityRow[]> {
    return this.transactions.read<ActivityRow>(actor, activitiesPage(filter, most, after));
  }

  async find(actor: Actor, id: string): Promise<ActivityRow> {
    const [found] = await this.transactions.read<ActivityRow>(actor, activityById(id));
    if (!found) throw new NotFoundException();
    return found;
  }

  record(actor: Actor, given: GivenActivity, now = new Date()): Promise<Result<ActivityRow>> {
    return this.transactions.run(actor, async (tx) => {
      const checked = checkActivity(given, this.contextOf(now, []));
      if (!checked.ok) return checked;
      const [made] = await query<{ id: string }>(tx, insertActivity(checked.value, actor.personId));
      if (!made) throw new Error('The activity was not written.');
      return this.told(tx, actor, made.id, 'structural-activity.recorded');
    });
  }

  /** Replaces all that is said of the activity. */
  change(
    actor: Actor,
    id: string,
    version: number,
    given: GivenActivity,
    now = new Date(),
  ): Promise<Result<ActivityRow>> {
    return this.transactions.run(actor, async (tx) => {
      const before = await this.lock(tx, id);
      if (before.removedAt !== null) return refuse('ACTIVITY_REMOVED', 'id');
      if (before.version !== version) return refuse('VERSION_CONFLICT', 'version');
      const kept = [before.kind, ...before.grounds, ...before.areas];
      const checked = checkActivity(given, this.contextOf(now, kept));
      if (!checked.ok) return checked;
      await query(tx, updateActivity(id, checked.value));
      return this.told(tx, actor, id, 'structural-activity.changed');
    });
  }

  /** Takes the activity out of lists and counts; done twice it has one effect. `restore` takes that back. */
  remove(actor: Actor, id: string, now = new Date()): Promise<Result<ActivityRow>> {
    return this.putAside(actor, id, now);
  }

  restore(actor: Actor, id: string): Promise<Result<ActivityRow>> {
    return this.putAside(actor, id, null);
  }

  private putAside(actor: Actor, id: string, removedAt: Date | null): Promise<Result<ActivityRow>> {
    return this.transactions.run(actor, async (tx) => {
      const before = await this.lock(tx, id);
      if ((before.removedAt === null) === (removedAt === null)) return accept(before);
      await query(tx, removeActivity(id, removedAt));
      return this.told(tx, actor, id, removedAt ? 'structural-activity.removed' : 'structural-activity.restored');
    });
  }

  private async lock(tx: Tx, id: string): Promise<ActivityRow> {
    const [found] = await query<ActivityRow>(tx, lockActivity(id));
    if (!found) throw new NotFoundException();
    return found;
  }

  private async told(tx: Tx, actor: Actor, id: string, action: string): Promise<Result<ActivityRow>> {
    await this.audit.record(tx, actor, action, { type: 'structural-activity', id });
    return accept(await this.lock(tx, id));
  }

  private contextOf(now: Date, kept: readonly string[]): ActivityContext {
    const { codebook, geography } = this.reference;
    return { codebook, districts: geography.districts, today: dayOf(now), kept };
  }
}
