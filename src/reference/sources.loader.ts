import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Where a file of reference data comes from, to be told wherever the data is shown. */
export interface DataSourceNote {
  readonly file: string;
  readonly holds: { readonly de: string; readonly en: string };
  readonly attribution: string;
  readonly licence: string;
  readonly licenceUrl: string;
}

export const loadSources = (): readonly DataSourceNote[] => {
  const file = parse(readFileSync(new URL('./data/sources.yaml', import.meta.url), 'utf8')) as {
    sources: DataSourceNote[];
  };
  return file.sources;
};
