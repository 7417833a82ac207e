import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import type { CaseEventKind } from '../core/case-event.js';
import type { Tx } from '../database/transactions.js';
import { recordEvent, type EventDetails } from './case-timeline.queries.js';

/** The history of a case, for what the rooms above do with it. */
@Injectable()
export class CaseEvents {
  /** Adds a line in the deed's own transaction; `version` is the case's as it is. */
  async record(
    tx: Tx,
    actor: Actor,
    kase: { readonly id: string; readonly version: number },
    kind: CaseEventKind,
    details: EventDetails = {},
  ): Promise<void> {
    await recordEvent(tx, actor, { caseId: kase.id, kind, version: kase.version, details });
  }
}
