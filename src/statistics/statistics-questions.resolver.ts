import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, Public } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { dimensionsOf, type Programme } from '../core/statistics-programme.js';
import type { StatisticsQuestion } from '../core/statistics-question.js';
import { answer } from '../graphql/answer.js';
import { Term } from '../graphql/term.js';
import { PublishedReleases } from './published-releases.service.js';
import type { CitedAnswer } from './statistics-questions.service.js';
import { StatisticsQuestions } from './statistics-questions.service.js';
import {
  StatisticsCell,
  StatisticsCitation,
  StatisticsDimension,
  StatisticsFilter,
  StatisticsFootnote,
  StatisticsNumber,
  StatisticsPlace,
  StatisticsProgramme,
  StatisticsProgrammeResult,
  StatisticsProgrammeTable,
  StatisticsQuestionInput,
  StatisticsRelease,
  StatisticsShare,
  StatisticsTable,
  StatisticsTableResult,
} from './statistics-questions.types.js';

/** What was published is for everybody: nobody has to sign in to read it. */
@Resolver()
export class StatisticsQuestionsResolver {
  constructor(
    private readonly questions: StatisticsQuestions,
    private readonly published: PublishedReleases,
  ) {}

  @Query(() => [StatisticsRelease], {
    description: 'Every release that was published, withdrawn ones with their reason, the newest first.',
  })
  @Public()
  async statisticsReleases(): Promise<StatisticsRelease[]> {
    return (await this.published.list()).map(({ id, publisher, licence, publishedAt, withdrawn }) =>
      Object.assign(new StatisticsRelease(), {
        id,
        publisher,
        licence,
        publishedAt,
        address: this.questions.addressOf(id),
        withdrawnAt: withdrawn?.at ?? null,
        withdrawalReason: withdrawn?.reason ?? null,
      }),
    );
  }

  @Query(() => StatisticsProgrammeResult, {
    description: 'Tables, dimensions and categories that can be asked for, with their labels.',
  })
  @Public()
  async statisticsProgramme(
    @Args('release', { type: () => String, nullable: true, description: 'Of which release; left out: of the newest.' })
    release?: string | null,
  ): Promise<typeof StatisticsProgrammeResult> {
    return answer(await this.questions.programme(release ?? null), presentProgramme);
  }

  @Query(() => StatisticsTableResult, {
    description:
      'Asks a published release. Refused is what the programme does not have; whether a question is refused never depends on a number.',
  })
  @Public()
  async statisticsTable(
    @Args('question', { description: 'What is asked.' }) question: StatisticsQuestionInput,
    @Args('release', { type: () => String, nullable: true, description: 'Of which release; left out: of the newest.' })
    release?: string | null,
  ): Promise<typeof StatisticsTableResult> {
    return answer(await this.questions.table(release ?? null, questionOf(question)), presentTable);
  }

  @Query(() => StatisticsProgrammeResult, {
    description: 'What a release that is READY can be asked for by `previewStatisticsTable`.',
  })
  @Allow('statistics:release')
  async previewStatisticsProgramme(
    @CurrentActor() actor: Actor,
    @Args('release', { type: () => String, description: 'The quarter of the release.' }) release: string,
  ): Promise<typeof StatisticsProgrammeResult> {
    return answer(await this.questions.previewProgramme(actor, release), presentProgramme);
  }

  @Query(() => StatisticsTableResult, {
    description: 'Asks a release that is READY, before it is approved: what it would answer once it is published.',
  })
  @Allow('statistics:release')
  async previewStatisticsTable(
    @CurrentActor() actor: Actor,
    @Args('question', { description: 'What is asked.' }) question: StatisticsQuestionInput,
    @Args('release', { type: () => String, description: 'The quarter of the release.' }) release: string,
  ): Promise<typeof StatisticsTableResult> {
    return answer(await this.questions.preview(actor, release, questionOf(question)), presentTable);
  }
}

const questionOf = ({
  table,
  rows,
  columns,
  filters,
  period,
  geography,
}: StatisticsQuestionInput): StatisticsQuestion => ({
  table,
  rows: rows ?? [],
  columns: columns ?? [],
  filters: filters ?? [],
  period: period ?? null,
  geography: geography ?? null,
});

const presentTerm = ({ code, de, en }: Term): Term => Object.assign(new Term(), { code, de, en });

const presentPlace = ({ dimension, code, de, en }: StatisticsPlace): StatisticsPlace =>
  Object.assign(new StatisticsPlace(), { dimension, code, de, en });

const presentNumber = ({ value, lower, upper, label, mode }: StatisticsNumber): StatisticsNumber =>
  Object.assign(new StatisticsNumber(), { value, lower, upper, label, mode });

const presentTable = (found: CitedAnswer): StatisticsTable =>
  Object.assign(new StatisticsTable(), {
    table: presentTerm(found.table),
    period: found.period,
    geography: presentPlace(found.geography),
    rows: found.rows.map(presentTerm),
    columns: found.columns.map(presentTerm),
    filters: found.filters.map(({ dimension, categories }) =>
      Object.assign(new StatisticsFilter(), {
        dimension: presentTerm(dimension),
        categories: categories.map(presentTerm),
      }),
    ),
    whole: presentNumber(found.whole),
    cells: found.cells.map(({ row, column, share, ...number }) =>
      Object.assign(new StatisticsCell(), presentNumber(number), {
        row: row.map(presentPlace),
        column: column.map(presentPlace),
        share: Object.assign(new StatisticsShare(), share),
      }),
    ),
    footnotes: found.footnotes.map((note) => Object.assign(new StatisticsFootnote(), note)),
    citation: Object.assign(new StatisticsCitation(), found.citation),
    etag: found.etag,
  });

const presentProgramme = (programme: Programme): StatisticsProgramme =>
  Object.assign(new StatisticsProgramme(), {
    version: programme.version,
    dimensions: programme.dimensions.map(({ code, de, en, overlaps, categories }) =>
      Object.assign(new StatisticsDimension(), { code, de, en, overlaps, categories: categories.map(presentTerm) }),
    ),
    tables: programme.tables.map((table) =>
      Object.assign(new StatisticsProgrammeTable(), {
        code: table.code,
        de: table.de,
        en: table.en,
        dimensions: dimensionsOf(programme, table).map(({ code }) => code),
        geography: table.geography,
        periods: table.periods,
      }),
    ),
  });
