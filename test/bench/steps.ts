import pg from 'pg';
import { casesPage } from '../../src/cases/case-list.queries.js';
import type { Bench } from './bench.js';
import type { Deed } from './operations.js';
import { compare, type Compared } from './rounds.js';

/** What stands between the bare statement and the door of the house, one step after the other, on the list. */
export async function steps(
  bench: Bench,
  rounds: number,
  seconds: number,
  say: (line: string) => void,
): Promise<(readonly [string, Compared])[]> {
  const { text } = casesPage({}, 'OPENED_AT_DESC', 21, null);
  const clients = await Promise.all(
    bench.counsellors.map(async ({ organisationId, carrierId }) => {
      const client = new pg.Client({ connectionString: bench.applicationUrl });
      // What pipelining needs is set by the library's own pool; here there is one client a connection.
      Object.assign(client, { pipeline: true });
      await client.connect();
      return { client, organisationId, carrierId };
    }),
  );
  const tenant = "select set_config('app.organisation_id', $1, true), set_config('app.carrier_id', $2, true)";
  const inTurn: Deed[] = clients.map(({ client, organisationId, carrierId }) => async () => {
    await client.query('begin read only');
    await client.query({ name: 'tenant', text: tenant, values: [organisationId, carrierId] });
    await client.query({ name: 'page', text });
    await client.query('commit');
  });
  const together: Deed[] = clients.map(
    ({ client, organisationId, carrierId }) =>
      () =>
        Promise.all([
          client.query('begin read only'),
          client.query({ name: 'tenant', text: tenant, values: [organisationId, carrierId] }),
          client.query({ name: 'page', text }),
          client.query('commit'),
        ]),
  );
  const compared: [string, Compared][] = [
    ['row security, in a transaction of four round trips', await compare(bench.raw('list'), inTurn, rounds, seconds)],
    ['the four statements sent together', await compare(inTurn, together, rounds, seconds)],
    ['the house: HTTP, session, GraphQL, labels', await compare(together, bench.through('list'), rounds, seconds)],
  ];
  for (const [what, { ratio }] of compared) say(`  ${what}: ${ratio.toFixed(2)}`);
  for (const { client } of clients) await client.end();
  return compared;
}
