import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccessGuard } from '../../src/access/access.guard.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { RECORD_CASE, quickRecord, type Json } from '../support/cases.js';
import type { Actor } from '../support/matrix/actors.js';
import {
  attachments,
  checksums,
  cursorsOf,
  files,
  pagedLists,
  replay,
  routes,
  search,
} from '../support/matrix/channels.js';
import { levels, readPolicy, type Relation } from '../support/matrix/policy.js';
import { Walk } from '../support/matrix/walk.js';
import { buildMatrixWorld, type MatrixWorld } from '../support/matrix/world.js';
import { enqueue, queueIsDone } from '../support/notices.js';

const insiders: readonly Relation[] = ['own', 'office'];
/** Cursors of A's lists, gathered by those who read them. */
const places = new Map<string, string[]>();

/** docs/access.yaml, walked: every operation, for every role in every relation, with everything that a service A has. */
describe('the tenancy matrix', () => {
  let house: TestHouse;
  let world: MatrixWorld;
  let url: string;
  let before: Record<string, string>;
  const those = (wanted: (actor: Actor) => boolean): Actor[] => world.cast.actors.filter(wanted);
  const outsiders = (): Actor[] => those(({ relation }) => relation !== 'own');
  const actorOf = (relation: Relation, role: string): Actor =>
    those((actor) => actor.relation === relation && actor.role === role)[0]!;
  const walks: Walk[] = [];
  const walking = (): Walk => {
    const walk = new Walk(world, url);
    walks.push(walk);
    return walk;
  };
  const sumsOfA = () => checksums(house, world.cast.service.organisation.id);

  beforeAll(async () => {
    house = await openTestHouse({ OPERATIONS: 'unlimited' });
    world = await buildMatrixWorld(house, readPolicy());
    url = await house.app.getUrl();
  }, 400_000);
  afterAll(async () => {
    for (const walk of walks) walk.close();
    await house.close();
  });

  it('shows those inside all that is theirs, in every field that holds words, and nothing more', async () => {
    const walk = walking();
    for (const actor of those(({ relation }) => insiders.includes(relation))) await walk.looks(actor);
    await walk.looks(actorOf('carrier', 'DATA_PROTECTION_OFFICER'));
    await walk.looks(actorOf('campaign', 'CAMPAIGN_STAFF'));
    await walk.opensInvitation(actorOf('own', 'ADMINISTRATOR'));
    expect([...walk.findings]).toEqual([]);
    const spoken = Object.entries(world.policy.types).flatMap(([type, said]) =>
      [levels[0], levels[1]].flatMap((level) => (said[level] ?? []).map((field) => `${type}.${field}`)),
    );
    // A field that is protected and was never seen with a planted word would pass the walk unproven: plant one in estate.ts.
    expect(spoken.filter((field) => !walk.speaking.has(field))).toEqual([]);
  }, 240_000);

  it('finds a case by every word of it, for the own service', async () => {
    const walk = walking();
    const { words } = world.tokens;
    const kept = words.filter((word) => /^kept\.(narrative|clientName|note|witness)/.test(world.tokens.placeOf(word)!));
    expect(kept.length).toBeGreaterThan(4);
    expect(await search(walk, actorOf('own', 'COUNSELLOR'), kept)).toBe(kept.length);
    for (const list of pagedLists(walk))
      for (const actor of those(({ relation, role }) => insiders.includes(relation) || role === 'CAMPAIGN_STAFF'))
        places.set(list, [...(places.get(list) ?? []), ...(await cursorsOf(walk, actor, list))]);
    expect([...walk.findings]).toEqual([]);
    await queueIsDone(house);
    before = await sumsOfA();
  }, 240_000);

  it('shows everybody else nothing of it, through any operation, and answers foreign ids like random ones', async () => {
    const walk = walking();
    await Promise.all(outsiders().map((actor) => walk.everything(actor)));
    expect([...walk.findings]).toEqual([]);
    expect(walk.asked).toBeGreaterThan(2500);
  }, 400_000);

  it('finds nothing for others by any word', async () => {
    const walk = walking();
    const { words } = world.tokens;
    for (const [relation, role] of [
      ['sibling', 'SUPERVISOR'],
      ['stranger', 'COUNSELLOR'],
    ] as const)
      expect(await search(walk, actorOf(relation, role), words)).toBe(0);
    expect([...walk.findings]).toEqual([]);
  }, 240_000);

  it('gives a place in a list no meaning in the list of somebody else', async () => {
    const walk = walking();
    const lists = pagedLists(walk);
    expect(lists).toEqual(expect.arrayContaining(['cases', 'inbox', 'notifications', 'importRuns', 'caseTimeline']));
    for (const list of lists) {
      const given = places.get(list) ?? [];
      expect([list, given.length > 0]).toEqual([list, true]);
      for (const actor of those(({ relation }) => !insiders.includes(relation)))
        for (const cursor of given.slice(0, 3)) await replay(walk, actor, list, cursor);
    }
    expect([...walk.findings]).toEqual([]);
  }, 240_000);

  it('keeps every route closed: forms, dossiers, files, health, numbers', async () => {
    const walk = walking();
    for (const actor of outsiders()) await routes(walk, actor);
    expect([...walk.findings]).toEqual([]);
  }, 240_000);

  it('does nothing in a job that names one organisation and the thing of another', async () => {
    const walk = walking();
    const subjects = ['case', 'sent', 'release', 'import', 'invitation', 'notification', 'attachment'].flatMap(
      (thing) => world.own[thing]!.slice(0, 2),
    );
    for (const name of world.policy.jobs)
      for (const subjectId of subjects)
        await enqueue(house, world.cast.stranger.organisation, { name, subjectId, deed: 'RECEIVED' });
    await queueIsDone(house);
    for (const actor of those(({ relation }) => relation === 'stranger')) await walk.looks(actor);
    expect([...walk.findings]).toEqual([]);
  }, 240_000);

  it('lets a client make the id of its new case, whoever else has one of that id', async () => {
    const stranger = actorOf('stranger', 'COUNSELLOR');
    const [id] = world.own['case']!;
    const { recordCase: made } = await stranger.someone.does<Json>(RECORD_CASE, { input: { ...quickRecord(), id } });
    expect(made).toMatchObject({ __typename: 'RecordedCase', case: { id, narrative: quickRecord()['narrative'] } });
  });

  it('changes nothing of A by all that', async () => {
    expect(before['cases']).toBeDefined();
    expect(await sumsOfA()).toEqual(before);
  });

  it('closes to those inside what is not of their role', async () => {
    const walk = walking();
    await walk.everything(actorOf('own', 'ADMINISTRATOR'));
    expect([...walk.findings]).toEqual([]);
  }, 240_000);

  it('draws into a dossier what was released, for either side, and for the office only while it may read', async () => {
    const walk = walking();
    expect(await files(walk, actorOf('own', 'COUNSELLOR'))).toBeGreaterThan(4);
    expect(await files(walk, actorOf('office', 'OFFICE_STAFF'))).toBeGreaterThan(4);
    expect([...walk.findings]).toEqual([]);
  }, 240_000);

  it('hands out files of its cases to the service, and to the office those that were released, while it may read', async () => {
    const walk = walking();
    const { attachment, releasedAttachment } = world.own;
    const all = attachment!.length + releasedAttachment!.length;
    expect(releasedAttachment!.length).toBeGreaterThan(0);
    expect(await attachments(walk, actorOf('own', 'COUNSELLOR'))).toBe(all);
    expect(await attachments(walk, actorOf('office', 'OFFICE_STAFF'))).toBe(releasedAttachment!.length);
    expect(await attachments(walk, actorOf('stranger', 'COUNSELLOR'))).toBe(0);
    expect([...walk.findings]).toEqual([]);
  }, 60_000);

  it('and sees a policy that is gone, a word in the wrong place, a guard that sleeps, a row that was changed', async () => {
    const seenBy = async (actor: Actor): Promise<string[]> => {
      const walk = walking();
      await walk.everything(actor);
      return [...walk.findings];
    };
    const found = (text: string) => expect.arrayContaining([expect.stringContaining(text)]);
    await house.database.query('create policy leak on person for select to beistand_app using (true)');
    const seen = [
      ...(await seenBy(actorOf('sibling', 'COUNSELLOR'))),
      ...(await seenBy(actorOf('stranger', 'ADMINISTRATOR'))),
    ];
    await house.database.query('drop policy leak on person');
    expect(seen).toEqual(found('people shows name of own SUPERVISOR'));
    expect(seen).toEqual(found('people shows id in person'));
    expect(seen).toEqual(found('deactivatePerson(id) tells a foreign id'));

    const [word] = world.tokens.words.filter((each) => world.tokens.placeOf(each) === 'kept.narrative');
    await house.database.query('update person set phone = $1 where organisation_id = $2', [
      word,
      world.cast.distantOffice.organisation.id,
    ]);
    expect(await seenBy(actorOf('distantOffice', 'OFFICE_LEAD'))).toEqual(found('people shows kept.narrative'));

    const guard = jest.spyOn(AccessGuard.prototype, 'canActivate').mockReturnValue(true);
    const unguarded = await seenBy(actorOf('campaign', 'CAMPAIGN_STAFF'));
    guard.mockRestore();
    expect(unguarded).toEqual(found('case(id) answered NOT_FOUND, not FORBIDDEN'));

    const sums = await sumsOfA();
    await house.database.query('update case_text set campaign = $2 where organisation_id = $1', [
      world.cast.service.organisation.id,
      'geändert',
    ]);
    expect((await sumsOfA())['case_text']).not.toBe(sums['case_text']);
  }, 240_000);
});
