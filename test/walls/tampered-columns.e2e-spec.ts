import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SealBroken } from '../../src/keys/key-faults.js';
import { sealedColumns, type SealedColumns } from '../../src/keys/sealed-columns.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import type { JobPayload } from '../../src/jobs/job.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE_FIELDS, daysFromToday } from '../support/cases.js';
import { fetchFile } from '../support/attachments.js';
import { smallMapping, START } from '../support/imports.js';
import {
  emptyPlaces,
  wordFor,
  plantEverywhere,
  sealedPlaces,
  type ProtectedTexts,
} from '../support/protected-texts.js';
import { Directory } from '../support/provider.js';
import { DISCLOSURES, doneBy, RECEIVED, REFERRAL } from '../support/referrals.js';
import { POOL_STORY, STORY } from '../support/stories.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(300_000);

const PARTS = `indications { id description } witnesses { id name contact observation } comparisonPersons { id description }
  measures { id result } reactions { id detail } notes { id text } reviews { id comment } releases { id purpose interpreter oralReason documentReference guardian }`;
const WHOLE_CASE = `query ($id: ID!) { case(id: $id) { ${CASE_FIELDS.replace(/indications \{.*/s, '')} ${PARTS} } }`;

/** What a look ended with: everything that was answered, as text, and whether it was a fault that says so. */
interface Looked {
  readonly said: string;
  readonly isFault: boolean;
}

