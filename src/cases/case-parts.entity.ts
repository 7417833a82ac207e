import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Indications in the sense of § 22 AGG. */
@Entity('case_indication')
export class IndicationEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('text')
  description!: string;

  @Column('text', { name: 'evidence_kind' })
  evidenceKind!: string;

  @Column('date', { name: 'occurred_on', nullable: true })
  occurredOn!: string | null;
}

@Entity('case_witness')
export class WitnessEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { nullable: true })
  contact!: string | null;

  @Column('text', { nullable: true })
  observation!: string | null;
}

@Entity('case_comparison_person')
export class ComparisonPersonEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('text')
  description!: string;
}

@Entity('case_measure')
export class MeasureEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('text')
  kind!: string;

  @Column('date', { name: 'taken_on' })
  takenOn!: string;

  @Column('text', { nullable: true })
  result!: string | null;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}

@Entity('case_reaction')
export class ReactionEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('text')
  kind!: string;

  @Column('date', { name: 'occurred_on' })
  occurredOn!: string;

  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
