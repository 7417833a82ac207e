import { parentPort, workerData } from 'node:worker_threads';
import { drawChart, type Charting } from './charting.js';

/** A thread that draws one picture, hands it back and ends. */
const picture = Uint8Array.from(await drawChart(workerData as Charting));
parentPort?.postMessage(picture, [picture.buffer]);
