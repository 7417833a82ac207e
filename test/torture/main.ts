import { faultsOf, report } from './report.js';
import { torture } from './torture.js';

/**
 * `npm run torture`: writes to the product while it is killed, its database is killed, the link between them is cut and the disk runs full, and
 * looks whether everything that was confirmed is there, once. Environment: ROUNDS (of every fault), WRITERS, BETWEEN (deeds between two faults).
 */
const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

const outcome = await torture({
  rounds: number('ROUNDS', 5),
  writers: number('WRITERS', 6),
  between: number('BETWEEN', 60),
  say: (line) => void process.stderr.write(`  ${line}\n`),
});
process.stdout.write(`${report(outcome).join('\n')}\n`);
process.exit(faultsOf(outcome).length > 0 ? 1 : 0);
