import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dataProtectionLaws, type DataProtectionLaw } from '../core/data-protection-law.js';
import { checkStaffMonths, defaultStaffMonths } from '../core/forgetting.js';
import { checkRetentionRules, defaultRetention, type RetentionRule } from '../core/retention.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { settingsOf, storeSettings, type SettingsRow, type SettingsValues } from './privacy-settings.queries.js';

/** The settings as they hold: the carrier's, and the shipped ones where it has decided nothing. */
export interface SettingsInForce extends Omit<SettingsRow, 'retention' | 'staffMonths'> {
  readonly law: DataProtectionLaw;
  readonly retention: readonly RetentionRule[];
  /** Whether the carrier has decided on retention itself. */
  readonly retentionIsOwn: boolean;
  /** For how many months after an account was closed its name and address are kept. */
  readonly staffMonths: number;
}

/** What is left out stays; null clears. */
export type SettingsChange = { readonly [K in keyof SettingsValues]?: SettingsValues[K] | undefined };

/** A carrier's settings for data protection: they stand in forms and papers, and say for how long cases are kept. */
@Injectable()
export class PrivacySettings {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
  ) {}

  /** Those that hold in the actor's organisation. */
  read(actor: Actor): Promise<SettingsInForce> {
    return this.transactions.run(actor, (tx) => this.of(tx, actor.organisationId));
  }

  async of(tx: Tx, organisationId: string): Promise<SettingsInForce> {
    const [row] = await query<SettingsRow>(tx, settingsOf(organisationId));
    if (!row) throw new NotFoundException();
    const { retention, staffMonths, ...rest } = row;
    return {
      ...rest,
      law: dataProtectionLaws[row.legalBasis],
      retention: retention ?? defaultRetention,
      retentionIsOwn: retention !== null,
      staffMonths: staffMonths ?? defaultStaffMonths,
    };
  }

  /** Of the carrier itself, for all its services; an office or campaign team for itself. */
  change(actor: Actor, version: number, given: SettingsChange): Promise<Result<SettingsInForce>> {
    return this.transactions.run(actor, async (tx) => {
      const { organisationId, carrierId } = actor;
      if (organisationId !== carrierId) return refuse('SETTINGS_OF_CARRIER');
      if (given.retention) {
        const checked = checkRetentionRules(given.retention, this.reference.codebook, 'input.retention');
        if (!checked.ok) return checked;
      }
      if (given.staffMonths != null) {
        const checked = checkStaffMonths(given.staffMonths);
        if (!checked.ok) return checked;
      }
      const [before] = await query<SettingsRow>(tx, settingsOf(organisationId));
      if (!before) throw new NotFoundException();
      const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const written = await query(tx, storeSettings(organisationId, version, { ...before, ...changed }));
      if (written.length === 0) return refuse('VERSION_CONFLICT', 'version');
      await this.audit.record(
        tx,
        actor,
        'privacy-settings.changed',
        { type: 'organisation', id: organisationId },
        { fields: Object.keys(changed), version: before.version + 1 },
      );
      return accept(await this.of(tx, organisationId));
    });
  }
}
