import { Worker } from 'node:worker_threads';

/** The health check that was waited for longest, in milliseconds. */
export interface Slowest {
  readonly took: number;
  /** Without what the machine kept the server's one thread, or the one that asks, waiting for a processor: what the server itself is to answer for. */
  readonly own: number;
}

/**
 * In a thread of its own: what the drawing of requests takes must not be counted as the server's. Nor must what others do on this machine: the
 * kernel tells how long a thread was ready to run and was not let (proc_pid_schedstat, the second number, in nanoseconds); elsewhere all counts.
 */
const watcher = `
  const { parentPort, workerData: { port, pid } } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  const { get } = require('node:http');
  const heldUp = (who) => {
    try {
      return Number(readFileSync('/proc/' + who + '/schedstat', 'utf8').split(' ')[1]) / 1e6;
    } catch {
      return 0;
    }
  };
  let slowest = { took: 0, own: 0 };
  const ask = () => new Promise((done) => {
    const before = [heldUp(pid), heldUp('thread-self')];
    const began = performance.now();
    const note = (took) => {
      const [server, self] = [heldUp(pid) - before[0], heldUp('thread-self') - before[1]];
      const own = took - Math.max(server, self, 0);
      slowest = { took: Math.max(slowest.took, took), own: Math.max(slowest.own, own) };
      done();
    };
    const request = get({ port, host: '127.0.0.1', path: '/health', agent: false }, (answer) => {
      answer.resume();
      answer.once('end', () => note(answer.statusCode === 200 ? performance.now() - began : Infinity));
    });
    request.once('error', () => note(Infinity));
  });
  let going = true;
  parentPort.once('message', () => { going = false; });
  (async () => {
    while (going) {
      await ask();
      await new Promise((done) => setTimeout(done, 250));
    }
    parentPort.postMessage(slowest);
  })();
`;

/** Asks a server for its health four times a second, as whoever watches over the process does; `stop` gives the longest wait. */
export function watchHealth(port: number, pid: number): { stop: () => Promise<Slowest> } {
  const worker = new Worker(watcher, { eval: true, workerData: { port, pid } });
  return {
    stop: () =>
      new Promise((done, failed) => {
        worker.once('message', done);
        worker.once('error', failed);
        worker.postMessage('stop');
      }),
  };
}
