import { Controller, Get, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/access.decorators.js';
import { explain } from '../core/problems.js';
import type { StatisticsQuestion } from '../core/statistics-question.js';
import { StatisticsQuestions } from './statistics-questions.service.js';

/**
 * The same questions by GET, for whoever keeps answers: `/statistics-tables/2026-Q3/CASES?rows=REGION&filter=AREA:WORK,HOUSING`. An answer may be kept as long
 * as one likes, and is asked after each time (`ETag`): a release that was withdrawn is answered from no more, at once.
 */
@Controller('statistics-tables')
export class StatisticsTablesController {
  constructor(private readonly questions: StatisticsQuestions) {}

  @Get(':release/:table')
  @Public()
  async read(
    @Param('release') release: string,
    @Param('table') table: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const answered = await this.questions.table(release, readQuery(table, query));
    if (!answered.ok) {
      const [first] = answered.problems;
      if (first.field === 'release' && first.code === 'STATISTICS_NO_RELEASE') throw new NotFoundException();
      const problems = answered.problems.map((one) => ({
        code: one.code,
        field: one.field,
        de: explain(one, 'de'),
        en: explain(one, 'en'),
      }));
      response.status(first.code === 'STATISTICS_WITHDRAWN' ? 410 : 422).json({ code: 'REFUSED', problems });
      return;
    }
    const { table: asked, rows, columns, filters, etag, ...rest } = answered.value;
    const term = ({ code, de, en }: { code: string; de: string; en: string }) => ({ code, de, en });
    const tag = `"${etag}"`;
    response.setHeader('ETag', tag).setHeader('Cache-Control', 'public, no-cache');
    if (request.headers['if-none-match'] === tag) return void response.status(304).end();
    response.json({
      table: term(asked),
      rows: rows.map(term),
      columns: columns.map(term),
      filters: filters.map(({ dimension, categories }) => ({
        dimension: term(dimension),
        categories: categories.map(term),
      })),
      ...rest,
    });
  }
}

const codes = (given: unknown): readonly string[] =>
  typeof given === 'string' && given !== '' ? given.split(',').slice(0, 50) : [];

function readQuery(table: string, query: Readonly<Record<string, unknown>>): StatisticsQuestion {
  const filters = [query['filter']].flat().filter((one) => typeof one === 'string');
  return {
    table,
    rows: codes(query['rows']),
    columns: codes(query['columns']),
    filters: filters.slice(0, 5).map((text) => {
      const [dimension = '', categories = ''] = text.split(':');
      return { dimension, categories: codes(categories) };
    }),
    period: typeof query['period'] === 'string' ? query['period'] : null,
    geography: typeof query['geography'] === 'string' ? query['geography'] : null,
  };
}
