import type { ComparisonPerson, Indication, Measure, Reaction, Witness } from '../core/case.js';
import type { CaseEventKind } from '../core/case-event.js';
import {
  checkComparisonPerson,
  checkIndication,
  checkMeasure,
  checkReaction,
  checkWitness,
  claimedOnFrom,
  type GivenComparisonPerson,
  type GivenIndication,
  type GivenMeasure,
  type GivenReaction,
  type GivenWitness,
  type PartsContext,
} from '../core/case-parts-rules.js';
import type { CaseChange } from '../core/case-rules.js';
import type { Result } from '../core/result.js';
import {
  ComparisonPersonEntity,
  IndicationEntity,
  MeasureEntity,
  ReactionEntity,
  WitnessEntity,
} from './case-parts.entity.js';
import type { WorkedOn } from './case-parts.queries.js';
import type { SealedTable } from './case-seals.service.js';

/** What makes one kind of part differ from another: its table, its rule and what history calls it. */
export interface PartKind<Given, Part, Entity> {
  readonly entity: new () => Entity;
  readonly table: SealedTable;
  readonly check: (given: Given, context: PartsContext) => Result<Part>;
  /** The code it carries, if any: one that has been retired since may stay. */
  readonly codeOf: (part: Part) => string | null;
  /** Facts of the case that such a part tells, where the case does not know them yet. */
  readonly factsFrom?: (part: Part, kase: WorkedOn) => CaseChange | null;
  readonly events: Readonly<Record<'added' | 'changed' | 'removed', CaseEventKind>>;
  /** Stem of the entry in the audit log. */
  readonly action: string;
  /** Whether the table keeps who entered it. */
  readonly isSigned: boolean;
}

export const measures: PartKind<GivenMeasure, Measure, MeasureEntity> = {
  entity: MeasureEntity,
  table: 'case_measure',
  check: checkMeasure,
  codeOf: ({ kind }) => kind,
  factsFrom: (measure, kase) => {
    const claimedOn = claimedOnFrom(measure, kase.claimedOn);
    return claimedOn === null ? null : { claimedOn };
  },
  events: { added: 'MEASURE_ADDED', changed: 'MEASURE_CHANGED', removed: 'MEASURE_REMOVED' },
  action: 'case.measure',
  isSigned: true,
};

export const reactions: PartKind<GivenReaction, Reaction, ReactionEntity> = {
  entity: ReactionEntity,
  table: 'case_reaction',
  check: checkReaction,
  codeOf: ({ kind }) => kind,
  events: { added: 'REACTION_ADDED', changed: 'REACTION_CHANGED', removed: 'REACTION_REMOVED' },
  action: 'case.reaction',
  isSigned: true,
};

export const indications: PartKind<GivenIndication, Indication, IndicationEntity> = {
  entity: IndicationEntity,
  table: 'case_indication',
  check: checkIndication,
  codeOf: ({ evidenceKind }) => evidenceKind,
  events: { added: 'INDICATION_ADDED', changed: 'INDICATION_CHANGED', removed: 'INDICATION_REMOVED' },
  action: 'case.indication',
  isSigned: false,
};

export const witnesses: PartKind<GivenWitness, Witness, WitnessEntity> = {
  entity: WitnessEntity,
  table: 'case_witness',
  check: checkWitness,
  codeOf: () => null,
  events: { added: 'WITNESS_ADDED', changed: 'WITNESS_CHANGED', removed: 'WITNESS_REMOVED' },
  action: 'case.witness',
  isSigned: false,
};

export const comparisonPersons: PartKind<GivenComparisonPerson, ComparisonPerson, ComparisonPersonEntity> = {
  entity: ComparisonPersonEntity,
  table: 'case_comparison_person',
  check: checkComparisonPerson,
  codeOf: () => null,
  events: {
    added: 'COMPARISON_PERSON_ADDED',
    changed: 'COMPARISON_PERSON_CHANGED',
    removed: 'COMPARISON_PERSON_REMOVED',
  },
  action: 'case.comparison-person',
  isSigned: false,
};
