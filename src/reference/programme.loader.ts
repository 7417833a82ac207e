import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readProgramme } from '../core/programme-parsing.js';
import type { ProgrammeVocabulary } from '../core/programme-dimensions.js';
import { explain } from '../core/problems.js';
import type { Programme } from '../core/statistics-programme.js';

/** The programme of tables that ships with this version, or another file. A faulty file throws, naming every fault. */
export function loadProgramme(
  vocabulary: ProgrammeVocabulary,
  file: string | URL = new URL('./data/statistics-programme.yaml', import.meta.url),
): Programme {
  const programme = readProgramme(parse(readFileSync(file, 'utf8')), vocabulary);
  if (programme.ok) return programme.value;
  const faults = programme.problems.map((one) => `${one.field ?? ''}: ${explain(one, 'en')}`);
  throw new Error(`The programme of tables is faulty:\n  ${faults.join('\n  ')}`);
}
