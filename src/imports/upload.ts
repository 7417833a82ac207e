import { Catch, PayloadTooLargeException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { accept, refuse, type Result } from '../core/result.js';
import { Refusal } from '../graphql/refusal.js';
import { defaultLimits } from './table.js';

/** A file of a form, in memory. */
export interface UploadedPart {
  readonly buffer: Buffer;
}

/** What a form may hold: the list, the mapping as a file or as text, two short values. */
export const formLimits = {
  limits: { fileSize: defaultLimits.bytes, files: 2, fields: 10, fieldSize: 4_000_000, parts: 12 },
};

/** A file that is too large is refused like every other input: with code, field and both languages. */
@Catch(PayloadTooLargeException)
export class TooLargeFilter implements ExceptionFilter<PayloadTooLargeException> {
  catch(_: PayloadTooLargeException, host: ArgumentsHost): void {
    const refused = refuse('IMPORT_FILE_TOO_LARGE', 'file', { max: defaultLimits.bytes / 1_000_000 });
    host.switchToHttp().getResponse<Response>().status(413).json(Refusal.of(refused));
  }
}

/** The mapping, given as a file or as a field of text. */
export const mappingTextOf = (file: UploadedPart | undefined, field: unknown): Result<string> => {
  if (!file) return typeof field === 'string' && field.trim() !== '' ? accept(field) : refuse('REQUIRED', 'mapping');
  try {
    return accept(new TextDecoder('utf-8', { fatal: true }).decode(file.buffer));
  } catch {
    return refuse('IMPORT_MAPPING_SYNTAX', 'mapping');
  }
};

export const yesOrNoOf = (field: unknown, name: string): Result<boolean> => {
  if (field === undefined || field === '' || field === 'false') return accept(false);
  return field === 'true' ? accept(true) : refuse('INVALID_FORMAT', name, { expected: 'true, false' });
};
