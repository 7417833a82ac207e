import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import type { CaseEventKind } from '../core/case-event.js';
import { checkNote, mayWorkOn, type PartsContext } from '../core/case-parts-rules.js';
import { accept, type Refused, type Result } from '../core/result.js';
import { newId } from '../database/new-id.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { CaseChanges } from './case-changes.service.js';
import type { PartKind } from './case-parts.kinds.js';
import {
  deletePart,
  findPart,
  insertNote,
  insertPart,
  lockCase,
  touchCase,
  updatePart,
  type PartEntity,
  type WorkedOn,
} from './case-parts.queries.js';
import { CaseSearch } from './case-search.service.js';
import { CaseSeals, sealPart, unsealPart, type PartPlace } from './case-seals.service.js';
import { recordEvent, type EventDetails } from './case-timeline.queries.js';
import type { NoteRow } from './case.row.js';

/** A deed on a part as history and audit tell it: ids and codes. */
interface Deed {
  readonly kind: CaseEventKind;
  readonly action: string;
  readonly partId: string;
  readonly fields?: readonly string[];
}

/** Notes, measures, reactions, indications, witnesses, comparison persons: each has its own id and life beside the facts. */
@Injectable()
export class CaseParts {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly changes: CaseChanges,
    private readonly seals: CaseSeals,
    private readonly search: CaseSearch,
  ) {}

  addNote(actor: Actor, caseId: string, text: string, now = new Date()): Promise<Result<NoteRow>> {
    return this.transactions.run(actor, async (tx) => {
      const kase = await lockCase(tx, caseId);
      const refused = mayWorkOn(kase);
      if (refused) return refused;
      const note = checkNote(text);
      if (!note.ok) return note;

      const id = newId();
      const place = placeOf('case_note', actor, id, 1);
      const sealed = sealPart(await this.seals.keyOf(tx, caseId), place, { text: note.value });
      const written = { ...(await insertNote(tx, actor, caseId, id, sealed.text)), text: note.value };
      await this.tell(tx, actor, kase, { kind: 'NOTE_ADDED', action: 'case.note-added', partId: written.id }, now);
      return accept(written);
    });
  }

  add<Given, Part extends object, E extends PartEntity>(
    actor: Actor,
    kind: PartKind<Given, Part, E>,
    caseId: string,
    given: Given,
    now = new Date(),
  ): Promise<Result<Part & { id: string }>> {
    return this.transactions.run(actor, (tx) => this.addAlongWith(tx, actor, kind, caseId, given, now));
  }

  /** The same as part of a larger deed, such as pointing a client to an office. */
  async addAlongWith<Given, Part extends object, E extends PartEntity>(
    tx: Tx,
    actor: Actor,
    kind: PartKind<Given, Part, E>,
    caseId: string,
    given: Given,
    now: Date,
  ): Promise<Result<Part & { id: string }>> {
    const kase = await lockCase(tx, caseId);
    const refused = mayWorkOn(kase);
    if (refused) return refused;
    const part = kind.check(given, this.contextOf(kase, now));
    if (!part.ok) return part;

    const id = newId();
    await insertPart(tx, kind.entity, {
      organisationId: actor.organisationId,
      id,
      caseId,
      ...sealPart(await this.seals.keyOf(tx, caseId), placeOf(kind.table, actor, id, 1), part.value),
      ...(kind.isSigned ? { createdBy: actor.personId } : {}),
    });
    await this.tell(tx, actor, kase, { kind: kind.events.added, action: `${kind.action}-added`, partId: id }, now);
    const refusedFacts = await this.passOn(tx, actor, kind, part.value, kase, now);
    return refusedFacts ?? accept({ ...part.value, id });
  }

  /** Replaces what the part says. What says the same as before leaves no trace. */
  change<Given, Part extends object, E extends PartEntity & Part>(
    actor: Actor,
    kind: PartKind<Given, Part, E>,
    id: string,
    given: Given,
    now = new Date(),
  ): Promise<Result<Part & { id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const found = await findPart(tx, kind.entity, actor.organisationId, id);
      const kase = await lockCase(tx, found.caseId);
      // Again under the lock: its revision must be the last one.
      const sealed = await findPart(tx, kind.entity, actor.organisationId, id);
      const key = await this.seals.keyOf(tx, sealed.caseId);
      const before = unsealPart(key, placeOf(kind.table, actor, id, sealed.revision), sealed);
      const refused = mayWorkOn(kase);
      if (refused) return refused;
      const part = kind.check(given, { ...this.contextOf(kase, now), keptCode: kind.codeOf(before) });
      if (!part.ok) return part;

      const [said, after]: [Part, Part] = [before, part.value];
      const fields = (Object.keys(after) as (keyof Part & string)[]).filter((field) => after[field] !== said[field]);
      if (fields.length > 0) {
        const revision = sealed.revision + 1;
        const place = placeOf(kind.table, actor, id, revision);
        await updatePart(
          tx,
          kind.entity,
          { organisationId: actor.organisationId, id },
          { ...sealPart(key, place, after), revision },
        );
        const deed = { kind: kind.events.changed, action: `${kind.action}-changed`, partId: id, fields };
        await this.tell(tx, actor, kase, deed, now);
        const refusedFacts = await this.passOn(tx, actor, kind, after, kase, now);
        if (refusedFacts) return refusedFacts;
      }
      return accept({ ...after, id });
    });
  }

  remove<Given, Part extends object, E extends PartEntity>(
    actor: Actor,
    kind: PartKind<Given, Part, E>,
    id: string,
    now = new Date(),
  ): Promise<Result<{ id: string; caseId: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const part = await findPart(tx, kind.entity, actor.organisationId, id);
      const kase = await lockCase(tx, part.caseId);
      const refused = mayWorkOn(kase);
      if (refused) return refused;

      await deletePart(tx, kind.entity, part);
      await this.tell(
        tx,
        actor,
        kase,
        { kind: kind.events.removed, action: `${kind.action}-removed`, partId: id },
        now,
      );
      return accept({ id, caseId: part.caseId });
    });
  }

  /** What a part tells of the facts changes them as an edit would: with a new version and new deadlines. */
  private async passOn<Given, Part, E>(
    tx: Tx,
    actor: Actor,
    kind: PartKind<Given, Part, E>,
    part: Part,
    kase: WorkedOn,
    now: Date,
  ): Promise<Refused | null> {
    const facts = kind.factsFrom?.(part, kase) ?? null;
    if (facts === null) return null;
    const outcome = await this.changes.alongWith(tx, actor, kase.id, facts, now);
    return outcome.ok ? null : outcome;
  }

  private contextOf({ incidentEarliest }: WorkedOn, now: Date): PartsContext {
    return { codebook: this.reference.codebook, today: dayOf(now), incidentEarliest };
  }

  private async tell(tx: Tx, actor: Actor, kase: WorkedOn, deed: Deed, now: Date): Promise<void> {
    const { kind, action, partId, fields } = deed;
    const details: EventDetails = fields ? { partId, fields } : { partId };
    await touchCase(tx, kase.id, now);
    const after = await this.seals.read(tx, kase.id);
    if (after) await this.search.refresh(tx, actor, after);
    await recordEvent(tx, actor, { caseId: kase.id, kind, version: kase.version, details });
    await this.audit.record(
      tx,
      actor,
      action,
      { type: 'case', id: kase.id },
      { partId, ...(fields ? { fields } : {}) },
    );
  }
}

const placeOf = (table: PartPlace['table'], { organisationId }: Actor, id: string, revision: number): PartPlace => ({
  table,
  organisationId,
  id,
  revision,
});
