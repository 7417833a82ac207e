import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { buildApp } from '../../src/server.js';
import { openTestHouse, type TestHouse } from '../support/app.js';

describe('a process that was killed in the middle of a job', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  it('leaves a job that the next start takes up at once', async () => {
    const service = await house.world.service();
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    await administrator.does(
      `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id } } }`,
      { input: { organisationId: service.id, email: 'spaeter@example.org', roles: ['COUNSELLOR'] } },
    );
    const jobs = async (): Promise<number> => {
      const { rows } = await house.database.query<{ count: string }>(
        'select count(*) from graphile_worker._private_jobs',
      );
      return Number(rows[0]?.count);
    };
    await house.database.query(
      `update graphile_worker._private_jobs set locked_by = 'worker-that-was-killed', locked_at = now(), attempts = 1`,
    );
    expect(await jobs()).toBe(1);

    const config = readConfig({ BEISTAND_PROFILE: 'test', LOG_LEVEL: 'silent', BEISTAND_DATA: house.dataFolder });
    const next = await buildApp(config, house.urls);
    await next.init();
    for (let wait = 0; wait < 200 && (await jobs()) > 0; wait++) await setTimeout(100);
    expect(await jobs()).toBe(0);
    await next.close();
  });
});
