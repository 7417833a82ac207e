import { Logger } from '@nestjs/common';
import { Counter } from 'prom-client';

const counted = new Counter({
  name: 'beistand_turned_away_total',
  help: 'Requests that were turned away at the door, by the code of the answer.',
  labelNames: ['code'],
});
const log = new Logger('door');

/** Puts on record that a request was turned away before anybody looked at it: why, and nothing of what it said or where it came from. */
export function noteTurnedAway(code: string, status: number): void {
  counted.inc({ code });
  log.log({ code, status }, 'turned away');
}
