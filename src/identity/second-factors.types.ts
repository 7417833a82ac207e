import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Refusal } from '../graphql/refusal.js';
import { FEW_RECOVERY_CODES } from '../core/second-factor.js';
import type { SecondFactor as Factor } from './second-factors.queries.js';

@ObjectType({ description: 'A way to prove, beside the password, who one is.' })
export class SecondFactor {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'PASSKEY, or TOTP: codes of an authenticator app.' })
  kind!: string;

  @Field({ description: 'The name one gave it.' })
  name!: string;

  @Field({ description: 'When it was set up.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was used last.' })
  usedAt!: Date | null;
}

@ObjectType({ description: 'The own second factors.' })
export class SecondFactors {
  @Field({ description: 'Whether everybody needs one here (`SECOND_FACTOR`).' })
  required!: boolean;

  @Field(() => [SecondFactor], { description: 'Passkeys and authenticator apps, oldest first.' })
  factors!: SecondFactor[];

  @Field(() => Int, { description: 'How many recovery codes are not used yet.' })
  recoveryCodesLeft!: number;

  @Field({ description: 'Whether it is time for new recovery codes.' })
  fewRecoveryCodes!: boolean;
}

@ObjectType({ description: 'What was done to a second factor, or to those of a person.' })
export class SecondFactorChanged {
  @Field(() => ID, { description: 'The factor, or the person.' })
  id!: string;
}

export const SecondFactorResult = createUnionType({
  name: 'SecondFactorResult',
  description: 'That it was done, or why not.',
  types: () => [SecondFactorChanged, Refusal] as const,
});

export const presentSecondFactors = (
  { factors, recoveryCodesLeft }: { readonly factors: readonly Factor[]; readonly recoveryCodesLeft: number },
  required: boolean,
): SecondFactors =>
  Object.assign(new SecondFactors(), {
    required,
    factors: factors.map(({ id, kind, name, createdAt, usedAt }) =>
      Object.assign(new SecondFactor(), { id, kind, name, createdAt, usedAt }),
    ),
    recoveryCodesLeft,
    fewRecoveryCodes: factors.length > 0 && recoveryCodesLeft <= FEW_RECOVERY_CODES,
  });

export const presentChange = ({ id }: { readonly id: string }): SecondFactorChanged =>
  Object.assign(new SecondFactorChanged(), { id });
