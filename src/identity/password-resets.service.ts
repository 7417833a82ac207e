import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor, OrganisationKind, Role } from '../core/access.js';
import { refusePassword } from '../core/password.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { commonPasswords } from './common-passwords.js';
import { hashPassword, hashToken, makeToken } from './secrets.js';
import { Sessions } from './sessions.service.js';

const LIFETIME = '30 minutes';
/** So many mails an hour go to one person, whoever asks for them. */
const MOST_MAILS = 3;
/** No answer comes earlier, in milliseconds: what there was to do for it cannot be told from its time. */
const AT_LEAST = 200;

interface ResetRow {
  readonly person_id: string;
  readonly organisation_id: string;
  readonly carrier_id: string;
  readonly organisation_kind: OrganisationKind;
  readonly roles: Role[];
  readonly email: string;
}

/** Setting another password by a link that is mailed to the account's own address. A second factor stays as it is. */
@Injectable()
export class PasswordResets implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly sessions: Sessions,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('password-resets-forget', () => this.forget());
  }

  /**
   * Asks for a link. Does the same work for an unknown address as for a known one: a job that then finds nobody. Whether there is an
   * account is told by the mail alone.
   */
  async request(email: string): Promise<void> {
    await Promise.all([this.enqueue(email), setTimeout(AT_LEAST)]);
  }

  private async enqueue(email: string): Promise<void> {
    const actor = await this.sessions.actorWith(email);
    const organisationId = actor?.organisationId ?? randomUUID();
    const subjectId = actor?.personId ?? randomUUID();
    await this.transactions.runAsNobody((tx) =>
      this.jobs.enqueue(tx, { name: 'password-reset.mail', organisationId, subjectId }),
    );
  }

  /** For the job: makes a link for a person; the one before is no longer good. Null: not active, or mailed often enough within the hour. */
  start(house: Actor, personId: string): Promise<{ token: string } | null> {
    const token = makeToken();
    return this.transactions.run(house, async (tx) => {
      const [row] = await query<{ started: boolean }>(tx, {
        name: 'password-reset-start',
        text: 'select password_reset_start($1, $2, $3, $4) as started',
        values: [personId, hashToken(token), LIFETIME, MOST_MAILS],
      });
      if (!row?.started) return null;
      await this.audit.record(tx, house, 'password.reset-requested', { type: 'person', id: personId });
      return { token };
    });
  }

  /**
   * Sets another password and ends all sessions and tokens of the person: whoever else had one is out. Refuses a link that was used, is too
   * old or was never made, all alike (`LINK_USED`), and passwords that everybody tries first.
   */
  async use(token: string, password: string): Promise<Result<{ personId: string }>> {
    const row = await this.look(token);
    if (!row) return refuse('LINK_USED', 'input.token');
    const refused = refusePassword(password, await commonPasswords(), { field: 'input.password', email: row.email });
    if (refused) return refused;
    const passwordHash = await hashPassword(password);
    const actor: Actor = {
      personId: row.person_id,
      organisationId: row.organisation_id,
      carrierId: row.carrier_id,
      organisationKind: row.organisation_kind,
      roles: row.roles,
    };
    return this.transactions.run(actor, async (tx) => {
      const [outcome] = await query<{ used: boolean }>(tx, {
        name: 'password-reset-use',
        text: 'select password_reset_use($1, $2) as used',
        values: [hashToken(token), passwordHash],
      });
      if (!outcome?.used) return refuse('LINK_USED', 'input.token');
      await this.audit.record(tx, actor, 'password.reset', { type: 'person', id: row.person_id });
      return accept({ personId: row.person_id });
    });
  }

  private async look(token: string): Promise<ResetRow | null> {
    const [row] = await this.transactions.readAsNobody<ResetRow>({
      name: 'password-reset-lookup',
      text: 'select * from password_reset_lookup($1)',
      values: [hashToken(token)],
    });
    return row ?? null;
  }

  private async forget(): Promise<void> {
    await this.transactions.callAsNobody({
      name: 'password-resets-forget',
      text: 'select password_resets_forget()',
      values: [],
    });
  }
}
