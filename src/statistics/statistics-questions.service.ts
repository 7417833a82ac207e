import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { canonical } from '../core/audit-log.js';
import type { BundleHead, BundlePeriod } from '../core/bundle.js';
import { accept, refuse, type Refused, type Result } from '../core/result.js';
import { cite, type Citation } from '../core/statistics-citation.js';
import { footnotesOf, type Footnote } from '../core/statistics-footnotes.js';
import type { Programme } from '../core/statistics-programme.js';
import { answerQuestion, type StatisticsAnswer, type StatisticsQuestion } from '../core/statistics-question.js';
import { loadProgramme } from '../reference/programme.loader.js';
import { Reference } from '../reference/reference.service.js';
import { PublishedReleases } from './published-releases.service.js';
import type { ListedRelease, PublishedRelease } from './released.js';
import { ReleaseRuns } from './release-runs.service.js';
import { STATISTICS_OPTIONS, type StatisticsOptions } from './statistics.pool.js';

/** An answer with all that has to stand beside it. */
export interface CitedAnswer extends StatisticsAnswer {
  readonly citation: Citation;
  readonly footnotes: readonly Footnote[];
  /** The same for the same release and question, whatever its words: for whoever keeps answers. */
  readonly etag: string;
}

/** Answers questions from what is published, and from nothing else: its cost is that of the table, however many cases are behind it. */
@Injectable()
export class StatisticsQuestions {
  private shipped: Programme | null = null;

  constructor(
    private readonly published: PublishedReleases,
    private readonly runs: ReleaseRuns,
    private readonly reference: Reference,
    @Inject(STATISTICS_OPTIONS) private readonly options: StatisticsOptions,
  ) {}

  /** The programme of a published release; for null, of the newest one, or the one that the next will follow. Refuses a release that is not there. */
  async programme(releaseId: string | null): Promise<Result<Programme>> {
    if (releaseId === null) {
      const newest = await this.published.newest();
      return accept(newest?.programme ?? this.shippedProgramme());
    }
    const release = await this.release(releaseId);
    return release.ok ? accept(release.value.programme) : release;
  }

  /** Answers from a published release, the newest one for null. */
  async table(releaseId: string | null, question: StatisticsQuestion): Promise<Result<CitedAnswer>> {
    const found = await this.release(releaseId);
    if (!found.ok) return found;
    const { head, programme, numbers, files } = found.value;
    const manifest = files['manifest.json'] ?? '';
    return this.answer({ head, programme, numbers, isPublished: true, manifest, id: found.value.id }, question);
  }

  /** The same from a release that waits for approval, for whoever is to approve it. */
  async preview(actor: Actor, releaseId: string, question: StatisticsQuestion): Promise<Result<CitedAnswer>> {
    const source = await this.laidDown(actor, releaseId);
    return source.ok ? this.answer(source.value, question) : source;
  }

  /** What a release that waits for approval can be asked for. */
  async previewProgramme(actor: Actor, releaseId: string): Promise<Result<Programme>> {
    const source = await this.laidDown(actor, releaseId);
    return source.ok ? accept(source.value.programme) : source;
  }

  private async laidDown(actor: Actor, id: string): Promise<Result<Source>> {
    const files = await this.runs.filesOf(actor, id);
    const parse = <T>(name: string): T => JSON.parse(files[name] ?? 'null') as T;
    const head = parse<BundleHead | null>('release.json');
    if (!head) return refuse('STATISTICS_NO_RELEASE', 'release');
    const [programme, numbers] = [parse<Programme>('programme.json'), parse<BundlePeriod[]>('numbers.json')];
    return accept({ head, programme, numbers, isPublished: false, manifest: files['manifest.json'] ?? '', id });
  }

  /** The permanent address of a release, or of one of its tables. */
  addressOf(id: string, table?: string): string {
    return `${this.options.publicUrl}/statistics/${id}${table === undefined ? '' : `/${table}`}`;
  }

  /** Read once: everybody may ask, and the file does not change while the house runs. */
  private shippedProgramme(): Programme {
    const { codebook, geography } = this.reference;
    return (this.shipped ??= loadProgramme({ codebook, districts: geography.districts }));
  }

  /** The release of this quarter, the newest one for null. Refuses what is not there or withdrawn. */
  async release(id: string | null): Promise<Result<PublishedRelease>> {
    const release = id === null ? await this.published.newest() : await this.published.find(id);
    if (release) return accept(release);
    return this.refusalFor((await this.published.list()).find((one) => one.id === id));
  }

  private refusalFor(listed: ListedRelease | undefined): Refused {
    return refuse(listed ? 'STATISTICS_WITHDRAWN' : 'STATISTICS_NO_RELEASE', 'release');
  }

  private answer(source: Source, question: StatisticsQuestion): Result<CitedAnswer> {
    const answered = answerQuestion(source, question);
    if (!answered.ok) return answered;
    const { value } = answered;
    const { rows, columns, filters, cells, whole } = value;
    const dimensions = [...rows, ...columns, ...filters.map(({ dimension }) => dimension)];
    const modes = [whole, ...cells].map(({ mode }) => mode);
    const { head, isPublished, id } = source;
    const cited = { ...head, id, publishedOn: isPublished ? head.publishedOn : null };
    const asked = {
      manifest: source.manifest,
      table: value.table.code,
      period: value.period,
      rows: rows.map(({ code }) => code),
      columns: columns.map(({ code }) => code),
      filters: filters.map(({ dimension, categories }) => [dimension.code, ...categories.map(({ code }) => code)]),
    };
    return accept({
      ...value,
      citation: cite(cited, value.table, value.period, this.addressOf(id, value.table.code)),
      footnotes: footnotesOf(dimensions, modes, source.programme.thresholds),
      etag: createHash('sha256').update(canonical(asked)).digest('hex').slice(0, 32),
    });
  }
}

interface Source {
  readonly id: string;
  readonly head: BundleHead;
  readonly programme: Programme;
  readonly numbers: readonly BundlePeriod[];
  readonly isPublished: boolean;
  readonly manifest: string;
}
