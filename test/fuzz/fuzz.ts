import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import type pg from 'pg';
import { graphqlRequest } from './graphql.js';
import { watchHealth, type Slowest } from './health.js';
import { httpRequest, rawRequest } from './http.js';
import { send, type FuzzRequest } from './request.js';
import { revive, type Stage } from './stage.js';
import { seldom, type Draw } from './values.js';
import { faultOf } from './verdict.js';

export interface Fuzzing {
  readonly port: number;
  /** The server's process. */
  readonly pid: number;
  readonly schema: GraphQLSchema;
  readonly stage: Stage;
  readonly database: pg.Pool;
  readonly requests: number;
  readonly seed: number;
  /** Whether the server is still the one that was started. */
  readonly lives: () => boolean;
  readonly progress?: (sent: number) => void;
}

export interface Found {
  readonly fault: string;
  readonly request: FuzzRequest;
  readonly answer: string;
  readonly sender: string;
}

export interface Outcome {
  readonly sent: number;
  readonly slowestHealth: Slowest;
  /** What was answered, by status: shows that the requests got somewhere. */
  readonly answers: ReadonlyMap<string, number>;
  readonly answersWithData: number;
  /** The request that was waited for longest. */
  readonly slowest: { readonly took: number; readonly what: string };
  /** The smallest batch that shows what was found last; null when nothing was. */
  readonly found: Found | null;
}

/** So many are on their way at once. */
const TOGETHER = 8;
const SLOW = 1_000;
/** By the clock, whatever else the machine does: whoever watches a server waits no longer for its health. */
const SLOW_BY_THE_CLOCK = 5_000;
/** How long a smaller example is looked for. */
const SHRINKING = 20_000;

/** Sends requests until one is answered as none may be, or all have been sent. */
export async function fuzz({
  port,
  pid,
  schema,
  stage,
  database,
  requests,
  seed,
  lives,
  progress,
}: Fuzzing): Promise<Outcome> {
  const answers = new Map<string, number>();
  let answersWithData = 0;
  let slowest = { took: 0, what: '' };
  let sent = 0;
  let batches = 0;
  let found: Found | null = null;
  const health = watchHealth(port, pid);

  const drawRequest = (draw: Draw): FuzzRequest => {
    const as = draw(fc.nat, { max: stage.senders.length - 1 });
    const cookie = stage.senders[as]?.cookie ?? '';
    const kind = draw(fc.nat, { max: 9 });
    if (kind < 7) return graphqlRequest(draw, schema, stage.ids, as, cookie);
    if (kind < 9) return httpRequest(draw, stage.ids, as, cookie);
    return rawRequest(
      draw,
      seldom(draw, 2) ? graphqlRequest(draw, schema, stage.ids, as, cookie) : httpRequest(draw, stage.ids, as, cookie),
    );
  };

  let giveUp = Infinity;
  const property = fc.asyncProperty(fc.gen(), async (draw) => {
    if (performance.now() > giveUp) return;
    const batch = Array.from({ length: TOGETHER }, () => drawRequest(draw));
    const answered = await Promise.all(batch.map((request) => send(port, request)));
    sent += batch.length;
    for (const [index, { answer, took }] of answered.entries()) {
      const request = batch[index];
      if (!request) continue;
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'none';
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (answer.includes('"data":{')) answersWithData += 1;
      if (request.whole && took > slowest.took) slowest = { took, what: request.what };
      const fault = faultOf(request, answer, stage.planted) ?? (took > 15_000 ? 'an answer after 15 seconds' : null);
      if (fault) {
        found = { fault, request, answer, sender: stage.senders[request.as]?.name ?? '' };
        giveUp = Math.min(giveUp, performance.now() + SHRINKING);
        throw new Error(fault);
      }
    }
    if (!lives()) {
      found = { fault: 'the server is gone', request: batch[0] as FuzzRequest, answer: '', sender: '' };
      throw new Error('the server is gone');
    }
    if (++batches % 50 === 0) await revive(database, port, stage);
    progress?.(sent);
  });

  let slowestHealth: Slowest;
  try {
    await fc.check(property, { numRuns: Math.ceil(requests / TOGETHER), seed, interruptAfterTimeLimit: 3 * 3_600_000 });
  } finally {
    slowestHealth = await health.stop();
  }
  if (!found && (slowestHealth.own > SLOW || slowestHealth.took > SLOW_BY_THE_CLOCK)) {
    const request = { what: 'the health check', as: 0, whole: true, bytes: Buffer.alloc(0) };
    const { own, took } = slowestHealth;
    found = {
      fault: `health was answered after ${Math.round(took)} ms, ${Math.round(own)} of its own`,
      request,
      answer: '',
      sender: '',
    };
  }
  return { sent, slowestHealth, answers, answersWithData, slowest, found };
}

/** What was found, for reading and for trying again. */
export function report({ fault, request, answer, sender }: Found, seed: number): string {
  return [
    `Found: ${fault}`,
    `Sent as ${sender || 'nobody'} (${request.what}):`,
    JSON.stringify(
      request.bytes
        .toString('latin1')
        .replace(/^Cookie:.*\r\n/im, '')
        .slice(0, 1_500),
    ),
    'Answered:',
    JSON.stringify(answer.slice(0, 2_000)),
    `Again: SEED=${seed} npm run fuzz`,
  ].join('\n');
}
