import type { AttachmentLimits } from '../core/attachment.js';
import type { Scanner } from './scanner.js';

export const ATTACHMENT_OPTIONS = Symbol('attachment options');

export interface AttachmentOptions {
  readonly limits: AttachmentLimits;
  /** Null: files are not scanned. */
  readonly scanner: Scanner | null;
}
