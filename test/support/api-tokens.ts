import request from 'supertest';
import type { Scope } from '../../src/core/access.js';
import { ApiTokens } from '../../src/identity/api-tokens.service.js';
import type { TestHouse } from './app.js';
import { daysFromToday, type Json } from './cases.js';
import type { Answer, Someone } from './world.js';

const CREATE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  ... on ApiTokenCreated { secret token { id name scopes personId lastUsedOn expiresAt } }
  ... on Refusal { problems { code field } } } }`;

/** Makes a token the way a person does. */
export const createToken = async (who: Someone, changed: object = {}): Promise<Json> => {
  const input = { name: 'Fachverfahren', scopes: ['cases:read'], expiresOn: daysFromToday(30), ...changed };
  return (await who.does<Json>(CREATE, { input })).createApiToken;
};

/** The same for houses in which that operation is not listed: by the service itself. */
export async function tokenFor(house: TestHouse, who: Someone, scopes: readonly Scope[]): Promise<string> {
  const { rows } = await house.database.query<{ roles: never[] }>('select roles from person where id = $1', [who.id]);
  const { id: organisationId, carrierId, kind } = who.organisation;
  const actor = {
    personId: who.id,
    organisationId,
    carrierId,
    organisationKind: kind,
    roles: rows[0]?.roles ?? [],
  };
  const wish = { name: 'Programm', scopes, expiresOn: daysFromToday(30) };
  const outcome = await house.app.get(ApiTokens, { strict: false }).create(actor, wish);
  if (!outcome.ok) throw new Error(`Refused: ${JSON.stringify(outcome)}`);
  return outcome.value.secret;
}

/** A program that holds a token, and no cookie. */
export const program = (house: TestHouse, token: string) => ({
  ask: async <T = Record<string, unknown>>(query: string, variables: object = {}): Promise<Answer<T>> => {
    const sent = request(house.world.server).post('/graphql').set('Authorization', `Bearer ${token}`);
    const { status, body } = await sent.send({ query, variables });
    return { status, ...(body as Omit<Answer<T>, 'status'>) };
  },
  get: (path: string) => request(house.world.server).get(path).set('Authorization', `Bearer ${token}`),
  post: (path: string) => request(house.world.server).post(path).set('Authorization', `Bearer ${token}`),
});
