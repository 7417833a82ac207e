import { spawn } from 'node:child_process';
import process from 'node:process';

export const say = (line) => process.stdout.write(`${line}\n`);

export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Runs a program with this very Node (the pinned one) and answers with its exit code and what it wrote; `show` lets it
 * write to the terminal itself. A program that hangs is ended after `limit` milliseconds and counts as failed.
 */
export const run = (args, { show = false, limit }) =>
  new Promise((resolve) => {
    const written = [];
    const child = spawn(process.execPath, args, { stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    child.stdout?.on('data', (piece) => written.push(piece));
    child.stderr?.on('data', (piece) => written.push(piece));
    const timer = setTimeout(() => {
      written.push(Buffer.from(`ended after ${seconds(limit)}`));
      if (show) say(`ended after ${seconds(limit)}`);
      child.kill();
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
    }, limit);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output: Buffer.concat(written).toString('utf8') });
    });
  });
