import { Injectable, NotFoundException } from '@nestjs/common';
import { rolesOf, type Actor, type Role } from '../core/access.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions, type Statement, type Tx } from '../database/transactions.js';
import { ApiTokens } from './api-tokens.service.js';
import { Organisations } from './organisations.service.js';
import { PersonEntity } from './person.entity.js';
import { removeAllFactors } from './second-factors.queries.js';

/** What the rooms above need to know of a person. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly language: 'de' | 'en';
  readonly roles: readonly Role[];
  readonly active: boolean;
}

@Injectable()
export class People {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly organisations: Organisations,
    private readonly tokens: ApiTokens,
  ) {}

  /** The people of the own organisation; a carrier's administrator sees those of its services too. */
  list(actor: Actor): Promise<PersonEntity[]> {
    return this.transactions.run(actor, async (tx) => {
      await this.audit.record(tx, actor, 'people.listed', { type: 'person', id: null });
      return tx.find(PersonEntity, { order: { name: 'ASC', id: 'ASC' } });
    });
  }

  async me(actor: Actor): Promise<PersonEntity> {
    return this.transactions.run(actor, (tx) => find(tx, actor.personId ?? ''));
  }

  /** The active people of one organisation that hold one of the roles. */
  async holding(tx: Tx, organisationId: string, wanted: readonly Role[]): Promise<Colleague[]> {
    const people = await tx.find(PersonEntity, { where: { organisationId, active: true }, order: { id: 'ASC' } });
    return people.filter(({ roles }) => roles.some((role) => wanted.includes(role)));
  }

  /** A colleague of the same organisation, or null. */
  colleague(tx: Tx, actor: Actor, id: string): Promise<Colleague | null> {
    return tx.findOne(PersonEntity, { where: { organisationId: actor.organisationId, id } });
  }

  /** Somebody whom the actor's organisation manages: its own people, for a carrier those of its services. Not found: anybody else. */
  managed(tx: Tx, id: string): Promise<PersonEntity> {
    return find(tx, id);
  }

  /** Somebody of this organisation whom it has not forgotten, or null. */
  async known(tx: Tx, organisationId: string, id: string): Promise<PersonEntity | null> {
    const person = await tx.findOne(PersonEntity, { where: { organisationId, id } });
    return person?.forgottenAt === null ? person : null;
  }

  /**
   * Lets somebody go for good who has left: name, address, password and all that was kept for signing in. The row stays under its id, and entries name it by `name`.
   * False where there is nobody who has left and is still known.
   */
  async forget(tx: Tx, { organisationId, id, email }: PersonEntity, name: string): Promise<boolean> {
    const [done] = await query<{ done: boolean }>(tx, {
      name: 'person-forget',
      text: 'select person_forget($1, $2) as done',
      values: [id, name],
    });
    if (!done?.done) return false;
    await query(tx, removeAllFactors({ organisationId, personId: id }));
    await query(tx, unlinkAccount(id));
    await query(tx, blankInvitations(email, id));
    return true;
  }

  /** Name, telephone and language of one's own account. */
  changeMe(
    actor: Actor,
    given: { name?: string | null; phone?: string | null; language?: string | null },
  ): Promise<Result<PersonEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const me = await find(tx, actor.personId ?? '');
      const language = (['de', 'en'] as const).find((known) => known === (given.language ?? me.language));
      if (!language) return refuse('INVALID_FORMAT', 'input.language', { expected: 'de, en' });
      const name = given.name?.trim() ?? me.name;
      if (name === '') return refuse('REQUIRED', 'input.name');
      const changed = {
        name,
        phone: given.phone === undefined ? me.phone : given.phone,
        language,
        version: me.version + 1,
      };
      await tx.update(PersonEntity, { organisationId: me.organisationId, id: me.id }, changed);
      await this.audit.record(
        tx,
        actor,
        'person.changed',
        { type: 'person', id: me.id },
        { fields: Object.keys(given) },
      );
      return accept(Object.assign(me, changed));
    });
  }

  /** New roles count on the person's next request. */
  changeRoles(actor: Actor, id: string, roles: readonly string[], version: number): Promise<Result<PersonEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const person = await find(tx, id);
      if (person.id === actor.personId) return refuse('NOT_YOURSELF');
      if (roles.length === 0) return refuse('EMPTY', 'roles');
      const organisation = await this.organisations.find(tx, person.organisationId);
      const allowed: readonly string[] = rolesOf[organisation.kind];
      const foreign = roles.findIndex((role) => !allowed.includes(role));
      if (foreign >= 0) return refuse('ROLE_NOT_HERE', `roles[${foreign}]`);
      if (!roles.includes('ADMINISTRATOR') && (await isNeeded(tx, person))) return refuse('IS_EMERGENCY_ADMINISTRATOR');
      const changed = { roles: [...new Set(roles)] as Role[], version: version + 1 };
      const { affected } = await tx.update(
        PersonEntity,
        { organisationId: person.organisationId, id, version },
        changed,
      );
      if (!affected) return refuse('VERSION_CONFLICT', 'version');
      await this.audit.record(
        tx,
        actor,
        'person.roles-changed',
        { type: 'person', id },
        { before: person.roles, after: changed.roles },
      );
      return accept(Object.assign(person, changed));
    });
  }

  /** Ends the account: the next request of that person is refused, and every session, second factor and link for a new password is gone. Cases stay and can be handed over. */
  deactivate(actor: Actor, id: string, now = new Date()): Promise<Result<PersonEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const person = await find(tx, id);
      if (person.id === actor.personId) return refuse('NOT_YOURSELF');
      if (!person.active) return refuse('ALREADY_INACTIVE');
      if (await isNeeded(tx, person)) return refuse('IS_EMERGENCY_ADMINISTRATOR');
      return accept(await this.close(tx, actor, person, now));
    });
  }

  /** The same as part of a larger deed, without asking whether it may be. */
  async close(tx: Tx, actor: Actor, person: PersonEntity, now = new Date()): Promise<PersonEntity> {
    const { organisationId, id } = person;
    const changed = { active: false, deactivatedAt: now, version: person.version + 1 };
    await tx.update(PersonEntity, { organisationId, id }, changed);
    await query(tx, { name: 'sessions-end-of', text: 'select sessions_end_of($1)', values: [id] });
    await query(tx, { name: 'sign-in-steps-end-of', text: 'select sign_in_steps_end_of($1)', values: [id] });
    await query(tx, { name: 'password-resets-end-of', text: 'select password_resets_end_of($1)', values: [id] });
    // Whoever comes back sets up a second factor anew, as after a reset.
    await query(tx, removeAllFactors({ organisationId, personId: id }));
    await this.tokens.revokeAllOf(tx, actor, id);
    await this.audit.record(tx, actor, 'person.deactivated', { type: 'person', id });
    return Object.assign(person, changed);
  }

  reactivate(actor: Actor, id: string): Promise<Result<PersonEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const person = await find(tx, id);
      if (person.forgottenAt) return refuse('PERSON_FORGOTTEN', 'id');
      const changed = { active: true, deactivatedAt: null, version: person.version + 1 };
      await tx.update(PersonEntity, { organisationId: person.organisationId, id }, changed);
      await this.audit.record(tx, actor, 'person.reactivated', { type: 'person', id });
      return accept(Object.assign(person, changed));
    });
  }
}

async function find(tx: Tx, id: string): Promise<PersonEntity> {
  const found = await tx.findOne(PersonEntity, { where: { id } });
  if (!found) throw new NotFoundException();
  return found;
}

/** Whether this is the one person who gets in while everybody else has to come through the carrier's directory. */
async function isNeeded(tx: Tx, { organisationId, id }: PersonEntity): Promise<boolean> {
  const rows = await query(tx, {
    name: 'is-emergency-administrator',
    text: 'select from carrier_sign_in where organisation_id = $1 and emergency_person_id = $2 and demanded for share',
    values: [organisationId, id],
  });
  return rows.length > 0;
}

const unlinkAccount = (id: string): Statement => ({
  name: 'person-unlink',
  text: 'delete from carrier_account where person_id = $1',
  values: [id],
});

/** Who was let in by whom stays on record; the address is the person's. */
const blankInvitations = (email: string, id: string): Statement => ({
  name: 'person-blank-invitations',
  text: `update invitation set email = 'forgotten-' || $2::text || '@forgotten.invalid' where email = $1`,
  values: [email, id],
});
