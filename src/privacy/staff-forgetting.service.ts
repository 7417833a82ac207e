import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf, type CalendarDate } from '../core/calendar.js';
import { forgettableFrom, forgottenName, mayBeForgotten, type Leaver } from '../core/forgetting.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { People } from '../identity/people.service.js';
import { PrivacySettings } from './privacy-settings.service.js';
import { personHoldings, type PersonHoldings } from './staff-forgetting.queries.js';

/** Somebody with an account, as the room that keeps them gives it. */
export type StaffMember = Awaited<ReturnType<People['managed']>>;

/** What would be erased of somebody who has left, and from when on. */
export interface ForgettingPreview {
  readonly person: StaffMember;
  /** Null while the account is open. */
  readonly from: CalendarDate | null;
  readonly isDue: boolean;
  readonly goes: PersonHoldings;
}

/** People of the staff who have left: their name and address go when nobody needs them any more, and what they did stays on record without. */
@Injectable()
export class StaffForgetting {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly people: People,
    private readonly settings: PrivacySettings,
  ) {}

  /** Nothing is changed by looking. Not found: whom the actor's organisation does not manage. */
  preview(actor: Actor, id: string, now = new Date()): Promise<ForgettingPreview> {
    return this.transactions.run(actor, async (tx) => {
      const person = await this.people.managed(tx, id);
      const months = await this.monthsFor(tx, person);
      const { deactivatedOn } = leaverOf(person);
      const [goes = { notifications: 0, tokens: 0, invitations: 0 }] = await query<PersonHoldings>(
        tx,
        personHoldings(id, person.email),
      );
      await this.audit.record(tx, actor, 'person.forgetting-previewed', { type: 'person', id });
      return {
        person,
        from: deactivatedOn && forgettableFrom(deactivatedOn, months),
        isDue: mayBeForgotten(leaverOf(person), months, dayOf(now)).ok,
        goes,
      };
    });
  }

  /** Once, and for good. Entries go on naming the account by its id; the log, which holds commitments alone, is not touched. */
  forget(actor: Actor, id: string, now = new Date()): Promise<Result<StaffMember>> {
    return this.transactions.run(actor, async (tx) => {
      const person = await this.people.managed(tx, id);
      const decision = mayBeForgotten(leaverOf(person), await this.monthsFor(tx, person), dayOf(now));
      if (!decision.ok) return decision;
      // Somebody else was first: the row says so to whoever comes second.
      if (!(await this.people.forget(tx, person, forgottenName))) return refuse('PERSON_FORGOTTEN', 'id');
      await this.audit.record(tx, actor, 'person.forgotten', { type: 'person', id });
      return accept(await this.people.managed(tx, id));
    });
  }

  private async monthsFor(tx: Tx, { organisationId }: StaffMember): Promise<number> {
    return (await this.settings.of(tx, organisationId)).staffMonths;
  }
}

const leaverOf = ({ deactivatedAt, forgottenAt }: StaffMember): Leaver => ({
  deactivatedOn: deactivatedAt && dayOf(deactivatedAt),
  isForgotten: forgottenAt !== null,
});
