import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Sessions } from '../../src/identity/sessions.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase } from '../support/cases.js';
import type { Someone } from '../support/world.js';

/** With one statement, with several in a transaction, and with none. */
const questions = {
  list: '{ cases(first: 5) { edges { node { id } } } }',
  one: 'query ($id: ID!) { case(id: $id) { id narrative } }',
  people: '{ people { id } }',
  me: '{ me { id roles } }',
} as const;

/** What ends or changes who somebody is, beside everything that the house itself would do about it. */
const changes = {
  'the session is gone': 'delete from session where person_id = $1',
  'the session is too old': `update session set expires_at = now() - interval '1 second' where person_id = $1`,
  'the session rested too long': `update session set seen_at = now() - interval '31 minutes' where person_id = $1`,
  'the person was deactivated': 'update person set active = false, deactivated_at = now() where id = $1',
  'the service was closed':
    'update organisation set active = false where id = (select organisation_id from person where id = $1)',
  'the token is another one': `update session set token_hash = sha256('another') where person_id = $1`,
} as const;

describe('a session that was remembered', () => {
  let house: TestHouse;
  let someone: Someone;
  let caseId: string;
  let lookUps: jest.SpiedFunction<Sessions['actorOf']>;

  const ask = async (name: keyof typeof questions): Promise<string> =>
    JSON.stringify(await someone.ask(questions[name], name === 'one' ? { id: caseId } : {}));
  const looks = async (): Promise<number> => {
    const { rows } = await house.database.query(
      `select from audit_entry where person_id = $1 and action in ('case.read', 'case.listed')`,
      [someone.id],
    );
    return rows.length;
  };

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    lookUps = jest.spyOn(house.app.get(Sessions, { strict: false }), 'actorOf');
  });
  beforeEach(async () => {
    someone = await house.world.counsellor();
    caseId = ((await recordCase(someone)) as { id: string }).id;
    for (const name of Object.keys(questions) as (keyof typeof questions)[])
      for (let times = 0; times < 3; times++) expect(await ask(name)).not.toContain('"errors"');
  });
  afterAll(() => house.close());

  it('is not looked up apart where a statement asks along the way, and is where none does', async () => {
    const counted = async (name: keyof typeof questions): Promise<number> => {
      const before = lookUps.mock.calls.length;
      await ask(name);
      return lookUps.mock.calls.length - before;
    };
    expect([await counted('list'), await counted('one'), await counted('me')]).toEqual([0, 0, 1]);
  });

  it.each(Object.entries(changes))('answers nothing any more on the next request: %s', async (_, change) => {
    for (const name of Object.keys(questions) as (keyof typeof questions)[]) {
      const before = await looks();
      const { rows } = await house.database.query(
        `select to_jsonb(s) as session, p.active, p.organisation_id from session s join person p on p.id = s.person_id where p.id = $1`,
        [someone.id],
      );
      await house.database.query(change, [someone.id]);
      expect([name, await ask(name)]).toEqual([name, expect.stringContaining('NOT_SIGNED_IN')]);
      expect(await looks()).toBe(before); // a look that did not happen is not on record
      await back(rows[0] as never);
      expect(await ask(name)).not.toContain('"errors"');
      expect(await ask(name)).not.toContain('"errors"'); // remembered again
    }
  });

  it('counts with the roles of now on the next request', async () => {
    for (const name of ['list', 'one'] as const) {
      await house.database.query(`update person set roles = '{ADMINISTRATOR}' where id = $1`, [someone.id]);
      expect(await ask(name)).toContain('FORBIDDEN');
      await house.database.query(`update person set roles = '{COUNSELLOR}' where id = $1`, [someone.id]);
      expect(await ask(name)).not.toContain('"errors"');
      expect(await ask(name)).not.toContain('"errors"');
    }
  });

  /** Undoes a change, the session's row as it was. */
  async function back({
    session,
    organisation_id,
  }: {
    readonly session: object;
    readonly organisation_id: string;
  }): Promise<void> {
    await house.database.query('update person set active = true, deactivated_at = null where id = $1', [someone.id]);
    await house.database.query('update organisation set active = true where id = $1', [organisation_id]);
    await house.database.query('delete from session where person_id = $1', [someone.id]);
    await house.database.query(`insert into session select (jsonb_populate_record(null::session, $1)).*`, [
      JSON.stringify(session),
    ]);
  }
});
