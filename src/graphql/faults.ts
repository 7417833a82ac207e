import { randomUUID } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { Logger } from '@nestjs/common';

/** For whoever looks for a fault on a machine of one's own: the error as it is, which the log must not repeat. */
const faults = channel('beistand:fault');
const log = new Logger('fault');

/** Logs where a fault happened and gives the reference to find it by. An error's message may repeat values: it is left out. */
export function noteFault(error: unknown): string {
  const reference = randomUUID();
  faults.publish(error);
  const { name, code } = error as { name?: string; code?: string };
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  log.error({ reference, kind: name, code, stack: frames.join('\n') }, 'fault');
  return reference;
}