describe('what a superuser of the database has changed in a sealed column', () => {
  let house: TestHouse;
  let directory: Directory;
  let mine: ProtectedTexts;
  let campaign: Someone;
  beforeAll(async () => {
    directory = await Directory.open();
    house = await openTestHouse({ BEISTAND_JOBS: 'off', OIDC_PRIVATE_HOSTS: directory.host });
    mine = await plantEverywhere(house, directory);
    await plantEverywhere(house, directory);
    campaign = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    await runJobs('dossier.render', 'access.draw');
  });
  afterAll(async () => {
    await house.close();
    await directory.close();
  });

  const sql = <Row extends object>(text: string, values: unknown[] = []) => house.database.query<Row>(text, values);

  /** The queue's work by hand, so that a list can be left waiting. */
  const runJobs = async (...names: string[]): Promise<void> => {
    const { rows } = await sql<{ name: string; payload: JobPayload }>(
      `select t.identifier as name, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = any ($1)`,
      [names],
    );
    const { registered } = house.app.get(Jobs, { strict: false });
    for (const { name, payload } of rows) await registered.get(name)?.(payload);
  };

  const asked = async (someone: Someone, query: string, variables: object): Promise<Looked> => {
    const response = await someone.post('/graphql').send({ query, variables });
    const { errors = [] } = response.body as { errors?: { extensions: { code: string } }[] };
    return { said: response.text, isFault: errors.some(({ extensions }) => extensions.code === 'FAULT') };
  };
  const fetched = async (someone: Someone, path: string): Promise<Looked> => {
    const { status, body, whole } = await fetchFile(someone, path);
    // A file that broke off in the middle was never whole.
    return {
      said: status === 200 && whole ? body.toString('latin1') : body.toString(),
      isFault: status >= 500 || !whole,
    };
  };

  /** How the product reads a row of each table, for whoever may. */
  const readers: Readonly<Record<string, (row: Row) => Promise<Looked>>> = {
    referral: ({ id }) => asked(mine.counsellor, REFERRAL, { id }),
    referral_content: ({ id }) => asked(mine.office.staff, RECEIVED, { id }),
    dossier: ({ id }) => fetched(mine.office.staff, `/dossiers/${id}`),
    disclosure: () => asked(mine.counsellor, DISCLOSURES, { caseId: mine.caseId }),
    referral_message: ({ subject }) => asked(mine.counsellor, REFERRAL, { id: subject }),
    referral_note: ({ subject }) => asked(mine.office.staff, RECEIVED, { id: subject }),
    access_answer: ({ id, column }) => fetched(mine.counsellor, `/access-requests/${id}/answer.${column}`),
    story_consent: async ({ id }) => {
      const { rows } = await sql<{ caseId: string }>('select case_id as "caseId" from story_consent where id = $1', [
        id,
      ]);
      const query = `query ($caseId: ID!) { storyConsents(caseId: $caseId) { id documentReference guardian interpreter oralReason } }`;
      return asked(mine.counsellor, query, { caseId: rows[0]?.caseId });
    },
    story: ({ id }) => asked(mine.counsellor, STORY, { id }),
    pool_story: ({ id }) => asked(campaign, POOL_STORY, { id }),
    import_file: ({ id }) =>
      asked(mine.supervisor, START, { input: { fileId: id, mapping: smallMapping, source: 'Liste', dryRun: true } }),
    import_run: async ({ id, subject }) => {
      const work = house.app.get(Jobs, { strict: false }).registered.get('import.run');
      return Promise.resolve(work?.({ organisationId: subject, subjectId: id })).then(
        () => ({ said: '', isFault: false }),
        (error: unknown) => ({ said: String(error), isFault: error instanceof SealBroken }),
      );
    },
    // Leaving for the provider takes the secret along.
    carrier_sign_in: async () => {
      const { carrierSignIn } = await mine.administrator.does<{ carrierSignIn: { signInUrl: string } }>(
        '{ carrierSignIn { signInUrl } }',
      );
      return fetched(house.world.nobody, new URL(carrierSignIn.signInUrl).pathname);
    },
  };
  const readerOf = (table: string): ((row: Row) => Promise<Looked>) =>
    readers[table] ?? (({ subject }) => asked(mine.counsellor, WHOLE_CASE, { id: subject }));

  /** Which row of a table its reader can show. */
  const ownRow = async ({ table, row, subject }: SealedColumns, column: string): Promise<Row> => {
    const byId: Readonly<Record<string, string>> = {
      ...{ referral: mine.draftId, story: mine.storyId, pool_story: mine.poolStoryId },
      ...{ referral_content: mine.referralId, dossier: mine.referralId, access_answer: mine.accessRequestId },
      ...{ import_file: mine.importFileId, import_run: mine.importRunId },
      carrier_sign_in: mine.administrator.organisation.id,
    };
    const { rows } = await sql<Omit<Row, 'column'>>(
      `select ${row} as id, ${subject} as subject, to_jsonb(t) ->> 'organisation_id' as organisation, ${column} as value from ${table} t
       where length(${column}::text) > 20 and ($1::uuid is null or ${row} = $1)
         and ($1::uuid is not null or to_jsonb(t) ->> 'organisation_id' = any ($2)) limit 1`,
      [byId[table] ?? null, [mine.counsellor.organisation.id, mine.office.organisation.id]],
    );
    const [found] = rows;
    if (!found) throw new Error(`Nothing stands in ${table}.${column}.`);
    return { ...found, column };
  };

  /** A sealed value of the same column in another row: under the same key where there is one. */
  const ofAnotherRow = async ({ table, row, subject }: SealedColumns, own: Row): Promise<string | Buffer> => {
    const { rows } = await sql<{ value: string | Buffer }>(
      `select ${own.column} as value from ${table} t where ${row} <> $1 and length(${own.column}::text) > 20
       order by ${subject} = $2 desc, to_jsonb(t) ->> 'organisation_id' = $3 desc limit 1`,
      [own.id, own.subject, own.organisation],
    );
    const [found] = rows;
    if (!found) throw new Error(`There is no other row in ${table}.`);
    return found.value;
  };

  const put = async ({ table, row, kind }: SealedColumns, own: Row, value: string | Buffer): Promise<void> => {
    const client = await house.database.connect();
    try {
      // As a superuser can: past triggers and references.
      await client.query('set session_replication_role = replica');
      await client.query(`update ${table} set ${own.column} = $2 where ${row} = $1`, [
        own.id,
        kind?.[own.column] === 'json' ? JSON.stringify(value) : value,
      ]);
    } finally {
      await client.query('reset session_replication_role');
      client.release();
    }
  };

  it('is looked for in every column that the list of sealed columns knows', async () => {
    expect(await emptyPlaces(house)).toEqual([]);
  });

  it.each(sealedPlaces)('%s: opens in its place alone, or with a fault', async (place) => {
    const [table = '', column = ''] = place.split('.');
    const known = sealedColumns.find((one) => one.table === table)!;
    const read = readerOf(table);
    // Whoever reads a list takes it away.
    if (!table.startsWith('import_')) {
      const before = await read(await ownRow(known, column));
      expect(before.isFault).toBe(false);
      if (known.kind?.[column] !== 'bytes' && table !== 'carrier_sign_in')
        expect(before.said).toContain(wordIn[place] ?? wordFor(place));
    }
    const own = await ownRow(known, column);
    try {
      for (const [how, value] of Object.entries({ ...brokenOf(own.value), swapped: await ofAnotherRow(known, own) })) {
        await put(known, own, value);
        const { said, isFault } = await read(own);
        // What has a key of its own may stand beside the fault; nothing of this column does.
        const shown = [inPlain, wordIn[place] ?? wordFor(place)].filter((word) => said.includes(word));
        expect([how, isFault, shown]).toEqual([how, true, []]);
      }
    } finally {
      await put(known, own, own.value);
    }
  });

  it.each([
    [
      'case_indication.description',
      'changeIndication',
      'IndicationInput',
      { description: 'später', evidenceKind: 'MESSAGE' },
    ],
    ['case_witness.name', 'changeWitness', 'WitnessInput', { name: 'später' }],
    [
      'case_comparison_person.description',
      'changeComparisonPerson',
      'ComparisonPersonInput',
      { description: 'später' },
    ],
    [
      'case_measure.result',
      'changeMeasure',
      'MeasureInput',
      { kind: 'CLAIM_LETTER', takenOn: daysFromToday(-2), result: 'später' },
    ],
    [
      'case_reaction.detail',
      'changeReaction',
      'ReactionInput',
      { kind: 'DENIAL', occurredOn: daysFromToday(-2), detail: 'später' },
    ],
  ])('%s: does not open when it was set back to what it was before', async (place, name, kind, input) => {
    const [table = '', column = ''] = place.split('.');
    const known = sealedColumns.find((one) => one.table === table)!;
    const earlier = await ownRow(known, column);
    await doneBy(
      mine.counsellor,
      `mutation ($id: ID!, $input: ${kind}!) { done: ${name}(id: $id, input: $input) { __typename ... on Refusal { problems { code field } } } }`,
      { id: earlier.id, input },
    );
    const { rows } = await sql<{ value: string }>(`select ${column} as value from ${table} where id = $1`, [
      earlier.id,
    ]);
    await put(known, earlier, earlier.value);
    expect((await readerOf(table)(earlier)).isFault).toBe(true);
    await put(known, earlier, rows[0]?.value ?? '');
    expect((await readerOf(table)(earlier)).said).toContain('später');
  });

  it('is every column that holds sealed texts: none has left the list', async () => {
    const { rows } = await sql<{ place: string; expression: string; table: string }>(
      `select table_name || '.' || column_name as place, format('%I', table_name) as table,
         case data_type when 'jsonb' then format('%I #>> %L', column_name, '{}') else format('%I', column_name) end as expression
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' and data_type in ('text', 'jsonb')`,
    );
    const sealedTexts: string[] = [];
    for (const { place, table, expression } of rows) {
      const { rows: counts } = await sql<{ all: number; sealed: number }>(
        // Format 1, nonce and tag: 29 bytes at least, and a first byte of 1.
        `select count(*)::int as all, count(*) filter (where value ~ '^A[Q-Za-f][-_A-Za-z0-9]{37,}$')::int as sealed
         from (select ${expression} as value from ${table}) v where value <> ''`,
      );
      const [count] = counts;
      if (!count || count.sealed === 0) continue;
      sealedTexts.push(place);
      expect([place, count.all - count.sealed]).toEqual([place, 0]);
    }
    const holdsBytes = (place: string): boolean =>
      sealedColumns.some(({ table, kind = {} }) =>
        Object.keys(kind).some((column) => kind[column] === 'bytes' && place === `${table}.${column}`),
      );
    expect(sealedTexts.toSorted()).toEqual(sealedPlaces.filter((place) => !holdsBytes(place)).toSorted());
  });

  it('is every column of bytes, or one of which it is known what else it holds', async () => {
    const { rows } = await sql<{ place: string }>(
      `select case table_schema when 'public' then '' else table_schema || '.' end || table_name || '.' || column_name as place
       from information_schema.columns where table_schema in ('public', 'keyring') and udt_name in ('bytea', '_bytea')`,
    );
    const others = rows.map(({ place }) => place).filter((place) => !sealedPlaces.includes(place));
    expect(others.toSorted()).toEqual(Object.values(otherBytes).flat().toSorted());
  });
});

