import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Reference } from '../reference/reference.service.js';
import {
  CaseComparisonPersonResult,
  CaseIndicationResult,
  CaseMeasureResult,
  CaseNoteResult,
  CasePartRemoved,
  CasePartRemovedResult,
  CaseReactionResult,
  CaseWitnessResult,
  ComparisonPersonInput,
  IndicationInput,
  MeasureInput,
  NoteInput,
  ReactionInput,
  WitnessInput,
} from './case-parts-inputs.types.js';
import { comparisonPersons, indications, measures, reactions, witnesses } from './case-parts.kinds.js';
import { CaseParts } from './case-parts.service.js';
import {
  presentComparisonPerson,
  presentIndication,
  presentMeasure,
  presentNote,
  presentReaction,
  presentWitness,
} from './case-parts.types.js';

@Resolver()
export class CasePartsResolver {
  constructor(
    private readonly parts: CaseParts,
    private readonly reference: Reference,
  ) {}

  @Mutation(() => CaseNoteResult, { description: 'Adds a note to an open case. Notes are never passed on.' })
  @Allow('case:write')
  async addNote(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'The note.' }) input: NoteInput,
  ): Promise<typeof CaseNoteResult> {
    return answer(await this.parts.addNote(actor, caseId, input.text), presentNote);
  }

  @Mutation(() => CaseMeasureResult, { description: 'Adds a measure to an open case.' })
  @Allow('case:write')
  async addMeasure(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'What is to be added.' }) input: MeasureInput,
  ): Promise<typeof CaseMeasureResult> {
    return answer(await this.parts.add(actor, measures, caseId, input), (part) => presentMeasure(part, this.reference));
  }

  @Mutation(() => CaseMeasureResult, { description: 'Replaces all that is said of a measure.' })
  @Allow('case:write')
  async changeMeasure(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
    @Args('input', { description: 'What it says from now on.' }) input: MeasureInput,
  ): Promise<typeof CaseMeasureResult> {
    return answer(await this.parts.change(actor, measures, id, input), (part) => presentMeasure(part, this.reference));
  }

  @Mutation(() => CasePartRemovedResult, { description: 'Removes a measure from an open case.' })
  @Allow('case:write')
  async removeMeasure(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
  ): Promise<typeof CasePartRemovedResult> {
    return answer(await this.parts.remove(actor, measures, id), presentRemoved);
  }

  @Mutation(() => CaseReactionResult, { description: 'Adds a reaction to an open case.' })
  @Allow('case:write')
  async addReaction(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'What is to be added.' }) input: ReactionInput,
  ): Promise<typeof CaseReactionResult> {
    return answer(await this.parts.add(actor, reactions, caseId, input), (part) =>
      presentReaction(part, this.reference),
    );
  }

  @Mutation(() => CaseReactionResult, { description: 'Replaces all that is said of a reaction.' })
  @Allow('case:write')
  async changeReaction(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
    @Args('input', { description: 'What it says from now on.' }) input: ReactionInput,
  ): Promise<typeof CaseReactionResult> {
    return answer(await this.parts.change(actor, reactions, id, input), (part) =>
      presentReaction(part, this.reference),
    );
  }

  @Mutation(() => CasePartRemovedResult, { description: 'Removes a reaction from an open case.' })
  @Allow('case:write')
  async removeReaction(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
  ): Promise<typeof CasePartRemovedResult> {
    return answer(await this.parts.remove(actor, reactions, id), presentRemoved);
  }

  @Mutation(() => CaseIndicationResult, { description: 'Adds an indication to an open case.' })
  @Allow('case:write')
  async addIndication(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'What is to be added.' }) input: IndicationInput,
  ): Promise<typeof CaseIndicationResult> {
    return answer(await this.parts.add(actor, indications, caseId, input), (part) =>
      presentIndication(part, this.reference),
    );
  }

  @Mutation(() => CaseIndicationResult, { description: 'Replaces all that is said of an indication.' })
  @Allow('case:write')
  async changeIndication(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
    @Args('input', { description: 'What it says from now on.' }) input: IndicationInput,
  ): Promise<typeof CaseIndicationResult> {
    return answer(await this.parts.change(actor, indications, id, input), (part) =>
      presentIndication(part, this.reference),
    );
  }

  @Mutation(() => CasePartRemovedResult, { description: 'Removes an indication from an open case.' })
  @Allow('case:write')
  async removeIndication(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
  ): Promise<typeof CasePartRemovedResult> {
    return answer(await this.parts.remove(actor, indications, id), presentRemoved);
  }

  @Mutation(() => CaseWitnessResult, { description: 'Adds a witness to an open case.' })
  @Allow('case:write')
  async addWitness(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'What is to be added.' }) input: WitnessInput,
  ): Promise<typeof CaseWitnessResult> {
    return answer(await this.parts.add(actor, witnesses, caseId, input), presentWitness);
  }

  @Mutation(() => CaseWitnessResult, { description: 'Replaces all that is said of a witness.' })
  @Allow('case:write')
  async changeWitness(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
    @Args('input', { description: 'What it says from now on.' }) input: WitnessInput,
  ): Promise<typeof CaseWitnessResult> {
    return answer(await this.parts.change(actor, witnesses, id, input), presentWitness);
  }

  @Mutation(() => CasePartRemovedResult, { description: 'Removes a witness from an open case.' })
  @Allow('case:write')
  async removeWitness(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
  ): Promise<typeof CasePartRemovedResult> {
    return answer(await this.parts.remove(actor, witnesses, id), presentRemoved);
  }

  @Mutation(() => CaseComparisonPersonResult, { description: 'Adds a comparison person to an open case.' })
  @Allow('case:write')
  async addComparisonPerson(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'What is to be added.' }) input: ComparisonPersonInput,
  ): Promise<typeof CaseComparisonPersonResult> {
    return answer(await this.parts.add(actor, comparisonPersons, caseId, input), presentComparisonPerson);
  }

  @Mutation(() => CaseComparisonPersonResult, { description: 'Replaces all that is said of a comparison person.' })
  @Allow('case:write')
  async changeComparisonPerson(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
    @Args('input', { description: 'What it says from now on.' }) input: ComparisonPersonInput,
  ): Promise<typeof CaseComparisonPersonResult> {
    return answer(await this.parts.change(actor, comparisonPersons, id, input), presentComparisonPerson);
  }

  @Mutation(() => CasePartRemovedResult, { description: 'Removes a comparison person from an open case.' })
  @Allow('case:write')
  async removeComparisonPerson(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the part.' }, IdPipe) id: string,
  ): Promise<typeof CasePartRemovedResult> {
    return answer(await this.parts.remove(actor, comparisonPersons, id), presentRemoved);
  }
}

const presentRemoved = (removed: { id: string; caseId: string }): CasePartRemoved =>
  Object.assign(new CasePartRemoved(), removed);
