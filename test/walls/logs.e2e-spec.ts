import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { Mailbox } from '../support/mailbox.js';
import type { Someone } from '../support/world.js';

/** A word that is nowhere else: where it turns up, it has leaked. */
const planted: string[] = [];
const plant = (what: string): string => {
  const word = `leak${what}${planted.length}x${Math.random().toString(36).slice(2, 10)}`;
  planted.push(word);
  return word;
};

/** The words of the list that stand in the text: as they are, or as a log may have encoded them. */
const leaksIn = (text: string): string[] =>
  planted.filter((word) =>
    [
      word,
      word.toLowerCase(),
      Buffer.from(word).toString('hex'),
      Buffer.from(word).toString('base64').replace(/=+$/, ''),
    ].some((form) => text.includes(form)),
  );

describe('nothing that somebody told the house', () => {
  let house: TestHouse;
  let mailbox: Mailbox;
  let program: ChildProcess;
  let url: string;
  let log = '';

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    mailbox = await Mailbox.open();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    // The program itself, saying all it can say: whatever it writes to the terminal is the log.
    program = spawn(process.execPath, [join(process.env.TEST_BUILD ?? '', 'src/main.js')], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        BEISTAND_PROFILE: 'production',
        OPERATIONS: 'open',
        LOG_LEVEL: 'trace',
        PORT: String(port),
        DATABASE_URL: house.urls.application,
        DATABASE_JOBS_URL: house.urls.jobs,
        SMTP_URL: mailbox.url,
        BEISTAND_DATA: house.dataFolder,
      },
    });
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (piece: Buffer) => (log += String(piece)));
    await until(() => log.includes('Stop with Ctrl-C.'));
  }, 60_000);
  afterAll(async () => {
    if (program.exitCode === null) {
      program.kill('SIGTERM');
      await once(program, 'exit');
    }
    await house.close();
    await mailbox.close();
  });

  const until = async (isSo: () => boolean): Promise<void> => {
    for (let patience = 0; !isSo(); patience++) {
      if (patience > 1_000 || program.exitCode !== null)
        throw new Error(`Waited in vain; the program said:\n${log.slice(-3_000)}`);
      await setTimeout(50);
    }
  };

  const ask = (someone: Someone, body: object) =>
    request(url).post('/graphql').set('Cookie', someone.cookie).send(body);

  it('can be read in what the program writes at its most talkative level', async () => {
    const service = await house.world.service(plant('Dienst'));
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const counsellor = await house.world.counsellor(service);

    // signing in: wrong, with far too much, broken
    const email = `${plant('email')}@example.org`;
    await request(url)
      .post('/session')
      .send({ email, password: plant('password') })
      .expect(401);
    await request(url)
      .post('/session')
      .send(`{"email": "${plant('broken')}`)
      .set('Content-Type', 'application/json')
      .expect(400);

    // addresses and headers
    const [path, query] = [plant('path'), plant('query')];
    await request(url)
      .get(`/${path}?name=${query}`)
      .set('User-Agent', plant('agent'))
      .set('X-Forwarded-For', plant('forwarded'))
      .set('Cookie', `beistand=${plant('cookie').padEnd(43, 'A').slice(0, 43)}`)
      .expect(404);
    await request(url).get(`/%E0%A4%A/${plant('encoding')}`);

    // operations: with what may be said and what may not
    const change = 'mutation ($input: ChangeMeInput!) { changeMe(input: $input) { __typename } }';
    await ask(counsellor, {
      query: change,
      variables: { input: { name: plant('name'), phone: plant('phone') } },
    }).expect(200);
    await ask(counsellor, {
      query: change,
      variables: { input: { name: plant('nul') + '\u0000', language: plant('language') } },
    });
    await ask(counsellor, { query: change, variables: { input: { name: 7, [plant('unknown')]: plant('value') } } });
    await ask(counsellor, { query: `{ ${plant('field')}(id: "${plant('literal')}") }` });
    await ask(counsellor, { query: `{ me { id } # ${plant('comment')}`, operationName: plant('operation') });
    await ask(counsellor, {
      query: 'query ($t: String!) { invitation(token: $t) { email } }',
      variables: { t: plant('token') },
    });
    await ask(administrator, {
      query: 'mutation ($id: ID!) { deactivatePerson(id: $id) { __typename } }',
      variables: { id: plant('id') },
    });

    // a fault, whose message repeats what was given
    await house.database.query(`
      create function fail() returns trigger language plpgsql as $$ begin raise exception 'No room for %', new.name; end $$;
      create trigger fail before update on person for each row execute function fail();`);
    const fault = await ask(counsellor, { query: change, variables: { input: { name: plant('fault') } } });
    await house.database.query('drop trigger fail on person');
    const { reference } = fault.body.errors[0].extensions;

    // a job that fails on an address
    mailbox.refuses = () => true;
    await ask(administrator, {
      query: 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { __typename } }',
      variables: {
        input: { organisationId: service.id, email: `${plant('invited')}@example.org`, roles: ['COUNSELLOR'] },
      },
    }).expect(200);
    await until(() => log.includes('job failed'));

    // The log is there, and useful: the fault by its reference, the requests by their route.
    expect(log).toContain(reference);
    expect(log).toContain('"kind":"QueryFailedError"');
    expect(log).toContain('"route":"/graphql"');
    expect(log).toContain('"route":"/session"');
    expect(planted.length).toBeGreaterThan(20);
    for (const cookie of [administrator.cookie, counsellor.cookie]) planted.push(cookie.split('=')[1]!);
    planted.push(administrator.email, counsellor.email);
    expect(leaksIn(log)).toEqual([]);

    // the database keeps a log too
    const { rows } = await house.database.query<{ written: string }>(`select pg_read_file('server.log') as written`);
    expect(rows[0]!.written).toContain('database system is ready');
    expect(leaksIn(rows[0]!.written)).toEqual([]);
  }, 60_000);

  it('and a leak would be found, however it is written', () => {
    const word = plant('seen');
    for (const form of [word, `"${word}"`, Buffer.from(word).toString('hex'), Buffer.from(word).toString('base64')])
      expect(leaksIn(`{"level":30,"msg":"${form}"}`)).toEqual([word]);
  });
});

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