/** A row whose column is looked at. */
interface Row {
  readonly id: string;
  readonly subject: string;
  /** Null in the pool, whose rows name none. */
  readonly organisation: string | null;
  readonly column: string;
  readonly value: string | Buffer;
}

/** Put there without a seal: it must not be shown either. */
const inPlain = 'zqohnesiegel';

/** Whose word stands in a column that holds copies. */
const wordIn: Readonly<Record<string, string>> = {
  'referral_content.content': wordFor('case_text.narrative'),
  'referral_content.purpose': wordFor('confidentiality_release.purpose'),
  'disclosure.purpose': wordFor('confidentiality_release.purpose'),
};

/** A sealed value, broken in every way that keeps it a value of its column. */
function brokenOf(sealed: string | Buffer): Record<string, string | Buffer> {
  if (typeof sealed === 'string')
    return {
      flipped: `${sealed.slice(0, 30)}${sealed[30] === 'A' ? 'B' : 'A'}${sealed.slice(31)}`,
      cut: sealed.slice(0, -4),
      'cut to nothing': 'AA',
      plain: inPlain,
    };
  const flipped = Buffer.from(sealed);
  flipped[30] = (flipped[30] ?? 0) ^ 1;
  return {
    flipped,
    cut: sealed.subarray(0, -4),
    'cut to nothing': Buffer.from('AA'),
    plain: Buffer.from(`%PDF-1.7 ${inPlain}`),
  };
}

/** Bytes that `sealedColumns` does not list, by what they are. */
const otherBytes = {
  hashes: [
    ...['api_token', 'invitation', 'password_reset', 'session', 'sign_in_step', 'carrier_attempt'].map(
      (table) => `${table}.token_hash`,
    ),
    ...['carrier_attempt.invitation_hash', 'erased_origin.origin_hash', 'recovery_code.code_hash'],
    ...['idempotency_key.key_hash', 'idempotency_key.request_mac'],
  ],
  'of the audit log: hashes, salts and signatures': [
    ...['person_salt', 'subject_salt', 'person_commitment', 'subject_commitment', 'leaf'].map(
      (of) => `audit_leaf.${of}`,
    ),
    ...['head', 'peaks', 'signature'].map((of) => `audit_checkpoint.${of}`),
  ],
  'public keys': ['second_factor.public_key'],
  'wrapped keys and proofs of them': ['keyring.carrier_key.proof', 'keyring.data_key.wrapped'],
  // Tried apart: attachments-at-rest, idempotency, keep-app-secrets.
  'sealed by another room': [
    ...['attachment.sealed', 'referral_attachment.sealed', 'idempotency_key.outcome', 'second_factor.sealed_secret'],
  ],
};
