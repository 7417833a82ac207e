import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { faultsOf } from '../torture/report.js';
import { torture, type Outcome } from '../torture/torture.js';

jest.setTimeout(240_000);

// A short run of `npm run torture`: every fault once.
describe('what was confirmed', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    const main = join(process.env.TEST_BUILD ?? '', 'src/main.js');
    outcome = await torture({ rounds: 1, writers: 3, between: 9, main, say: () => undefined });
    if (outcome.fullDisks.length === 0)
      process.stdout.write('left out: a full disk needs root, for a small disk of its own\n');
  });

  it('is there once, with entry, bytes and effect, whatever was killed, cut or full meanwhile', () => {
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.ledger.acknowledged.length).toBeGreaterThan(30);
    expect(outcome.done.size).toBeGreaterThanOrEqual(4);
  });

  it('was not written in peace: requests were refused and broken off', () => {
    const { ledger } = outcome;
    expect(ledger.unanswered).toBeGreaterThan(0);
    expect(ledger.answers.get(503)).toBeGreaterThan(0);
    expect(ledger.repeated.unanswered).toBeGreaterThan(10);
    expect(ledger.repeated.confirmed).toBeGreaterThan(3);
  });

  it('would be seen twice: where each request has a key of its own the same writers find what was done twice', () => {
    expect(outcome.control.doubled).toBeGreaterThan(0);
  });

  it('would be missed: on a database that confirms too early the same writers find a loss', () => {
    expect(outcome.control.acknowledged).toBeGreaterThan(5);
    expect(outcome.control.lost).toBeGreaterThan(0);
  });
});
