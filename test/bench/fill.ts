import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { hashPassword } from '../../src/identity/secrets.js';
import { situations } from '../../src/demo/situations.js';
import { loadGeography } from '../../src/reference/geography.loader.js';
import { inventSentences, openings } from './sentences.js';

export const SERVICES = 20;
export const PASSWORD = 'ein langes Passwort 42';

/** Somebody who will sign in. */
export interface Counsellor {
  readonly id: string;
  readonly email: string;
  readonly organisationId: string;
  readonly carrierId: string;
}

/** The counsellors that were made, one a service; none in a database that is not filled yet. */
export async function counsellorsOf(url: string): Promise<Counsellor[]> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  const { rows } = await database.query<Counsellor>(
    `select id, email, organisation_id as "organisationId", carrier_id as "carrierId" from person where name like 'Berit Beispiel%' order by organisation_id`,
  );
  await database.end();
  return rows;
}

/** One carrier with its services, a counsellor and two colleagues in each, and an office with an inbox. */
async function found(database: pg.Client): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  const organisation = async (kind: string, name: string, shortName: string, carrierId?: string): Promise<string> => {
    const id = randomUUID();
    await database.query(
      'insert into organisation (id, carrier_id, kind, name, short_name) values ($1, $2, $3, $4, $5)',
      [id, carrierId ?? id, kind, name, shortName],
    );
    return id;
  };
  const person = async (organisationId: string, carrierId: string, name: string): Promise<void> => {
    const id = randomUUID();
    const email = `${id}@example.org`;
    await database.query(
      `insert into person (id, organisation_id, carrier_id, email, name, roles, password_hash) values ($1, $2, $3, $4, $5, '{COUNSELLOR}', $6)`,
      [id, organisationId, carrierId, email, name, passwordHash],
    );
  };

  const office = await organisation('OFFICE', 'Landesstelle Beispiel', 'LBSP');
  await database.query(
    `insert into office (key, kind, name, inbox_organisation_id, coverage, competence) values ('bench-office', 'STATE_OFFICE', 'Landesstelle Beispiel', $1, '{}', '{}')`,
    [office],
  );
  const carrier = await organisation('CARRIER', 'Träger Beispiel', 'TRAEGER');
  for (let n = 0; n < SERVICES; n++) {
    const service = await organisation('SERVICE', `Dienst ${n + 1}`, `D${String(n + 1).padStart(2, '0')}`, carrier);
    await person(service, carrier, `Berit Beispiel ${n + 1}`);
    await person(service, carrier, `Mehmet Muster ${n + 1}`);
    await person(service, carrier, `Olena Probe ${n + 1}`);
  }
}

const tables = `
  create temp table made_service as
    select row_number() over (order by o.short_name) - 1 as n, o.id as organisation_id,
      (select array_agg(p.id order by p.id) from person p where p.organisation_id = o.id) as people
    from organisation o where o.kind = 'SERVICE';
  create temp table made_situation (n bigint, area text, sub_area text, organisation text, respondents text[], forms text[], grounds text[]);
  create temp table made_sentence (n bigint, text text);
  create temp table made_opening (n bigint, text text);
  create temp table made_district (n bigint, key text);`;

