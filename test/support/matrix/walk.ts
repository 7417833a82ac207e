import { Agent, request } from 'node:http';
import type { GraphQLField } from 'graphql';
import { may, type Permission } from '../../../src/core/access.js';
import type { Actor } from './actors.js';
import { documentFor, variablesFor, type Source } from './documents.js';
import { example } from './examples.js';
import { idPlaces, levelOf, namedBy, rootFields } from './policy.js';
import { reaches, type MatrixWorld } from './world.js';

const random = '00000000-0000-4000-8000-000000000000';
const malformed = 'nonsense';
/** Said of one's own organisation, before any id is looked at. */
const notAService = 'IMPORT_NOT_A_SERVICE';

/** What came back, as far as somebody could compare it. */
interface Reply {
  readonly status: number;
  readonly text: string;
  readonly bytes: string;
}

interface Raw {
  readonly status: number;
  readonly told: readonly unknown[];
  readonly text: string;
}

interface Sent {
  readonly body?: string;
}

type Answered = { errors?: { extensions: { code: string } }[]; data?: Record<string, unknown> | null };

/** Sends operations for people, and notes what they find that is not theirs. */
export class Walk {
  readonly findings = new Set<string>();
  /** Fields in whose answers a planted word stood: `Case.narrative`. */
  readonly speaking = new Set<string>();
  asked = 0;
  private readonly fields: Map<string, GraphQLField<unknown, unknown>>;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });
  private readonly documents = new Map<string, string>();
  private readonly queries: ReadonlySet<string>;

  constructor(
    readonly world: MatrixWorld,
    private readonly url: string,
  ) {
    this.fields = rootFields(world.house.schema);
    this.queries = new Set(Object.keys(world.house.schema.getQueryType()?.getFields() ?? {}));
  }

  /** Everything that the API has, for one person: what is open to them is looked through, what is not must be refused alike. */
  async everything(actor: Actor): Promise<void> {
    for (const [name, field] of this.fields) {
      const places = idPlaces(field);
      if (places.length === 0) await this.plain(actor, name);
      else for (const place of places) await this.place(actor, name, place);
    }
  }

  /** Only what can be looked at, with every id that reaches the person. */
  async looks(actor: Actor): Promise<void> {
    for (const name of this.queries) {
      const [place] = idPlaces(this.fields.get(name)!);
      if (!place) await this.plain(actor, name);
      else
        for (const id of this.idsFor(name, place))
          if (this.mayCall(actor, name)) await this.call(actor, name, { [place]: id });
    }
  }

  /** The link of an invitation: whoever holds it reads for whom it is. */
  async opensInvitation(actor: Actor): Promise<void> {
    const { text } = await this.call(actor, 'renewInvitation', { id: this.world.own['invitation']![0]! });
    const [, token] = /#([\w-]+)/.exec(text) ?? [];
    await this.call(actor, 'invitation', {}, { token });
  }

  private async plain(actor: Actor, name: string): Promise<void> {
    const reply = await this.call(actor, name, {});
    const expected = this.refusal(actor, name);
    if (expected && codeOf(reply, name) !== expected)
      this.found(actor, name, `answered ${codeOf(reply, name)}, not ${expected}`);
  }

  private async place(actor: Actor, name: string, place: string): Promise<void> {
    const { thing, outsiders } = namedBy(this.world.policy, name, place);
    const rest = this.restOf(name, place);
    const ids = this.idsFor(name, place);
    const where = `${name}(${place})`;
    const refusal = this.refusal(actor, name);
    if (refusal) {
      const code = codeOf(await this.call(actor, name, { ...rest, [place]: ids[0] ?? random }), name);
      if (code !== refusal) this.found(actor, where, `answered ${code}, not ${refusal}`);
      return;
    }
    const strange = ids.filter((id) => !reaches(this.world, actor, thing, id));
    for (const id of ids.filter((each) => this.queries.has(name) && !strange.includes(each)))
      await this.call(actor, name, { ...rest, [place]: id });
    if (strange.length === 0 || this.world.policy.operations[name]?.log) return;
    const expected = await this.call(actor, name, { ...rest, [place]: random });
    const code = codeOf(expected, name);
    // Whoever has nothing of their own cannot put a valid id beside the foreign one: then only the likeness counts.
    if (code !== outsiders && code !== notAService && this.isWhole(actor, rest))
      this.found(actor, where, `answered ${code} for an id that nobody has, not ${outsiders}`);
    for (const id of outsiders === 'NOT_FOUND' && !place.includes('.') ? [...strange, malformed] : strange) {
      const { bytes } = await this.call(actor, name, { ...rest, [place]: id });
      const which = id === malformed ? 'malformed' : 'foreign';
      if (bytes !== expected.bytes) this.found(actor, where, `tells a ${which} id from one that nobody has`);
    }
  }

  private isWhole(actor: Actor, rest: Readonly<Record<string, string>>): boolean {
    return Object.keys(rest).length === 0 || actor.relation === 'stranger' || actor.relation === 'operator';
  }

  /** The other ids of the operation: those of the service of another carrier, which are its own. */
  private restOf(name: string, place: string): Record<string, string> {
    const others = idPlaces(this.fields.get(name)!).filter((each) => each !== place && !this.isChoice(name, each));
    return Object.fromEntries(
      others.map((each) => [each, this.world.foreign[namedBy(this.world.policy, name, each).thing]?.[0] ?? random]),
    );
  }

  /** An id that may be left out, such as the one that a client makes for a new case. */
  private isChoice(name: string, place: string): boolean {
    return ['new', 'carrier'].includes(namedBy(this.world.policy, name, place).thing) || name === 'cases';
  }

  /** Things differ by their state: a look is tried on each, a deed on some. */
  private idsFor(name: string, place: string): readonly string[] {
    const { thing } = namedBy(this.world.policy, name, place);
    const ids = this.world.own[thing] ?? [];
    return this.queries.has(name) ? ids : [...ids.slice(0, 2), ...ids.slice(-2)];
  }

  private mayCall(actor: Actor, name: string): boolean {
    return this.refusal(actor, name) === null;
  }

  private refusal({ role }: Actor, name: string): string | null {
    const permission = this.world.policy.operations[name]?.permission;
    if (permission === 'public') return null;
    if (role === null) return 'NOT_SIGNED_IN';
    return may({ roles: [role] }, permission as Permission) ? null : 'FORBIDDEN';
  }

  /** One operation with valid values in all places but those given. */
  async call(
    actor: Actor,
    name: string,
    ids: Readonly<Record<string, string>>,
    more: Record<string, unknown> = {},
  ): Promise<Reply> {
    const field = this.fields.get(name);
    if (!field) throw new Error(`There is no ${name}.`);
    const source: Source = {
      id: (place) => ids[place],
      value: (input, key) =>
        key === 'version' && ids['id'] ? (this.world.versions.get(ids['id']) ?? 1) : example(input, key),
    };
    const variables = { ...variablesFor(field, source), ...more };
    const given = Object.keys(variables).sort();
    const key = `${name} ${given.join()}`;
    const document =
      this.documents.get(key) ?? documentFor(this.queries.has(name) ? 'query' : 'mutation', field, given);
    this.documents.set(key, document);
    return this.send(actor, name, document, variables);
  }

  async send(actor: Actor, name: string, query: string, variables: object): Promise<Reply> {
    return this.fetch(actor, name, '/graphql', { body: JSON.stringify({ query, variables }) });
  }

  /** Any request of somebody; what is found in the answer is noted. */
  async fetch(actor: Actor, name: string, path: string, { body }: Sent = {}): Promise<Reply> {
    this.asked++;
    const headers = {
      cookie: actor.someone.cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const { status, told, text } = await this.exchange(path, headers, body);
    if (status >= 500 || text.includes('"code":"FAULT"')) this.found(actor, name, `answered ${status} with a fault`);
    this.look(actor, name, text);
    return { status, text, bytes: JSON.stringify([status, told, text]) };
  }

  private exchange(path: string, headers: Record<string, string>, body?: string): Promise<Raw> {
    return new Promise((done, failed) => {
      const asked = request(`${this.url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        agent: this.agent,
      });
      asked.on('error', failed).on('response', (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            const told = Object.entries(response.headers).filter(
              ([header]) => !['date', 'x-request-id'].includes(header),
            );
            done({ status: response.statusCode ?? 0, told, text: Buffer.concat(chunks).toString('utf8') });
          });
      });
      asked.end(body);
    });
  }

  /** Ends the connections that were kept. */
  close(): void {
    this.agent.destroy();
  }

  /** Notes it when something is not as it must be. */
  expect(actor: Actor, name: string, found: unknown, wanted: unknown): void {
    if (found !== wanted)
      this.found(actor, name, `answered ${String(found).slice(0, 80)}, not ${String(wanted).slice(0, 80)}`);
  }

  /** Notes what stands in a text and is not this person's. */
  look(actor: Actor, name: string, text: string): void {
    const isLog = this.world.policy.operations[name]?.log ?? false;
    for (const place of this.world.tokens.leakedTo(actor, text, isLog)) this.found(actor, name, `shows ${place}`);
    if (text.startsWith('{"') && text.includes('zq')) this.note(JSON.parse(text));
  }

  /** Which fields speak, and whether the policy knows that they do. */
  private note(value: unknown): void {
    if (Array.isArray(value)) for (const each of value) this.note(each);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { __typename: type } = value as { __typename?: string };
    for (const [key, inner] of Object.entries(value)) {
      const field = key.split('__').at(-1)!;
      const words = [inner].flat().filter((each) => typeof each === 'string');
      if (words.length === 0) this.note(inner);
      else if (type && words.some((word) => /zq[a-z]{12}/.test(word))) {
        this.speaking.add(`${type}.${field}`);
        if (!['protected', 'personal'].includes(levelOf(this.world.policy, type, field) ?? ''))
          this.findings.add(
            `${type}.${field} holds what somebody wrote: call it protected or personal in docs/access.yaml.`,
          );
      }
    }
  }

  private found({ relation, role }: Actor, name: string, what: string): void {
    this.findings.add(`${relation} ${role ?? 'nobody'}: ${name} ${what}`);
  }
}

/** How an operation ended: the code of its error or of its refusal, or DATA. */
export function codeOf({ text }: Reply, name: string): string {
  const { errors, data } = JSON.parse(text) as Answered;
  if (errors?.[0]) return errors[0].extensions.code;
  const outcome = data?.[name] as { Refusal__code?: string } | null | undefined;
  return outcome?.Refusal__code ?? 'DATA';
}
