import { randomBytes } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { readIssuer, type TrustedVouching } from '../core/carrier-sign-in.js';
import { accept, problem, refuse, refusedFor, type Problem, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Keys } from '../keys/keys.service.js';
import { sealText, unsealText, type Place } from '../keys/seal.js';
import {
  countUnlinked,
  dropSettings,
  settingsOf,
  writeSettings,
  type CarrierSignInSettings,
  type SettingsRow,
} from './carrier-sign-in.queries.js';
import { Issuers } from './issuers.js';
import { PersonEntity } from './person.entity.js';

/** The same as an administrator sees it: without the secret, with how far the people have come. */
export interface ListedSettings extends Omit<CarrierSignInSettings, 'clientSecret' | 'organisationId'> {
  readonly people: number;
  readonly linkedPeople: number;
}

/** What an administrator asks for. */
export interface CarrierSignInWish {
  readonly issuer: string;
  readonly clientId: string;
  /** Left out: the one that is kept, for the same issuer and client. */
  readonly clientSecret?: string | null;
  readonly trustedMethods?: readonly string[] | null;
  readonly trustedContexts?: readonly string[] | null;
  readonly demanded?: boolean | null;
  readonly emergencyPersonId?: string | null;
  /** The version that was read; left out where there is nothing yet. */
  readonly version?: number | null;
}

/** Setting up a carrier's own directory for signing in; what it is used for is in `carrier-sign-ins.service.ts`. */
@Injectable()
export class CarrierSettings {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly keys: Keys,
    private readonly issuers: Issuers,
  ) {}

  /** The own organisation's settings, or null. */
  look(actor: Actor): Promise<ListedSettings | null> {
    return this.transactions.run(actor, async (tx) => {
      const row = await this.row(tx, actor.organisationId, false);
      return row && this.listed(tx, row);
    });
  }

  /** With the secret, for asking the provider. */
  async open(house: Actor): Promise<CarrierSignInSettings | null> {
    return this.transactions.run(house, async (tx) => {
      const row = await this.row(tx, house.organisationId, false);
      return row && { ...row, clientSecret: await this.secretIn(row) };
    });
  }

  /**
   * Sets it up or changes it. The provider is asked first. Refuses outside of a root (`SIGN_IN_OF_CARRIER`), an issuer that cannot be used, a missing
   * secret, another version than the current one; and to demand it while somebody would be left outside, or without an emergency administrator.
   */
  async set(actor: Actor, wish: CarrierSignInWish): Promise<Result<ListedSettings>> {
    await this.transactions.run(actor, (tx) => emergencyPerson(tx, actor, wish));
    if (actor.organisationId !== actor.carrierId) return refuse('SIGN_IN_OF_CARRIER');
    const typed = readIssuer(wish.issuer, 'input.issuer', this.issuers.allowsHttp);
    if (!typed.ok) return typed;
    const clientId = wish.clientId.trim();
    const named = await this.issuers.check(
      { address: '', issuer: typed.value, clientId, clientSecret: '' },
      'input.issuer',
    );
    if (!named.ok) return named;
    const issuer = named.value;
    return this.transactions.run(actor, async (tx) => {
      const before = await this.row(tx, actor.organisationId, true);
      const refused = refusedFor([
        ...versionProblems(before, wish),
        ...secretProblems(before, { issuer, clientId }, wish),
        ...(await this.demandProblems(tx, actor, issuer, wish)),
      ]);
      if (refused) return refused;
      const after = await this.write(tx, actor, before, { ...wish, issuer, clientId });
      const details = {
        issuer: after.issuer,
        demanded: after.demanded,
        trusts: trusts(after),
        secret: Boolean(wish.clientSecret),
      };
      await this.audit.record(
        tx,
        actor,
        'carrier-sign-in.set',
        { type: 'organisation', id: actor.organisationId },
        details,
      );
      return accept(await this.listed(tx, after));
    });
  }

  /** Takes it away: from then on nobody comes in through it. Refuses while it is demanded (`SIGN_IN_DEMANDED`): nobody else could come in. */
  remove(actor: Actor, version: number): Promise<Result<{ id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const before = await this.row(tx, actor.organisationId, true);
      if (!before) throw new NotFoundException();
      if (before.version !== version) return refuse('VERSION_CONFLICT', 'version');
      if (before.demanded) return refuse('SIGN_IN_DEMANDED');
      await query(tx, dropSettings(actor.organisationId));
      await this.keys.destroy(tx, ['SIGN_IN'], actor.organisationId);
      await this.audit.record(tx, actor, 'carrier-sign-in.removed', { type: 'organisation', id: actor.organisationId });
      return accept({ id: actor.organisationId });
    });
  }

  private async row(tx: Tx, organisationId: string, forUpdate: boolean): Promise<SettingsRow | null> {
    const [row] = await query<SettingsRow>(tx, settingsOf(organisationId, forUpdate));
    return row ?? null;
  }

  private async secretIn(row: SettingsRow): Promise<string> {
    return unsealText(await this.keys.unwrap(row.key), placeOf(row.organisationId, row.version), row.sealedSecret);
  }

  private async write(tx: Tx, actor: Actor, before: SettingsRow | null, wish: CarrierSignInWish): Promise<SettingsRow> {
    const { organisationId } = actor;
    const version = (before?.version ?? 0) + 1;
    const secret = wish.clientSecret || (before ? await this.secretIn(before) : '');
    const key = await this.keys.openOrMake(tx, actor, 'SIGN_IN', organisationId);
    await query(
      tx,
      writeSettings({
        organisationId,
        address: before?.address ?? randomBytes(16).toString('base64url'),
        issuer: wish.issuer,
        clientId: wish.clientId,
        sealedSecret: sealText(key, placeOf(organisationId, version), secret),
        trustedMethods: [...new Set(wish.trustedMethods ?? [])],
        trustedContexts: [...new Set(wish.trustedContexts ?? [])],
        demanded: wish.demanded ?? false,
        emergencyPersonId: wish.emergencyPersonId ?? null,
        version,
      }),
    );
    const after = await this.row(tx, organisationId, true);
    if (!after) throw new Error('The settings were not written.');
    return after;
  }

  /** Whoever would be left outside keeps it from being demanded. */
  private async demandProblems(tx: Tx, actor: Actor, issuer: string, wish: CarrierSignInWish): Promise<Problem[]> {
    const person = await emergencyPerson(tx, actor, wish);
    const fits = person?.active && person.roles.includes('ADMINISTRATOR');
    if (person ? !fits : wish.demanded) return [problem('EMERGENCY_ADMINISTRATOR', 'input.emergencyPersonId')];
    if (!wish.demanded) return [];
    const [count] = await query<{ missing: number }>(tx, countUnlinked(issuer, person?.id ?? null));
    const missing = count?.missing ?? 0;
    return missing === 0 ? [] : [problem('PEOPLE_NOT_LINKED', 'input.demanded', { count: missing })];
  }

  private async listed(tx: Tx, row: SettingsRow): Promise<ListedSettings> {
    const [count] = await query<{ people: number; linked: number }>(tx, countUnlinked(row.issuer, null));
    return { ...row, people: count?.people ?? 0, linkedPeople: count?.linked ?? 0 };
  }
}

