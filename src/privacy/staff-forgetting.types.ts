import { Field, Int, ObjectType } from '@nestjs/graphql';
import { forgottenName } from '../core/forgetting.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Person, presentPerson } from '../identity/identity.types.js';
import type { ForgettingPreview as Found } from './staff-forgetting.service.js';

@ObjectType({
  description:
    'What erasing who somebody of the staff was would take. Entries stay and name `namedInstead`; so do a contact named on the envelope of a referral, and names in texts and papers.',
})
export class ForgettingPreview {
  @Field(() => Person, { description: 'The person.' })
  person!: Person;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: 'From when on: the carrier’s months after the account was closed; null while it is open.',
  })
  forgettableFrom!: string | null;

  @Field({ description: 'Whether it can be done today.' })
  isDue!: boolean;

  @Field({ description: 'What entries say instead of the name from then on.' })
  namedInstead!: string;

  @Field(() => Int, { description: 'Notifications that go.' })
  notifications!: number;

  @Field(() => Int, { description: 'API tokens that go; they are revoked since the account was closed.' })
  tokens!: number;

  @Field(() => Int, { description: 'Invitations to this address: that there was one stays, the address goes.' })
  invitations!: number;
}

export const presentForgetting = ({ person, from, isDue, goes }: Found): ForgettingPreview =>
  Object.assign(new ForgettingPreview(), {
    person: presentPerson(person),
    forgettableFrom: from,
    isDue,
    namedInstead: forgottenName,
    notifications: goes.notifications,
    tokens: goes.tokens,
    invitations: goes.invitations,
  });
