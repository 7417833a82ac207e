import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import { doneBy } from '../support/referrals.js';
import { draftStory, lookedThrough, poolOf, SIGN_OFF_STORY, STORY, submitted } from '../support/stories.js';
import type { Someone } from '../support/world.js';

describe('a story', () => {
  let house: TestHouse;
  let author: Someone;
  let second: Someone;
  let campaigner: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    await house.world.platform();
    author = await house.world.counsellor();
    second = await house.world.supervisor(author.organisation);
    campaigner = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
  });
  afterAll(() => house.close());

  const find = async (id: string, who = author): Promise<Json> => (await who.does<Json>(STORY, { id })).story;

  it('goes to campaigns only by the hand of somebody who has proved who they are a moment ago', async () => {
    const waiting = await submitted(author, await draftStory(author));
    const signOff = { id: waiting.id, version: waiting.version, input: lookedThrough(waiting) };
    const provenAgo = (minutes: number): Promise<unknown> =>
      house.database.query('update session set proven_at = now() - make_interval(mins => $2) where person_id = $1', [
        second.id,
        minutes,
      ]);
    await provenAgo(11);
    expect((await second.ask(SIGN_OFF_STORY, signOff)).errors?.[0]).toMatchObject({
      extensions: { code: 'FRESH_PROOF_REQUIRED' },
    });
    expect([(await find(waiting.id)).state, await poolOf(campaigner)]).toEqual(['SUBMITTED', []]);
    // Giving it back opens nothing, and neither does reading.
    expect((await find(waiting.id, second)).title).toBe('Am Telefon noch frei');
    await provenAgo(0);
    expect(await doneBy(second, SIGN_OFF_STORY, signOff)).toMatchObject({ state: 'SIGNED_OFF' });
    expect(await poolOf(campaigner)).toHaveLength(1);
  });
});
