import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from 'otpauth';
import pg from 'pg';
import { readConfig } from '../../src/config.js';
import { EmbeddedServer } from '../../src/database/embedded.js';
import { sealPlainRows } from '../../src/keys/plain-rows.js';
import { bringUpToDate, buildApp } from '../../src/server.js';
import { recordCase } from '../support/cases.js';
import { removeData } from '../support/data-folder.js';
import { World } from '../support/world.js';

const ADD_NOTE = `mutation ($id: ID!, $text: String!) { addNote(caseId: $id, input: { text: $text }) { __typename } }`;
/** Words that stand nowhere else, one for each protected text. */
const token = (name: string): string => `zq${name}kolibri`;
const texts = {
  narrative: token('erzaehlung'),
  clientView: token('sicht'),
  assessmentReason: token('grund'),
  clientName: token('name'),
  clientContact: token('kontakt'),
  respondentOrganisation: token('firma'),
  respondentFunction: token('amt'),
  respondentPerson: token('person'),
  respondentPersonReason: token('warum'),
  campaign: token('kampagne'),
};

/** A house on a server and a data folder of its own, for whoever reads its disk. */
describe('the data folder', () => {
  let folder = '';
  let server: EmbeddedServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'beistand-disk-'));
    server = await EmbeddedServer.start(folder);
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    const data = realpathSync(join(folder, 'postgres'));
    for (const one of [folder, `${folder}-keys`]) removeData(one);
    expect(existsSync(data)).toBe(false);
  });

  const keys = () => ({ kind: 'files', folder: `${folder}-keys` }) as const;
  /** Files of the data folder in which one of the words stands; the write-ahead log, temporary files and logs are among them. */
  const filesWith = (words: readonly (string | Buffer)[]): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => {
        const bytes = readFileSync(file);
        return words.some(
          (word) => bytes.includes(word) || (typeof word === 'string' && bytes.includes(Buffer.from(word, 'utf16le'))),
        );
      });
  /** PostgreSQL may compress a page it logs: the words of a row that is there in plain must be found for the search to count. */
  const plant = (): void => writeFileSync(join(folder, 'planted.txt'), token('gepflanzt'));

  it('holds nothing readable of a case, neither while the house runs, nor after it was stopped, nor after it was killed', async () => {
    const urls = await server.database('beistand');
    await bringUpToDate(urls, keys(), null);
    const settings = readConfig({ BEISTAND_PROFILE: 'test', LOG_LEVEL: 'silent', PORT: '0', BEISTAND_DATA: folder });
    const config = { ...settings, secondFactor: 'off' as const };
    const app = await buildApp(config, urls);
    await app.listen(0, '127.0.0.1');
    const database = new pg.Pool({ connectionString: server.superuserUrl('beistand'), max: 2 });
    database.on('error', () => undefined);
    const counsellor = await new World(app.getHttpServer(), database).counsellor();
    const kase = await recordCase(counsellor, texts);
    await counsellor.does(ADD_NOTE, { id: kase.id, text: token('notiz') });
    await counsellor.ask(
      `mutation ($id: ID!, $input: WitnessInput!) { addWitness(caseId: $id, input: $input) { __typename } }`,
      {
        id: kase.id,
        input: { name: token('zeuge'), contact: token('zeugenkontakt'), observation: token('beobachtung') },
      },
    );
    const { body } = await counsellor.post('/session/factors/totp').send({ name: 'Telefon' });
    const { secret } = body as { secret: string };
    const seeds = [secret, Buffer.from(Secret.fromBase32(secret).bytes)];
    expect((await database.query('select from second_factor where sealed_secret is not null')).rowCount).toBe(1);
    const words = [...seeds, ...Object.values(texts), ...['notiz', 'zeuge', 'zeugenkontakt', 'beobachtung'].map(token)];
    await database.query('checkpoint');
    expect(filesWith(words)).toEqual([]);
    await app.close();
    // As after a power cut: nothing is tidied up.
    await database.query('select pg_switch_wal()');
    await database.end();
    await server.stop();
    expect(filesWith(words)).toEqual([]);
    plant();
    expect(filesWith([token('gepflanzt')])).toEqual([join(folder, 'planted.txt')]);
    writeFileSync(join(folder, 'planted.bin'), seeds[1] ?? '');
    expect(filesWith(seeds)).toEqual([join(folder, 'planted.bin')]);
    server = await EmbeddedServer.start(folder);
  }, 120_000);

  it('holds nothing readable of what an earlier version has written, once it is sealed; the search would have found it', async () => {
    const urls = await server.database('beistand');
    const database = new pg.Client({ connectionString: server.superuserUrl('beistand') });
    database.on('error', () => undefined);
    await database.connect();
    const word = token('vorher');
    const { rows } = await database.query<{ organisation_id: string; id: string }>(
      'select organisation_id, id from cases limit 1',
    );
    const [kase] = rows;
    await database.query(
      'update case_text set narrative = $2, client_view = $3, assessment_reason = null, client_name = null, client_contact = null, respondent_organisation = null, respondent_function = null, respondent_person = null, respondent_person_reason = null, campaign = null where case_id = $1',
      [kase?.id, word, ''],
    );
    await database.query(`insert into keyring.to_seal values ($1, 'case_text', $2)`, [kase?.organisation_id, kase?.id]);
    await database.query('checkpoint');
    const heap = (files: string[]): string[] => files.filter((file) => file.includes('/base/'));
    expect(heap(filesWith([word])).length).toBeGreaterThan(0);
    expect(await sealPlainRows(urls.owner, keys())).toBe(1);
    expect(await sealPlainRows(urls.owner, keys())).toBe(0);
    const sealed = await database.query(
      'select length(client_view) > 20 as both from case_text where case_id = $1 and length(narrative) > 20',
      [kase?.id],
    );
    expect(sealed.rows).toEqual([{ both: true }]); // an empty text, too
    await database.query('checkpoint');
    expect(heap(filesWith([word]))).toEqual([]);
    await database.end();
  }, 120_000);
});
