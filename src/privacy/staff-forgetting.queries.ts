import type { Statement } from '../database/transactions.js';

/** What is kept of a person beside name and address. */
export interface PersonHoldings {
  readonly notifications: number;
  readonly tokens: number;
  readonly invitations: number;
}

export const personHoldings = (id: string, email: string): Statement => ({
  name: 'person-holdings',
  text: `select h.notifications::int, h.tokens::int, (select count(*)::int from invitation i where i.email = $2) as invitations
         from person_holdings($1) h`,
  values: [id, email],
});
