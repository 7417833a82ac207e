import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { DayInput, TextInput, TextsInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import type { ApiTokenEntity } from './api-token.entity.js';

@ObjectType({ description: "A person's key for a program; the secret itself is not kept." })
export class ApiToken {
  @Field(() => ID, { description: 'Id; audit entries of what the program did carry it.' })
  id!: string;

  @Field(() => ID, { description: 'Person as whom the program acts.' })
  personId!: string;

  @Field({ description: 'What it is for, as its person called it.' })
  name!: string;

  @Field(() => [String], { description: 'What it may do at most, such as `cases:read` (docs/api.md).' })
  scopes!: string[];

  @Field({ description: 'When it was made.' })
  createdAt!: Date;

  @Field({ description: 'From when on it is refused.' })
  expiresAt!: Date;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day of its last use; null: not used yet.' })
  lastUsedOn!: string | null;

  @Field(() => Date, { nullable: true, description: 'When it was revoked.' })
  revokedAt!: Date | null;
}

@ObjectType({ description: 'A new token.' })
export class ApiTokenCreated {
  @Field(() => ApiToken, { description: 'The token as it is listed.' })
  token!: ApiToken;

  @Field({ description: 'The secret, for `Authorization: Bearer ...`. Shown once.' })
  secret!: string;
}

@InputType({ description: 'A token for a program that acts as you.' })
export class CreateApiTokenInput {
  @TextInput({ max: 100, description: 'What it is for, such as the name of the program.' })
  name!: string;

  @TextsInput({ max: 60, most: 40, description: 'What it may do at most (docs/api.md), as little as will do.' })
  scopes!: string[];

  @DayInput({ description: 'The last day on which it works; a year from today at the latest.' })
  expiresOn!: string;
}

export const CreateApiTokenResult = createUnionType({
  name: 'CreateApiTokenResult',
  description: 'The token with its secret, or why not.',
  types: () => [ApiTokenCreated, Refusal] as const,
});

export const presentApiToken = ({
  id,
  personId,
  name,
  scopes,
  createdAt,
  expiresAt,
  lastUsedOn,
  revokedAt,
}: ApiTokenEntity): ApiToken =>
  Object.assign(new ApiToken(), { id, personId, name, scopes, createdAt, expiresAt, lastUsedOn, revokedAt });
