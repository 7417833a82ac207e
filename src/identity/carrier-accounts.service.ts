import { Injectable, NotFoundException } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { accountOf, dropAccount } from './carrier-sign-in.queries.js';
import { People } from './people.service.js';

/** The carrier's own directory, as its people may know it. */
interface Here {
  readonly address: string;
  readonly issuer: string;
  readonly demanded: boolean;
  /** Whether its word can stand for a second factor, and so for a fresh proof. */
  readonly vouches: boolean;
}

/** How somebody stands to the carrier's own directory. */
export interface CarrierAccount extends Omit<Here, 'issuer'> {
  /** Null: not linked, or with a provider that the carrier no longer uses. */
  readonly linkedAt: Date | null;
}

/** Which account of the carrier's directory is whose: looking at it and taking it away. Linking is in `carrier-sign-ins.service.ts`. */
@Injectable()
export class CarrierAccounts {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly people: People,
  ) {}

  /** Null where the carrier has set nothing up. */
  mine(actor: Actor): Promise<CarrierAccount | null> {
    return this.transactions.run(actor, async (tx) => {
      const here = await this.here(tx);
      if (!here) return null;
      const [account] = await query<{ issuer: string; linkedAt: Date }>(tx, accountOf(actor));
      const { issuer, ...told } = here;
      return { ...told, linkedAt: account?.issuer === issuer ? account.linkedAt : null };
    });
  }

  /** Ends the own link. Refuses where the carrier demands it (`SIGN_IN_DEMANDED`): nothing else would lead in. */
  unlink(actor: Actor): Promise<Result<{ id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      if ((await this.here(tx))?.demanded) return refuse('SIGN_IN_DEMANDED');
      return this.drop(tx, actor, actor.organisationId, actor.personId ?? '');
    });
  }

  /** Ends the link of somebody whom the actor manages, and their sessions: whoever has that account at the provider does not come in by it any more. */
  unlinkOf(actor: Actor, personId: string): Promise<Result<{ id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const person = await this.people.managed(tx, personId);
      if (person.id === actor.personId) return refuse('NOT_YOURSELF');
      await query(tx, { name: 'sessions-end-of', text: 'select sessions_end_of($1)', values: [person.id] });
      return this.drop(tx, actor, person.organisationId, person.id);
    });
  }

  private async drop(tx: Tx, actor: Actor, organisationId: string, personId: string): Promise<Result<{ id: string }>> {
    const dropped = await query(tx, dropAccount(organisationId, personId));
    if (dropped.length === 0) throw new NotFoundException();
    await this.audit.record(tx, actor, 'carrier-account.unlinked', { type: 'person', id: personId });
    return accept({ id: personId });
  }

  private async here(tx: Tx): Promise<Here | null> {
    const [row] = await query<Here>(tx, {
      name: 'carrier-sign-in-here',
      text: 'select address, issuer, demanded, vouches from carrier_sign_in_here()',
      values: [],
    });
    return row ?? null;
  }
}
