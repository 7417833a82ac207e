import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { CaseDistrict, presentDistrict } from '../cases/case.types.js';
import { caseNumber } from '../core/case-number.js';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { HintRow } from './hints.queries.js';

@ObjectType({ description: 'One of the cases behind a hint.' })
export class HintCase {
  @Field(() => ID, { description: 'Id of the case.' })
  id!: string;

  @Field({ description: 'Its number.' })
  number!: string;
}

@ObjectType({
  description:
    'Several cases of the own service within two years against the same kind of respondent in the same district: a reason to look for the structure behind them.',
})
export class StructuralHint {
  @Field(() => Term, { description: 'The kind of respondent.' })
  respondentType!: Term;

  @Field(() => CaseDistrict, { nullable: true, description: 'The district.' })
  district!: CaseDistrict | null;

  @Field(() => Int, { description: 'How many cases, three or more.' })
  cases!: number;

  @Field({ description: 'When the newest of them was recorded.' })
  newestAt!: Date;

  @Field(() => [Term], { description: 'Areas of life that occur among them.' })
  areas!: Term[];

  @Field(() => [Term], { description: 'Grounds that occur among them.' })
  grounds!: Term[];

  @Field(() => [HintCase], { description: 'The newest 20 of them.' })
  newest!: HintCase[];
}

export const StructuralHintResult = createUnionType({
  name: 'StructuralHintResult',
  description: 'The hint, or why not.',
  types: () => [StructuralHint, Refusal] as const,
});

export const presentHint = (row: HintRow, reference: Reference): StructuralHint =>
  Object.assign(new StructuralHint(), {
    respondentType: reference.term('respondentTypes', row.respondentType),
    district: presentDistrict(row.district, reference),
    cases: row.cases,
    newestAt: new Date(row.newestAt),
    areas: row.areas.map((code) => reference.term('areas', code)),
    grounds: row.grounds.map((code) => reference.term('grounds', code)),
    newest: row.newest.map((kase) => Object.assign(new HintCase(), { id: kase.id, number: caseNumber(kase) })),
  });
