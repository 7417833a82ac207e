import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { DataSection } from '../core/data-page.js';
import { unmatched, type ProcessingData } from '../core/processing-record.js';

/** What ships about processing. Throws when docs/data.md has a section that nobody has put into words, or none for one. */
export function loadProcessing(): ProcessingData {
  const told = parse(read('processing-activities.yaml')) as Omit<ProcessingData, 'held'>;
  const held = JSON.parse(read('held-data.json')) as DataSection[];
  const left = unmatched({ ...told, held });
  if (left.length > 0)
    throw new Error(`docs/data.md and processing-activities.yaml differ in their sections: ${left.join('; ')}`);
  return { ...told, held };
}

const read = (file: string): string => readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8');
