import { InputType } from '@nestjs/graphql';
import {
  BooleanInput,
  CodeInput,
  CodesInput,
  IdInput,
  NestedInput,
  NumberInput,
  TextInput,
  TextsInput,
} from '../graphql/inputs.js';

@InputType({ description: 'Where an office works.' })
export class OfficeCoverageInput {
  @CodeInput({ description: 'DISTRICTS, REGIONS, STATE or FEDERAL.' })
  kind!: string;

  @CodesInput({ optional: true, description: 'With DISTRICTS: official keys, at least one.' })
  districts?: string[] | null;

  @CodesInput({ optional: true, description: 'With REGIONS: 071, 072, 073, at least one.' })
  regions?: string[] | null;
}

@InputType({ description: 'What an office is there for; a list that is left out or null = all.' })
export class OfficeCompetenceInput {
  @CodesInput({ optional: true, description: 'Grounds.' })
  grounds?: string[] | null;

  @CodesInput({ optional: true, description: 'Phenomena; given, the office is for these alone.' })
  phenomena?: string[] | null;

  @CodesInput({ optional: true, description: 'Areas of life.' })
  areas?: string[] | null;

  @CodesInput({ optional: true, description: 'Respondent types.' })
  respondentTypes?: string[] | null;
}

@InputType({ description: 'What an office says of itself; what is left out stays.' })
export class ChangeOwnOfficeInput {
  @NumberInput({ min: 1, max: 1_000_000_000, description: 'Version that was read.' })
  version!: number;

  @CodesInput({ optional: true, description: 'Languages in which it advises, at least one.' })
  languages?: string[] | null;

  @CodeInput({ optional: true, description: 'OPEN, LIMITED or FULL.' })
  capacity?: string | null;

  @NumberInput({ min: 1, max: 90, optional: true, description: 'Days within which it answers a referral.' })
  answerDays?: number | null;

  @TextInput({ max: 254, optional: true, description: 'E-mail address; empty = none.' })
  email?: string | null;

  @TextInput({ max: 60, optional: true, description: 'Telephone; empty = none.' })
  phone?: string | null;

  @TextInput({ max: 500, optional: true, description: 'Postal address; empty = none.' })
  address?: string | null;

  @TextInput({ max: 300, optional: true, description: 'Web address, https; empty = none.' })
  website?: string | null;
}

@InputType({ description: 'An entry of the directory; what is left out stays.' })
export class ChangeOfficeInput extends ChangeOwnOfficeInput {
  @CodeInput({ optional: true, description: 'Kind, a code of `officeKinds`.' })
  kind?: string | null;

  @TextInput({ max: 200, optional: true, description: 'Name.' })
  name?: string | null;

  @NestedInput(() => OfficeCoverageInput, { optional: true, description: 'Where it works.' })
  coverage?: OfficeCoverageInput | null;

  @NestedInput(() => OfficeCompetenceInput, {
    optional: true,
    description: 'What it is there for; replaces the whole.',
  })
  competence?: OfficeCompetenceInput | null;

  @TextInput({
    max: 100,
    optional: true,
    description:
      'The body it is part of: a word of your own or a respondent type; it gives no advice against that body.',
  })
  belongsTo?: string | null;

  @TextsInput({ max: 200, most: 20, optional: true, description: 'Names under which that body is known.' })
  bodyNames?: string[] | null;

  @IdInput({ optional: true, description: 'The carrier that runs it; null = none.' })
  runByCarrierId?: string | null;

  @BooleanInput({ optional: true, description: 'False: retired.' })
  active?: boolean | null;
}

@InputType({ description: 'A new entry of the directory.' })
export class AddOfficeInput {
  @CodeInput({ description: 'Stable word by which rules name it: small letters, digits, hyphens. Never changes.' })
  key!: string;

  @CodeInput({ description: 'Kind, a code of `officeKinds`.' })
  kind!: string;

  @TextInput({ max: 200, description: 'Name.' })
  name!: string;

  @NestedInput(() => OfficeCoverageInput, { description: 'Where it works.' })
  coverage!: OfficeCoverageInput;

  @NestedInput(() => OfficeCompetenceInput, { description: 'What it is there for.' })
  competence!: OfficeCompetenceInput;

  @CodesInput({ description: 'Languages in which it advises, at least one.' })
  languages!: string[];

  @CodeInput({ optional: true, description: 'OPEN (unless told), LIMITED or FULL.' })
  capacity?: string | null;

  @NumberInput({ min: 1, max: 90, optional: true, description: 'Days within which it answers; 14 unless told.' })
  answerDays?: number | null;

  @TextInput({
    max: 100,
    optional: true,
    description: 'The body it is part of: a word of your own or a respondent type.',
  })
  belongsTo?: string | null;

  @TextsInput({ max: 200, most: 20, optional: true, description: 'Names under which that body is known.' })
  bodyNames?: string[] | null;

  @IdInput({ optional: true, description: 'The carrier that runs it.' })
  runByCarrierId?: string | null;

  @TextInput({ max: 254, optional: true, description: 'E-mail address.' })
  email?: string | null;

  @TextInput({ max: 60, optional: true, description: 'Telephone.' })
  phone?: string | null;

  @TextInput({ max: 500, optional: true, description: 'Postal address.' })
  address?: string | null;

  @TextInput({ max: 300, optional: true, description: 'Web address, https.' })
  website?: string | null;
}
