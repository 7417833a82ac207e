import pg from 'pg';
import { PASSWORD, type Counsellor } from './fill.js';
import { Line, signIn } from './http.js';
import { rawDeeds, servedDeeds, Wishes, type Deed, type Operation } from './operations.js';
import type { Served } from './served.js';

export const CONNECTIONS = 8;

/** Eight counsellors of eight services: each with a connection to the server and, for comparison, one to the database. */
export class Bench {
  private constructor(
    readonly served: Served,
    readonly applicationUrl: string,
    readonly counsellors: readonly Counsellor[],
    /** What each of them asks for. */
    readonly wishes: readonly Wishes[],
    private readonly lines: readonly Line[],
    private readonly clients: readonly pg.Client[],
    private readonly raws: readonly Record<Operation, Deed>[],
    private readonly throughs: readonly Record<Operation, Deed>[],
  ) {}

  static async open(
    served: Served,
    superuser: string,
    applicationUrl: string,
    all: readonly Counsellor[],
  ): Promise<Bench> {
    const counsellors = all.slice(0, CONNECTIONS);
    const [lines, clients, raws, throughs, asked]: [
      Line[],
      pg.Client[],
      Record<Operation, Deed>[],
      Record<Operation, Deed>[],
      Wishes[],
    ] = [[], [], [], [], []];
    for (const counsellor of counsellors) {
      const client = new pg.Client({ connectionString: superuser });
      await client.connect();
      clients.push(client);
      const { rows } = await client.query<{ id: string }>(
        // The bare inserts of a run before this one, on the same data, made cases without a key.
        `select id from cases where organisation_id = $1 and exists (
           select from keyring.data_key k where k.organisation_id = cases.organisation_id and k.subject_id = cases.id)
         order by random() limit 3000`,
        [counsellor.organisationId],
      );
      // A run before this one, on the same data, has set up a passkey that nobody holds any more.
      await client.query('delete from second_factor where person_id = $1', [counsellor.id]);
      const wishes = (): Wishes => new Wishes(rows.map(({ id }) => id));
      const line = new Line(served.url, await signIn(served.url, counsellor.email, PASSWORD));
      lines.push(line);
      asked.push(wishes());
      const through = servedDeeds(line, wishes());
      throughs.push(through);
      raws.push(rawDeeds(client, counsellor, wishes(), await deadlinesOfOne(client, through.create)));
    }
    return new Bench(served, applicationUrl, counsellors, asked, lines, clients, raws, throughs);
  }

  raw(name: Operation): Deed[] {
    return this.raws.map((deeds) => deeds[name]);
  }

  through(name: Operation): Deed[] {
    return this.throughs.map((deeds) => deeds[name]);
  }

  async version(): Promise<string> {
    const rows = await this.clients[0]?.query<{ server_version: string }>('show server_version');
    return rows?.rows[0]?.server_version.split(' ')[0] ?? 'unknown';
  }

  async close(): Promise<void> {
    for (const line of this.lines) line.close();
    for (const client of this.clients) await client.end();
    await this.served.stop();
  }
}

/** Records one case through the front door and gives its deadlines: the bare inserts write the same ones. */
async function deadlinesOfOne(client: pg.Client, create: Deed): Promise<string> {
  const body = JSON.parse(String(await create())) as { data: { recordCase: { case: { id: string } } } };
  const { rows } = await client.query<{ deadlines: unknown }>(
    `select coalesce(json_agg(d), '[]') as deadlines from case_deadline d where case_id = $1`,
    [body.data.recordCase.case.id],
  );
  return JSON.stringify(rows[0]?.deadlines);
}
