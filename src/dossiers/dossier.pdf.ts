import type { DossierDocument } from '../core/dossier.js';
import { renderDocument } from './document.pdf.js';

/** The dossier as PDF/A-3b with `dossier.json` attached, which holds the same content (`dossierJson` of the core). */
export const renderDossier = (
  document: DossierDocument,
  attachment: { readonly json: string },
  createdAt: Date,
): Promise<Buffer> =>
  renderDocument(document, createdAt, {
    name: 'dossier.json',
    mediaType: 'application/json',
    description: 'Inhalt dieses Dossiers in maschinenlesbarer Form',
    text: attachment.json,
  });
