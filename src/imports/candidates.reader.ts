import { problem, type Accepted } from '../core/result.js';
import { toCandidate, type ImportCandidate, type Reference } from './candidate.js';
import type { ImportMapping } from './mapping.fields.js';
import { readTable } from './table.reader.js';
import { defaultLimits, type FileRefused, type RowRefused, type TableLimits } from './table.js';

/**
 * The cases of a file, row by row; a row that cannot be taken is a refusal and the next one follows. An id that stands
 * twice in the file is refused the second time: the two rows may be two cases.
 */
export async function* readCandidates(
  source: AsyncIterable<Uint8Array>,
  mapping: ImportMapping,
  reference: Reference,
  limits: TableLimits = defaultLimits,
): AsyncGenerator<Accepted<ImportCandidate> | RowRefused | FileRefused, void, undefined> {
  const lines = new Map<string, number>();
  for await (const row of readTable(source, mapping.columns, mapping.table, limits)) {
    if (!row.ok) {
      yield row;
      continue;
    }
    const { line } = row.value;
    const outcome = toCandidate(row.value, mapping, reference);
    if (!outcome.ok) {
      yield { ...outcome, line };
      continue;
    }
    const { externalId } = outcome.value;
    const first = lines.get(externalId);
    if (first === undefined) lines.set(externalId, line);
    yield first === undefined
      ? outcome
      : { ok: false, problems: [problem('IMPORT_DUPLICATE_ID', 'externalId', { line, first })], line };
  }
}
