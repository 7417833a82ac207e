import { NotFoundException } from '@nestjs/common';
import type { EntityTarget, QueryDeepPartialEntity } from 'typeorm';
import type { Actor } from '../core/access.js';
import type { CalendarDate } from '../core/calendar.js';
import type { Reviewed } from '../core/case-review-rules.js';
import { query, type Tx } from '../database/transactions.js';
import type { NoteRow } from './case.row.js';
import { whyMissing } from './case-stub.queries.js';

/** What hangs on a case has its own id. */
export interface PartEntity {
  organisationId: string;
  id: string;
  caseId: string;
  /** Counts the writes of the row: what is sealed is bound to it. */
  revision: number;
}

/** A case that is being worked on: locked until the end of the transaction, so that nobody closes it meanwhile. */
export interface WorkedOn extends Reviewed {
  readonly id: string;
  readonly status: 'OPEN' | 'CLOSED';
  readonly version: number;
  readonly incidentEarliest: CalendarDate;
  readonly claimedOn: CalendarDate | null;
}

/** The case, locked against other work; a foreign one is as good as none. */
export async function lockCase(tx: Tx, id: string): Promise<WorkedOn> {
  const [found] = await query<WorkedOn>(tx, {
    name: 'case-lock',
    text: `select id, status, version, incident_earliest as "incidentEarliest", claimed_on as "claimedOn",
             review_state as "reviewState", assignee_id as "assigneeId"
           from cases where organisation_id = (select current_organisation()) and id = $1 for no key update`,
    values: [id],
  });
  if (!found) throw await whyMissing(tx, id);
  return found;
}

/** Work on a part moves the case up in "changed last", and leaves its version alone: nobody's edit of the facts is in conflict with it. */
export async function touchCase(tx: Tx, id: string, now: Date): Promise<void> {
  await query(tx, {
    name: 'case-touch',
    text: `update cases set changed_at = $2 where organisation_id = (select current_organisation()) and id = $1`,
    values: [id, now],
  });
}

export async function findPart<E extends PartEntity>(
  tx: Tx,
  entity: EntityTarget<E>,
  organisationId: string,
  id: string,
): Promise<E> {
  const [found] = await tx
    .createQueryBuilder(entity, 'part')
    .where('part.organisationId = :organisationId and part.id = :id', { organisationId, id })
    .getMany();
  if (!found) throw new NotFoundException();
  return found;
}

export async function insertPart<E extends PartEntity>(
  tx: Tx,
  entity: EntityTarget<E>,
  values: Omit<PartEntity, 'revision'> & Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx.insert(entity, values as unknown as QueryDeepPartialEntity<E>);
}

/** Somebody may have removed it since it was read: then it is not there. */
export async function updatePart<E extends PartEntity>(
  tx: Tx,
  entity: EntityTarget<E>,
  { organisationId, id }: Pick<PartEntity, 'organisationId' | 'id'>,
  values: object,
): Promise<void> {
  const { affected } = await tx.update(entity, { organisationId, id }, values);
  if (!affected) throw new NotFoundException();
}

export async function deletePart<E extends PartEntity>(
  tx: Tx,
  entity: EntityTarget<E>,
  { organisationId, id }: PartEntity,
): Promise<void> {
  const { affected } = await tx.delete(entity, { organisationId, id });
  if (!affected) throw new NotFoundException();
}

/** `text` is sealed, and comes back so. */
export async function insertNote(tx: Tx, actor: Actor, caseId: string, id: string, text: string): Promise<NoteRow> {
  const [written] = await query<NoteRow>(tx, {
    name: 'case-note-add',
    text: `with written as (
             insert into case_note (organisation_id, case_id, text, author_id, id) values ($1, $2, $3, $4, $5)
             returning id, text, author_id, created_at)
           select w.id, w.text, to_json(w.created_at) #>> '{}' as "createdAt",
             json_build_object('id', p.id, 'name', p.name) as author
           from written w join person p on p.organisation_id = $1 and p.id = w.author_id`,
    values: [actor.organisationId, caseId, text, actor.personId, id],
  });
  if (!written) throw new Error('The note has no author in this organisation.');
  return written;
}
