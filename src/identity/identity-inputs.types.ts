import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { CodeInput, CodesInput, EmailInput, IdInput, PasswordInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { Invitation, Organisation, Person } from './identity.types.js';

@ObjectType({ description: 'An invitation that can be accepted: what whoever holds the link is told.' })
export class OpenInvitation {
  @Field({ description: 'E-mail address the account will have.' })
  email!: string;

  @Field(() => [String], { description: 'Roles the account will have.' })
  roles!: string[];

  @Field({ description: 'Name of the organisation that invites.' })
  organisationName!: string;

  @Field({
    description:
      'NONE, POSSIBLE or DEMANDED: whether the account can be, or has to be, one of the carrier’s own directory (POST /sign-in/invitation).',
  })
  carrierSignIn!: string;
}

@ObjectType({ description: 'A link to be handed over in person; the link before it is no longer good.' })
export class InvitationLink {
  @Field({ description: 'Address with the secret. Shown once.' })
  url!: string;

  @Field({ description: 'Until when it can be used.' })
  expiresAt!: Date;
}

@ObjectType({ description: 'The invitation was accepted: there is an account now, sign in with it.' })
export class InvitationAccepted {
  @Field(() => ID, { description: 'Id of the new person.' })
  personId!: string;
}

@InputType({ description: 'A new organisation.' })
export class CreateOrganisationInput {
  @CodeInput({
    description: 'CARRIER, OFFICE or CAMPAIGN_TEAM for the platform; SERVICE or CAMPAIGN_TEAM for a carrier.',
  })
  kind!: string;

  @TextInput({ max: 200, description: 'Full name.' })
  name!: string;

  @TextInput({ max: 8, description: 'Short name for case numbers: 2 to 8 capital letters or digits.' })
  shortName!: string;
}

@InputType({ description: 'Settings of an organisation; what is left out stays.' })
export class ChangeOrganisationInput {
  @TextInput({ max: 200, optional: true, description: 'Full name.' })
  name?: string | null;

  @CodeInput({
    optional: true,
    description: 'Data-protection law the organisation works under: GDPR, KDG (Catholic) or DSG_EKD (Protestant).',
  })
  legalBasis?: string | null;

  @EmailInput({ optional: true, description: 'Public e-mail address.' })
  contactEmail?: string | null;

  @TextInput({ max: 60, optional: true, description: 'Public telephone number.' })
  contactPhone?: string | null;
}

@InputType({ description: 'An invitation into an organisation that you manage.' })
export class InvitePersonInput {
  @IdInput({ description: 'The organisation.' })
  organisationId!: string;

  @EmailInput({ description: 'Where the link is mailed to; becomes the name for signing in.' })
  email!: string;

  @CodesInput({ description: 'Roles, at least one, that exist in this kind of organisation.' })
  roles!: string[];
}

@InputType({ description: 'What the holder of an invitation link chooses.' })
export class AcceptInvitationInput {
  @TextInput({ max: 100, description: 'Secret from the link.' })
  token!: string;

  @TextInput({ max: 120, description: 'Own name, as colleagues see it.' })
  name!: string;

  @PasswordInput({ description: 'Password, 8 to 128 characters of any kind.' })
  password!: string;

  @CodeInput({ optional: true, description: 'Language of the pages and mails: de (default) or en.' })
  language?: string | null;
}

@InputType({ description: 'Own account; what is left out stays.' })
export class ChangeMeInput {
  @TextInput({ max: 120, optional: true, description: 'Own name.' })
  name?: string | null;

  @TextInput({ max: 60, optional: true, description: 'Telephone number for offices that ask back.' })
  phone?: string | null;

  @CodeInput({ optional: true, description: 'de or en.' })
  language?: string | null;
}

export const OrganisationResult = createUnionType({
  name: 'OrganisationResult',
  description: 'The organisation, or why not.',
  types: () => [Organisation, Refusal] as const,
});
export const PersonResult = createUnionType({
  name: 'PersonResult',
  description: 'The person, or why not.',
  types: () => [Person, Refusal] as const,
});
export const InvitationResult = createUnionType({
  name: 'InvitationResult',
  description: 'The invitation, or why not.',
  types: () => [Invitation, Refusal] as const,
});
export const AcceptInvitationResult = createUnionType({
  name: 'AcceptInvitationResult',
  description: 'The new account, or why not.',
  types: () => [InvitationAccepted, Refusal] as const,
});
