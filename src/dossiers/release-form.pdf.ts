import type { PageDocument } from '../core/document.js';
import { renderDocument } from './document.pdf.js';

/** The form for signing as PDF; its pages come from `releaseFormPages` of the core. */
export const renderReleaseForm = (document: PageDocument, createdAt: Date): Promise<Buffer> =>
  renderDocument(document, createdAt);
