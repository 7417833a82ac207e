import { Worker } from 'node:worker_threads';

/** In a thread of its own: what the drawing of requests takes must not be counted as the server's. */
const watcher = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { get } = require('node:http');
  let slowest = 0;
  const ask = () => new Promise((done) => {
    const began = performance.now();
    const note = (took) => { slowest = Math.max(slowest, took); done(); };
    const request = get({ port: workerData, host: '127.0.0.1', path: '/health', agent: false }, (answer) => {
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

/** Asks for health four times a second, as whoever watches over the process does; `stop` gives the longest wait in milliseconds. */
export function watchHealth(port: number): { stop: () => Promise<number> } {
  const worker = new Worker(watcher, { eval: true, workerData: port });
  return {
    stop: () =>
      new Promise((done, failed) => {
        worker.once('message', done);
        worker.once('error', failed);
        worker.postMessage('stop');
      }),
  };
}
