import { parentPort, workerData } from 'node:worker_threads';
import { draw, type Drawing } from './drawing.js';

/** A thread that draws one PDF, hands it back and ends. */
const pdf = Uint8Array.from(await draw(workerData as Drawing));
parentPort?.postMessage(pdf, [pdf.buffer]);
