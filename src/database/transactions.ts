import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import type pg from 'pg';
import {
  DataSource,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  type EntityManager,
  type QueryRunner,
} from 'typeorm';
import type { Actor } from '../core/access.js';
import { migrationNames, poolOf } from './data-source.js';
import { doneBefore, doneOnce } from './once.js';
import { canAssure, inOneMessage, inOneWrite, SESSION_OVER } from './one-message.js';
import type { Statement } from './statement.js';

export type { Statement } from './statement.js';

/** One open transaction in which row security knows the organisation. The only handle to the database. */
export type Tx = EntityManager;

type Tenant = Pick<Actor, 'organisationId' | 'carrierId' | 'once'> &
  Partial<Pick<Actor, 'assumed' | 'personId' | 'roles'>>;

/** A session ends after half an hour without a request. */
export const SESSION_IDLE = '30 minutes';

const isId = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/i;

/**
 * Opens a transaction and tells row security whose it is, in one message that needs neither planner nor values. `local` = for this
 * transaction only: a session setting would follow the pooled connection to its next borrower.
 */
const open = ({ organisationId, carrierId }: Tenant): string => {
  // They stand in the text itself; nothing but an id of our own, or nothing, may come here.
  if (!isId.test(organisationId) || !isId.test(carrierId)) throw new Error('A tenant is named by ids.');
  return `begin; set local app.organisation_id = '${organisationId}'; set local app.carrier_id = '${carrierId}'`;
};

/** Nobody's transaction: row security shows nothing but what is everybody's. */
const nobody: Tenant = { organisationId: '', carrierId: '' };

/** The one door to the database: opens a transaction, sets row security, hands out `tx`. */
@Injectable()
export class Transactions {
  private readonly pool: pg.Pool;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    this.pool = poolOf(dataSource);
  }

  /**
   * Runs the work in one transaction of the actor's organisation. A thrown error or a refusal (`ok: false`) undoes all of it.
   * Where the actor comes with a key that was used, the work is not done again and its first outcome is the answer.
   */
  async run<T>(actor: Tenant, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await this.begin(runner, actor);
      const tx = runner.manager;
      const outcome = await (actor.once
        ? doneOnce(
            (asked) => query(tx, asked),
            actor.once,
            () => work(tx),
          )
        : work(tx));
      await this.end(runner, isRefusal(outcome) ? 'rollback' : 'commit');
      return outcome;
    } catch (error) {
      await this.end(runner, 'rollback').catch(() => undefined);
      // What went wrong first says more than what could not be done after it.
      throw sentAhead.get(runner.manager)?.fault ?? (wasTakenAway(error) ? new ConnectionLost(error) : error);
    } finally {
      await runner.release();
    }
  }

  /**
   * What `run` would answer for a request that was done already, or null. For a deed that looks, before it begins, for something
   * that it uses up.
   */
  async doneBefore<T>(actor: Tenant): Promise<{ readonly outcome: T } | null> {
    const { once } = actor;
    return once ? doneBefore<T>((asked) => this.read(actor, asked), once) : null;
  }

  /** For sign-in and the like, before an organisation is known: row security shows no tenant's row. */
  runAsNobody<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(nobody, work);
  }

  /** One statement that changes nothing, in a transaction of its own, in a single round trip. */
  async read<Row>(actor: Tenant, statement: Statement): Promise<Row[]> {
    const { organisationId, carrierId, personId = null, roles = [], assumed: assumption } = actor;
    const client = await this.pool.connect();
    try {
      if (!assumption || !canAssure(client))
        return await inOneMessage<Row>(client, { organisationId, carrierId }, statement);
      const assumed = { tokenHash: assumption.tokenHash, personId, roles, idle: SESSION_IDLE };
      const rows = await inOneMessage<Row>(client, { organisationId, carrierId, assumed }, statement);
      assumption.holds ??= true;
      return rows;
    } catch (error) {
      if (!assumption || (error as { code?: unknown }).code !== SESSION_OVER) throw error;
      assumption.holds = false;
      throw new UnauthorizedException();
    } finally {
      client.release();
    }
  }

  /** Like `read`, for the functions that may be called before an organisation is known. */
  readAsNobody<Row>(statement: Statement): Promise<Row[]> {
    return this.read(nobody, statement);
  }

  /** One statement that commits by itself: no tenant is set, so row security shows no tenant's row. The cheapest way to ask a function. */
  async callAsNobody<Row>(statement: Statement): Promise<Row[]> {
    const { rows } = await this.pool.query({ ...statement, values: [...statement.values] });
    return rows as Row[];
  }

  /** Whether the database answers. */
  async isAlive(): Promise<boolean> {
    try {
      await this.dataSource.query('select 1');
      return true;
    } catch {
      return false;
    }
  }

  /** Migrations of this version that the database has not seen yet. */
  async pendingMigrations(): Promise<string[]> {
    const rows = await this.readAsNobody<{ name: string }>({
      name: 'migrations-done',
      text: 'select name from migration',
      values: [],
    });
    const done = new Set(rows.map(({ name }) => name));
    return (await migrationNames()).filter((name) => !done.has(name));
  }

  private async begin(runner: QueryRunner, actor: Tenant): Promise<void> {
    const client = (await runner.connect()) as pg.PoolClient;
    sendAhead(runner.manager, client, open(actor));
    // TypeORM asks this before it lets a row be locked; beginning ourselves saves a round trip.
    Object.assign(runner, { isTransactionActive: true });
  }

  private async end(runner: QueryRunner, how: 'commit' | 'rollback'): Promise<void> {
    if (!runner.isTransactionActive) return;
    Object.assign(runner, { isTransactionActive: false });
    const client = (await runner.connect()) as pg.PoolClient;
    const { command } = await client.query(how);
    const { fault } = sentAhead.get(runner.manager) ?? {};
    if (how === 'commit' && fault) throw fault;
    // PostgreSQL answers the commit of a failed transaction with ROLLBACK and no error: then nothing was written.
    if (how === 'commit' && command !== 'COMMIT') throw new Error('The transaction was not committed.');
  }
}

