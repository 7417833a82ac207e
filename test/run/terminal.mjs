import { spawn } from 'node:child_process';
import process from 'node:process';

export const say = (line) => process.stdout.write(`${line}\n`);

export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** What runs now, each with all that it has started. */
const running = new Set();

/** Ends a program with its children: npm would leave them behind, and they would go on for minutes. */
const end = (child, signal) => {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
};

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of running) end(child, signal);
    process.exit(1);
  });

/**
 * Runs a program with this very Node (the pinned one) and answers with its exit code and what it wrote; `show` lets it
 * write to the terminal itself. A program that hangs is ended after `limit` milliseconds, with all that it has started, and
 * counts as failed.
 */
export const run = (args, { show = false, limit }) =>
  new Promise((resolve) => {
    const written = [];
    const stdio = show ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    // A group of its own, so that all of it can be ended at once.
    const child = spawn(process.execPath, args, { stdio, detached: process.platform !== 'win32' });
    running.add(child);
    child.stdout?.on('data', (piece) => written.push(piece));
    child.stderr?.on('data', (piece) => written.push(piece));
    const timer = setTimeout(() => {
      written.push(Buffer.from(`ended after ${seconds(limit)}`));
      if (show) say(`ended after ${seconds(limit)}`);
      end(child, 'SIGTERM');
      setTimeout(() => end(child, 'SIGKILL'), 5_000).unref();
    }, limit);
    child.on('close', (code) => {
      running.delete(child);
      clearTimeout(timer);
      resolve({ code: code ?? 1, output: Buffer.concat(written).toString('utf8') });
    });
  });
