import type { DossierDocument } from '../core/dossier.js';
import type { PageDocument } from '../core/document.js';
import { renderAccessAnswer } from './access-answer.pdf.js';
import { renderDossier } from './dossier.pdf.js';
import { renderDocument } from './document.pdf.js';
import { renderReleaseForm } from './release-form.pdf.js';

/** All that is needed to draw a PDF, as plain values that can go to another thread. */
export type Drawing =
  | {
      readonly kind: 'dossier';
      readonly document: DossierDocument;
      /** The attachment `dossier.json`. */
      readonly json: string;
      readonly createdAt: Date;
    }
  | {
      readonly kind: 'access-answer';
      readonly document: PageDocument;
      /** The attachment: the same as JSON. */
      readonly json: string;
      readonly createdAt: Date;
    }
  | { readonly kind: 'release-form' | 'report'; readonly document: PageDocument; readonly createdAt: Date };

export function draw(drawing: Drawing): Promise<Buffer> {
  switch (drawing.kind) {
    case 'dossier':
      return renderDossier(drawing.document, drawing, drawing.createdAt);
    case 'access-answer':
      return renderAccessAnswer(drawing.document, drawing, drawing.createdAt);
    case 'release-form':
      return renderReleaseForm(drawing.document, drawing.createdAt);
    case 'report':
      return renderDocument(drawing.document, drawing.createdAt);
  }
}
