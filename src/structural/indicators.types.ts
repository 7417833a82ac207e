import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { ServiceIndicatorsOfYear } from './indicators.service.js';
import { rowTerm } from './row-terms.js';

@ObjectType({ description: 'One count.' })
export class IndicatorRow {
  @Field(() => Term, { description: 'What was counted; code NOT_RECORDED where nobody asked.' })
  term!: Term;

  @Field(() => Int, { description: 'How many, exactly.' })
  count!: number;
}

@ObjectType({ description: 'A table of the yearly report.' })
export class IndicatorTable {
  @Field(() => Term, { description: 'What the table is about.' })
  title!: Term;

  @Field({
    description: 'Whether a case can stand in several rows: then the rows add up to more than there are cases.',
  })
  mentions!: boolean;

  @Field(() => [IndicatorRow], { description: 'The rows; empty when there was nothing to count.' })
  rows!: IndicatorRow[];
}

@ObjectType({
  description:
    'INTERNAL: the exact live numbers of the own service, for its report to funder and ministry. Not for publication: small numbers can be recognised.',
})
export class ServiceIndicators {
  @Field(() => Int, { description: 'The calendar year, in German time.' })
  year!: number;

  @Field({ description: 'When it was counted.' })
  asOf!: Date;

  @Field(() => Int, { description: 'Version of the codebook.' })
  codebookVersion!: number;

  @Field(() => [IndicatorTable], { description: 'All tables, in the order of the report.' })
  tables!: IndicatorTable[];
}

export const presentIndicators = (found: ServiceIndicatorsOfYear, reference: Reference): ServiceIndicators =>
  Object.assign(new ServiceIndicators(), {
    year: found.year,
    asOf: found.asOf,
    codebookVersion: found.codebookVersion,
    tables: found.tables.map(({ table, rows }) =>
      Object.assign(new IndicatorTable(), {
        title: { code: table.key, de: table.de, en: table.en },
        mentions: table.mentions,
        rows: rows.map((row) =>
          Object.assign(new IndicatorRow(), { term: rowTerm(table, row, reference), count: row.count }),
        ),
      }),
    ),
  });
