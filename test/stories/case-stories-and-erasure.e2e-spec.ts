import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import { agreeToDispose, dayPasses, runNow } from '../support/privacy.js';
import { doneBy } from '../support/referrals.js';
import {
  draftStory,
  poolOf,
  signedOff,
  STORIES,
  STORY,
  storyInput,
  submitted,
  WITHDRAW_CONSENT,
  WRITE_STORY,
} from '../support/stories.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(120_000);

describe('a story whose case is erased', () => {
  let house: TestHouse;
  let author: Someone;
  let second: Someone;
  let campaigner: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    await house.world.platform();
    author = await house.world.counsellor();
    second = await house.world.supervisor(author.organisation);
    campaigner = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
  });
  afterAll(() => house.close());

  const erase = async (caseId: string): Promise<void> =>
    dayPasses(house, await agreeToDispose(author, second, caseId, 'CLIENT_REQUEST'));
  const counted = async (table: string, id: string): Promise<number> =>
    (await house.database.query(`select from ${table} where id = $1`, [id])).rowCount ?? 0;
  const keysOf = async (id: string): Promise<number> =>
    (await house.database.query('select from keyring.data_key where subject_id = $1', [id])).rowCount ?? 0;

  it('goes with it: story, consent, pool and keys', async () => {
    const story = await signedOff(author, second);
    const [read] = await poolOf(campaigner);
    const waiting = await draftStory(author, {}, { outlivesCase: true });
    await erase(story.caseId);
    await erase(waiting.caseId);
    expect(await poolOf(campaigner)).toEqual([]);
    // A draft does not outlive its case, whatever the client agreed to.
    for (const { id, consentId } of [story, waiting]) {
      expect([await counted('story', id), await counted('story_consent', consentId)]).toEqual([0, 0]);
      expect(await keysOf(consentId)).toBe(0);
    }
    expect(await keysOf(read!.id)).toBe(0);
    expect((await author.does<Json>(STORIES)).stories.edges).toEqual([]);
    await house.app.get(AuditSequencer, { strict: false }).takeAll();
    await runNow(house, 'case.forget');
    const { rows } = await house.database.query(`select from audit_entry where subject_id in ($1, $2)`, [
      story.id,
      story.consentId,
    ]);
    expect(rows).toEqual([]);
  });

  it('stays where its client wanted that, without the case, and can still be withdrawn', async () => {
    const guardian = 'Mutter Erfunden';
    const story = await signedOff(author, second, {}, { outlivesCase: true, guardian });
    const { consentId, caseId } = story;
    const draft = await doneBy(author, WRITE_STORY, { consentId, input: storyInput({ title: 'Noch eine' }) });
    await submitted(author, draft);
    await erase(caseId);
    expect(await poolOf(campaigner)).toHaveLength(1);
    expect((await author.does<Json>(STORY, { id: story.id })).story).toMatchObject({
      state: 'SIGNED_OFF',
      caseId: null,
      title: 'Am Telefon noch frei',
    });
    expect(await counted('story', draft.id)).toBe(0);
    const consent = await doneBy(author, WITHDRAW_CONSENT, { id: consentId });
    expect(consent).toMatchObject({ caseId: null, guardian: null, documentReference: 'Ordner 9, Blatt 2' });
    expect(await poolOf(campaigner)).toEqual([]);
  });

  it('is not there when a backup brings it back after its key was destroyed', async () => {
    const story = await signedOff(author, second);
    const [read] = await poolOf(campaigner);
    await house.database.query('delete from keyring.data_key where subject_id in ($1, $2)', [
      read!.id,
      story.consentId,
    ]);
    expect(await poolOf(campaigner)).toEqual([]);
    expect((await author.ask(STORY, { id: story.id })).errors?.[0]).toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
  });
});
