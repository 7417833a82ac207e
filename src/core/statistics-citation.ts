import type { BundleHead } from './bundle.js';
import type { Words } from './chart.js';

/** How published numbers are cited: their permanent address, and who published them when. It stands beside every number that leaves the house. */
export interface Citation {
  readonly release: string;
  /** The day of publication; null in a preview. */
  readonly publishedOn: string | null;
  readonly publisher: string;
  readonly licence: string;
  readonly address: string;
  readonly de: string;
  readonly en: string;
}

/** What is cited: a release, or one that waits for approval. */
export type CitedRelease = Pick<BundleHead, 'id' | 'publisher' | 'licence'> & { readonly publishedOn: string | null };

/** The title of a whole release. */
export const releaseTitle: Words = {
  de: 'Dokumentierte Diskriminierung in Rheinland-Pfalz',
  en: 'Documented discrimination in Rhineland-Palatinate',
};

/** Cites what has this title and period at its permanent address. */
export function cite(
  { id, publishedOn, publisher, licence }: CitedRelease,
  title: Words,
  period: string,
  address: string,
): Citation {
  const said = (text: string, release: string, preview: string): string =>
    `${publisher} (${publishedOn?.slice(0, 4) ?? preview}): ${text}, ${period}. ${release} ${id}. ${licence}. ${address}`;
  return {
    release: id,
    publishedOn,
    publisher,
    licence,
    address,
    de: said(title.de, 'Veröffentlichung', 'noch nicht veröffentlicht'),
    en: said(title.en, 'Release', 'not published yet'),
  };
}
