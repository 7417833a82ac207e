import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ProblemCode } from '../core/problems.js';
import { noteFault } from '../graphql/faults.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Refusal } from '../graphql/refusal.js';
import { RETRY_AFTER, unavailableSentences } from '../graphql/unavailable.js';
import type { Fetched } from './attachments.service.js';
import { StoreUnavailable } from './blob.store.js';

/**
 * Streams a file that no cache keeps and no browser runs anything of. Nothing is said before its first part is known to be sound; where a later
 * part is not, the line breaks, and whoever fetches it knows that it is not whole.
 */
export async function sendFile(
  response: Response,
  { content, bytes, sha256, mediaType, fileName }: Fetched,
): Promise<void> {
  const first = await content.next();
  async function* all(): AsyncGenerator<Buffer> {
    if (!first.done) yield first.value;
    yield* content;
  }
  response
    .status(200)
    .setHeader('Content-Type', mediaType)
    .setHeader('Content-Disposition', `attachment; filename="${fileName}"`)
    .setHeader('Content-Length', bytes)
    .setHeader('Repr-Digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
    .setHeader('Accept-Ranges', 'none')
    .setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
    .setHeader('X-Content-Type-Options', 'nosniff')
    .setHeader('Cache-Control', 'no-store');
  try {
    await pipeline(Readable.from(all()), response);
  } catch (error) {
    // Somebody who went away is no fault.
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') noteFault(error);
    response.destroy();
  }
}

const log = new Logger('store');

/** A full disk or a bucket that does not answer is no fault of the program: whoever watches needs the kind of trouble, and no stack. */
function noteStore({ cause }: StoreUnavailable): void {
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  log.warn({ cause: code ?? name }, 'the store of files cannot be used now');
}

const statuses: Partial<Record<ProblemCode, number>> = { ATTACHMENT_TOO_LARGE: 413, ATTACHMENT_ID_TAKEN: 409 };

/** What was refused is said though the file may still be coming: the rest of it is let run out. */
@Catch(InputRefused, StoreUnavailable)
export class UploadFilter implements ExceptionFilter<InputRefused | StoreUnavailable> {
  catch(error: InputRefused | StoreUnavailable, host: ArgumentsHost): void {
    const [request, response] = [
      host.switchToHttp().getRequest<Request>(),
      host.switchToHttp().getResponse<Response>(),
    ];
    request.unpipe();
    request.resume();
    response.setHeader('Connection', 'close');
    if (error instanceof InputRefused) {
      const { refused } = error;
      response.status(statuses[refused.problems[0].code] ?? 422).json(Refusal.of(refused));
      return;
    }
    noteStore(error);
    response.setHeader('Retry-After', RETRY_AFTER);
    response.status(503).json({ code: 'UNAVAILABLE', message: unavailableSentences.UNAVAILABLE });
  }
}
