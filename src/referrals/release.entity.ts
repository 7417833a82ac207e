import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FieldGroup } from '../core/release.js';

@Entity('confidentiality_release')
export class ReleaseEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('uuid', { name: 'office_id' })
  officeId!: string;

  @Column('text', { name: 'field_groups', array: true })
  fieldGroups!: readonly FieldGroup[];

  @Column('text')
  purpose!: string;

  @Column('text', { name: 'explained_in' })
  explainedIn!: string;

  @Column('text', { nullable: true })
  interpreter!: string | null;

  @Column('date', { name: 'given_on' })
  givenOn!: string;

  @Column('date', { name: 'valid_until' })
  validUntil!: string;

  @Column('text')
  form!: 'WRITTEN' | 'ORAL';

  @Column('text', { name: 'oral_reason', nullable: true })
  oralReason!: string | null;

  @Column('text', { name: 'document_reference', nullable: true })
  documentReference!: string | null;

  @Column('text', { nullable: true })
  guardian!: string | null;

  @Column('boolean', { name: 'data_protection_consent' })
  dataProtectionConsent!: boolean;

  /** The day on which the client said so; `withdrawnAt` is the moment from which the house acted on it. */
  @Column('date', { name: 'withdrawn_on', nullable: true })
  withdrawnOn!: string | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;

  @Column('uuid', { name: 'withdrawn_by', nullable: true })
  withdrawnBy!: string | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
