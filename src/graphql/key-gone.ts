import { Counter } from 'prom-client';
import { refuse } from '../core/result.js';
import { noteFault } from './faults.js';
import { InputRefused } from './input-refused.js';

const counted = new Counter({
  name: 'beistand_keys_gone_total',
  help: 'How often somebody asked for what cannot be opened any more, because its data key is gone.',
});

/**
 * Whoever asks for what has lost its key is refused in words (`KEY_GONE`) and told the reference under which the log has it: the row is there and nothing of it can be
 * opened, neither now nor later. Null for every other error. It never happens to what was erased: that has no rows.
 */
export function refusedForGoneKey(error: unknown): InputRefused | null {
  if ((error as { code?: unknown } | null)?.code !== 'DATA_KEY_GONE') return null;
  counted.inc();
  return new InputRefused(refuse('KEY_GONE', null, { reference: noteFault(error) }));
}
