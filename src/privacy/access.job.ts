import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import { houseIn, type Actor, type OrganisationKind } from '../core/access.js';
import { accessAnswer, type Answer } from '../core/access-answer.js';
import { dayOf } from '../core/calendar.js';
import { query, Transactions } from '../database/transactions.js';
import { DrawingRoom } from '../dossiers/drawing-room.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Reference } from '../reference/reference.service.js';
import { accessById, forgetAnswers, storeAnswer, type AccessRow } from './access-requests.queries.js';
import { activeServices } from './disposals.queries.js';
import { AnswerSeals } from './answer-seals.service.js';
import { HeldDataOfCase } from './held-data.service.js';
import { PrivacySettings } from './privacy-settings.service.js';
import { RetentionClock } from './retention.service.js';

const keptDays = 30;

/** `access.draw` draws the answer to the request `subjectId`, once. Every night answers older than 30 days go. */
@Injectable()
export class AccessJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly audit: Audit,
    private readonly events: CaseEvents,
    private readonly reference: Reference,
    private readonly settings: PrivacySettings,
    private readonly clock: RetentionClock,
    private readonly held: HeldDataOfCase,
    private readonly room: DrawingRoom,
    private readonly seals: AnswerSeals,
  ) {}

  onModuleInit(): void {
    this.jobs.register('access.draw', (payload) => this.draw(payload));
    this.jobs.registerDaily('access_day', () => this.forgetAll());
  }

  private async draw({ organisationId, subjectId: id }: JobPayload, now = new Date()): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return;
    const house = houseIn(organisation);
    const [row] = await this.transactions.read<AccessRow>(house, accessById(id));
    // Withdrawn, drawn already, or the case was erased meanwhile.
    if (row?.state !== 'DRAWING' || row.caseId === null) return;
    const { document, json } = await this.compose(house, row, row.caseId, now);
    const pdf = await this.room.draw({ kind: 'access-answer', document, json, createdAt: now });
    await this.store(house, row, { pdf, json: Buffer.from(json) }, now);
  }

  private async compose(house: Actor, row: AccessRow, caseId: string, now: Date): Promise<Answer> {
    const settings = await this.settings.read(house);
    const { retention } = await this.clock.ofCase(house, caseId, now);
    const rule = retention.kind === 'running' || retention.kind === 'due' ? retention.rule : settings.retention[0];
    return accessAnswer(
      await this.held.gather(house, caseId),
      row.decisions,
      {
        language: row.language,
        law: settings.law,
        controller: {
          carrier: settings.carrier,
          service: row.organisationName,
          address: settings.address,
          officer: settings.officerName,
          officerContact: [settings.officerEmail, settings.officerPhone].filter(Boolean).join('\n') || null,
          supervisoryBody: settings.supervisoryBody ?? settings.law.usualBody,
          supervisoryContact: settings.supervisoryContact,
        },
        caseNumber: row.caseNumber,
        receivedOn: row.receivedOn,
        answeredOn: dayOf(now),
        keptUntil: retention.kind === 'running' ? retention.endsOn : null,
        retentionRule: rule?.source ?? '–',
      },
      {
        codebook: this.reference.codebook,
        districtName: (key) => this.reference.district(key)?.name ?? key,
        regionName: (key) => this.reference.geography.regions.find((region) => region.key === key)?.name,
      },
    );
  }

  private async store(house: Actor, row: AccessRow, drawn: { pdf: Buffer; json: Buffer }, now: Date): Promise<void> {
    const sha256 = createHash('sha256').update(drawn.pdf).digest('hex');
    await this.transactions.run(house, async (tx) => {
      const stored = await query(
        tx,
        storeAnswer(row.id, { ...(await this.seals.seal(tx, house, row.id, drawn)), sha256 }, now),
      );
      if (stored.length === 0 || row.caseId === null) return;
      const found = await this.clock.locked(tx, house, row.caseId, now);
      if (found) await this.events.record(tx, house, found.kase, 'ACCESS_ANSWERED');
      await this.audit.record(tx, house, 'access.drawn', { type: 'access-request', id: row.id }, { sha256 });
    });
  }

  /** An answer is a copy of everything: it does not lie here longer than needed. It can be drawn anew. */
  async forgetAll(now = new Date()): Promise<void> {
    const before = new Date(now.getTime() - keptDays * 86_400_000);
    const services = await this.transactions.readAsNobody<{ id: string; carrierId: string; kind: OrganisationKind }>(
      activeServices,
    );
    for (const house of services.map(houseIn))
      await this.transactions.run(house, async (tx) => {
        for (const { id } of await query<{ id: string }>(tx, forgetAnswers(before))) {
          await this.seals.forget(tx, id);
          await this.audit.record(tx, house, 'access.expired', { type: 'access-request', id });
        }
      });
  }
}
