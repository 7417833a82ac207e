import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReferralKind, ReferralState } from '../core/referral-states.js';
import type { FieldGroup } from '../core/release.js';

/** The envelope of a referral, shared by the sender (`organisationId`) and, once sent, the recipient. */
@Entity('referral')
export class ReferralEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('text')
  reference!: string;

  @Column('uuid', { name: 'case_id', nullable: true })
  caseId!: string | null;

  @Column('uuid', { name: 'release_id', nullable: true })
  releaseId!: string | null;

  @Column('uuid', { name: 'office_id' })
  officeId!: string;

  @Column('text', { name: 'office_name' })
  officeName!: string;

  @Column('text', { name: 'sender_name' })
  senderName!: string;

  @Column('uuid', { name: 'recipient_organisation_id', nullable: true })
  recipientOrganisationId!: string | null;

  @Column('text')
  kind!: ReferralKind;

  @Column('text')
  state!: ReferralState;

  @Column({ type: 'boolean', name: 'content_open', insert: false, update: false })
  contentOpen!: boolean;

  @Column({ type: 'boolean', name: 'preview_open', insert: false, update: false })
  previewOpen!: boolean;

  @Column('text', { array: true })
  reasons!: readonly string[];

  @Column('text', { name: 'field_groups', array: true })
  fieldGroups!: readonly FieldGroup[];

  @Column('date', { name: 'release_given_on', nullable: true })
  releaseGivenOn!: string | null;

  @Column('date', { name: 'release_valid_until', nullable: true })
  releaseValidUntil!: string | null;

  /** Of an enquiry's draft; once sent it is part of the content. */
  @Column('text', { nullable: true })
  question!: string | null;

  @Column('smallint', { name: 'answer_days', nullable: true })
  answerDays!: number | null;

  @Column('text', { name: 'contact_name' })
  contactName!: string;

  @Column('text', { name: 'contact_phone', nullable: true })
  contactPhone!: string | null;

  @Column('text', { name: 'contact_email', nullable: true })
  contactEmail!: string | null;

  @Column('date', { name: 'answer_by', nullable: true })
  answerBy!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'state_since', default: () => 'now()' })
  stateSince!: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { name: 'preview_seen_at', nullable: true })
  previewSeenAt!: Date | null;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt!: Date | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'return_offered_at', nullable: true })
  returnOfferedAt!: Date | null;

  @Column('timestamptz', { name: 'unanswered_at', nullable: true })
  unansweredAt!: Date | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('text', { name: 'decline_reason', nullable: true })
  declineReason!: string | null;

  @Column('text', { name: 'return_reason', nullable: true })
  returnReason!: string | null;

  @Column('text', { nullable: true })
  result!: string | null;

  @Column('text', { name: 'withdrawal_reason', nullable: true })
  withdrawalReason!: 'SENDER' | 'RELEASE_WITHDRAWN' | 'SOURCE_ERASED' | null;
}
