import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import type { HintRow } from './hints.queries.js';
import { StructuralHints } from './hints.service.js';
import { presentHint, StructuralHint, StructuralHintResult } from './hints.types.js';
import { Indicators } from './indicators.service.js';
import { presentIndicators, ServiceIndicators } from './indicators.types.js';

/** What a service sees in its own numbers. */
@Resolver()
export class StructuralResolver {
  constructor(
    private readonly indicators: Indicators,
    private readonly hints: StructuralHints,
    private readonly reference: Reference,
  ) {}

  @Query(() => ServiceIndicators, {
    description:
      'INTERNAL: what the own service counts of a year, exact and live. The report as PDF and XLSX: GET /reports.',
  })
  @Allow('indicators:read')
  async serviceIndicators(
    @CurrentActor() actor: Actor,
    @Args('year', { type: () => Int, description: 'The calendar year: 2000 to the one that runs.' }) year: number,
  ): Promise<ServiceIndicators> {
    const found = await this.indicators.ofYear(actor, year);
    if (!found.ok) throw new InputRefused(found);
    return presentIndicators(found.value, this.reference);
  }

  @Query(() => [StructuralHint], {
    description:
      'Where three or more cases of the own service within two years point to the same kind of respondent in one district; most cases first.',
  })
  @Allow('case:read')
  async structuralHints(@CurrentActor() actor: Actor): Promise<StructuralHint[]> {
    return (await this.hints.list(actor)).map(this.present);
  }

  @Mutation(() => StructuralHintResult, {
    description: 'Puts a hint aside until a further case of the kind is recorded. `recallHint` takes that back.',
  })
  @Allow('structural:write')
  async dismissHint(
    @CurrentActor() actor: Actor,
    @Args('respondentType', { description: 'Code of the kind of respondent.' }) respondentType: string,
    @Args('district', { description: 'Official key of the district.' }) district: string,
  ): Promise<typeof StructuralHintResult> {
    return answer(await this.hints.dismiss(actor, respondentType, district), this.present);
  }

  @Mutation(() => StructuralHintResult, { description: 'Takes the dismissal of a hint back.' })
  @Allow('structural:write')
  async recallHint(
    @CurrentActor() actor: Actor,
    @Args('respondentType', { description: 'Code of the kind of respondent.' }) respondentType: string,
    @Args('district', { description: 'Official key of the district.' }) district: string,
  ): Promise<typeof StructuralHintResult> {
    return answer(await this.hints.recall(actor, respondentType, district), this.present);
  }

  private readonly present = (row: HintRow): StructuralHint => presentHint(row, this.reference);
}
