import type pg from 'pg';
import type { ForgottenPerson } from './line.js';

/** Forgotten people of whom no shipment has told yet, the first first; none in a database that knows no such list. */
export async function untoldPeople(client: pg.ClientBase): Promise<ForgottenPerson[]> {
  if (!(await knowsForgottenPeople(client))) return [];
  const { rows } = await client.query<ForgottenPerson>(
    `select organisation_id as "organisationId", person_id as "personId", forgotten_at::text as "forgottenAt"
     from keyring.forgotten_person where told_at is null order by forgotten_at limit 10000`,
  );
  return rows;
}

/** Notes that the backup knows of them. */
export async function tellPeople(client: pg.ClientBase, people: readonly ForgottenPerson[]): Promise<void> {
  await client.query(
    `update keyring.forgotten_person set told_at = now() where (organisation_id, person_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    idsOf(people),
  );
}

/**
 * Orders that who had been forgotten when the backup was taken over last, and is known in an earlier state, is forgotten once more when the house is started; gives
 * how many they are. Nobody comes back from being forgotten, so the list has no times to compare. It stays, so that the next line tells it, too.
 */
export async function forgetAgain(client: pg.ClientBase, people: readonly ForgottenPerson[]): Promise<number> {
  if (people.length === 0) return 0;
  await client.query('begin');
  // A database of before has no list yet: whoever is forgotten again is written to it then.
  if (await knowsForgottenPeople(client)) {
    await client.query(
      `insert into keyring.forgotten_person (organisation_id, person_id, forgotten_at)
       select organisation_id, person_id, min(at) from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as gone (organisation_id, person_id, at)
       group by organisation_id, person_id on conflict do nothing`,
      [...idsOf(people), people.map(({ forgottenAt }) => forgottenAt)],
    );
    await client.query('update keyring.forgotten_person set told_at = null');
  }
  const ordered = await order(client, people);
  await client.query('commit');
  return ordered;
}

/** `person.forget-again` looks for itself whether they are known still. None where the queue was not set up yet. */
async function order(client: pg.ClientBase, people: readonly ForgottenPerson[]): Promise<number> {
  const enqueue = 'graphile_worker.enqueue(text,json,timestamptz,text)';
  const { rows } = await client.query<{ known: boolean }>('select to_regprocedure($1) is not null as known', [enqueue]);
  if (rows[0]?.known !== true) return 0;
  const { rowCount } = await client.query(
    `select graphile_worker.enqueue('person.forget-again', json_build_object('organisationId', p.organisation_id, 'subjectId', p.id), null,
       'person.forget-again:' || p.id)
     from person p
     where (p.organisation_id, p.id) in (select * from unnest($1::uuid[], $2::uuid[])) and to_jsonb(p) ->> 'forgotten_at' is null`,
    idsOf(people),
  );
  return rowCount ?? 0;
}

const idsOf = (people: readonly ForgottenPerson[]): [string[], string[]] => [
  people.map(({ organisationId }) => organisationId),
  people.map(({ personId }) => personId),
];

async function knowsForgottenPeople(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(
    `select to_regclass('keyring.forgotten_person') is not null as known`,
  );
  return rows[0]?.known === true;
}
