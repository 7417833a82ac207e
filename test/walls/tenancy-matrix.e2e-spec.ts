import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { RECORD_CASE, quickRecord, type Json } from '../support/cases.js';
import type { Actor } from '../support/matrix/actors.js';
import { checksums, cursorsOf, files, pagedLists, replay, routes, search } from '../support/matrix/channels.js';
import { levels, readPolicy, type Relation } from '../support/matrix/policy.js';
import { Walk } from '../support/matrix/walk.js';
import { buildMatrixWorld, type MatrixWorld } from '../support/matrix/world.js';
import { enqueue, queueIsDone } from '../support/notices.js';

const insiders: readonly Relation[] = ['own', 'office'];

/** docs/access.yaml, walked: every operation, for every role in every relation, with everything that a service A has. */
describe('the tenancy matrix', () => {
  let house: TestHouse;
  let world: MatrixWorld;
  let url: string;
  let before: Record<string, string>;
  const those = (wanted: (actor: Actor) => boolean): Actor[] => world.cast.actors.filter(wanted);
  const outsiders = (): Actor[] => those(({ relation }) => !insiders.includes(relation));
  const actorOf = (relation: Relation, role: string): Actor =>
    those((actor) => actor.relation === relation && actor.role === role)[0]!;
  const sumsOfA = () => checksums(house, world.cast.service.organisation.id);

  beforeAll(async () => {
    house = await openTestHouse();
    world = await buildMatrixWorld(house, readPolicy());
    url = await house.app.getUrl();
  }, 120_000);
  afterAll(() => house.close());

  it('shows those inside all that is theirs, in every field that holds words, and nothing more', async () => {
    const walk = new Walk(world, url);
    for (const actor of those(({ relation }) => insiders.includes(relation))) await walk.looks(actor);
    await walk.opensInvitation(actorOf('own', 'ADMINISTRATOR'));
    expect([...walk.findings]).toEqual([]);
    const spoken = Object.entries(world.policy.types).flatMap(([type, said]) =>
      [levels[0], levels[1]].flatMap((level) => (said[level] ?? []).map((field) => `${type}.${field}`)),
    );
    // A field that is protected and was never seen with a planted word would pass the walk unproven: plant one in estate.ts.
    expect(spoken.filter((field) => !walk.speaking.has(field))).toEqual([]);
    before = await sumsOfA();
  }, 60_000);

  it('shows everybody outside nothing of it, through any operation, and answers foreign ids like random ones', async () => {
    const walk = new Walk(world, url);
    await Promise.all(outsiders().map((actor) => walk.everything(actor)));
    expect([...walk.findings]).toEqual([]);
    expect(walk.asked).toBeGreaterThan(2500);
  }, 120_000);

  it('closes to those inside what is not of their role, and to the office what was not sent', async () => {
    const walk = new Walk(world, url);
    const role = those(
      ({ relation, role }) => relation === 'office' || (relation === 'own' && role === 'ADMINISTRATOR'),
    );
    await Promise.all(role.map((actor) => walk.everything(actor)));
    expect([...walk.findings]).toEqual([]);
  }, 60_000);

  it('finds nothing for others by any word, and every word of a case for the own service', async () => {
    const walk = new Walk(world, url);
    const { words } = world.tokens;
    for (const [relation, role] of [
      ['sibling', 'SUPERVISOR'],
      ['stranger', 'COUNSELLOR'],
    ] as const)
      expect(await search(walk, actorOf(relation, role), words)).toBe(0);
    const kept = words.filter((word) => /^kept\.(narrative|clientName|note|witness)/.test(world.tokens.placeOf(word)!));
    expect(kept.length).toBeGreaterThan(4);
    expect(await search(walk, actorOf('own', 'COUNSELLOR'), kept)).toBe(kept.length);
    expect([...walk.findings]).toEqual([]);
  }, 60_000);

  it('gives a place in a list no meaning in the list of somebody else', async () => {
    const walk = new Walk(world, url);
    const lists = pagedLists(walk);
    expect(lists).toEqual(expect.arrayContaining(['cases', 'inbox', 'notifications', 'importRuns', 'caseTimeline']));
    for (const list of lists) {
      const given: string[] = [];
      for (const actor of those(({ relation }) => insiders.includes(relation)))
        given.push(...(await cursorsOf(walk, actor, list)));
      expect([list, given.length > 0]).toEqual([list, true]);
      for (const actor of outsiders()) for (const cursor of given.slice(0, 3)) await replay(walk, actor, list, cursor);
    }
    expect([...walk.findings]).toEqual([]);
  }, 60_000);

  it('keeps every route closed: forms, dossiers, health, numbers', async () => {
    const walk = new Walk(world, url);
    for (const actor of those(({ relation }) => relation !== 'own')) await routes(walk, actor);
    expect([...walk.findings]).toEqual([]);
  }, 60_000);

  it('draws into a dossier what was released, for either side, and for the office only while it may read', async () => {
    const walk = new Walk(world, url);
    expect(await files(walk, actorOf('own', 'COUNSELLOR'))).toBeGreaterThan(4);
    expect(await files(walk, actorOf('office', 'OFFICE_STAFF'))).toBeGreaterThan(4);
    expect([...walk.findings]).toEqual([]);
  }, 60_000);

  it('does nothing in a job that names one organisation and the thing of another', async () => {
    const walk = new Walk(world, url);
    const subjects = ['case', 'sent', 'release', 'import', 'invitation', 'notification'].flatMap((thing) =>
      world.own[thing]!.slice(0, 2),
    );
    for (const name of world.policy.jobs)
      for (const subjectId of subjects)
        await enqueue(house, world.cast.stranger.organisation, { name, subjectId, deed: 'RECEIVED' });
    await queueIsDone(house);
    for (const actor of those(({ relation }) => relation === 'stranger')) await walk.looks(actor);
    expect([...walk.findings]).toEqual([]);
  }, 60_000);

  it('lets a client make the id of its new case, whoever else has one of that id', async () => {
    const stranger = actorOf('stranger', 'COUNSELLOR');
    const [id] = world.own['case']!;
    const { recordCase: made } = await stranger.someone.does<Json>(RECORD_CASE, { input: { ...quickRecord(), id } });
    expect(made).toMatchObject({ __typename: 'RecordedCase', case: { id, narrative: quickRecord()['narrative'] } });
  });

  it('and after all that nothing of A has changed', async () => {
    expect(before['cases']).toBeDefined();
    expect(await sumsOfA()).toEqual(before);
  });
});
