import { bundleFiles, type BundleFiles } from '../../src/core/bundle.js';
import { latticeOf } from '../../src/core/lattice.js';
import type { ReleasedPeriod } from '../../src/core/release-targets.js';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import { loadGeography } from '../../src/reference/geography.loader.js';
import { loadProgramme } from '../../src/reference/programme.loader.js';

/** What a release of the programme that ships could have published, with numbers drawn from the place of their cells; for tests of what is made of them. */
export function drawnBundle(id: string, seed = 1): BundleFiles {
  const programme = loadProgramme({ codebook: loadCodebook(), districts: loadGeography().districts });
  const period = (name: string, level: 'QUARTER' | 'YEAR', times: number): ReleasedPeriod => {
    const lattice = latticeOf(programme, level);
    return {
      period: name,
      lattice,
      numbers: lattice.cells.map((_, at) =>
        at === 0
          ? { mode: 'EXACT', value: 412 * times }
          : at % 17 === 5
            ? { mode: 'WITHHELD', value: null }
            : { mode: 'ROUNDED', value: 5 * ((at * 7 * seed) % 23) * times },
      ),
    };
  };
  const year = id.slice(0, 4);
  return bundleFiles(
    {
      quarter: id,
      programme,
      periods: [period(id, 'QUARTER', 1), ...(id.endsWith('Q4') ? [period(year, 'YEAR', 3)] : [])],
      earlier: [],
      certificate: { worlds: [], shown: [] },
      report: {
        cells: { EXACT: 1, ROUNDED: 40, DOMINATED: 0, COARSE: 0, WITHHELD: 2 },
        targets: 117,
        worlds: 15,
        repairs: 1,
        meanError: 1.62,
        maximumError: 4,
      },
    },
    { id, publishedOn: '2026-11-01', publisher: 'Beistand im Test', licence: 'CC BY 4.0' },
  );
}
