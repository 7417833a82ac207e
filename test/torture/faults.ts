import { setTimeout } from 'node:timers/promises';
import type { Stage } from './stage.js';

export type Fault =
  | 'application killed'
  | 'PostgreSQL killed'
  | 'PostgreSQL stopped at once'
  | 'link cut'
  | 'link flaps'
  | 'disk full'
  | 'no room for the log';

/** Each breaks something under load and ends when whatever it broke may work again: the product has to come back by itself. `wasNoticed`: it has said so. */
export const faults: Readonly<Record<Fault, (stage: Stage, wasNoticed: () => boolean) => Promise<void>>> = {
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
  // Whatever has just come back is cut off again in the middle of its first words.
  'link flaps': async ({ link }) => {
    for (let flaps = 0; flaps < 12; flaps++) {
      link.cut();
      await setTimeout(Math.random() * 60);
      link.mend();
      await setTimeout(Math.random() * 250);
    }
  },
  'disk full': (stage, wasNoticed) => stage.disk.full(2_000, wasNoticed),
  // PostgreSQL stops when it cannot write its log. The part that it has at hand is soon used up.
  'no room for the log': async ({ disk, database }, wasNoticed) => {
    let isFull = true;
    const full = disk.full(3_000, wasNoticed).finally(() => (isFull = false));
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
