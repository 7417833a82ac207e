import { setTimeout } from 'node:timers/promises';
import { faults, needsOwnDisk, possibleFaults, type Fault } from './faults.js';
import { Ledger } from './ledger.js';
import { Stage } from './stage.js';
import { judge, rows, type Verdict } from './verdict.js';
import { Writer, type Keys } from './writer.js';

export interface Wishes {
  /** How often each fault is done. */
  readonly rounds: number;
  readonly writers: number;
  /** So many deeds must be confirmed between two faults. */
  readonly between: number;
  readonly main?: string;
  readonly say: (line: string) => void;
}

export interface Outcome {
  readonly ledger: Ledger;
  /** How often each fault was done, and the longest time without a confirmed deed from then on, in milliseconds. */
  readonly done: ReadonlyMap<Fault, number[]>;
  readonly verdict: Verdict;
  /** Of each time the disk was full; none where there is no disk to fill. */
  readonly fullDisks: readonly FullDisk[];
  /** Whether the harness would see it: the same writers where something must go wrong. */
  readonly control: Control;
  /** What the product has logged of faults, a line each. */
  readonly logged: readonly string[];
}

interface Control {
  /** With a new key for each request, as if the product knew none: what was then done twice. */
  readonly doubled: number;
  /** On a database that confirms too early: how many deeds were confirmed, and how many of them are missing. */
  readonly acknowledged: number;
  readonly lost: number;
}

interface FullDisk {
  /** Whether the product said why it was not ready. */
  readonly saidSo: boolean;
  /** Whether it was ready again afterwards, by itself. */
  readonly readyAgain: boolean;
}

/** Writes under load while everything beneath is broken, one after the other; then looks whether all that was confirmed is there. */
export async function torture(wishes: Wishes): Promise<Outcome> {
  const began = performance.now();
  const tell = (what: string): void => wishes.say(`${what} after ${Math.round((performance.now() - began) / 1_000)} s`);
  const stage = await Stage.set(wishes.writers, wishes.main);
  try {
    await stage.startProduct();
    await stage.signIn();
    await stage.queueIsDone();
    tell('the stage is set');
    const mailsBefore = stage.mails();
    const ledger = new Ledger();
    const { done, fullDisks } = await underLoad(stage, ledger, (load) => breakAll(stage, ledger, load, wishes));
    tell('all was broken');
    await stage.queueIsDone();
    tell('the queue was done');
    const verdict = await judge(stage, ledger, mailsBefore);
    tell('the verdict was there');
    const logged = [...stage.logged];
    return { ledger, done, fullDisks, verdict, logged, control: await control(stage, ledger, wishes) };
  } finally {
    await stage.close();
  }
}

/** Waits until so many more deeds are confirmed. */
type Load = (more: number) => Promise<void>;

/** Everybody writes until the work is done, and then brings the deed at hand to its end. */
async function underLoad<T>(
  stage: Stage,
  ledger: Ledger,
  work: (load: Load) => Promise<T>,
  keys: Keys = 'kept',
): Promise<T> {
  let isOver = false;
  const writers = stage.actors.map((actor, number) => new Writer(number, actor, () => stage.url, ledger, keys));
  const writing = Promise.all(writers.map((writer) => writer.work(() => isOver)));
  const load: Load = async (more) => {
    for (const wanted = ledger.acknowledged.length + more; ledger.acknowledged.length < wanted;) await setTimeout(2);
  };
  try {
    // A writer that meets what no fault explains ends the run.
    return await Promise.race([work(load), writing.then(() => Promise.reject(new Error('The writers have stopped.')))]);
  } finally {
    isOver = true;
    await writing;
  }
}

async function breakAll(
  stage: Stage,
  ledger: Ledger,
  load: Load,
  { rounds, between, say }: Wishes,
): Promise<Pick<Outcome, 'done' | 'fullDisks'>> {
  const done = new Map<Fault, number[]>();
  const fullDisks: FullDisk[] = [];
  await load(between);
  for (let round = 0; round < rounds; round++)
    for (const fault of possibleFaults(stage)) {
      await setTimeout(Math.random() * 150);
      const watch = needsOwnDisk.has(fault) ? watchDisk(stage) : null;
      ledger.watchGap();
      await faults[fault](stage, () => watch?.saidSo ?? false);
      await stage.postgresIsBack();
      if (watch) fullDisks.push(await watch.end());
      await load(between);
      done.set(fault, [...(done.get(fault) ?? []), ledger.longestGap]);
      say(`${fault}: at a stand for ${Math.round(ledger.longestGap)} ms`);
    }
  return { done, fullDisks };
}

/** Listens to the product's own word while the disk is full; `end` also tells of what it says afterwards. */
function watchDisk(stage: Stage): { readonly saidSo: boolean; readonly end: () => Promise<FullDisk> } {
  let isOver = false;
  let saidSo = false;
  const looking = (async () => {
    while (!isOver) {
      saidSo ||= (await stage.readiness()).reasons.includes('DISK_LOW');
      await setTimeout(100);
    }
  })();
  return {
    get saidSo() {
      return saidSo;
    },
    end: async () => {
      const saidInTime = saidSo;
      isOver = true;
      await looking;
      for (let patience = 0; patience < 100; patience++) {
        if ((await stage.readiness()).status === 200) return { saidSo: saidInTime, readyAgain: true };
        await setTimeout(100);
      }
      return { saidSo: saidInTime, readyAgain: false };
    },
  };
}

/** Would it be seen? First what is done twice, then what is lost. */
async function control(stage: Stage, { acknowledged }: Ledger, { between }: Wishes): Promise<Control> {
  const forgetful = new Ledger();
  await underLoad(stage, forgetful, (load) => load(between), 'forgotten');
  const found = await rows(stage, [...acknowledged, ...forgetful.acknowledged]);
  return { doubled: found.doubled.length, ...(await confirmedTooEarly(stage, between)) };
}

/**
 * The same writers on a database that confirms before it has written, and a kill. kill -9 of PostgreSQL loses what is in
 * its own memory alone, so its log must stay there for a while: the writer of the log sleeps.
 */
async function confirmedTooEarly(stage: Stage, between: number): Promise<Omit<Control, 'doubled'>> {
  const { rows: names } = await stage.database.query<{ name: string }>('select current_database() as name');
  await stage.database.query(`alter system set wal_writer_delay = '10s'`);
  await stage.database.query(`alter system set wal_writer_flush_after = '1GB'`);
  await stage.database.query(`alter database "${names[0]?.name}" set synchronous_commit = off`);
  await stage.database.query('select pg_reload_conf()');
  stage.link.cut(); // whoever connects from now on is confirmed too early
  stage.link.mend();
  const ledger = new Ledger();
  await underLoad(stage, ledger, async (load) => {
    await load(between);
    stage.breakPostgres('SIGKILL');
    await stage.postgresIsBack();
  });
  return { acknowledged: ledger.acknowledged.length, lost: (await rows(stage, ledger.acknowledged)).lost.length };
}
