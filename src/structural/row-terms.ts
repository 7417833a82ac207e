import { rowLabels, type IndicatorCount, type IndicatorTable } from '../core/service-indicators.js';
import type { Label, Reference } from '../reference/reference.service.js';

const notRecorded: Label = { code: 'NOT_RECORDED', de: 'nicht erhoben', en: 'not recorded' };

/** The label of a row of the report: of the codebook, of a district, or a word of the report itself. */
export function rowTerm({ vocabulary, key }: IndicatorTable, { code }: IndicatorCount, reference: Reference): Label {
  if (code === null) return notRecorded;
  if (vocabulary) return reference.term(vocabulary, code);
  const name = key === 'DISTRICTS' ? reference.district(code)?.name : undefined;
  const label = rowLabels[code] ?? { de: name ?? code, en: name ?? code };
  return { code, ...label };
}
