import type { PageDocument } from '../core/document.js';
import { renderDocument } from './document.pdf.js';

/** The answer to a client's request for access as PDF, with the same as JSON attached. Its pages come from the core. */
export const renderAccessAnswer = (
  document: PageDocument,
  attachment: { readonly json: string },
  createdAt: Date,
): Promise<Buffer> =>
  renderDocument(document, createdAt, {
    name: 'auskunft.json',
    mediaType: 'application/json',
    description: 'Inhalt dieser Auskunft in maschinenlesbarer Form',
    text: attachment.json,
  });
