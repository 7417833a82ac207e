import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Served } from '../bench/served.js';
import { fuzz, report } from '../fuzz/fuzz.js';
import { watchHealth } from '../fuzz/health.js';
import { setStage, type Stage } from '../fuzz/stage.js';
import { faultOf } from '../fuzz/verdict.js';
import { openTestHouse, type TestHouse } from '../support/app.js';

/**
 * A bounded run of what `npm run fuzz` does at length. The same requests every time, so that a commit is judged by what it changes;
 * `npm run fuzz` draws others each time, and what it finds becomes a test of its own.
 */
const REQUESTS = 2_000;

describe('whatever is sent', () => {
  let house: TestHouse;
  let stage: Stage;
  let served: Served;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    stage = await setStage(house);
    // The program itself: what would end it must not end the test.
    served = await Served.start(house.urls, house.dataFolder, {
      main: join(process.env.TEST_BUILD ?? '', 'src/main.js'),
    });
  }, 60_000);
  afterAll(async () => {
    await served.stop();
    await house.close();
  });

  it('is answered without a fault, a leak, a crash or a pause', async () => {
    const seed = Number(process.env.SEED ?? 20_261_122);
    const outcome = await fuzz({
      port: Number(served.url.port),
      pid: served.pid,
      schema: house.schema,
      stage,
      database: house.database,
      requests: REQUESTS,
      seed,
      lives: () => served.lives,
    });
    if (outcome.found) throw new Error(report(outcome.found, seed));
    expect(outcome.sent).toBeGreaterThanOrEqual(REQUESTS);
    // Not all of it was turned away at the door.
    expect(outcome.answersWithData).toBeGreaterThan(REQUESTS / 20);
    for (const status of ['200', '400', '401', '404']) expect([...outcome.answers.keys()]).toContain(status);
  }, 120_000);

  it('and a bad answer would be seen', () => {
    const asked = { what: 'x', as: 0, whole: true, bytes: Buffer.from('GET /x HTTP/1.1\r\n\r\n') };
    const good =
      'HTTP/1.1 200 OK\r\nContent-Security-Policy: x\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: x\r\nPermissions-Policy: x\r\n\r\n';
    expect(faultOf(asked, `${good}{}`, [])).toBeNull();
    for (const bad of [
      '',
      'nonsense',
      good.replace('200', '500'),
      `${good}{}HTTP/1.1 502 Bad`,
      good.replace('Referrer-Policy', 'Referrer'),
      `${good}{"errors":[{"extensions":{"code":"FAULT"}}]}`,
      `${good}Error: x\n    at Object.read (file:///srv/beistand/dist/src/a.js:1:2)`,
      `${good}/srv/node_modules/pg/x`,
      `${good}select id, name from person where x`,
      `${good}duplicate key value violates unique constraint "person_email"`,
      `${good}planted`,
    ])
      expect([bad, faultOf(asked, bad, ['planted'])]).not.toEqual([bad, null]);
  });

  it('and a server whose thread is busy for too long would be seen, whatever else the machine does', async () => {
    const busy = `require('node:http').createServer((_, answer) => {
      for (const before = process.cpuUsage(); process.cpuUsage(before).user < 1_200_000;);
      answer.end();
    }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
    const child = spawn(process.execPath, ['-e', busy], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [port] = (await once(child.stdout, 'data')) as [Buffer];
      const health = watchHealth(Number(String(port)), child.pid ?? NaN);
      await setTimeout(300); // it has been asked: the answer is waited for
      expect((await health.stop()).own).toBeGreaterThan(1_000);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
