import { Field, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'Jobs of one name that were given up after their last attempt.' })
export class FailedJobs {
  @Field({ description: 'Name of the job, such as referral.notice.' })
  name!: string;

  @Field(() => Int, { description: 'How many.' })
  failed!: number;

  @Field({ description: 'When the oldest of them was added.' })
  oldest!: Date;
}

@ObjectType({ description: 'Jobs that had been given up and are tried again.' })
export class JobsRetried {
  @Field(() => Int, { description: 'How many.' })
  retried!: number;
}
