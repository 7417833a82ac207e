import { createUnionType, Field, InputType, ObjectType } from '@nestjs/graphql';
import { EmailInput, PasswordInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';

@InputType({ description: 'Whose password was forgotten.' })
export class RequestPasswordResetInput {
  @EmailInput({ description: 'E-mail address of the account.' })
  email!: string;
}

@ObjectType({ description: 'If there is an account with this address, a link is on its way to it.' })
export class PasswordResetRequested {
  @Field({ description: 'Always true: whether there is an account is told by the mail alone.' })
  requested!: boolean;
}

@InputType({ description: 'Another password, by the link that was mailed.' })
export class ResetPasswordInput {
  @TextInput({ max: 100, description: 'Secret from the link.' })
  token!: string;

  @PasswordInput({ description: 'New password, 8 to 128 characters of any kind; not one of the most common.' })
  password!: string;
}

@ObjectType({ description: 'The password is set, and all sessions and tokens of the account have ended: sign in.' })
export class PasswordWasReset {
  @Field({ description: 'Always true.' })
  reset!: boolean;
}

export const RequestPasswordResetResult = createUnionType({
  name: 'RequestPasswordResetResult',
  description: 'Taken up, or why not.',
  types: () => [PasswordResetRequested, Refusal] as const,
});
export const ResetPasswordResult = createUnionType({
  name: 'ResetPasswordResult',
  description: 'Done, or why not.',
  types: () => [PasswordWasReset, Refusal] as const,
});
