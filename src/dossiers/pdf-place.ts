import type { Place } from '../keys/seal.js';

/** Where a drawn dossier is sealed for. */
export const pdfPlace = (organisationId: string, referralId: string): Place => ({
  table: 'dossier',
  column: 'pdf',
  organisationId,
  rowId: referralId,
});
