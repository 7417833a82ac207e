import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AreaOfLife } from '../core/case.js';

/** Codes, dates and districts of a case; whatever names or describes a person is in `CaseTextEntity`. */
@Entity('cases')
export class CaseEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('smallint')
  year!: number;

  @Column('integer')
  number!: number;

  @Column('integer')
  version!: number;

  @Column('text')
  status!: 'OPEN' | 'CLOSED';

  @Column('uuid', { name: 'assignee_id', nullable: true })
  assigneeId!: string | null;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  @Column('text', { array: true })
  grounds!: string[];

  @Column('text', { name: 'main_area' })
  mainArea!: string;

  @Column('text', { name: 'main_sub_area', nullable: true })
  mainSubArea!: string | null;

  @Column('jsonb', { name: 'further_areas' })
  furtherAreas!: AreaOfLife[];

  @Column('text', { name: 'respondent_type' })
  respondentType!: string;

  @Column('text', { nullable: true })
  district!: string | null;

  @Column('date', { name: 'incident_earliest' })
  incidentEarliest!: string;

  @Column('date', { name: 'incident_latest' })
  incidentLatest!: string;

  @Column('text', { array: true })
  phenomena!: string[];

  @Column('text', { name: 'incident_forms', array: true })
  incidentForms!: string[];

  @Column('text', { nullable: true })
  level!: string | null;

  @Column('text', { nullable: true })
  recurrence!: string | null;

  @Column('text', { array: true })
  wishes!: string[];

  @Column('text', { name: 'affected_role', nullable: true })
  affectedRole!: string | null;

  @Column('text', { name: 'age_band', nullable: true })
  ageBand!: string | null;

  @Column('text', { nullable: true })
  gender!: string | null;

  @Column('text', { nullable: true })
  language!: string | null;

  @Column('boolean', { name: 'interpreter_needed', nullable: true })
  interpreterNeeded!: boolean | null;

  @Column('text', { name: 'access_path', nullable: true })
  accessPath!: string | null;

  @Column('text', { nullable: true })
  channel!: string | null;

  @Column('text', { nullable: true })
  assessment!: string | null;

  @Column('text', { name: 'legal_form', nullable: true })
  legalForm!: string | null;

  @Column('date', { name: 'knowledge_on', nullable: true })
  knowledgeOn!: string | null;

  @Column('date', { name: 'claimed_on', nullable: true })
  claimedOn!: string | null;

  @Column('text', { array: true })
  regimes!: string[];

  /** The day by which to act first, among the deadlines that are not settled yet. */
  @Column('date', { name: 'next_deadline', nullable: true })
  nextDeadline!: string | null;

  @Column('text', { name: 'review_state' })
  reviewState!: 'NONE' | 'REQUESTED' | 'QUERIED' | 'APPROVED';

  @Column('integer', { name: 'text_revision' })
  textRevision!: number;

  @Column('text', { name: 'closing_reason', nullable: true })
  closingReason!: string | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}
