import { NotFoundException } from '@nestjs/common';
import { refuse } from '../core/result.js';
import { germanDate } from '../core/document.js';
import { query, type Statement, type Tx } from '../database/transactions.js';
import { InputRefused } from '../graphql/input-refused.js';

/** What is left of a case that was disposed of: number, day and by which rule. */
export interface StubRow {
  readonly number: string;
  readonly disposedOn: string;
  readonly rule: string | null;
  readonly basis: string;
}

/** Only of the own service: to all others a case that is gone is as one that never was. */
export const stubOf = (caseId: string): Statement => ({
  name: 'case-stub',
  text: `select case_number as number, (executed_at at time zone 'Europe/Berlin')::date::text as "disposedOn", rule_code as rule, basis
         from disposal where organisation_id = (select current_organisation()) and case_id = $1 and state = 'EXECUTED'`,
  values: [caseId],
});

/** The answer to whoever looks for a case that is not there: what became of it, or that there is none. */
export const goneOrNotFound = (stub: StubRow | undefined): Error =>
  stub
    ? new InputRefused(
        refuse(stub.rule === null ? 'CASE_ERASED' : 'CASE_DISPOSED', 'id', {
          number: stub.number,
          on: germanDate(stub.disposedOn),
          rule: stub.rule ?? '',
        }),
      )
    : new NotFoundException();

/** For deeds, inside their transaction. */
export async function whyMissing(tx: Tx, caseId: string): Promise<Error> {
  const [stub] = await query<StubRow>(tx, stubOf(caseId));
  return goneOrNotFound(stub);
}
