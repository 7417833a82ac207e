import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Figures } from '../../src/figures/figures.service.js';
import { PublishedReleases } from '../../src/statistics/published-releases.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { drawnBundle } from '../support/figures.js';
import { publishBundle, withdrawBundle } from '../support/releases.js';
import type { Someone } from '../support/world.js';

/** A release is withdrawn after pictures over several releases were drawn and kept. */
describe('a release that was withdrawn', () => {
  let house: TestHouse;
  let one: Someone;
  const get = (path: string) => request(house.world.server).get(`/statistics${path}`);
  const series = async () => {
    const { body } = await get('/2026-Q3/GROUNDS.svg?picture=series').expect(200);
    return (body as Buffer).toString();
  };

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    const team = await house.world.campaignTeam();
    one = await house.world.someone(team, 'CAMPAIGN_STAFF');
    const people = { preparedBy: one, approvedBy: await house.world.someone(team, 'CAMPAIGN_STAFF') };
    for (const id of ['2026-Q1', '2026-Q2', '2026-Q3']) await publishBundle(house, drawnBundle(id), people);
  });
  afterAll(() => house.close());

  it('is gone from the pictures of later releases, also from those that were drawn before', async () => {
    expect(await series()).toContain('2026-Q2');
    await withdrawBundle(house, '2026-Q2', one, 'Ein Dienst hatte <doppelt> gezählt.');
    const after = await series();
    expect(after).not.toContain('2026-Q2');
    expect(after).toContain('2026-Q1');
    expect((await get('/2026-Q2/GROUNDS').expect(410)).text).toContain('&lt;doppelt&gt;');
  }, 60_000);

  it('and nobody fills the memory by asking for the same file under other names', async () => {
    const figures = house.app.get<Figures, { readonly drawn: ReadonlyMap<string, unknown> }>(Figures);
    await get('/2026-Q3/GROUNDS.csv').expect(200);
    const before = figures.drawn.size;
    for (let at = 0; at < 5; at++) await get(`/2026-Q3/GROUNDS.csv?picture=made-up-${at}`);
    expect(figures.drawn.size).toBe(before);
  });

  it('and what was drawn stays in memory up to a number: the oldest goes first', async () => {
    const figures = house.app.get(Figures);
    const { drawn } = house.app.get<Figures, { readonly drawn: ReadonlyMap<string, unknown> }>(Figures);
    const release = await house.app.get(PublishedReleases, { strict: false }).get('2026-Q3');
    const [shown] = release.tables;
    const [oldest] = drawn.keys();
    for (let at = 0; at < 210; at++)
      await figures.file({ release, shown: shown!, language: 'de' }, 'json', `https://example.org/${at}`, null);
    expect(drawn.size).toBe(200);
    expect([...drawn.keys()]).not.toContain(oldest);
  });
});