/** One batch of cases with whatever hangs on them; `$1` and `$2` are the first and the last serial number. */
const batch = `
  with drawn as materialized (
    select i, random() as a, random() as b, random() as c, random() as d, random() as e, random() as f, random() as g, random() as h,
      now() - interval '3 years' * (1 - (i / $3::float8)) as opened_at
    from generate_series($1::bigint, $2::bigint) as i),
  chosen as materialized (
    -- A version 7 id of its own moment, as if it had been recorded then.
    select x.*, uuidv7(x.opened_at - now()) as id, v.organisation_id, v.people[1 + floor(x.a * 3)::int] as assignee_id, s.area, nullif(s.sub_area, '') as sub_area,
      s.respondents[1 + floor(x.b * cardinality(s.respondents))::int] as respondent_type, s.organisation,
      s.forms[1 + floor(x.c * cardinality(s.forms))::int] as form,
      array(select distinct g from unnest(array[s.grounds[1 + floor(x.d * cardinality(s.grounds))::int],
        s.grounds[1 + floor(x.e * cardinality(s.grounds) * 2)::int]]) as g where g is not null) as grounds,
      k.key as district, x.opened_at::date - floor(x.f * 200)::int as happened,
      concat_ws(' ', o.text, n1.text, n2.text, n3.text, case when x.g < 0.7 then n4.text end, case when x.g < 0.4 then n5.text end) as narrative,
      x.opened_at < now() - interval '6 months' and x.h < 0.8 as closed
    from drawn x
    join made_service v on v.n = x.i % $4::int
    join made_situation s on s.n = floor(x.g * (select count(*) from made_situation))::int
    join made_opening o on o.n = floor(x.h * (select count(*) from made_opening))::int
    join made_district k on k.n = x.i % 36
    join made_sentence n1 on n1.n = floor(x.a * 4000)::int
    join made_sentence n2 on n2.n = floor(x.b * 4000)::int
    join made_sentence n3 on n3.n = floor(x.c * 4000)::int
    join made_sentence n4 on n4.n = floor(x.d * 4000)::int
    join made_sentence n5 on n5.n = floor(x.e * 4000)::int),
  made as (
    insert into cases (organisation_id, year, number, version, status, assignee_id, opened_at, changed_at, grounds, main_area, main_sub_area,
      respondent_type, district, incident_earliest, incident_latest, incident_forms, affected_role, age_band, gender, language,
      interpreter_needed, access_path, channel, assessment, regimes, next_deadline, closing_reason, closed_at, id)
    select organisation_id, extract(year from opened_at at time zone 'Europe/Berlin'), 1 + i / $4::int, 1, case when closed then 'CLOSED' else 'OPEN' end,
      assignee_id, opened_at, opened_at + interval '2 days', grounds, area, sub_area, respondent_type,
      case when g < 0.95 then district end, happened - 3, happened, array[form], 'SELF', 'A27_39', 'FEMALE', 'ar', e < 0.3, 'OWN_INITIATIVE', 'PHONE',
      'LIKELY', '{AGG}', case when i % 3 = 0 then happened + 61 end, case when closed then 'SOLVED' end,
      case when closed then opened_at + interval '90 days' end,
      id
    from chosen
    returning organisation_id, id, opened_at, assignee_id, number, year, next_deadline, incident_latest),
  joined as materialized (
    select m.*, c.narrative, c.organisation, c.f, c.i from made m
    join chosen c on c.id = m.id),
  told as (
    insert into case_text (organisation_id, case_id, narrative, client_name, client_contact, respondent_organisation)
    select organisation_id, id, narrative, 'Klient ' || i, 'Telefon 0000 ' || i, nullif(organisation, '') from joined),
  searchable as (
    insert into case_search (organisation_id, case_id, opened_at, tokens)
    select organisation_id, id, opened_at, search_tokens(concat_ws(' ', narrative, 'Klient ' || i, organisation)) from joined),
  left_plain as (
    -- Sealed when the house starts, as rows of an earlier version are.
    insert into keyring.to_seal (organisation_id, table_name, row_id)
    select organisation_id, written, id from joined, unnest('{case_text,case_search}'::text[]) as written),
  happened as (
    insert into case_event (organisation_id, case_id, person_id, kind, version, at) select organisation_id, id, assignee_id, 'RECORDED', 1, opened_at from joined),
  noted as (
    insert into case_note (organisation_id, case_id, text, author_id) select organisation_id, id, left(narrative, 200), assignee_id from joined where i % 4 = 0 returning organisation_id, id),
  left_notes as (
    insert into keyring.to_seal (organisation_id, table_name, row_id) select organisation_id, 'case_note', id from noted),
  due as (
    insert into case_deadline (organisation_id, case_id, regime, rule_code, rule_version, start_event, start_date, assumed, needs_check, ends_on,
      moved_to, source, explanation_de, explanation_en)
    select organisation_id, id, 'AGG', 'AGG_CLAIM', 1, 'KNOWLEDGE', incident_latest, true, false, next_deadline, next_deadline, '§ 15 Abs. 4 AGG',
      'Zwei Monate ab Kenntnis.', 'Two months from knowledge.' from joined where next_deadline is not null)
  insert into referral (organisation_id, reference, case_id, office_id, office_name, sender_name, recipient_organisation_id, kind, state,
    contact_name, answer_by, created_by, sent_at)
  select j.organisation_id, overlay(translate(upper(lpad(to_hex(j.i), 8, '0')), '01', 'XY') placing '-' from 5 for 0), j.id, f.id, f.name, 'Dienst', f.inbox_organisation_id, 'ENQUIRY', 'SENT', 'Berit Beispiel',
    j.opened_at::date + 14, j.assignee_id, j.opened_at
  from joined j, office f where f.key = 'bench-office' and j.i % 10 = 0`;

/** Fills a database that is up to date with `count` invented cases of three years. */
export async function fill(url: string, count: number, progress: (done: number) => void): Promise<void> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  try {
    // The data are sound by making: keys and triggers need not look at each row.
    await database.query(
      `set session_replication_role = replica; set synchronous_commit = off; set enable_nestloop = off; set work_mem = '64MB'; select setseed(0.42)`,
    );
    await found(database);
    await prepare(database);
    const step = 10_000;
    for (let first = 0; first < count; first += step) {
      await database.query(batch, [first, Math.min(first + step, count) - 1, count, SERVICES]);
      progress(Math.min(first + step, count));
    }
    await database.query(`insert into case_counter select organisation_id, year, max(number) from cases group by 1, 2`);
    await database.query('vacuum analyze');
  } finally {
    await database.end();
  }
}

async function prepare(database: pg.Client): Promise<void> {
  await database.query(tables);
  for (const [n, situation] of situations.entries()) {
    const { area, subArea, organisation, respondentTypes, forms, grounds } = situation;
    await database.query('insert into made_situation values ($1, $2, $3, $4, $5, $6, $7)', [
      n,
      area,
      subArea,
      organisation,
      respondentTypes,
      forms,
      grounds,
    ]);
  }
  const numbered = (table: string, texts: readonly string[]): Promise<unknown> =>
    database.query(`insert into ${table} select n - 1, t from unnest($1::text[]) with ordinality as x (t, n)`, [texts]);
  await numbered('made_sentence', inventSentences(4_000));
  await numbered('made_opening', openings);
  await numbered(
    'made_district',
    loadGeography().districts.map(({ key }) => key),
  );
}
