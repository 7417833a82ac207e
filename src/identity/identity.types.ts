import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { InvitationEntity } from './invitation.entity.js';
import type { OrganisationEntity } from './organisation.entity.js';
import type { PersonEntity } from './person.entity.js';

@ObjectType({ description: 'A carrier, a service, an office, a campaign team or the platform itself.' })
export class Organisation {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'PLATFORM, CARRIER, SERVICE, OFFICE or CAMPAIGN_TEAM.' })
  kind!: string;

  @Field({ description: 'Full name.' })
  name!: string;

  @Field({ description: 'Short name, used in case numbers.' })
  shortName!: string;

  @Field({ description: 'Data-protection law it works under: GDPR, KDG or DSG_EKD.' })
  legalBasis!: string;

  @Field(() => String, { nullable: true, description: 'Public e-mail address.' })
  contactEmail!: string | null;

  @Field(() => String, { nullable: true, description: 'Public telephone number.' })
  contactPhone!: string | null;
}

@ObjectType({ description: 'A person with an account.' })
export class Person {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, { description: 'Organisation of the account.' })
  organisationId!: string;

  @Field({ description: 'Name.' })
  name!: string;

  @Field({ description: 'E-mail address: the name for signing in.' })
  email!: string;

  @Field(() => String, { nullable: true, description: 'Telephone number.' })
  phone!: string | null;

  @Field(() => [String], { description: 'Roles.' })
  roles!: string[];

  @Field({ description: 'de or en.' })
  language!: string;

  @Field({ description: 'False: deactivated, cannot sign in.' })
  active!: boolean;

  @Field(() => Date, {
    nullable: true,
    description: 'Since when it is erased who this was; name and address say nothing of them any more.',
  })
  forgottenAt!: Date | null;

  @Field(() => Int, { description: 'Version, to be given back when changing.' })
  version!: number;
}

@ObjectType({ description: 'An invitation that was sent and is not accepted yet.' })
export class Invitation {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, { description: 'Organisation invited into.' })
  organisationId!: string;

  @Field({ description: 'E-mail address invited.' })
  email!: string;

  @Field(() => [String], { description: 'Roles.' })
  roles!: string[];

  @Field({ description: 'Until when the link can be used.' })
  expiresAt!: Date;
}

export const presentOrganisation = ({
  id,
  kind,
  name,
  shortName,
  legalBasis,
  contactEmail,
  contactPhone,
}: OrganisationEntity): Organisation =>
  Object.assign(new Organisation(), { id, kind, name, shortName, legalBasis, contactEmail, contactPhone });

export const presentPerson = ({
  id,
  organisationId,
  name,
  email,
  phone,
  roles,
  language,
  active,
  forgottenAt,
  version,
}: PersonEntity): Person =>
  Object.assign(new Person(), {
    id,
    organisationId,
    name,
    email,
    phone,
    roles,
    language,
    active,
    forgottenAt,
    version,
  });

export const presentInvitation = ({ id, organisationId, email, roles, expiresAt }: InvitationEntity): Invitation =>
  Object.assign(new Invitation(), { id, organisationId, email, roles, expiresAt });
