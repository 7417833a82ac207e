import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { refuse } from '../core/result.js';
import { connectionOf } from '../graphql/connection.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import { CasePerson, presentCasePerson } from './case-parts.types.js';
import type { TimelineRow } from './case-timeline.queries.js';

@ObjectType({ description: 'Something that happened to a case or to one of its referrals. Never a text of the case.' })
export class TimelineEntry {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'When.' })
  at!: Date;

  @Field(() => Term, { description: 'What: a code of `timelineKinds`; those of referrals begin with REFERRAL_.' })
  kind!: Term;

  @Field(() => CasePerson, {
    nullable: true,
    description:
      'Who of the own service; null for the house itself and for every step of a referral; of a download of its dossier only where it was the own side.',
  })
  person!: CasePerson | null;

  @Field(() => String, { nullable: true, description: 'Of a referral: SENDER, RECIPIENT or SYSTEM.' })
  party!: string | null;

  @Field(() => Int, { nullable: true, description: 'Version of the case after it; null on referrals.' })
  version!: number | null;

  @Field(() => [String], { description: 'Fields concerned, such as `grounds`.' })
  fields!: string[];

  @Field(() => ID, { nullable: true, description: 'Note, measure, reaction … concerned; it may be removed by now.' })
  partId!: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the reason, where one was given.' })
  reason!: string | null;

  @Field(() => ID, { nullable: true, description: 'The referral.' })
  referralId!: string | null;

  @Field(() => String, { nullable: true, description: 'What both sides call the referral on the phone.' })
  referralReference!: string | null;

  @Field(() => String, { nullable: true, description: 'State of the referral after it.' })
  referralState!: string | null;
}

@ObjectType('TimelineConnection', { description: 'A page of the history of a case, newest first.' })
export class TimelineConnection extends connectionOf(TimelineEntry, 'TimelineEntry') {}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const presentEntry = (row: TimelineRow, reference: Reference): TimelineEntry =>
  Object.assign(new TimelineEntry(), {
    id: row.id,
    at: new Date(row.at / 1000),
    kind: reference.term('timelineKinds', row.kind),
    person: row.person && presentCasePerson(row.person),
    party: row.party,
    version: row.version,
    fields: texts(row.details['fields']),
    partId: textOrNull(row.details['partId']),
    reason: textOrNull(row.details['reason']),
    referralId: row.referralId,
    referralReference: row.referralReference,
    referralState: row.referralState,
  });

/** How many rows a page has; what is out of range is refused and not bent. */
export function readFirst(first: number | null | undefined): number {
  const most = first ?? 20;
  if (most < 1 || most > 100) throw new InputRefused(refuse('OUT_OF_RANGE', 'first', { min: 1, max: 100 }));
  return most;
}
