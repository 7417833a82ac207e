import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { PublishedReleases } from '../../src/statistics/published-releases.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { publishBundle, torontoBundle, withdrawBundle } from '../support/releases.js';
import type { Someone } from '../support/world.js';

/** What everybody may read of releases, and what not even the house can change. */
describe('a release that was published', () => {
  let house: TestHouse;
  let [one, other]: Someone[] = [];
  const { files } = torontoBundle('2019-Q1');

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    const team = await house.world.campaignTeam();
    one = await house.world.someone(team, 'CAMPAIGN_STAFF');
    other = await house.world.someone(team, 'CAMPAIGN_STAFF');
    await publishBundle(house, files, { preparedBy: one, approvedBy: other });
  });
  afterAll(() => house.close());

  it('is read as it was signed, parsed once', async () => {
    const releases = house.app.get(PublishedReleases);
    const found = await releases.get('2019-Q1');
    expect(found.files).toEqual(files);
    expect(found.numbers[0]?.period).toBe('2019-Q1');
    expect((await releases.newest())?.numbers).toBe(found.numbers);
    expect(await releases.find('2019-Q2')).toBeNull();
    await expect(releases.get('2019-Q2')).rejects.toThrow('Not Found');
  });

  it('is changed by nobody: not its files, not its numbers, not its place in the list', async () => {
    const application = new pg.Client({ connectionString: house.urls.application });
    await application.connect();
    for (const text of [
      `update statistics.release_file set content = '{}' where release = '2019-Q1'`,
      `delete from statistics.release_file where release = '2019-Q1'`,
      `insert into statistics.release_file values ('2019-Q1', 'more.json', '{}')`,
      `update statistics.release set publisher = 'somebody else'`,
      `update statistics.release set state = 'READY', published_at = null, approved_by = null`,
      `update statistics.release set state = 'CANCELLED', published_at = null, approved_by = null`,
      `update statistics.release set published_at = now()`,
    ])
      await expect(application.query(text)).rejects.toThrow('a published release does not change');
    await expect(house.database.query(`delete from statistics.release`)).rejects.toThrow('a release stays listed');
    await application.end();
  });

  it('needs two people, whatever the application says', async () => {
    const application = new pg.Client({ connectionString: house.urls.application });
    await application.connect();
    const insert = `insert into statistics.release (id, state, publisher, licence, prepared_by, preparer_organisation_id) values ('2019-Q3', $1, 'a', 'b', $2, $3)`;
    const { id, organisation } = one!;
    await expect(application.query(insert, ['READY', id, organisation.id])).rejects.toThrow(
      'begins with being prepared',
    );
    await application.query(insert, ['PREPARING', id, organisation.id]);
    const publish = `update statistics.release set state = 'PUBLISHED', approved_by = $1, approver_organisation_id = $2, published_at = now() where id = '2019-Q3'`;
    await expect(application.query(publish, [other!.id, organisation.id])).rejects.toThrow(
      'does not go from PREPARING to PUBLISHED',
    );
    await application.query(
      `update statistics.release set state = 'READY', rounding_key = 'a', numbers_sha256 = 'b' where id = '2019-Q3'`,
    );
    await expect(application.query(publish, [id, organisation.id])).rejects.toThrow('check constraint');
    await expect(application.query(publish, [null, null])).rejects.toThrow('check constraint');
    await application.query(`update statistics.release set state = 'CANCELLED' where id = '2019-Q3'`);
    await application.end();
  });

  it('is the only thing that the role of statistics sees of releases: none that is prepared, no file of one withdrawn', async () => {
    const statistics = new pg.Client({ connectionString: house.urls.statistics ?? '' });
    await statistics.connect();
    expect((await statistics.query('select id, state from statistics.release')).rows).toEqual([
      { id: '2019-Q1', state: 'PUBLISHED' },
    ]);
    expect((await statistics.query('select from statistics.release_file')).rowCount).toBe(Object.keys(files).length);
    await withdrawBundle(house, '2019-Q1', one!, 'Ein Dienst hat doppelt gezählt.');
    expect((await statistics.query('select from statistics.release_file')).rowCount).toBe(0);
    await statistics.end();
  });

  it('stays listed with its reason when it is withdrawn, and is answered from no more, at once', async () => {
    const releases = house.app.get(PublishedReleases);
    expect(await releases.list()).toEqual([
      expect.objectContaining({
        id: '2019-Q1',
        withdrawn: { at: expect.any(Date), reason: 'Ein Dienst hat doppelt gezählt.' },
      }),
    ]);
    expect(await releases.find('2019-Q1')).toBeNull();
    expect(await releases.newest()).toBeNull();
  });
});
