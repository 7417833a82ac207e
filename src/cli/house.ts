import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { AppModule } from '../app.module.js';
import { readConfig, type Config } from '../config.js';
import { EmbeddedServer } from '../database/embedded.js';
import { openDatabase } from '../server.js';

/**
 * The house without its doors and without working on the queue, for one command. Where Beistand runs on its own database
 * already, the command joins that one.
 */
export async function inTheHouse(
  work: (house: INestApplicationContext, config: Config) => Promise<void>,
): Promise<void> {
  const config: Config = { ...readConfig(process.env), runsJobs: false, logLevel: 'silent' };
  const running = config.database ? null : await EmbeddedServer.running(config.dataFolder, 'beistand');
  const { urls, stop } = running ? { urls: running, stop: () => Promise.resolve() } : await openDatabase(config);
  try {
    const house = await NestFactory.createApplicationContext(AppModule.forRoot(config, urls), { logger: false });
    try {
      await work(house, config);
    } finally {
      await house.close();
    }
  } finally {
    await stop();
  }
}
