import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganisationKind } from '../core/access.js';

@Entity('organisation')
export class OrganisationEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  /** The root: its carrier, or itself. */
  @Column('uuid', { name: 'carrier_id' })
  carrierId!: string;

  @Column('text')
  kind!: OrganisationKind;

  @Column('text')
  name!: string;

  @Column('text', { name: 'short_name' })
  shortName!: string;

  @Column('text', { name: 'legal_basis' })
  legalBasis!: 'GDPR' | 'KDG' | 'DSG_EKD';

  @Column('text', { name: 'contact_email', nullable: true })
  contactEmail!: string | null;

  @Column('text', { name: 'contact_phone', nullable: true })
  contactPhone!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
