import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Refusal } from '../graphql/refusal.js';
import { Reference } from '../reference/reference.service.js';
import type { ChangeOutcome } from './case-changes.service.js';
import { CaseClosing } from './case-closing.service.js';
import { ChangeCaseInput, RecordCaseInput } from './case-inputs.types.js';
import {
  DuplicateHint,
  HandedOver,
  HandOverCasesResult,
  presentConflict,
  presentDuplicateHint,
  RecordCaseResult,
  RecordedCase,
  UpdateCaseResult,
} from './case-results.types.js';
import type { CaseRow } from './case.row.js';
import { Case, presentCase } from './case.types.js';
import { Cases } from './cases.service.js';

const versionArgument = { type: () => Int, description: 'Version of the case that was read.' };
const idArgument = { type: () => ID, description: 'The case.' };

@Resolver(() => RecordedCase)
export class CasesResolver {
  constructor(
    private readonly cases: Cases,
    private readonly closing: CaseClosing,
    private readonly reference: Reference,
  ) {}

  @Query(() => Case, { name: 'case', description: 'A case of the own service with everything in it.' })
  @Allow('case:read')
  async findCase(@CurrentActor() actor: Actor, @Args('id', idArgument, IdPipe) id: string): Promise<Case> {
    return this.present(await this.cases.find(actor, id));
  }

  @Query(() => [DuplicateHint], {
    name: 'duplicateHints',
    description:
      'The five newest cases of the own service that may be the same: same main area and type of respondent, overlapping days, a shared ground, no other district.',
  })
  @Allow('case:read')
  async findDuplicates(
    @CurrentActor() actor: Actor,
    @Args('caseId', idArgument, IdPipe) caseId: string,
  ): Promise<DuplicateHint[]> {
    const found = await this.cases.duplicateHints(actor, caseId);
    return found.map((row) => presentDuplicateHint(row, this.reference));
  }

  @ResolveField('duplicateHints', () => [DuplicateHint], {
    description: 'Cases of the own service that may be the same one, the newest five.',
  })
  @Allow('case:read')
  findDuplicatesOf(@CurrentActor() actor: Actor, @Parent() recorded: RecordedCase): Promise<DuplicateHint[]> {
    return this.findDuplicates(actor, recorded.case.id);
  }

  @Mutation(() => RecordCaseResult, { description: 'Records a case; it gets its number and is yours.' })
  @Allow('case:write')
  async recordCase(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'What is known so far.' }) { id, ...given }: RecordCaseInput,
  ): Promise<typeof RecordCaseResult> {
    const outcome = await this.cases.record(actor, given, id?.toLowerCase() ?? null);
    if (!outcome.ok) return Refusal.of(outcome);
    return Object.assign(new RecordedCase(), { case: await this.present(outcome.value) });
  }

  @Mutation(() => UpdateCaseResult, {
    description: 'Deepens or corrects a case. Deadlines are computed anew; `deadlineChanges` tells what moved.',
  })
  @Allow('case:write')
  async updateCase(
    @CurrentActor() actor: Actor,
    @Args('id', idArgument, IdPipe) id: string,
    @Args('version', versionArgument) version: number,
    @Args('changes', { description: 'What changes.' }) changes: ChangeCaseInput,
  ): Promise<typeof UpdateCaseResult> {
    return this.presentOutcome(await this.cases.update(actor, id, version, changes));
  }

  @Mutation(() => UpdateCaseResult, { description: 'Closes a case. A closed case is read only until it is reopened.' })
  @Allow('case:write')
  async closeCase(
    @CurrentActor() actor: Actor,
    @Args('id', idArgument, IdPipe) id: string,
    @Args('version', versionArgument) version: number,
    @Args('reason', { description: 'Code of `closingReasons`.' }) reason: string,
    @Args('note', { type: () => String, nullable: true, description: 'What came of it.' }) note: string | null,
  ): Promise<typeof UpdateCaseResult> {
    return this.presentOutcome(await this.closing.close(actor, id, version, reason, note ?? null));
  }

  @Mutation(() => UpdateCaseResult, { description: 'Opens a closed case again.' })
  @Allow('case:write')
  async reopenCase(
    @CurrentActor() actor: Actor,
    @Args('id', idArgument, IdPipe) id: string,
    @Args('version', versionArgument) version: number,
  ): Promise<typeof UpdateCaseResult> {
    return this.presentOutcome(await this.closing.reopen(actor, id, version));
  }

  @Mutation(() => UpdateCaseResult, {
    description: 'Gives a case to a colleague: a counsellor her own cases, a supervisor any of the service.',
  })
  @Allow('case:reassign')
  async reassignCase(
    @CurrentActor() actor: Actor,
    @Args('id', idArgument, IdPipe) id: string,
    @Args('version', versionArgument) version: number,
    @Args('assigneeId', { type: () => ID, description: 'Active counsellor or supervisor of the same service.' }, IdPipe)
    assigneeId: string,
  ): Promise<typeof UpdateCaseResult> {
    return this.presentOutcome(await this.closing.reassign(actor, id, version, assigneeId));
  }

  @Mutation(() => HandOverCasesResult, {
    description: 'Gives all open cases of a person, such as a leaver, to a colleague.',
  })
  @Allow('case:handover')
  async handOverCases(
    @CurrentActor() actor: Actor,
    @Args('fromPersonId', { type: () => ID, description: 'Whose open cases; may be deactivated already.' }, IdPipe)
    fromPersonId: string,
    @Args('toPersonId', { type: () => ID, description: 'Active counsellor or supervisor of the same service.' }, IdPipe)
    toPersonId: string,
  ): Promise<typeof HandOverCasesResult> {
    return answer(await this.closing.handOver(actor, fromPersonId, toPersonId), (count) =>
      Object.assign(new HandedOver(), { count }),
    );
  }

  private async presentOutcome(outcome: ChangeOutcome): Promise<typeof UpdateCaseResult> {
    if (outcome.ok) return this.present(outcome.value);
    if ('problems' in outcome) return Refusal.of(outcome);
    return presentConflict(outcome.conflict, this.reference, await this.reference.legalRules());
  }

  private async present(row: CaseRow): Promise<Case> {
    return presentCase(row, this.reference, await this.reference.legalRules());
  }
}
