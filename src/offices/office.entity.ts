import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Capacity, Competence, Coverage } from '../core/office.js';

@Entity('office')
export class OfficeEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('text')
  key!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  name!: string;

  /** The organisation that has its inbox here; null: not connected. */
  @Column('uuid', { name: 'inbox_organisation_id', nullable: true })
  inboxOrganisationId!: string | null;

  @Column('uuid', { name: 'run_by_carrier_id', nullable: true })
  runByCarrierId!: string | null;

  @Column('text', { name: 'belongs_to', nullable: true })
  belongsTo!: string | null;

  @Column('text', { name: 'body_names', array: true, default: () => `'{}'` })
  bodyNames!: string[];

  @Column('jsonb')
  coverage!: Coverage;

  @Column('jsonb')
  competence!: Competence;

  @Column('text', { array: true, default: () => `'{}'` })
  languages!: string[];

  @Column('text', { default: 'OPEN' })
  capacity!: Capacity;

  @Column('smallint', { name: 'answer_days', default: 14 })
  answerDays!: number;

  @Column('text', { name: 'contact_email', nullable: true })
  contactEmail!: string | null;

  @Column('text', { name: 'contact_phone', nullable: true })
  contactPhone!: string | null;

  @Column('text', { name: 'contact_address', nullable: true })
  contactAddress!: string | null;

  @Column('text', { nullable: true })
  website!: string | null;

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
