import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { find, look, refusedFields } from '../support/case-lists.js';
import { closeCase, daysFromToday, recordCase as recordAnyCase } from '../support/cases.js';
import type { Someone } from '../support/world.js';

interface RecordedCase {
  readonly id: string;
  readonly version: number;
}

/** Some weeks ago, so that no rule about days is touched by chance. */
const recordCase = (someone: Someone, changes: object = {}): Promise<RecordedCase> =>
  recordAnyCase(someone, {
    grounds: ['ORIGIN'],
    incidentEarliest: daysFromToday(-30),
    incidentLatest: daysFromToday(-28),
    ...changes,
  });

describe('finding cases', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  describe('by a filter', () => {
    let counsellor: Someone;
    let colleague: Someone;
    const kept: Record<'housing' | 'work' | 'closed' | 'colleague', RecordedCase> = {} as never;
    beforeAll(async () => {
      counsellor = await house.world.counsellor();
      colleague = await house.world.counsellor(counsellor.organisation);
      kept.housing = await recordCase(counsellor);
      kept.work = await recordCase(counsellor, {
        grounds: ['RELIGION', 'SEX_GENDER'],
        mainArea: { area: 'WORK', subArea: 'WORK_TERMINATION' },
        furtherAreas: [{ area: 'PUBLIC_SPACE' }],
        respondentType: 'EMPLOYER_PRIVATE',
        incidentEarliest: daysFromToday(-55),
        incidentLatest: daysFromToday(-50),
      });
      kept.closed = await recordCase(counsellor, { mainArea: { area: 'LEISURE' }, respondentType: 'ASSOCIATION' });
      await closeCase(counsellor, kept.closed);
      kept.colleague = await recordCase(colleague, { grounds: ['AGE'], mainArea: { area: 'MEDIA' } });
    });

    const named = async (filter: object, someone = counsellor): Promise<string[]> => {
      const found = await find(someone, filter);
      return Object.entries(kept).flatMap(([name, { id }]) => (found.has(id) ? [name] : []));
    };

    it('of nothing in particular gives all cases of the service', async () => {
      expect(await named({})).toEqual(['housing', 'work', 'closed', 'colleague']);
      expect(await named({ grounds: [], areas: null, text: '  ' })).toEqual(['housing', 'work', 'closed', 'colleague']);
    });

    it('by status, grounds and areas', async () => {
      expect(await named({ status: 'CLOSED' })).toEqual(['closed']);
      expect(await named({ status: 'OPEN' })).toEqual(['housing', 'work', 'colleague']);
      expect(await named({ grounds: ['SEX_GENDER', 'AGE'] })).toEqual(['work', 'colleague']);
      expect(await named({ areas: ['HOUSING'] })).toEqual(['housing']);
      expect(await named({ areas: ['PUBLIC_SPACE', 'MEDIA'] })).toEqual(['work', 'colleague']);
    });

    it('by the days on which the incident may have been', async () => {
      expect(await named({ incidentFrom: daysFromToday(-40) })).toEqual(['housing', 'closed', 'colleague']);
      expect(await named({ incidentTo: daysFromToday(-53) })).toEqual(['work']);
      expect(await named({ incidentFrom: daysFromToday(-52), incidentTo: daysFromToday(-51) })).toEqual(['work']);
      expect(await named({ incidentFrom: daysFromToday(-49), incidentTo: daysFromToday(-31) })).toEqual([]);
    });

    it('by the German day of recording', async () => {
      await house.database.query('update cases set opened_at = $2 where id = $1', [
        kept.housing.id,
        '2024-12-31T23:30:00Z',
      ]);
      expect(await named({ openedFrom: '2025-01-01', openedTo: '2025-01-01' })).toEqual(['housing']);
      expect(await named({ openedTo: '2024-12-31' })).toEqual([]);
      expect(await named({ openedFrom: '2025-01-02' })).toEqual(['work', 'closed', 'colleague']);
    });

    it('by who works on it', async () => {
      expect(await named({ mine: true })).toEqual(['housing', 'work', 'closed']);
      expect(await named({ mine: true }, colleague)).toEqual(['colleague']);
      expect(await named({ assigneeId: colleague.id })).toEqual(['colleague']);
      expect(await named({ assigneeId: randomUUID() })).toEqual([]);
    });

    it('by a deadline that is near or has passed, in open cases alone', async () => {
      expect(await named({ deadlineWithinDays: 14 })).toEqual(['work']);
      await house.database.query('update cases set next_deadline = $2 where id = any($1)', [
        [kept.closed.id, kept.colleague.id],
        daysFromToday(-3),
      ]);
      expect(await named({ deadlineWithinDays: 0 })).toEqual(['colleague']);
    });

    it('by the state of any of its referrals, and shows that of the newest', async () => {
      const office = await house.database.query(
        `insert into office (key, kind, name, coverage, competence) values ('find-cases', 'STATE_OFFICE', 'Stelle (erfunden)', '{}', '{}') returning id`,
      );
      for (const [reference, state, createdAt] of [
        ['FIND-AAAA', 'DRAFT', '2026-01-01'],
        ['FIND-BBBB', 'SIGNPOSTED', '2026-01-02'],
      ])
        await house.database.query(
          `insert into referral (organisation_id, reference, case_id, office_id, office_name, sender_name, kind, state, contact_name, created_at, closed_at)
           values ($1, $2, $3, $4, 'Stelle (erfunden)', 'Dienst', 'SIGNPOSTING', $5::text, 'Kim Muster', $6::timestamptz, case when $5::text = 'SIGNPOSTED' then $6::timestamptz end)`,
          [counsellor.organisation.id, reference, kept.work.id, office.rows[0].id, state, createdAt],
        );
      expect(await named({ referralStates: ['DRAFT'] })).toEqual(['work']);
      expect(await named({ referralStates: ['SENT', 'ACCEPTED'] })).toEqual([]);
      const { nodes } = await look(counsellor, { filter: { grounds: ['RELIGION'] } });
      expect(nodes).toMatchObject([{ referralState: 'SIGNPOSTED', multipleGrounds: true }]);
    });

    it('by the state of the coding review, and by several things at once', async () => {
      await counsellor.does('mutation ($id: ID!) { requestReview(id: $id) { __typename } }', { id: kept.work.id });
      expect(await named({ reviewState: 'REQUESTED' })).toEqual(['work']);
      const filter = { reviewState: 'REQUESTED', status: 'OPEN', grounds: ['RELIGION'], areas: ['WORK'], mine: true };
      expect(await named(filter)).toEqual(['work']);
      expect(await named({ ...filter, areas: ['MEDIA'] })).toEqual([]);
    });

    it('refuses what cannot be meant, field by field', async () => {
      expect(
        await refusedFields(counsellor, { filter: { status: 'HALF', grounds: ['ORIGIN', 'NOPE'] }, first: 5 }),
      ).toEqual(['filter.status', 'filter.grounds[1]']);
      expect(await refusedFields(counsellor, { filter: { openedFrom: '2026-02-30' } })).toEqual(['filter.openedFrom']);
      expect(await refusedFields(counsellor, { filter: { text: 'a\u0000b' } })).toEqual(['filter.text']);
      expect(await refusedFields(counsellor, { filter: { text: 'x'.repeat(100_000) } })).toEqual(['filter.text']);
      expect(await refusedFields(counsellor, { filter: { assigneeId: 'nonsense' } })).toEqual(['filter.assigneeId']);
      expect(await refusedFields(counsellor, { filter: { deadlineWithinDays: -1 } })).toEqual([
        'filter.deadlineWithinDays',
      ]);
      expect(await refusedFields(counsellor, { orderBy: 'BY_LUCK' })).toEqual(['orderBy']);
      for (const first of [0, -1, 101]) expect(await refusedFields(counsellor, { first })).toEqual(['first']);
    });
  });

  describe('by words', () => {
    let counsellor: Someone;
    let dismissal: RecordedCase;
    let street: RecordedCase;
    beforeAll(async () => {
      counsellor = await house.world.counsellor();
      dismissal = await recordCase(counsellor, {
        narrative: 'Zwei Kündigungen an einem Tag, beide ohne Grund.',
        clientName: 'Żaneta Erfundenowa',
      });
      street = await recordCase(counsellor, { narrative: 'In der Straßenbahn beschimpft, alle sahen weg. 😡' });
    });
    const find1 = (text: string): Promise<Set<string>> => find(counsellor, { text });

    it('finds other forms of a German word', async () => {
      for (const text of ['Kündigung', 'KÜNDIGUNGEN', 'kündigungen'])
        expect(await find1(text)).toEqual(new Set([dismissal.id]));
    });

    it('finds names and words with umlauts and ß', async () => {
      expect(await find1('Żaneta')).toEqual(new Set([dismissal.id]));
      expect(await find1('Straßenbahn')).toEqual(new Set([street.id]));
    });

    it('wants all of the words', async () => {
      expect(await find1('Kündigung Grund')).toEqual(new Set([dismissal.id]));
      expect(await find1('Kündigung Straßenbahn')).toEqual(new Set());
    });

    it('finds nothing by filler words, signs or emoji alone, and does not mind them beside a word', async () => {
      for (const text of ['der die das', '🦄', "'", '%_\\']) expect(await find1(text)).toEqual(new Set());
      expect(await find1('😡 der Straßenbahn & | ! :*')).toEqual(new Set([street.id]));
    });

    it('finds what was noted, indicated or measured later, until it is removed', async () => {
      const write = async (one: string, input: object): Promise<string> => {
        const { part } = await counsellor.does<{ part: { id: string } }>(
          `mutation ($id: ID!, $input: ${one}Input!) { part: add${one}(caseId: $id, input: $input) { ... on Case${one} { id } } }`,
          { id: street.id, input },
        );
        return part.id;
      };
      await write('Note', { text: 'Verkehrsbetrieb angeschrieben' });
      expect(await find1('Verkehrsbetriebe')).toEqual(new Set([street.id]));
      const indication = await write('Indication', { description: 'Überwachungsvideo', evidenceKind: 'RECORDING' });
      expect(await find1('Überwachungsvideo Verkehrsbetrieb')).toEqual(new Set([street.id]));
      await counsellor.does('mutation ($id: ID!) { removeIndication(id: $id) { __typename } }', { id: indication });
      expect(await find1('Überwachungsvideo')).toEqual(new Set());
    });
  });

  describe('of another service', () => {
    it('is impossible: not in the list, the count, the search or the history', async () => {
      const [owner, stranger] = [await house.world.counsellor(), await house.world.counsellor()];
      const secret = await recordCase(owner, { narrative: 'Das Wort Zitronenfalter steht nur hier.' });
      await recordCase(stranger);
      expect((await look(stranger)).ids).not.toContain(secret.id);
      expect((await look(stranger)).total).toBe(1);
      expect(await find(owner, { text: 'Zitronenfalter' })).toEqual(new Set([secret.id]));
      expect(await find(stranger, { text: 'Zitronenfalter' })).toEqual(new Set());
      expect(await find(stranger, { assigneeId: owner.id })).toEqual(new Set());
      const answers = [];
      for (const id of [secret.id, randomUUID(), 'nonsense\u0000']) {
        const { data, errors } = await stranger.ask('query ($id: ID!) { caseTimeline(id: $id) { edges { cursor } } }', {
          id,
        });
        answers.push(JSON.stringify({ data, errors }));
      }
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain('NOT_FOUND');
    });

    it('is not for those who read no cases', async () => {
      const { organisation } = await house.world.counsellor();
      const someones = [
        await house.world.someone(organisation, 'ADMINISTRATOR'),
        await house.world.someone(await house.world.office(), 'OFFICE_LEAD'),
        await house.world.someone(await house.world.carrier(), 'DATA_PROTECTION_OFFICER'),
        await house.world.operator(),
      ];
      for (const someone of someones) {
        const { data, errors } = await someone.ask('{ cases { totalCount } }');
        expect(data).toBeNull();
        expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      }
      const { errors } = await house.world.nobody.ask('{ cases { totalCount } }');
      expect(errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
    });
  });
});
