import { Args, Query, Resolver } from '@nestjs/graphql';
import { Public } from '../access/access.decorators.js';
import { answer } from '../graphql/answer.js';
import { Term } from '../graphql/term.js';
import { StatisticsCitation, StatisticsFootnote } from './statistics-questions.types.js';
import { StatisticsStatements as Sentences, type StatedAnswer } from './statistics-statements.service.js';
import {
  StatisticsStatement,
  StatisticsStatementCell,
  StatisticsStatementNumber,
  StatisticsStatements,
  StatisticsStatementsResult,
  StatisticsUnsaid,
} from './statistics-statements.types.js';

/** Statements are made of what was published, and are for everybody like it. */
@Resolver()
export class StatisticsStatementsResolver {
  constructor(private readonly sentences: Sentences) {}

  @Query(() => StatisticsStatementsResult, {
    description:
      'Sentences about a published release that may be printed, in German and English, with their source; and what cannot be said.',
  })
  @Public()
  async statisticsStatements(
    @Args('release', { type: () => String, nullable: true, description: 'Of which release; left out: of the newest.' })
    release?: string | null,
    @Args('table', { type: () => String, nullable: true, description: 'About one table alone; left out: about all.' })
    table?: string | null,
    @Args('kind', { type: () => String, nullable: true, description: 'One kind alone; left out: every kind.' })
    kind?: string | null,
  ): Promise<typeof StatisticsStatementsResult> {
    const choice = { table: table ?? null, kind: kind ?? null };
    return answer(await this.sentences.statements(release ?? null, choice), presentStatements);
  }
}

const presentStatements = ({ release, statements, unsaid, footnotes }: StatedAnswer): StatisticsStatements =>
  Object.assign(new StatisticsStatements(), {
    release,
    statements: statements.map(({ kind, finding, table, period, comparedWith, cells, numbers, de, en, citation }) =>
      Object.assign(new StatisticsStatement(), {
        kind,
        finding,
        table: Object.assign(new Term(), table),
        period,
        comparedWith,
        cells: cells.map((cell) => Object.assign(new StatisticsStatementCell(), cell)),
        numbers: numbers.map((number) => Object.assign(new StatisticsStatementNumber(), number)),
        de,
        en,
        citation: Object.assign(new StatisticsCitation(), citation),
      }),
    ),
    unsaid: unsaid.map((one) => Object.assign(new StatisticsUnsaid(), one)),
    footnotes: footnotes.map((note) => Object.assign(new StatisticsFootnote(), note)),
  });
