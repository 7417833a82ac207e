import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Scope } from '../core/access.js';

/** A token of a program. Its hash is no column here: only the function that lets programs in may read it. */
@Entity('api_token')
export class ApiTokenEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id!: string;

  @Column('uuid', { name: 'carrier_id' })
  carrierId!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('text')
  name!: string;

  @Column('text', { array: true })
  scopes!: Scope[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('date', { name: 'last_used_on', nullable: true })
  lastUsedOn!: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
