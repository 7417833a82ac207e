import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase } from '../support/cases.js';
import type { Someone } from '../support/world.js';

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly kind: { code: string; de: string; en: string };
  readonly person: { id: string } | null;
  readonly party: string | null;
  readonly reason: string | null;
  readonly version: number | null;
  readonly referralReference: string | null;
  readonly referralState: string | null;
}

const reading = `query ($id: ID!, $first: Int, $after: String) { caseTimeline(id: $id, first: $first, after: $after) {
  pageInfo { hasNextPage endCursor } edges { node {
    id at kind { code de en } person { id name } party reason version referralReference referralState } } } }`;

describe('the timeline of a case', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let id: string;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
    id = (await recordCase(counsellor)).id;
    for (let at = 0; at < 6; at += 1)
      await counsellor.does(
        'mutation ($id: ID!) { addNote(caseId: $id, input: { text: "Geheimes Wort" }) { __typename } }',
        {
          id,
        },
      );
    const organisationId = counsellor.organisation.id;
    const office = await house.database.query(
      `insert into office (key, kind, name, coverage, competence) values ('timeline', 'STATE_OFFICE', 'Stelle (erfunden)', '{}', '{}') returning id`,
    );
    const referral = await house.database.query(
      `insert into referral (organisation_id, reference, case_id, office_id, office_name, sender_name, kind, contact_name)
       values ($1, 'TIME-LINE', $2, $3, 'Stelle (erfunden)', 'Dienst', 'CO_ADVICE', 'Kim Muster') returning id`,
      [organisationId, id, office.rows[0].id],
    );
    for (const [kind, party, state, reason] of [
      ['SEND', 'SENDER', 'SENT', null],
      ['DECLINE', 'RECIPIENT', 'DECLINED', 'CAPACITY'],
    ])
      await house.database.query(
        `insert into referral_event (organisation_id, referral_id, kind, party, state, reason, at)
         values ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
        [organisationId, referral.rows[0].id, kind, party, state, reason],
      );
    // All of one moment: the id alone tells them apart.
    await house.database.query(
      `update case_event set at = date_trunc('minute', at) where case_id = $1 and kind = 'NOTE_ADDED'`,
      [id],
    );
  });
  afterAll(() => house.close());

  const read = async (variables: object = {}): Promise<{ entries: Entry[]; next: string | null }> => {
    const { caseTimeline } = await counsellor.does<{
      caseTimeline: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: Entry }[] };
    }>(reading, { id, ...variables });
    const { hasNextPage, endCursor } = caseTimeline.pageInfo;
    return { entries: caseTimeline.edges.map(({ node }) => node), next: hasNextPage ? endCursor : null };
  };

  it('tells what happened to the case and to its referrals, newest first, with who and which side', async () => {
    const { entries } = await read();
    expect(entries.map(({ at }) => at)).toEqual(
      entries
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect(entries).toHaveLength(9);
    expect(entries[0]).toMatchObject({
      kind: { code: 'REFERRAL_DECLINE', de: 'Weitervermittlung abgelehnt', en: 'referral declined' },
      ...{ party: 'RECIPIENT', person: null, version: null, reason: 'CAPACITY' },
      ...{ referralReference: 'TIME-LINE', referralState: 'DECLINED' },
    });
    expect(entries.find(({ kind }) => kind.code === 'RECORDED')).toMatchObject({
      kind: { de: 'Fall aufgenommen', en: 'case recorded' },
      ...{ person: { id: counsellor.id }, party: null, version: 1 },
    });
  });

  it('has no gap and no repetition from page to page', async () => {
    const { entries: all } = await read();
    const walked: string[] = [];
    let after: string | null = null;
    do {
      const page: { entries: Entry[]; next: string | null } = await read({ first: 2, after });
      walked.push(...page.entries.map((entry) => entry.id));
      after = page.next;
    } while (after);
    expect(walked).toEqual(all.map((entry) => entry.id));
  });

  it('holds no text of the case', async () => {
    const { rows } = await house.database.query('select details::text as details from case_event where case_id = $1', [
      id,
    ]);
    expect(rows.map(({ details }) => details as string).join()).not.toContain('Geheimes');
  });

  it('refuses a place that is none of it, and a page of no or too many rows', async () => {
    const cursor = (...keys: string[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');
    const tries = [
      { after: 'nonsense' },
      { after: cursor('OPENED_AT_DESC', '1', randomUUID()) },
      { after: cursor('TIMELINE', 'now', randomUUID()) },
      { first: 0 },
      { first: 101 },
    ];
    for (const variables of tries) {
      const { status, errors } = await counsellor.ask(reading, { id, ...variables });
      expect(status).toBe(200);
      expect(errors?.[0]?.extensions.problems).toMatchObject([{ field: Object.keys(variables)[0] }]);
    }
  });
});