/** TypeORM takes a connection that breaks between two statements away from its transaction; the next one is then told only that it is gone. */
const wasTakenAway = (error: unknown): boolean =>
  error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;

/** Nothing was done; with PostgreSQL's own code for a connection that failed. */
class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly code = '08006';

  constructor(cause: unknown) {
    super('The connection broke in the middle of a transaction.', { cause });
  }
}

const isRefusal = (outcome: unknown): boolean =>
  typeof outcome === 'object' && outcome !== null && 'ok' in outcome && outcome.ok === false;

/** What was sent in a transaction without waiting for the answer: the first thing that went wrong with it. */
const sentAhead = new WeakMap<Tx, { fault?: Error }>();

/** Answers come in the order of the questions: whoever waits for a later one, the commit at last, has met this one's fault. */
function sendAhead(tx: Tx, client: pg.PoolClient, statement: string | pg.QueryConfig): void {
  const sent = sentAhead.get(tx) ?? {};
  sentAhead.set(tx, sent);
  inOneWrite(client);
  client.query(statement).catch((error: unknown) => {
    sent.fault ??= error instanceof Error ? error : new Error(String(error));
  });
}

/** Runs a prepared statement inside a transaction. */
export const query = async <Row>(tx: Tx, statement: Statement): Promise<Row[]> => {
  const client = (await tx.queryRunner?.connect()) as pg.PoolClient;
  const { rows } = await client.query({ ...statement, values: [...statement.values] });
  return rows as Row[];
};

/**
 * Runs a prepared statement whose rows nobody needs: it is on its way when this returns, and leaves together with what comes next.
 * If it fails, so does the transaction, at its next statement or at its end.
 */
export const send = async (tx: Tx, statement: Statement): Promise<void> => {
  const client = (await tx.queryRunner?.connect()) as pg.PoolClient;
  sendAhead(tx, client, { ...statement, values: [...statement.values] });
};
