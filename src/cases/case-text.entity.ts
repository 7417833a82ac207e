import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What names or describes a person; kept apart from the case so that it can be encrypted. */
@Entity('case_text')
export class CaseTextEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('text')
  narrative!: string;

  @Column('text', { name: 'client_view', nullable: true })
  clientView!: string | null;

  @Column('text', { name: 'assessment_reason', nullable: true })
  assessmentReason!: string | null;

  @Column('text', { name: 'client_name', nullable: true })
  clientName!: string | null;

  @Column('text', { name: 'client_contact', nullable: true })
  clientContact!: string | null;

  @Column('text', { name: 'respondent_organisation', nullable: true })
  respondentOrganisation!: string | null;

  @Column('text', { name: 'respondent_function', nullable: true })
  respondentFunction!: string | null;

  @Column('text', { name: 'respondent_person', nullable: true })
  respondentPerson!: string | null;

  @Column('text', { name: 'respondent_person_reason', nullable: true })
  respondentPersonReason!: string | null;

  @Column('text', { nullable: true })
  campaign!: string | null;

  @Column('text', { name: 'closing_note', nullable: true })
  closingNote!: string | null;
}
