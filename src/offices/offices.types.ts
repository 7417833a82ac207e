import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { Codes } from '../core/office.js';
import type { Vocabulary } from '../core/codebook.js';
import { Refusal } from '../graphql/refusal.js';
import { BooleanInput, CodeInput } from '../graphql/inputs.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import { DistrictOut, presentDistrict, presentRegion, RegionOut, termsOf } from '../reference/reference.types.js';
import type { DirectoryOffice } from './directory.js';

@ObjectType({ description: 'Where an office works.' })
export class OfficeCoverage {
  @Field({ description: 'DISTRICTS, REGIONS, STATE (the whole state) or FEDERAL (every state).' })
  kind!: string;

  @Field(() => [DistrictOut], { description: 'With DISTRICTS: which.' })
  districts!: DistrictOut[];

  @Field(() => [RegionOut], { description: 'With REGIONS: which.' })
  regions!: RegionOut[];
}

@ObjectType({ description: 'What an office is there for. All four have to fit a case; null = all.' })
export class OfficeCompetence {
  @Field(() => [Term], { nullable: true, description: 'Grounds.' })
  grounds!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Phenomena; given, the office is for these alone.' })
  phenomena!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Areas of life.' })
  areas!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Respondent types.' })
  respondentTypes!: Term[] | null;
}

@ObjectType({ description: 'An office to which a case can be referred or a client be pointed.' })
export class Office {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'Stable word by which the rules of the routing name it.' })
  key!: string;

  @Field(() => Term, { description: 'Kind, from the vocabulary `officeKinds`.' })
  kind!: Term;

  @Field({ description: 'Name.' })
  name!: string;

  @Field(() => OfficeCoverage, { description: 'Where it works.' })
  coverage!: OfficeCoverage;

  @Field(() => OfficeCompetence, { description: 'What it is there for.' })
  competence!: OfficeCompetence;

  @Field(() => [Term], { description: 'Languages in which it advises.' })
  languages!: Term[];

  @Field({ description: 'OPEN, LIMITED (few cases at present) or FULL (none at present).' })
  capacity!: string;

  @Field(() => Int, { description: 'Days within which it answers a referral.' })
  answerDays!: number;

  @Field({ description: 'True: it has an inbox here. False: clients can only be pointed to it, no data is passed on.' })
  takesPart!: boolean;

  @Field(() => String, { nullable: true, description: 'The body it is part of; it gives no advice against that body.' })
  belongsTo!: string | null;

  @Field(() => [String], { description: 'Names under which that body is known, to recognise it as a respondent.' })
  bodyNames!: string[];

  @Field(() => String, { nullable: true, description: 'Name of the carrier that runs it.' })
  runBy!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone.' })
  phone!: string | null;

  @Field(() => String, { nullable: true, description: 'Postal address.' })
  address!: string | null;

  @Field(() => String, { nullable: true, description: 'Web address.' })
  website!: string | null;

  @Field({ description: 'False: retired; older referrals still show it.' })
  active!: boolean;

  @Field(() => Int, { description: 'Version, to be given back when changing.' })
  version!: number;
}

@InputType({ description: 'Narrows the list of offices; what is left out is any.' })
export class OfficeFilterInput {
  @CodeInput({ optional: true, description: 'Kind, a code of `officeKinds`.' })
  kind?: string | null;

  @CodeInput({ optional: true, description: 'Competent for this ground.' })
  ground?: string | null;

  @CodeInput({ optional: true, description: 'Competent for this phenomenon.' })
  phenomenon?: string | null;

  @CodeInput({ optional: true, description: 'Competent in this area of life.' })
  area?: string | null;

  @CodeInput({ optional: true, description: 'Competent for this respondent type.' })
  respondentType?: string | null;

  @CodeInput({ optional: true, description: 'Works in this district (official key).' })
  district?: string | null;

  @CodeInput({ optional: true, description: 'Advises in this language.' })
  language?: string | null;

  @BooleanInput({ optional: true, description: 'Has an inbox here.' })
  takesPart?: boolean | null;
}

export const OfficeResult = createUnionType({
  name: 'OfficeResult',
  description: 'The office, or why not.',
  types: () => [Office, Refusal] as const,
});

export const presentOffice = (office: DirectoryOffice, reference: Reference): Office => {
  const { id, key, name, capacity, answerDays, takesPart, belongsTo, website, active, version } = office;
  return Object.assign(new Office(), {
    ...{ id, key, name, capacity, answerDays, takesPart, belongsTo, website, active, version },
    kind: Object.assign(new Term(), reference.term('officeKinds', office.kind)),
    coverage: presentCoverage(office, reference),
    competence: presentCompetence(office, reference),
    languages: termsOf(reference, 'languages', office.languages) ?? [],
    bodyNames: [...office.bodyNames],
    runBy: office.runByName,
    email: office.contactEmail,
    phone: office.contactPhone,
    address: office.contactAddress,
  });
};

function presentCoverage({ coverage }: DirectoryOffice, { geography }: Reference): OfficeCoverage {
  const { kind } = coverage;
  const [districts, regions] = [
    kind === 'DISTRICTS' ? coverage.districts : [],
    kind === 'REGIONS' ? coverage.regions : [],
  ];
  return Object.assign(new OfficeCoverage(), {
    kind,
    districts: geography.districts.filter((district) => districts.includes(district.key)).map(presentDistrict),
    regions: geography.regions.filter((region) => regions.includes(region.key)).map(presentRegion),
  });
}

function presentCompetence({ competence }: DirectoryOffice, reference: Reference): OfficeCompetence {
  const terms = (vocabulary: Vocabulary, codes: Codes): Term[] | null =>
    termsOf(reference, vocabulary, codes === 'ALL' ? null : codes);
  return Object.assign(new OfficeCompetence(), {
    grounds: terms('grounds', competence.grounds),
    phenomena: terms('phenomena', competence.phenomena),
    areas: terms('areas', competence.areas),
    respondentTypes: terms('respondentTypes', competence.respondentTypes),
  });
}
