import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { dayOf } from '../../src/core/calendar.js';
import { hashPassword } from '../../src/identity/secrets.js';
import { Offices } from '../../src/offices/offices.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { readExamples, valueAt } from '../support/page-examples.js';
import { bundleOf, drawnRecords, publishBundle, shippedProgramme } from '../support/releases.js';
import type { Someone } from '../support/world.js';
import { type TestOrganisation } from '../support/world.js';

const examples = readExamples('api.md');

describe('the page docs/api.md', () => {
  let house: TestHouse;
  const people = new Map<string, Someone>();
  const kept = new Map<string, string>([['TODAY', dayOf(new Date())]]);
  let cookie = '';

  const filled = (text: string): string =>
    text.replace(/<([A-Z_]+)>/g, (_, name: string) => kept.get(name) ?? `<${name}>`);

  beforeAll(async () => {
    house = await openTestHouse();
    const operator = await house.world.operator();
    const offices = house.app.get(Offices, { strict: false });
    await offices.storeShipped();
    const state = (await offices.directory()).officeWithKey('lads-rlp');
    const organisation: TestOrganisation = await house.world.office('Landesstelle');
    await operator.does(
      `mutation ($id: ID!, $organisationId: ID!) { connectOffice(officeId: $id, organisationId: $organisationId) { __typename } }`,
      {
        id: state?.id,
        organisationId: organisation.id,
      },
    );
    const counsellor = await house.world.counsellor();
    await house.database.query('update person set email = $1, password_hash = $2 where id = $3', [
      'beratung.nord@demo.example',
      await hashPassword('beistand-demo'),
      counsellor.id,
    ]);
    people.set('counsellor', counsellor);
    people.set('supervisor', await house.world.supervisor(counsellor.organisation));
    people.set('carrier', await house.world.someone(await house.world.carrier(), 'ADMINISTRATOR'));
    const team = await house.world.campaignTeam();
    const campaign = await house.world.someone(team, 'CAMPAIGN_STAFF');
    const { files } = bundleOf(shippedProgramme(), drawnRecords(60, '2025-Q1', 'api page', [team.id]), '2025-Q1');
    await publishBundle(house, files, {
      preparedBy: campaign,
      approvedBy: await house.world.someone(team, 'CAMPAIGN_STAFF'),
    });
    people.set('campaign', campaign);
    people.set('nobody', house.world.nobody);
    people.set('office', await house.world.someone(organisation, 'OFFICE_STAFF'));
  });
  afterAll(() => house.close());

  it('has examples', () => expect(examples.length).toBeGreaterThan(15));

  /** A line of `curl`, as far as this page uses it. */
  async function curl(command: string): Promise<Response> {
    const path = /http:\/\/localhost:3000(\S*)/.exec(command)?.[1] ?? '/';
    const body = / -d '([^']*)'/.exec(command)?.[1];
    const server = house.world.server;
    const sent = body ? request(server).post(path).set('content-type', 'application/json') : request(server).get(path);
    const authorization = / -H 'authorization: ([^']*)'/.exec(command)?.[1];
    if (authorization) sent.set('authorization', authorization);
    if (command.includes('-b cookies')) sent.set('cookie', cookie);
    const answer = await (body ? sent.send(body) : sent);
    if (command.includes('-c cookies')) cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    return answer;
  }

  for (const example of examples) {
    it(`works as it stands in line ${example.line}`, async () => {
      if (example.language === 'sh') {
        let answer = await curl(filled(example.text));
        for (let wait = 0; wait < 50 && answer.status === 409; wait++) {
          await new Promise((done) => setTimeout(done, 200));
          answer = await curl(filled(example.text));
        }
        expect(answer.status).toBeLessThan(300);
        expect(answer.text ?? '').not.toContain('errors');
        return;
      }
      const variables = JSON.parse(filled(example.variables), (_, value: unknown) =>
        typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value,
      ) as object;
      const person = people.get(example.as);
      if (!person) throw new Error(`Nobody is called ${example.as}.`);
      const data = await person.does(example.text, variables);
      const refused = example.expects.some(([path]) => path.includes('problems'));
      const outcome = Object.values(data)[0];
      if (!refused) expect(isRefusal(outcome)).toBe(false);
      for (const [name, path] of example.keeps) {
        const value = valueAt(data, path);
        expect(typeof value).toMatch(/string|number/);
        kept.set(name, String(value));
      }
      for (const [path, wanted] of example.expects) expect(String(valueAt(data, path))).toBe(filled(wanted));
    });
  }
});

/** Every example of a deed asks a refusal for `en`, which nothing else at that place has. */
const isRefusal = (outcome: unknown): boolean =>
  typeof outcome === 'object' && outcome !== null && ('problems' in outcome || 'en' in outcome);
