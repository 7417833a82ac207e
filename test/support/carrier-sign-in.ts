import type { Response } from 'supertest';
import { openTestHouse, type TestHouse } from './app.js';
import { Directory, through } from './provider.js';
import { Browser } from './sign-in.js';
import type { Someone, TestOrganisation } from './world.js';

export const SET = `mutation ($input: SetCarrierSignInInput!) {
  setCarrierSignIn(input: $input) {
    __typename
    ... on CarrierSignIn { signInUrl redirectUrl issuer trustedMethods demanded emergencyPersonId people linkedPeople version }
    ... on Refusal { problems { code field } }
  }
}`;

export interface Settings {
  readonly __typename: string;
  readonly signInUrl: string;
  readonly redirectUrl: string;
  readonly version: number;
  readonly linkedPeople: number;
  readonly problems?: readonly { code: string; field: string | null }[];
}

/** A carrier with a service, whose administrator has set up its directory. */
export interface SetUp {
  readonly carrier: TestOrganisation;
  readonly service: TestOrganisation;
  readonly administrator: Someone;
  readonly input: Readonly<Record<string, unknown>>;
  readonly settings: Settings;
  /** Path of its sign-in. */
  readonly path: string;
}

export const change = async (administrator: Someone, input: object): Promise<Settings> =>
  (await administrator.does<{ setCarrierSignIn: Settings }>(SET, { input })).setCarrierSignIn;

/** A house in which everybody has a second factor, and a directory beside it that a carrier has set up. */
export class DirectoryStage {
  private serial = 0;

  private constructor(
    readonly house: TestHouse,
    readonly directory: Directory,
    /** The carrier that trusts its directory's `mfa`. */
    public here: SetUp,
  ) {}

  static async open(): Promise<DirectoryStage> {
    const directory = await Directory.open();
    const house = await openTestHouse({
      SECOND_FACTOR: 'on',
      BEISTAND_JOBS: 'off',
      OIDC_PRIVATE_HOSTS: directory.host,
    });
    const stage = new DirectoryStage(house, directory, null as unknown as SetUp);
    stage.here = await stage.setUp();
    return stage;
  }

  /** Between two stories. */
  tidy(): void {
    this.directory.forge = null;
    this.directory.user = { subject: 'nobody' };
  }

  async close(): Promise<void> {
    await this.house.close();
    await this.directory.close();
  }

  /** Another carrier with the same directory. */
  async setUp(): Promise<SetUp> {
    const { world } = this.house;
    const carrier = await world.carrier();
    const service = await world.service(undefined, carrier);
    const administrator = await this.signIn(await world.account(carrier, 'ADMINISTRATOR'));
    const { clientId, clientSecret } = this.directory.register('http://localhost/before', carrier.id);
    const input = { issuer: this.directory.issuer, clientId, clientSecret, trustedMethods: ['mfa'] };
    const settings = await change(administrator, input);
    if (settings.__typename !== 'CarrierSignIn') throw new Error(JSON.stringify(settings));
    this.directory.register(settings.redirectUrl, clientId);
    return { carrier, service, administrator, input, settings, path: new URL(settings.signInUrl).pathname };
  }

  /** A browser in which nobody is signed in yet. */
  browser(account: Someone = this.house.world.nobody): Browser {
    return new Browser({ ...account, server: this.house.world.server });
  }

  /** With password and app, as everybody signs in here. */
  async enter(account: Someone): Promise<Browser> {
    const browser = this.browser(account);
    await browser.password();
    await browser.setUpApp();
    return browser;
  }

  async signIn(account: Someone): Promise<Someone> {
    return (await this.enter(account)).someone;
  }

  /** Somebody new to the directory. */
  subject(): string {
    return `subject-${++this.serial}`;
  }

  /** Somebody of the service whose account is linked with a user of the directory. */
  async linked({ service }: SetUp = this.here): Promise<{ account: Someone; name: string; browser: Browser }> {
    const account = await this.house.world.account(service, 'COUNSELLOR');
    const browser = await this.enter(account);
    const name = this.subject();
    this.directory.user = { subject: name };
    const led = await linkAccount(browser);
    if (led !== '/account#linked') throw new Error(`Linking led to ${led}`);
    return { account, name, browser };
  }

  /** Why people were refused there, as it is on record. */
  async refusals({ carrier }: SetUp = this.here): Promise<string[]> {
    const { rows } = await this.house.database.query<{ why: string }>(
      `select details->>'why' as why from audit_entry where action = 'carrier-sign-in.refused' and organisation_id = $1 order by id`,
      [carrier.id],
    );
    return rows.map(({ why }) => why);
  }
}

/** From this address through the provider and back to the house; gives where the house then sends the browser. */
export async function comeBack(browser: Browser, url: string, cookies?: Map<string, string>): Promise<Response> {
  const { pathname, search } = new URL(await through(url, cookies));
  return browser.open(`${pathname}${search}`);
}

/** Signs in at a carrier's address, by real redirects. */
export async function signInAt(browser: Browser, path: string, cookies?: Map<string, string>): Promise<string> {
  const left = await browser.open(path);
  if (left.status !== 303 || !left.headers['location']?.startsWith('http')) return String(left.headers['location']);
  return String((await comeBack(browser, left.headers['location'], cookies)).headers['location']);
}

/** Links the account of whoever is signed in with this browser with the directory's user. */
export async function linkAccount(browser: Browser): Promise<string> {
  const { status, body } = await browser.post('/sign-in/link');
  if (status !== 200) throw new Error(`Linking answered ${status}: ${JSON.stringify(body)}`);
  return String((await comeBack(browser, (body as { url: string }).url)).headers['location']);
}