/** Not found: somebody of another organisation, or nobody. */
async function emergencyPerson(tx: Tx, actor: Actor, wish: CarrierSignInWish): Promise<PersonEntity | null> {
  const { emergencyPersonId: id } = wish;
  if (!id) return null;
  const person = await tx.findOne(PersonEntity, { where: { organisationId: actor.organisationId, id } });
  if (!person) throw new NotFoundException();
  return person;
}

const placeOf = (organisationId: string, version: number): Place => ({
  table: 'carrier_sign_in',
  column: 'client_secret',
  organisationId,
  rowId: organisationId,
  revision: version,
});

const trusts = ({ trustedMethods, trustedContexts }: TrustedVouching): boolean =>
  trustedMethods.length + trustedContexts.length > 0;

const versionProblems = (before: SettingsRow | null, { version }: CarrierSignInWish): Problem[] =>
  (before?.version ?? null) === (version ?? null) ? [] : [problem('VERSION_CONFLICT', 'input.version')];

/** A secret that is kept goes to the provider and client it was given for, and to no other. */
const secretProblems = (
  before: SettingsRow | null,
  { issuer, clientId }: { readonly issuer: string; readonly clientId: string },
  { clientSecret }: CarrierSignInWish,
): Problem[] =>
  clientSecret || (before && before.issuer === issuer && before.clientId === clientId)
    ? []
    : [problem('REQUIRED', 'input.clientSecret')];
