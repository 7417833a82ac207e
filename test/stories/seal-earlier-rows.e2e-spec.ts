import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { houseIn } from '../../src/core/access.js';
import { Transactions, type Tx } from '../../src/database/transactions.js';
import type { KeyScope } from '../../src/keys/data-key.js';
import { DataKeyGone } from '../../src/keys/key-faults.js';
import { Keys } from '../../src/keys/keys.service.js';
import { sealPlainRows } from '../../src/keys/plain-rows.js';
import { unseal, unsealText } from '../../src/keys/seal.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, foundBy, recordCase, type Json } from '../support/cases.js';
import { brokenAt } from '../support/contents.js';
import { fullDossier } from '../support/dossier.js';
import { sentByHand, type ReferralByHand } from '../support/referrals-by-hand.js';
import type { Someone, TestOrganisation } from '../support/world.js';

jest.setTimeout(120_000);

describe('rows that an earlier version has written in plain', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(async () => house.close());

  const sealAll = () => sealPlainRows(String(house.urls.owner), { kind: 'files', folder: `${house.dataFolder}-keys` });
  const keys = () => house.app.get(Keys, { strict: false });
  const as = <T>({ id, carrierId, kind }: TestOrganisation, work: (tx: Tx) => Promise<T>): Promise<T> =>
    house.app.get(Transactions, { strict: false }).run(houseIn({ id, carrierId, kind }), work);
  const open = (organisation: TestOrganisation, scope: KeyScope, subjectId: string) =>
    as(organisation, (tx) => keys().open(tx, scope, subjectId));
  const rows = async <Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> =>
    (await house.database.query<Row>(text, values)).rows;

  /** Writes a case as an earlier version has: its texts, the words it is found by, and so many notes. */
  async function writePlain({ id }: { id: string }, name: string, notes: number): Promise<void> {
    const written = [`Bericht von ${name}`, name] as const;
    await rows(`update cases set text_revision = 1 where id = $1`, id);
    await rows(`update case_text set narrative = $2, client_name = $3 where case_id = $1`, id, ...written);
    await rows(`update case_search set tokens = search_tokens($2) where case_id = $1`, id, written.join(' '));
    await rows(
      `insert into case_note (organisation_id, case_id, text, author_id)
       select organisation_id, id, 'Notiz ' || n || ' über ' || $2, assignee_id from cases, generate_series(1, $3) as n where id = $1`,
      ...[id, name, notes],
    );
    await rows(
      `insert into keyring.to_seal
       select organisation_id, name, case_id from case_text, unnest('{case_text,case_search}'::text[]) as name where case_id = $1
       union all select organisation_id, 'case_note', id from case_note where case_id = $1 and text like 'Notiz %'`,
      id,
    );
  }

  /** What is in the list, and what of it stands there in plain: the same rows at every moment. */
  async function listed(): Promise<{ listed: string[]; plain: string[] }> {
    const list = await rows<{ id: string }>(
      `select row_id as id from keyring.to_seal where table_name in ('case_text', 'case_note') and row_id <> $1 order by 1`,
      '00000000-0000-0000-0000-000000000000',
    );
    const plain = await rows<{ id: string }>(
      `select case_id as id from case_text where narrative like 'Bericht %' or client_name like '% %'
       union all select id from case_note where text like 'Notiz %' order by 1`,
    );
    return { listed: list.map(({ id }) => id), plain: plain.map(({ id }) => id) };
  }

  it('are sealed wherever that is killed, more of them than go together, each under its own case’s key; and are found again', async () => {
    const clients = ['Aster Ahorn', 'Berta Birke', 'Clara Citrus', 'Dora Distel'];
    const [north, south] = [await house.world.counsellor(), await house.world.counsellor()];
    const of = (n: number): Someone => (n < 3 ? north : south);
    const cases: Json[] = [];
    for (const [n] of clients.entries()) cases.push(await recordCase(of(n)));
    // The first case has a key already: its notes are sealed under that one. The others get theirs now.
    await rows(`delete from keyring.data_key where scope = 'CASE' and subject_id <> $1`, cases[0].id);
    const before = await open(north.organisation, 'CASE', cases[0].id);
    for (const [n, name] of clients.entries()) await writePlain(cases[n], name, n < 3 ? 700 : 30);

    const total = (await listed()).listed.length;
    expect(total).toBe(4 + 3 * 700 + 30);
    let killed = 0;
    for (let at = 9; (await brokenAt(at, sealAll, 'beistand_owner')).broken; at += 23) {
      killed++;
      const { listed: list, plain } = await listed();
      expect([at, plain]).toEqual([at, list]);
    }
    expect(killed).toBeGreaterThan(3);
    expect(await listed()).toEqual({ listed: [], plain: [] });
    expect(await rows('select from keyring.to_seal')).toEqual([]);

    expect((await open(north.organisation, 'CASE', cases[0].id)).id).toBe(before.id);
    for (const [n, name] of clients.entries()) {
      const { id } = cases[n] as { id: string };
      const { organisation } = of(n);
      const seen = (await of(n).does<{ case: Json }>(CASE, { id })).case;
      expect([seen.narrative, seen.clientName]).toEqual([`Bericht von ${name}`, name]);
      const key = await open(organisation, 'CASE', id);
      const notes = await rows<{ id: string; text: string }>('select id, text from case_note where case_id = $1', id);
      const place = { table: 'case_note', column: 'text', organisationId: organisation.id };
      const texts = notes.map((note) => unsealText(key, { ...place, rowId: note.id }, note.text));
      const written = Array.from({ length: n < 3 ? 700 : 30 }, (_, at) => `Notiz ${at + 1} über ${name}`);
      expect(texts.sort()).toEqual(written.sort());
      const [first = '', last = ''] = name.split(' ');
      for (const wanted of [first, `${last.slice(0, 3)}*`])
        expect([wanted, await foundBy(of(n), wanted)]).toEqual([wanted, [id]]);
    }
    expect((await foundBy(north, 'Bericht')).sort()).toEqual(
      cases
        .slice(0, 3)
        .map(({ id }: Json) => String(id))
        .sort(),
    );

    // And in one go where nobody interrupts.
    await writePlain(cases[3], 'Dora Distel', 2_010);
    expect(await sealAll()).toBe(2_012);
    expect(await listed()).toEqual({ listed: [], plain: [] });
  });

  it('open at the office that may read a referral, at no other, and at none where the preview is closed', async () => {
    const counsellor = await house.world.counsellor();
    const offices: TestOrganisation[] = [];
    for (const name of ['Nordstelle', 'Südstelle']) offices.push(await house.world.office(name));
    const [north, south] = offices as [TestOrganisation, TestOrganisation];
    const sent: ReferralByHand[] = [];
    for (const office of [north, south, north, south]) sent.push(await sentByHand(house, counsellor, office));
    const ids = sent.map(({ id }) => id);
    const contents = ids.map((_, n) => fullDossier({ clientIdentity: { name: `Name ${n}` } }).content);
    // Larger than what is in memory at once, and of them the last alone.
    const files = [1_000, 3_000_000, 3_000_000, 9_000_000].map((bytes) => randomBytes(bytes));
    await rows('delete from keyring.data_key where subject_id = any ($1)', ids);
    await rows(
      `update referral set state = 'DECLINED', decline_reason = 'NOT_COMPETENT', closed_at = now() where id = $1`,
      ids[3],
    );
    for (const [n, id] of ids.entries()) {
      await rows('update referral_content set content = $2, purpose = $3 where referral_id = $1', id, JSON.stringify(contents[n]), `Zweck ${n}`); // prettier-ignore
      await rows(
        `insert into dossier (organisation_id, referral_id, recipient_organisation_id, state, rendered_at, pdf, sha256)
         select organisation_id, id, recipient_organisation_id, 'READY', now(), $2, $3 from referral where id = $1`,
        ...[
          id,
          files[n],
          createHash('sha256')
            .update(files[n] ?? '')
            .digest('hex'),
        ],
      );
      await rows(
        `insert into keyring.to_seal select $1, name, $2 from unnest('{referral_content,dossier}'::text[]) as name`,
        ...[counsellor.organisation.id, id],
      );
    }
    expect(await sealAll()).toBe(8);

    for (const [n, rowId] of ids.entries()) {
      const [reader, other] = n % 2 === 0 ? [north, south] : [south, north];
      const [row] = await rows<{ content: string; purpose: string; pdf: Buffer }>(
        'select c.content, c.purpose, d.pdf from referral_content c join dossier d using (referral_id) where c.referral_id = $1',
        rowId,
      );
      const place = { organisationId: counsellor.organisation.id, rowId };
      for (const who of n === 3 ? [counsellor.organisation] : [counsellor.organisation, reader]) {
        const key = await open(who, 'CONTENT', rowId);
        const text = (column: 'content' | 'purpose') =>
          unsealText(key, { table: 'referral_content', column, ...place }, row?.[column] ?? '');
        expect([JSON.parse(text('content')), text('purpose')]).toEqual([contents[n], `Zweck ${n}`]);
        const pdf = unseal(key, { table: 'dossier', column: 'pdf', ...place }, row?.pdf ?? Buffer.of());
        expect(files[n]?.equals(pdf)).toBe(true);
      }
      for (const who of n === 3 ? [reader, other] : [other])
        await expect(open(who, 'CONTENT', rowId)).rejects.toThrow(DataKeyGone);
      // Not only kept from it by row security.
      const holders = await rows<{ id: string }>(
        'select organisation_id as id from keyring.data_key where subject_id = $1',
        rowId,
      );
      expect(new Set(holders.map(({ id }) => id))).toEqual(
        new Set([counsellor.organisation.id, ...(n === 3 ? [] : [reader.id])]),
      );
    }
  });

  it('never have two keys for one subject, however many make them at once', async () => {
    const { organisation } = await house.world.counsellor();
    const holder = { organisationId: organisation.id, carrierId: organisation.carrierId };
    const [all, some] = [Array.from({ length: 60 }, () => randomUUID()), [randomUUID()]];
    const make = (tx: Tx, ids: string[]) => keys().openOrMakeAll(tx, holder, 'CASE', ids);
    await as(organisation, (tx) => make(tx, all.slice(0, 20)));
    let second: Promise<Map<string, { bytes(): Buffer }>> | undefined;
    const first = await as(organisation, async (tx) => {
      // Twice the same subject is one key.
      const made = await make(tx, [...all.slice(0, 40), ...all.slice(0, 40)]);
      second = as(organisation, (also) => make(also, [...all.slice().reverse(), ...some]));
      await waitingForUs();
      return made;
    });
    const others = await second;
    expect([first.size, others?.size]).toEqual([40, 61]);
    for (const id of [...all, ...some]) {
      const kept = (await open(organisation, 'CASE', id)).bytes();
      expect([id, others?.get(id)?.bytes()]).toEqual([id, kept]);
      if (first.has(id)) expect([id, first.get(id)?.bytes()]).toEqual([id, kept]);
    }
    expect(new Set([...(others?.values() ?? [])].map((key) => key.bytes().toString('hex'))).size).toBe(61);
  });

  /** Until somebody's insert waits for what our own transaction has inserted. */
  async function waitingForUs(): Promise<void> {
    for (;;) {
      const [waiting] = await rows(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'transactionid'`,
      );
      if (waiting) return;
      await new Promise((done) => setTimeout(done, 20));
    }
  }
});
