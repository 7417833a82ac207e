import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { BooleanInput, IdInput, NumberInput, TextInput, TextsInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import type { CarrierAccount as Account } from './carrier-accounts.service.js';
import type { ListedSettings } from './carrier-settings.service.js';

@ObjectType({
  description:
    'How the people of a carrier sign in through its own directory (OpenID Connect). The client’s secret is never told.',
})
export class CarrierSignIn {
  @Field({
    description:
      'Address to give to the people: their sign-in. Random, so that nobody finds out by it which carriers are here.',
  })
  signInUrl!: string;

  @Field({ description: 'Redirect address to enter at the provider.' })
  redirectUrl!: string;

  @Field({ description: 'The provider, as it names itself.' })
  issuer!: string;

  @Field({ description: 'What this house is called at the provider.' })
  clientId!: string;

  @Field(() => [String], {
    description: 'Values of `amr` (RFC 8176) that stand for a second factor; none: the own one is asked for.',
  })
  trustedMethods!: string[];

  @Field(() => [String], { description: 'Values of `acr` that stand for a second factor.' })
  trustedContexts!: string[];

  @Field({ description: 'Whether everybody has to sign in this way, the emergency administrator excepted.' })
  demanded!: boolean;

  @Field(() => ID, { nullable: true, description: 'Administrator whose password keeps working.' })
  emergencyPersonId!: string | null;

  @Field(() => Int, { description: 'Active people of the carrier and its services.' })
  people!: number;

  @Field(() => Int, { description: 'How many of them are linked.' })
  linkedPeople!: number;

  @Field({ description: 'When it was changed last.' })
  changedAt!: Date;

  @Field(() => Int, { description: 'Version, for changing it.' })
  version!: number;
}

@ObjectType({ description: 'How one’s own account stands to the carrier’s directory.' })
export class CarrierAccount {
  @Field({ description: 'Address of the sign-in.' })
  signInUrl!: string;

  @Field({ description: 'Whether one has to sign in this way.' })
  demanded!: boolean;

  @Field({ description: 'Whether the directory can give a fresh proof (POST /sign-in/proof).' })
  proves!: boolean;

  @Field(() => Date, {
    nullable: true,
    description: 'When the account was linked (POST /sign-in/link); null: it is not.',
  })
  linkedAt!: Date | null;
}

@ObjectType({ description: 'That the sign-in through the directory, or the link of a person with it, was taken away.' })
export class CarrierSignInEnded {
  @Field(() => ID, { description: 'The organisation, or the person.' })
  id!: string;
}

@InputType({
  description:
    'A provider of OpenID Connect, and what of it counts here. What is left out is empty, but for the secret.',
})
export class SetCarrierSignInInput {
  @TextInput({ max: 500, description: 'The provider, as it names itself: https://login.example.org/realms/example.' })
  issuer!: string;

  @TextInput({ max: 200, description: 'What this house is called there.' })
  clientId!: string;

  @TextInput({
    max: 500,
    optional: true,
    description: 'The secret it was given. Left out: the one that is kept, for the same issuer and client.',
  })
  clientSecret?: string | null;

  @TextsInput({
    max: 100,
    most: 20,
    optional: true,
    description: 'Values of `amr` that stand for a second factor, such as mfa or hwk.',
  })
  trustedMethods?: string[] | null;

  @TextsInput({ max: 200, most: 20, optional: true, description: 'Values of `acr` that do.' })
  trustedContexts?: string[] | null;

  @BooleanInput({
    optional: true,
    description: 'Whether everybody has to sign in this way. Refused while somebody is not linked.',
  })
  demanded?: boolean | null;

  @IdInput({
    optional: true,
    description: 'Administrator of this organisation whose password keeps working; needed to demand it.',
  })
  emergencyPersonId?: string | null;

  @NumberInput({
    min: 1,
    max: 2_147_483_647,
    optional: true,
    description: 'Version that was read; left out the first time.',
  })
  version?: number | null;
}

export const CarrierSignInResult = createUnionType({
  name: 'CarrierSignInResult',
  description: 'The settings, or why not.',
  types: () => [CarrierSignIn, Refusal] as const,
});

export const CarrierSignInEndResult = createUnionType({
  name: 'CarrierSignInEndResult',
  description: 'That it was done, or why not.',
  types: () => [CarrierSignInEnded, Refusal] as const,
});

export const presentSettings = (settings: ListedSettings, signInUrl: string, redirectUrl: string): CarrierSignIn => {
  const { issuer, clientId, demanded, emergencyPersonId, people, linkedPeople, changedAt, version } = settings;
  return Object.assign(new CarrierSignIn(), {
    signInUrl,
    redirectUrl,
    issuer,
    clientId,
    trustedMethods: [...settings.trustedMethods],
    trustedContexts: [...settings.trustedContexts],
    demanded,
    emergencyPersonId,
    people,
    linkedPeople,
    changedAt,
    version,
  });
};

export const presentAccount = ({ demanded, vouches, linkedAt }: Account, signInUrl: string): CarrierAccount =>
  Object.assign(new CarrierAccount(), { signInUrl, demanded, proves: vouches, linkedAt });

export const presentEnd = ({ id }: { readonly id: string }): CarrierSignInEnded =>
  Object.assign(new CarrierSignInEnded(), { id });
