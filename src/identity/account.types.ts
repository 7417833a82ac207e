import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { PasswordInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import type { ListedSession } from './sessions.service.js';

@ObjectType({ description: 'A place where one is signed in.' })
export class Session {
  @Field(() => ID, { description: 'Id, to end it by.' })
  id!: string;

  @Field({ description: 'Since when.' })
  startedAt!: Date;

  @Field({ description: 'The last request, to the minute.' })
  seenAt!: Date;

  @Field({ description: 'When it ends at the latest.' })
  endsAt!: Date;

  @Field({ description: 'How it was opened: PASSWORD, PASSKEY, TOTP, RECOVERY or OIDC.' })
  factor!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Browser and system, such as `Firefox, Windows`; null when unknown.',
  })
  device!: string | null;

  @Field({ description: 'Whether it is the one that asks.' })
  current!: boolean;
}

@InputType({ description: 'Another password for the own account.' })
export class ChangePasswordInput {
  @TextInput({ max: 128, description: 'The password until now.' })
  password!: string;

  @PasswordInput({ description: 'The new one, 8 to 128 characters of any kind.' })
  newPassword!: string;
}

@ObjectType({ description: 'The password was changed.' })
export class PasswordChanged {
  @Field(() => Int, { description: 'How many other sessions ended with it.' })
  endedSessions!: number;
}

export const ChangePasswordResult = createUnionType({
  name: 'ChangePasswordResult',
  description: 'That it was changed, or why not.',
  types: () => [PasswordChanged, Refusal] as const,
});

export const presentSession = (
  { id, startedAt, seenAt, endsAt, factor, device }: ListedSession,
  current: string | null,
): Session => Object.assign(new Session(), { id, startedAt, seenAt, endsAt, factor, device, current: id === current });
