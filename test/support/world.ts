import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type pg from 'pg';
import request from 'supertest';
import type { OrganisationKind, Role } from '../../src/core/access.js';
import { hashPassword } from '../../src/identity/secrets.js';

export interface TestOrganisation {
  readonly id: string;
  readonly carrierId: string;
  readonly kind: OrganisationKind;
  readonly name: string;
}

/** What GraphQL answers. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly data: T | null;
  readonly errors?: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: { code: string; problems?: { code: string; field: string | null }[] };
  }[];
}

const PASSWORD = 'ein langes Passwort 42';
let passwordHash: Promise<string> | null = null;

/** Somebody in front of the API, signed in by e-mail address and password like everybody. */
export class Someone {
  constructor(
    readonly server: Server,
    readonly id: string,
    readonly email: string,
    readonly organisation: TestOrganisation,
    readonly cookie: string,
  ) {}

  /** Sends an operation; fails the test when the server answers 5xx. */
  async ask<T = Record<string, unknown>>(query: string, variables: object = {}): Promise<Answer<T>> {
    const response = await request(this.server).post('/graphql').set('Cookie', this.cookie).send({ query, variables });
    if (response.status >= 500) throw new Error(`The server answered ${response.status}: ${response.text}`);
    return { status: response.status, ...(response.body as Omit<Answer<T>, 'status'>) };
  }

  /** Sends an operation that must go well, and gives its data. */
  async does<T = Record<string, unknown>>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.ask<T>(query, variables);
    if (errors || !data) throw new Error(`Refused: ${JSON.stringify(errors)}`);
    return data;
  }

  get(path: string): request.Test {
    return request(this.server).get(path).set('Cookie', this.cookie);
  }

  post(path: string): request.Test {
    return request(this.server).post(path).set('Cookie', this.cookie);
  }
}

/** Builders that speak the domain. Organisations and accounts are put into the database directly; everything else goes through the API. */
export class World {
  private serial = 0;

  constructor(
    readonly server: Server,
    private readonly database: pg.Pool,
  ) {}

  /** Nobody: not signed in. */
  get nobody(): Someone {
    return new Someone(this.server, '', '', { id: '', carrierId: '', kind: 'PLATFORM', name: '' }, '');
  }

  async platform(): Promise<TestOrganisation> {
    const { rows } = await this.database.query<{ id: string; name: string }>(
      `select id, name from organisation where kind = 'PLATFORM'`,
    );
    const [found] = rows;
    return found ? { ...found, carrierId: found.id, kind: 'PLATFORM' } : this.organisation('PLATFORM', 'Beistand');
  }

  carrier(name = `Träger ${++this.serial}`): Promise<TestOrganisation> {
    return this.organisation('CARRIER', name);
  }

  async service(name = `Dienst ${++this.serial}`, carrier?: TestOrganisation): Promise<TestOrganisation> {
    return this.organisation('SERVICE', name, (carrier ?? (await this.carrier())).id);
  }

  office(name = `Fachstelle ${++this.serial}`): Promise<TestOrganisation> {
    return this.organisation('OFFICE', name);
  }

  campaignTeam(name = `Kampagne ${++this.serial}`): Promise<TestOrganisation> {
    return this.organisation('CAMPAIGN_TEAM', name);
  }

  private async organisation(kind: OrganisationKind, name: string, carrierId?: string): Promise<TestOrganisation> {
    const id = randomUUID();
    const root = carrierId ?? id;
    await this.database.query(
      'insert into organisation (id, carrier_id, kind, name, short_name) values ($1, $2, $3, $4, $5)',
      [id, root, kind, name, `T${++this.serial}X`],
    );
    return { id, carrierId: root, kind, name };
  }

  /** Somebody with these roles in this organisation, signed in. */
  async someone(organisation: TestOrganisation, ...roles: Role[]): Promise<Someone> {
    const { id, email } = await this.account(organisation, ...roles);
    return new Someone(this.server, id, email, organisation, await this.signIn(email));
  }

  /** The same, not signed in. */
  async account(organisation: TestOrganisation, ...roles: Role[]): Promise<Someone> {
    const id = randomUUID();
    const email = `person-${++this.serial}-${id.slice(0, 8)}@example.org`;
    passwordHash ??= hashPassword(PASSWORD);
    await this.database.query(
      'insert into person (id, organisation_id, carrier_id, email, name, roles, password_hash) values ($1, $2, $3, $4, $5, $6, $7)',
      [id, organisation.id, organisation.carrierId, email, `Person ${this.serial}`, roles, await passwordHash],
    );
    return new Someone(this.server, id, email, organisation, '');
  }

  /** The session cookie after signing in; throws when it is refused. */
  async signIn(email: string, password = PASSWORD): Promise<string> {
    const response = await request(this.server).post('/session').send({ email, password });
    if (response.status !== 204) throw new Error(`Sign-in answered ${response.status}`);
    return String(response.headers['set-cookie']).split(';')[0] ?? '';
  }

  async counsellor(service?: TestOrganisation): Promise<Someone> {
    return this.someone(service ?? (await this.service()), 'COUNSELLOR');
  }

  async supervisor(service?: TestOrganisation): Promise<Someone> {
    return this.someone(service ?? (await this.service()), 'SUPERVISOR');
  }

  async operator(): Promise<Someone> {
    return this.someone(await this.platform(), 'OPERATOR');
  }
}
