import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { GraphQLField } from 'graphql';
import request from 'supertest';
import { CurrentActor } from '../../src/access/access.decorators.js';
import { may, type Permission } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Actor } from '../support/matrix/actors.js';
import { documentFor, variablesFor } from '../support/matrix/documents.js';
import { example } from '../support/matrix/examples.js';
import { idPlaces, namedBy, readPolicy } from '../support/matrix/policy.js';
import { buildMatrixWorld, type MatrixWorld } from '../support/matrix/world.js';
import { queueIsDone } from '../support/notices.js';
import { classesIn, handlersOf } from '../support/operations.js';

/** Mutations without a person, each with the reason why sending it again is harmless without a key. */
const withoutPerson: Readonly<Record<string, string>> = {
  acceptInvitation: 'the link is good once: the second time it is refused, and the account is there',
  requestPasswordReset: 'three mails an hour at most; the newest link counts',
  resetPassword: 'the link is good once: the second time it is refused, and the password is the new one',
};

/** What was done goes on by a job, and the second answer tells how far it is. */
const goesOn: Readonly<Record<string, string>> = {
  acceptReferral: 'the dossier is drawn meanwhile',
  startImport: 'the list is read meanwhile',
};

/** Tables that the house fills by itself meanwhile. */
const own = ['audit_checkpoint', 'audit_leaf', 'session'];

describe('every mutation can be sent again', () => {
  let house: TestHouse;
  let world: MatrixWorld;
  beforeAll(async () => {
    house = await openTestHouse({ OPERATIONS: 'unlimited' });
    world = await buildMatrixWorld(house, readPolicy());
  }, 120_000);
  afterAll(() => house.close());

  const mutations = (): GraphQLField<unknown, unknown>[] =>
    Object.values(house.schema.getMutationType()?.getFields() ?? {});

  it('because it takes its actor from the one place where the key is read', () => {
    const without = classesIn(house.app).flatMap((owner) =>
      handlersOf(owner).flatMap(({ key, handler }) => {
        if (Reflect.getMetadata('graphql:resolver_type', handler) !== 'Mutation') return [];
        return takesActor(owner, key) ? [] : [(Reflect.getMetadata('graphql:resolver_name', handler) as string) ?? key];
      }),
    );
    expect(without.sort()).toEqual(Object.keys(withoutPerson).sort());
  });

  it('with one effect and the same answer, and is a conflict with another content', async () => {
    const findings: string[] = [];
    const done: string[] = [];
    for (const field of mutations().filter(({ name }) => !(name in withoutPerson))) {
      const first = await findOneThatIsDone(field);
      if (!first) continue;
      done.push(field.name);
      await queueIsDone(house);
      const before = await rowsOf(house);
      const again = await send(first);
      if (again !== first.answer && !(field.name in goesOn))
        findings.push(`${field.name} answers something else the second time:\n${differing(first.answer, again)}`);
      if (!isDone(again, field.name)) findings.push(`${field.name} is not answered as done the second time`);
      const other = await send({ ...first, query: `${first.query} ` });
      if (!other.includes('IDEMPOTENCY_KEY_USED')) findings.push(`${field.name} takes the key for another request`);
      await queueIsDone(house);
      const after = await rowsOf(house);
      for (const [table, sum] of Object.entries(after))
        if (before[table] !== sum) findings.push(`${field.name} writes into ${table} a second time`);
    }
    expect(findings).toEqual([]);
    // What could not be done with the examples of the matrix (a state, a fresh proof) is still held by the test above.
    expect(done.length).toBeGreaterThan(35);
  }, 300_000);

  interface Sent {
    readonly actor: Actor;
    readonly key: string;
    readonly query: string;
    readonly variables: object;
  }

  const send = async ({ actor, key, query, variables }: Sent): Promise<string> => {
    const { status, text } = await request(actor.someone.server)
      .post('/graphql')
      .set('Cookie', actor.someone.cookie)
      .set('Idempotency-Key', key)
      .send({ query, variables });
    return `${status} ${text}`;
  };

  /** Tries the people of the matrix with the things that reach them, until somebody does it. */
  const findOneThatIsDone = async (
    field: GraphQLField<unknown, unknown>,
  ): Promise<(Sent & { answer: string }) | null> => {
    const permission = world.policy.operations[field.name]?.permission as Permission;
    const people = world.cast.actors.filter(({ role }) => role !== null && may({ roles: [role] }, permission));
    for (const actor of people.slice(0, 12))
      for (const choice of [0, 1, 2, 3, 4, 5, 6, 7]) {
        const attempt = attemptAt(field, actor, choice);
        const answer = await send(attempt);
        if (isDone(answer, field.name)) return { ...attempt, answer };
      }
    return null;
  };

  const attemptAt = (field: GraphQLField<unknown, unknown>, actor: Actor, choice: number): Sent => {
    const ids = new Map(
      idPlaces(field).map((place) => {
        const things = world.own[namedBy(world.policy, field.name, place).thing] ?? [];
        return [place, things[choice % Math.max(1, things.length)]];
      }),
    );
    const variables = variablesFor(field, {
      id: (place) => (namedBy(world.policy, field.name, place).thing === 'new' ? randomUUID() : ids.get(place)),
      value: (input, name) =>
        name === 'version' && ids.get('id') ? (world.versions.get(ids.get('id')!) ?? 1) : example(input, name),
    });
    return { actor, key: randomUUID(), query: documentFor('mutation', field, Object.keys(variables)), variables };
  };
});

function isDone(answer: string, name: string): boolean {
  const { errors, data } = JSON.parse(answer.slice(answer.indexOf(' '))) as {
    errors?: unknown;
    data?: Record<string, { __typename?: string } | null> | null;
  };
  return !errors && !/Refusal|Conflict/.test(data?.[name]?.__typename ?? 'Refusal');
}

/** Whether `@CurrentActor` stands at one of its parameters: Nest keeps the decorator's function under a key of its own. */
function takesActor(owner: object, key: string): boolean {
  class Probe {
    probe(): void {}
  }
  CurrentActor()(Probe.prototype, 'probe', 0);
  const factories = (of: object, method: string): unknown[] =>
    Object.values((Reflect.getMetadata(ROUTE_ARGS_METADATA, of, method) ?? {}) as Record<string, { factory?: unknown }>)
      .map(({ factory }) => factory)
      .filter(Boolean);
  const [actorFactory] = factories(Probe, 'probe');
  return factories(owner, key).includes(actorFactory);
}

/** A sum over every table of the house. */
async function rowsOf({ database }: TestHouse): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and not tablename = any($1)`,
    [own],
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ sum: string | null }>(
      // The answer is looked up anew, and who looked is on record.
      `select md5(string_agg(t::text, '' order by t::text)) as sum from ${name} t
       ${name === 'audit_entry' ? `where action !~ '(read|read-duplicates|listed|in-vain)$'` : ''}`,
    );
    sums[name] = rows[0]?.sum ?? '';
  }
  return sums;
}

function differing(first: string, again: string): string {
  const at = [...again].findIndex((letter, place) => letter !== first[place]);
  return [first, again].map((text) => text.slice(Math.max(0, at - 120), at + 60)).join('\n');
}
