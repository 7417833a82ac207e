import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ChartRoom } from '../charts/chart-room.js';
import { describeChart, type Chart } from '../core/chart.js';
import { factsheet } from '../core/factsheet.js';
import { chartsOf, seriesOf } from '../core/published-chart.js';
import { findTable, isSameTable, type PublishedTable } from '../core/published-table.js';
import { dcatDataset } from '../core/statistics-catalogue.js';
import { cite, releaseTitle } from '../core/statistics-citation.js';
import type { FileLanguage } from '../core/statistics-files.js';
import { DrawingRoom } from '../dossiers/drawing-room.js';
import { PublishedReleases } from '../statistics/published-releases.service.js';
import type { PublishedRelease } from '../statistics/released.js';
import { StatisticsStatements } from '../statistics/statistics-statements.service.js';
import { STATISTICS_OPTIONS, type StatisticsOptions } from '../statistics/statistics.pool.js';
import { bundleZip, tableCsv, tableJson, tableWorkbook } from './table-files.js';

export const fileKinds = ['csv', 'xlsx', 'json', 'svg', 'png'] as const;
export type FileKind = (typeof fileKinds)[number];

/** A file that never changes while its release is not withdrawn, with a mark by which it is known again. */
export interface Figure {
  readonly content: Buffer;
  /** SHA-256 of the content, the beginning: an entity tag. */
  readonly mark: string;
}

/** What is wanted of a table. */
export interface Wanted {
  readonly release: PublishedRelease;
  readonly shown: PublishedTable;
  readonly language: FileLanguage;
}

/** So many drawn files stay in memory; a map has a quarter of a megabyte as PNG. */
const REMEMBERED = 200;

/** Pictures and files made of published releases, and of nothing else: what is drawn once is kept. */
@Injectable()
export class Figures {
  private readonly drawn = new Map<string, Promise<Figure>>();

  constructor(
    private readonly releases: PublishedReleases,
    private readonly said: StatisticsStatements,
    private readonly charts: ChartRoom,
    private readonly room: DrawingRoom,
    @Inject(STATISTICS_OPTIONS) private readonly options: StatisticsOptions,
  ) {}

  /** The pictures of a table, the one that shows most first; how it went over the releases last, where there are several. */
  async picturesOf({ release, shown }: Omit<Wanted, 'language'>): Promise<readonly [Chart, ...Chart[]]> {
    const origin = { release: release.id, publisher: release.publisher };
    const series = seriesOf(await this.history(release, shown), origin);
    const [first, ...others] = chartsOf(shown, origin);
    return [first, ...others, ...(series ? [series] : [])];
  }

  async file(wanted: Wanted, kind: FileKind, address: string, picture: string | null): Promise<Figure | null> {
    const { release, shown, language } = wanted;
    const name = [release.id, shown.table.code, shown.period, language, kind, address];
    const cited = cite(release.head, shown.table, shown.period, address);
    switch (kind) {
      case 'csv':
        return this.once(name, () => tableCsv(shown, cited, language));
      case 'xlsx':
        return this.once(name, () => tableWorkbook(shown, cited, language));
      case 'json':
        return this.once(name, () => tableJson(shown, cited, language));
      case 'svg':
      case 'png': {
        const charts = await this.picturesOf(wanted);
        const chart = picture === null ? charts[0] : charts.find((one) => one.kind === picture);
        // Named by all that it shows: a picture over several releases is another one once one of them is withdrawn.
        return chart
          ? this.once([kind, language, JSON.stringify(chart)], () =>
              this.charts.draw({ chart, language, format: kind }),
            )
          : null;
      }
    }
  }

  /** The factsheet of a release: two pages with the largest tables, drawn from published values. */
  async sheet(release: PublishedRelease, language: FileLanguage, address: string): Promise<Figure> {
    const { statements, etag } = await this.said.of(release);
    // Named by what is said: it is another sheet once a release is withdrawn with which it compares.
    return this.once([release.id, 'factsheet', language, address, etag], async () => {
      const { tables, head } = release;
      const pictures = [];
      for (const code of ['CASES', 'GROUNDS', 'AREAS']) {
        const shown = findTable(tables, code, null);
        if (!shown) continue;
        const [chart] = chartsOf(shown, { release: release.id, publisher: release.publisher });
        const png = await this.charts.draw({ chart, language, format: 'png' });
        pictures.push({
          png,
          alt: `${chart.title[language]}. ${describeChart(chart, language)}`,
          title: shown.table[language],
        });
      }
      const cited = cite(head, releaseTitle, release.id, address);
      const document = factsheet(head, statements, pictures, cited, language);
      return this.room.draw({ kind: 'report', document, createdAt: new Date(`${head.publishedOn}T00:00:00Z`) });
    });
  }

  /** What may be quoted, in both languages, and what cannot be said. */
  async statements(release: PublishedRelease): Promise<Figure> {
    const { etag, ...said } = await this.said.of(release);
    return this.once([release.id, 'statements', etag], () => Buffer.from(JSON.stringify(said)));
  }

  bundle({ id, files }: PublishedRelease): Promise<Figure> {
    return this.once([id, 'bundle'], () => bundleZip(id, files));
  }

  /** Metadata for open-data portals. */
  catalogue(release: PublishedRelease, address: string): Promise<Figure> {
    const { id, publisher, licence, head } = release;
    const { contributorId } = this.options;
    const listed = {
      id,
      publisher,
      licence,
      publishedOn: head.publishedOn,
      address,
      tables: release.tables,
      contributorId,
    };
    return this.once([id, 'catalogue', address], () => Buffer.from(JSON.stringify(dcatDataset(listed))));
  }

  /** The same table in this release and in those before it, the oldest first. */
  private async history(release: PublishedRelease, shown: PublishedTable): Promise<readonly PublishedTable[]> {
    const found: PublishedTable[] = [];
    for (const { id, withdrawn } of await this.releases.list()) {
      if (withdrawn || id > release.id) continue;
      const other = id === release.id ? release : await this.releases.find(id);
      found.push(...(other?.tables ?? []).filter((one) => isSameTable(one, shown)));
    }
    return found.sort((one, other) => (one.period < other.period ? -1 : 1));
  }

  private once(name: readonly string[], make: () => Buffer | Promise<Buffer>): Promise<Figure> {
    const key = createHash('sha256').update(name.join('\n')).digest('base64url');
    const known = this.drawn.get(key);
    if (known) return known;
    const made = Promise.resolve()
      .then(make)
      .then((content) => ({ content, mark: createHash('sha256').update(content).digest('hex').slice(0, 32) }));
    this.drawn.set(key, made);
    made.catch(() => this.drawn.delete(key)); // what failed is tried again
    const [oldest] = this.drawn.keys();
    if (this.drawn.size > REMEMBERED && oldest !== undefined) this.drawn.delete(oldest);
    return made;
  }
}
