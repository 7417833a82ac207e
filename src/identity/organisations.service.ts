import { Injectable, NotFoundException } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { may, type Actor, type OrganisationKind } from '../core/access.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { OrganisationEntity } from './organisation.entity.js';

export interface NewOrganisation {
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly shortName: string;
}

export interface OrganisationSettings {
  readonly name?: string | null;
  readonly legalBasis?: string | null;
  readonly contactEmail?: string | null;
  readonly contactPhone?: string | null;
}

const legalBases = ['GDPR', 'KDG', 'DSG_EKD'] as const;

@Injectable()
export class Organisations {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** What the actor may see: the own organisation and its carrier; for a carrier its services; for the platform all. */
  list(actor: Actor): Promise<OrganisationEntity[]> {
    return this.transactions.run(actor, (tx) => tx.find(OrganisationEntity, { order: { name: 'ASC', id: 'ASC' } }));
  }

  /** The platform founds carriers, offices and campaign teams; a carrier its own services and campaign teams. */
  create(actor: Actor, { kind, name, shortName }: NewOrganisation): Promise<Result<OrganisationEntity>> {
    return this.transactions.run(actor, async (tx) => {
      if (!/^[A-Z0-9ÄÖÜ]{2,8}$/.test(shortName)) return refuse('SHORT_NAME_FORMAT', 'input.shortName');
      if (!mayFound(actor, kind)) return refuse('ORGANISATION_KIND_NOT_HERE', 'input.kind');
      const id = randomUUID();
      const carrierId = actor.organisationKind === 'CARRIER' ? actor.organisationId : id;
      await tx.insert(OrganisationEntity, { id, carrierId, kind, name: name.trim(), shortName });
      await this.audit.record(tx, actor, 'organisation.created', { type: 'organisation', id }, { kind });
      return accept(await this.find(tx, id));
    });
  }

  /** Settings of the own organisation, or of one's own services. */
  change(actor: Actor, id: string, settings: OrganisationSettings): Promise<Result<OrganisationEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const organisation = await this.find(tx, id);
      const legalBasis = settings.legalBasis
        ? legalBases.find((basis) => basis === settings.legalBasis)
        : organisation.legalBasis;
      if (!legalBasis) return refuse('INVALID_FORMAT', 'input.legalBasis', { expected: legalBases.join(', ') });
      const changed = {
        name: settings.name?.trim() ?? organisation.name,
        legalBasis,
        contactEmail: settings.contactEmail === undefined ? organisation.contactEmail : settings.contactEmail,
        contactPhone: settings.contactPhone === undefined ? organisation.contactPhone : settings.contactPhone,
      };
      const { affected } = await tx.update(OrganisationEntity, { id }, changed);
      if (!affected) throw new NotFoundException();
      await this.audit.record(
        tx,
        actor,
        'organisation.changed',
        { type: 'organisation', id },
        { fields: Object.keys(settings) },
      );
      return accept(await this.find(tx, id));
    });
  }

  /** One organisation that the transaction may see. */
  async find(tx: Tx, id: string): Promise<OrganisationEntity> {
    const found = await tx.findOne(OrganisationEntity, { where: { id } });
    if (!found) throw new NotFoundException();
    return found;
  }

  /** The house acting inside an organisation, for a job; null when the organisation is gone or inactive. */
  async houseOf(organisationId: string): Promise<{ id: string; carrierId: string; kind: OrganisationKind } | null> {
    const [row] = await this.transactions.readAsNobody<{ id: string; carrier_id: string; kind: OrganisationKind }>({
      name: 'organisation-of-job',
      text: 'select * from organisation_of_job($1)',
      values: [organisationId],
    });
    return row ? { id: row.id, carrierId: row.carrier_id, kind: row.kind } : null;
  }

  /** The platform itself, for a command at the terminal; null before the first start. */
  async platform(): Promise<{ id: string; carrierId: string; kind: OrganisationKind } | null> {
    const [row] = await this.transactions.readAsNobody<{ id: string }>({
      name: 'platform-for-command',
      text: 'select id from platform_organisation()',
      values: [],
    });
    return row ? this.houseOf(row.id) : null;
  }

  /** For the first start: makes the platform and an invitation for its operator, unless somebody has an account already. */
  async foundPlatform(name: string, email: string, tokenHash: Buffer): Promise<boolean> {
    return this.transactions.runAsNobody(async (tx) => {
      const [row] = await query<{ found_platform: string | null }>(tx, {
        name: 'found-platform',
        text: `select found_platform($1, $2, $3, '7 days')`,
        values: [name, email, tokenHash],
      });
      return Boolean(row?.found_platform);
    });
  }
}

function mayFound(actor: Actor, kind: OrganisationKind): boolean {
  if (!may(actor, 'organisation:manage')) return false;
  if (actor.organisationKind === 'PLATFORM') return kind === 'CARRIER' || kind === 'OFFICE' || kind === 'CAMPAIGN_TEAM';
  return actor.organisationKind === 'CARRIER' && (kind === 'SERVICE' || kind === 'CAMPAIGN_TEAM');
}
