import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../core/access.js';

/** A person with an account. The hash of the password is no column here: only the sign-in's function may read it. */
@Entity('person')
export class PersonEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'carrier_id' })
  carrierId!: string;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  phone!: string | null;

  @Column('text', { array: true })
  roles!: Role[];

  @Column('text')
  language!: 'de' | 'en';

  @Column('boolean')
  active!: boolean;

  @Column('timestamptz', { name: 'deactivated_at', nullable: true })
  deactivatedAt!: Date | null;

  @Column('timestamptz', { name: 'forgotten_at', nullable: true })
  forgottenAt!: Date | null;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
