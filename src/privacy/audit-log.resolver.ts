import { Args, Float, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { refuse } from '../core/result.js';
import { decodeCursor, encodeCursor, pageOf, pageSize } from '../graphql/connection.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import { AuditLog } from './audit-log.service.js';
import {
  AuditCheckpoint,
  AuditEntry,
  AuditEntryConnection,
  AuditFilterInput,
  presentCheckpoint,
  presentEntry,
} from './audit-log.types.js';

const isPlace = (at: string | null | undefined, id: string | null | undefined): boolean =>
  /^\d{1,17}$/.test(at ?? '') && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? '');

@Resolver(() => AuditEntry)
export class AuditLogResolver {
  constructor(
    private readonly log: AuditLog,
    private readonly reference: Reference,
  ) {}

  @Query(() => AuditEntryConnection, {
    name: 'auditLog',
    description:
      'What was done and looked at in the own organisation and, for a carrier, in its services; the newest first. Reading it is an entry itself.',
  })
  @Allow('audit:read')
  async readLog(
    @CurrentActor() actor: Actor,
    @Args('filter', { nullable: true, description: 'Which entries; left out: all.' })
    filter?: AuditFilterInput,
    @Args('first', { type: () => Int, nullable: true, description: 'How many; 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<AuditEntryConnection> {
    const most = pageSize(first);
    const [at, id] = after == null ? [] : (decodeCursor(after, 2) ?? []);
    if (after != null && !isPlace(at, id)) throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
    const place = at != null && id != null ? { at, id } : null;
    const rows = await this.log.page(actor, { ...filter }, most + 1, place);
    if (!rows.ok) throw new InputRefused(rows);
    const page = pageOf(
      rows.value,
      most,
      after,
      (row) => encodeCursor(row.microseconds, row.id),
      (row) => presentEntry(row, this.reference),
    );
    return Object.assign(new AuditEntryConnection(), page);
  }

  @Query(() => [AuditCheckpoint], {
    name: 'auditCheckpoints',
    description: 'The newest signed heads of the own log.',
  })
  @Allow('audit:read')
  async listCheckpoints(
    @CurrentActor() actor: Actor,
    @Args('first', { type: () => Int, nullable: true, description: 'How many; 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('below', { type: () => Float, nullable: true, description: 'Only those of fewer entries than this.' })
    below?: number | null,
  ): Promise<AuditCheckpoint[]> {
    const bound = below == null ? null : Math.min(Math.max(Math.ceil(below), 0), Number.MAX_SAFE_INTEGER);
    return (await this.log.checkpoints(actor, pageSize(first), bound)).map(presentCheckpoint);
  }
}
