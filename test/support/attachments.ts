import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestHouse } from './app.js';
import type { Json } from './cases.js';
import type { Someone } from './world.js';

export interface GivenFile {
  readonly file?: Buffer;
  readonly fileName?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

const defaultFile = Buffer.from('%PDF-1.7\n% ein Bescheid\n%%EOF\n');

/** `POST /cases/:id/attachments`, as a form in a browser or curl sends it: the values, then the file. */
export async function upload(
  someone: Someone,
  caseId: string,
  { file = defaultFile, fileName = 'Bescheid.pdf', fields = {} }: GivenFile = {},
): Promise<{ status: number; body: Json }> {
  const form = someone.post(`/cases/${caseId}/attachments`);
  for (const [name, value] of Object.entries(fields)) void form.field(name, value);
  const { status, body } = await form.attach('file', file, fileName);
  return { status, body };
}

/** An upload that must go well; gives the id. */
export async function uploaded(someone: Someone, caseId: string, given: GivenFile = {}): Promise<string> {
  const { status, body } = await upload(someone, caseId, given);
  if (status !== 201) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
  return String(body.id);
}

export const FILE = `id name description kind { code } mediaType bytes sha256 originalSha256 metadata state internal version uploadedBy { id }
  removedAt goneAt downloadUrl`;
const outcome = `__typename ... on Attachment { ${FILE} } ... on Refusal { code field problems { code field } }`;
export const FILES = `query ($id: ID!) { case(id: $id) { attachments { ${FILE} } } }`;
export const CHANGE_FILE = `mutation ($id: ID!, $version: Int!, $input: AttachmentInput!) {
  changeAttachment(id: $id, version: $version, input: $input) { ${outcome} } }`;
export const REMOVE_FILE = `mutation ($id: ID!) { removeAttachment(id: $id) { ${outcome} } }`;
export const RESTORE_FILE = `mutation ($id: ID!) { restoreAttachment(id: $id) { ${outcome} } }`;
const released = 'attachments { id name description mediaType bytes sha256 downloadUrl }';
export const SENT_FILES = `query ($id: ID!) { referral(id: $id) { ${released} content { attachments { name sha256 } } } }`;
export const RECEIVED_FILES = `query ($id: ID!) { receivedReferral(id: $id) { ${released} content { attachments { name description sha256 } } } }`;

export const filesOf = async (someone: Someone, caseId: string): Promise<Json[]> =>
  (await someone.does<Json>(FILES, { id: caseId })).case.attachments;

/** Any GET of somebody, as bytes. `whole` is false where the line broke before the end. */
export async function fetchFile(
  someone: Someone,
  path: string,
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer; whole: boolean }> {
  const { port } = someone.server.address() as AddressInfo;
  return new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port, path, headers: { cookie: someone.cookie } }, (response) => {
      const pieces: Buffer[] = [];
      const end = (whole: boolean): void =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces), whole });
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => end(true)).on('error', () => end(false));
    });
    asked.on('error', failed).end();
  });
}

/** The path in an address of the API. */
export const pathOf = (url: string): string => new URL(url).pathname;

const below = (folder: string): string[] => {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile());
  } catch {
    return [];
  }
};

/** Every file of the store, finished or not. */
export const storedFiles = ({ dataFolder }: TestHouse): string[] => below(join(dataFolder, 'attachments'));

/** Those files of a folder in which a text stands as it is. */
export const filesWith = (folder: string, text: string): string[] =>
  below(folder).filter((path) => readFileSync(path).includes(text));
