import { setTimeout } from 'node:timers/promises';
import type { Stage } from './stage.js';

export type Fault =
  | 'application killed'
  | 'PostgreSQL killed'
  | 'PostgreSQL stopped at once'
  | 'link cut'
  | 'disk full'
  | 'no room for the log';

/** Each breaks something under load and ends when whatever it broke may work again: the product has to come back by itself. */
export const faults: Readonly<Record<Fault, (stage: Stage) => Promise<void>>> = {
  'application killed': async (stage) => {
    await stage.killProduct();
    await stage.startProduct();
  },
  'PostgreSQL killed': async (stage) => stage.breakPostgres('SIGKILL'),
  'PostgreSQL stopped at once': async (stage) => stage.breakPostgres('SIGQUIT'),
  'link cut': async ({ link }) => {
    link.cut();
    await setTimeout(500 + Math.random() * 1_000);
    link.mend();
  },
  'disk full': (stage) => stage.disk.full(2_000),
  // PostgreSQL stops when it cannot write its log. The part that it has at hand is soon used up.
  'no room for the log': async ({ disk, database }) => {
    let isFull = true;
    const full = disk.full(3_000).finally(() => (isFull = false));
    while (isFull) {
      await database.query('select pg_switch_wal()').catch(() => undefined);
      await setTimeout(50);
    }
    await full;
  },
};

/** Those that need a disk of its own, and are to be told by the product itself. */
export const needsOwnDisk: ReadonlySet<Fault> = new Set(['disk full', 'no room for the log']);

/** All that can be done here; a full disk needs a disk of its own. */
export const possibleFaults = ({ disk }: Stage): Fault[] =>
  (Object.keys(faults) as Fault[]).filter((fault) => disk.isOwn || !needsOwnDisk.has(fault));
