import { InputType } from '@nestjs/graphql';
import { CodeInput, CodesInput, EmailInput, IdInput, NestedInput, NumberInput, TextInput } from '../graphql/inputs.js';
import type { DraftInput } from './drafts.service.js';

@InputType({ description: 'The one person of the service whom the office may ask.' })
export class ReferralContactInput {
  @TextInput({ max: 200, description: 'Name.' })
  name!: string;

  @TextInput({ max: 60, optional: true, description: 'Telephone number.' })
  phone?: string | null;

  @EmailInput({ optional: true, description: 'E-mail address.' })
  email?: string | null;
}

@InputType({ description: 'A referral to be prepared.' })
export class DraftReferralInput implements DraftInput {
  @CodeInput({ description: 'SIGNPOSTING, ENQUIRY, HANDOVER, CO_ADVICE or LEGAL_ADVICE.' })
  kind!: string;

  @IdInput({ description: 'The office.' })
  officeId!: string;

  @IdInput({ optional: true, description: 'The release it stands on; required but for signposting and enquiry.' })
  releaseId?: string | null;

  @CodesInput({ optional: true, description: 'Groups to pass on; left out: all that the release covers.' })
  fieldGroups?: string[] | null;

  @CodesInput({ optional: true, description: 'Reasons, codes of `referralReasons`.' })
  reasons?: string[] | null;

  @NestedInput(() => ReferralContactInput, { optional: true, description: 'Whom to ask; left out: yourself.' })
  contact?: ReferralContactInput | null;

  @TextInput({ max: 4000, optional: true, description: 'The question of an enquiry; names nobody.' })
  question?: string | null;

  @NumberInput({ min: 1, max: 90, optional: true, description: 'Days to answer; left out: those of the office.' })
  answerDays?: number | null;
}

@InputType({ description: 'Pointing a client to an office; nothing is passed on.' })
export class SignpostInput {
  @IdInput({ description: 'The office.' })
  officeId!: string;

  @CodesInput({ optional: true, description: 'Reasons, codes of `referralReasons`.' })
  reasons?: string[] | null;
}

@InputType({ description: 'Why a referral is declined.' })
export class DeclineReferralInput {
  @CodeInput({ description: 'A code of `declineReasons`.' })
  reason!: string;

  @TextInput({ max: 4000, optional: true, description: 'More for the sender.' })
  text?: string | null;
}

@InputType({ description: 'Why a case is offered back.' })
export class OfferReturnInput {
  @CodeInput({ description: 'A code of `returnReasons`.' })
  reason!: string;

  @TextInput({ max: 4000, optional: true, description: 'More for the sender.' })
  text?: string | null;
}

@InputType({ description: 'What came of a referral.' })
export class CompleteReferralInput {
  @CodeInput({ description: 'A code of `referralResults`.' })
  result!: string;

  @TextInput({ max: 10_000, description: 'Report for the sender.' })
  report!: string;
}

@InputType({ description: 'What is said, or noted.' })
export class ReferralTextInput {
  @TextInput({ max: 10_000, description: 'Text.' })
  text!: string;
}
