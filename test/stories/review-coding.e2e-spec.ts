import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase } from '../support/cases.js';
import type { Someone } from '../support/world.js';

interface RecordedCase {
  readonly id: string;
  readonly version: number;
}

interface Outcome {
  readonly __typename: string;
  readonly verdict?: string;
  readonly problems?: { code: string; field: string | null; de: string; en: string }[];
}

const selection =
  '__typename ... on CaseReview { verdict field comment author { id } } ... on Refusal { problems { code field de en } }';
const request = `mutation ($id: ID!, $input: RequestReviewInput) { outcome: requestReview(id: $id, input: $input) { ${selection} } }`;
const review = `mutation ($id: ID!, $input: ReviewInput!) { outcome: reviewCase(id: $id, input: $input) { ${selection} } }`;
const reply = `mutation ($id: ID!, $input: AnswerReviewInput!) { outcome: answerReview(id: $id, input: $input) { ${selection} } }`;

describe('the review of the coding', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let supervisor: Someone;
  let kase: RecordedCase;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
    supervisor = await house.world.supervisor(counsellor.organisation);
  });
  beforeEach(async () => void (kase = await recordCase(counsellor)));
  afterAll(() => house.close());

  const does = async (someone: Someone, operation: string, input?: object, id = kase.id): Promise<Outcome> =>
    (await someone.does<{ outcome: Outcome }>(operation, { id, input })).outcome;
  const state = async (): Promise<string> =>
    (
      await counsellor.does<{ case: { reviewState: string } }>('query ($id: ID!) { case(id: $id) { reviewState } }', {
        id: kase.id,
      })
    ).case.reviewState;

  it('goes from the request over a query and its answer to the approval, and the history tells it', async () => {
    expect(await does(counsellor, request, { comment: 'Bitte die Merkmale ansehen.' })).toMatchObject({
      verdict: 'REQUEST',
    });
    expect(await state()).toBe('REQUESTED');
    expect(
      await does(supervisor, review, { verdict: 'QUERY', field: 'grounds', comment: 'Auch Sprache?' }),
    ).toMatchObject({ verdict: 'QUERY', field: 'grounds', comment: 'Auch Sprache?', author: { id: supervisor.id } });
    expect(await state()).toBe('QUERIED');
    expect(await does(counsellor, reply, { comment: 'Nein, nur der Name.' })).toMatchObject({ verdict: 'ANSWER' });
    expect(await does(supervisor, review, { verdict: 'APPROVED' })).toMatchObject({ verdict: 'APPROVED' });
    expect(await state()).toBe('APPROVED');

    const { caseTimeline } = await counsellor.does<{
      caseTimeline: { edges: { node: { kind: { code: string }; person: { id: string }; fields: string[] } }[] };
    }>('query ($id: ID!) { caseTimeline(id: $id) { edges { node { kind { code } person { id } fields } } } }', {
      id: kase.id,
    });
    expect(caseTimeline.edges.map(({ node }) => [node.kind.code, node.person.id, node.fields])).toEqual([
      ['REVIEW_APPROVED', supervisor.id, []],
      ['REVIEW_ANSWERED', counsellor.id, []],
      ['REVIEW_QUERIED', supervisor.id, ['grounds']],
      ['REVIEW_REQUESTED', counsellor.id, []],
      ['RECORDED', counsellor.id, expect.any(Array)],
    ]);
    const { rows } = await house.database.query(
      `select action from audit_entry where subject_id = $1 and action like 'case.review-%' order by id`,
      [kase.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'case.review-requested',
      'case.review-queried',
      'case.review-answered',
      'case.review-approved',
    ]);
  });

  it('begins anew when an approved coding is changed', async () => {
    await does(supervisor, review, { verdict: 'APPROVED' });
    await counsellor.does(
      'mutation ($id: ID!) { updateCase(id: $id, version: 1, changes: { grounds: ["NAME"] }) { __typename } }',
      { id: kase.id },
    );
    expect(await state()).toBe('NONE');
  });

  it('is never done by a supervisor on a case of her own', async () => {
    const own = await recordCase(supervisor);
    expect(await does(supervisor, review, { verdict: 'APPROVED' }, own.id)).toMatchObject({
      __typename: 'Refusal',
      problems: [{ code: 'NOT_YOURSELF' }],
    });
  });

  it('is not for counsellors', async () => {
    const colleague = await house.world.counsellor(counsellor.organisation);
    const { data, errors } = await colleague.ask(review, { id: kase.id, input: { verdict: 'APPROVED' } });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await state()).toBe('NONE');
  });

  it('does not exist for the supervisor of another service', async () => {
    const stranger = await house.world.supervisor();
    const answers = [];
    for (const id of [kase.id, randomUUID(), 'nonsense\u0000']) {
      const { data, errors } = await stranger.ask(review, { id, input: { verdict: 'APPROVED' } });
      answers.push(JSON.stringify({ data, errors }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('NOT_FOUND');
  });

  it('refuses what is out of turn or makes no sense, and writes nothing', async () => {
    await does(counsellor, request);
    const expectRefused = (outcome: Outcome, code: string, field: string | null): void => {
      expect(outcome.problems?.[0]).toMatchObject({ code, field });
      expect(outcome.problems?.[0]?.de).not.toBe(outcome.problems?.[0]?.en);
    };
    expectRefused(await does(counsellor, request), 'REVIEW_REQUESTED_ALREADY', null);
    expectRefused(await does(counsellor, reply, { comment: 'Wie?' }), 'REVIEW_NO_QUERY', null);
    expectRefused(await does(supervisor, review, { verdict: 'MAYBE' }), 'INVALID_FORMAT', 'input.verdict');
    expectRefused(await does(supervisor, review, { verdict: 'QUERY' }), 'REQUIRED', 'input.comment');
    const comment = 'a\u0000b';
    expectRefused(await does(supervisor, review, { verdict: 'QUERY', comment }), 'INVALID_CHARACTER', 'input.comment');
    expectRefused(
      await does(supervisor, review, { verdict: 'QUERY', field: 'clientName', comment: 'Wer?' }),
      'UNKNOWN_FIELD',
      'input.field',
    );
    expectRefused(
      await does(supervisor, review, { verdict: 'QUERY', comment: 'x'.repeat(100_000) }),
      'TOO_LONG',
      'input.comment',
    );
    const { rows } = await house.database.query('select verdict from case_review where case_id = $1', [kase.id]);
    expect(rows).toEqual([{ verdict: 'REQUEST' }]);
    expect(await state()).toBe('REQUESTED');
  });
});
