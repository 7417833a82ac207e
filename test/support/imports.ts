import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Json } from './cases.js';
import type { Someone } from './world.js';

const folder = new URL('../imports/', import.meta.url);
export const importFile = (name: string): Buffer => readFileSync(new URL(name, folder));

export const RUN_FIELDS = `id source state format dryRun total done imported alreadyThere refused progress endedAt
  problems { code field de en }`;
const ROWS = `rows(first: 100, outcome: $outcome, after: $after) { edges { node { line outcome caseId problems { code field de en } } }
  pageInfo { hasNextPage endCursor } }`;
export const RUN = `query ($id: ID!, $outcome: String, $after: String) { importRun(id: $id) { ${RUN_FIELDS} ${ROWS} } }`;
export const START = `mutation ($input: StartImportInput!) { startImport(input: $input) { __typename
  ... on ImportRun { ${RUN_FIELDS} } ... on Refusal { code field de en problems { code field de en } } } }`;

export interface GivenImport {
  readonly list?: Buffer | string;
  readonly mapping?: string;
  readonly source?: string;
  readonly dryRun?: boolean;
}

/** The least that a mapping needs, for lists of the columns Nr, Merkmal, Datum and Text. */
export const smallMapping = `version: 1
externalId: Nr
dates: D.M.YYYY
fields:
  grounds: { column: Merkmal, values: { Herkunft: ORIGIN } }
  mainArea: { constant: WORK }
  respondentType: { constant: UNKNOWN }
  incident: { column: Datum }
  narrative: { column: Text }
`;
export const smallList = 'Nr,Merkmal,Datum,Text\n1,Herkunft,1.2.2024,Eine Absage\n2,Religion,2.2.2024,Ein Spruch\n';

/** For lists of any length. */
export const columns = 'Nr,Merkmal,Datum,Text\n';
export const rowsOf = (count: number, from = 1): string =>
  Array.from({ length: count }, (_, row) => `${row + from},Herkunft,1.2.2024,Eine Absage\n`).join('');

/** `POST /imports`, as a form in a browser or curl sends it. */
export const post = (
  someone: Someone,
  { list = smallList, mapping = smallMapping, source = 'Altliste', dryRun }: GivenImport = {},
): Promise<{ status: number; body: Json }> => {
  const request = someone.post('/imports').attach('file', Buffer.from(list), 'list').field('source', source);
  if (dryRun !== undefined) void request.field('dryRun', String(dryRun));
  return Promise.resolve(request.field('mapping', mapping));
};

/** A run that was accepted. */
export const start = async (someone: Someone, given: GivenImport = {}): Promise<string> => {
  const { status, body } = await post(someone, given);
  if (status !== 202) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
  return body.id;
};

export const runOf = async (someone: Someone, id: string, more: object = {}): Promise<Json> =>
  (await someone.does<{ importRun: Json }>(RUN, { id, ...more })).importRun;

/** The run after its end. */
export const ended = async (someone: Someone, id: string): Promise<Json> => {
  for (let patience = 0; patience < 600; patience++) {
    const run = await runOf(someone, id);
    if (run.endedAt !== null) return run;
    await setTimeout(50);
  }
  throw new Error('The import did not end.');
};

export const imported = async (someone: Someone, given: GivenImport = {}): Promise<Json> =>
  ended(someone, await start(someone, given));

/** What became of the rows: line, outcome and the codes of the problems. */
export const reportOf = (run: Json): Json =>
  run.rows.edges.map(({ node }: Json) => [node.line, node.outcome, ...node.problems.map(({ code }: Json) => code)]);
