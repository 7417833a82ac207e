import { Busboy } from '@fastify/busboy';
import { BadRequestException } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { refuse, refusedFor, type Problem } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import type { Upload } from './attachment-uploads.service.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Names of the values that may stand before the file. */
const names = ['id', 'name', 'description', 'kind', 'internal', 'metadata'] as const;

type Fields = Readonly<Partial<Record<(typeof names)[number], string>>>;

/** What a form may hold besides the file. */
const limits = { files: 1, fields: names.length, fieldSize: 10_000, fieldNameSize: 100, headerPairs: 20 };

/** The line broke, or the form ends in the middle of something. */
class FormBroken extends BadRequestException {}

/**
 * Reads `multipart/form-data` (RFC 7578) up to its file, and gives the file as a stream: nothing of it is held. Values must stand before it.
 * Throws `InputRefused` for values that are wrong.
 */
export function readUpload(request: IncomingMessage): Promise<Upload> {
  return new Promise((done, failed) => {
    const form = openForm(request);
    const fields: Partial<Record<string, string>> = {};
    let file: Readable | null = null;
    let late: string | null = null;
    const broken = (): void => {
      const error = new FormBroken();
      file?.destroy(error);
      failed(error);
    };
    const ended = new Promise<void>((end) => form.once('finish', end));

    form.on('field', (name: string, value: string) => {
      if (file) late ??= name;
      else fields[name] = value;
    });
    form.on('file', (name: string, stream: Readable, fileName: string | undefined) => {
      file = stream;
      stream.on('error', () => undefined); // whoever reads it is told
      async function* bytes(): AsyncGenerator<Buffer> {
        for await (const piece of stream) yield piece as Buffer;
        await ended;
        if (late !== null) throw new InputRefused(refuse('ATTACHMENT_FIELDS_FIRST', late));
      }
      try {
        if (name !== 'file') throw new InputRefused(refuse('REQUIRED', 'file'));
        done({ ...readFields(fields), fileName: fileName ?? '', bytes: bytes() });
      } catch (error) {
        failed(error instanceof Error ? error : new FormBroken());
      }
    });
    form.once('finish', () => failed(new InputRefused(refuse('REQUIRED', 'file'))));
    form.once('error', broken);
    request.once('aborted', broken).once('error', broken);
    request.pipe(form);
  });
}

type BusboyInstance = InstanceType<typeof Busboy>;

function openForm(request: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({ headers: request.headers as { 'content-type': string }, limits });
  } catch {
    throw new FormBroken();
  }
}

/** A text that could not be stored is refused later, with the other texts. */
function readFields({ id, name, description, kind, internal, metadata }: Fields): Omit<Upload, 'fileName' | 'bytes'> {
  const problems: Problem[] = [];
  const wrong = (field: string, expected: string): void => {
    problems.push(...refuse('INVALID_FORMAT', field, { expected }).problems);
  };
  const made = id?.trim().toLowerCase() || null;
  if (made !== null && !uuid.test(made)) wrong('id', 'UUID');
  if (kind && !/^[\w-]{1,60}$/.test(kind)) wrong('kind', 'CODE');
  if (internal && internal !== 'true' && internal !== 'false') wrong('internal', 'true, false');
  const choice = metadata === 'keep' || metadata === 'remove' ? metadata : null;
  if (metadata && !choice) wrong('metadata', 'remove, keep');
  const refused = refusedFor(problems);
  if (refused) throw new InputRefused(refused);
  return {
    id: made,
    name: name?.trim() || null,
    description: description?.trim() || null,
    kind: kind || null,
    isInternal: internal === 'true',
    metadata: choice,
  };
}
