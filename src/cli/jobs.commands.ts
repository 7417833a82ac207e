import type { Command } from 'commander';
import { Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { inTheHouse } from './house.js';
import { say } from './terminal.js';

export function addJobsCommands(program: Command): void {
  const jobs = program.command('jobs').description('the queue');
  jobs.command('failed').description('list the jobs that were given up, by name').action(listFailed);
  jobs.command('retry').description('give every job that was given up new attempts').action(retryFailed);
}

const listFailed = (): Promise<void> =>
  inTheHouse(async (house) => {
    const failed = (await house.get(Jobs, { strict: false }).counts()).filter((count) => count.failed > 0);
    if (failed.length === 0) say('No job was given up.');
    for (const { name, failed: count, oldestFailed } of failed)
      say(`${name}: ${count}, the oldest of ${oldestFailed?.toISOString() ?? '?'}`);
  });

const retryFailed = (): Promise<void> =>
  inTheHouse(async (house) => {
    const jobs = house.get(Jobs, { strict: false });
    const retried = await house.get(Transactions, { strict: false }).runAsNobody((tx) => jobs.retryFailed(tx));
    say(`${retried} jobs are tried again.`);
  });
