import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Statement } from './statement.js';

/** What the driver's own query is made of; the published types leave it out. */
interface Wire {
  bind(message: {
    readonly portal: string;
    readonly statement: string;
    readonly values: readonly unknown[];
    readonly binary: boolean;
    readonly valueMapper: (value: unknown) => unknown;
  }): void;
  execute(message: { readonly portal: string; readonly rows: number }): void;
}

interface DriverQuery extends pg.Query {
  requiresPreparation(): boolean;
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}

type Answered = (error: Error | undefined, result: pg.QueryResult) => void;
const DriverQuery = pg.Query as unknown as new (config: pg.QueryConfig, answered: Answered) => DriverQuery;

/** Tells row security whose the transaction is, and keeps it from writing: for this transaction only. */
const opening = {
  name: 'tenant',
  text: `select set_config('app.organisation_id', $1, true), set_config('app.carrier_id', $2, true), set_config('transaction_read_only', 'on', true)`,
};

/** The same, and asks whether a session that was remembered holds: raises `SESSION_OVER` when not. */
const assuredOpening = {
  name: 'tenant-assured',
  text: `${opening.text}, session_holds($3, $4, $5, $6, $7, $8)`,
};

/** What `session_holds` raises. */
export const SESSION_OVER = 'SE001';

/** Connections that can ask about sessions: all, but those to a database that still waits for that migration. */
const assuring = new WeakSet<pg.ClientBase>();

/** Prepares what every message begins with: once a connection, before anybody uses it. */
export async function prepareOpening(client: pg.ClientBase): Promise<void> {
  await client.query({ ...opening, values: ['', ''] });
  const nobody = ['', '', null, null, null, null, null, null];
  await client.query({ ...assuredOpening, values: nobody }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === SESSION_OVER) assuring.add(client);
  });
}

/**
 * One statement with its tenant, sent as one message and answered as one: until the message ends, PostgreSQL keeps everything in it in one
 * transaction, which it commits at the end or undoes as a whole (message flow of the extended query protocol, PostgreSQL 18, 54.2.3).
 * The opening's own row is skipped; whatever goes wrong in either is the error of both.
 */
class OneMessage extends DriverQuery {
  private isOpen = false;

  constructor(
    statement: Statement,
    private readonly opening: string,
    private readonly openingValues: readonly unknown[],
    answered: Answered,
  ) {
    super({ name: statement.name, text: statement.text, values: [...statement.values] }, answered);
  }

  override requiresPreparation(): boolean {
    return true;
  }

  override prepare(wire: Wire): void {
    wire.bind({
      portal: '',
      statement: this.opening,
      values: this.openingValues,
      binary: false,
      valueMapper: (value) => value,
    });
    wire.execute({ portal: '', rows: 0 });
    super.prepare(wire);
  }

  override handleDataRow(message: unknown): void {
    if (this.isOpen) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.isOpen) super.handleCommandComplete(message, wire);
    this.isOpen = true;
  }
}

export interface Opening {
  readonly organisationId: string;
  readonly carrierId: string;
  /** Whose session is asked about, when it was only remembered. */
  readonly assumed?: Assumed | undefined;
}

export interface Assumed {
  readonly tokenHash: Uint8Array;
  readonly personId: string | null;
  readonly roles: readonly string[];
  /** How long a session may rest, as an interval. */
  readonly idle: string;
}

/** Runs one statement in a transaction of its own, in one message; gives its rows when it is committed. */
export const inOneMessage = <Row>(
  client: pg.ClientBase,
  { organisationId, carrierId, assumed }: Opening,
  statement: Statement,
): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    const tenant = [organisationId, carrierId];
    const session = assumed && [
      assumed.tokenHash,
      assumed.personId,
      organisationId,
      carrierId,
      `{${assumed.roles.join()}}`,
      assumed.idle,
    ];
    const [name, values] = session ? [assuredOpening.name, [...tenant, ...session]] : [opening.name, tenant];
    client.query(
      new OneMessage(statement, name, values, (error, result) =>
        error ? reject(error) : resolve(result.rows as Row[]),
      ),
    );
  });

/** Whether this connection can ask about a session. */
export const canAssure = (client: pg.ClientBase): boolean => assuring.has(client);

/** Lets whatever goes to the database until the program waits for something leave in one write to the socket. */
export function inOneWrite(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
