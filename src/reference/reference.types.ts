import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { CalendarDate } from '../core/calendar.js';
import {
  vocabularies,
  type Area,
  type Codebook,
  type District,
  type Ground,
  type Term,
  type Vocabulary,
} from '../core/codebook.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term as TermOut } from '../graphql/term.js';
import type { Municipality, Region } from './geography.loader.js';
import type { Reference } from './reference.service.js';
import type { DataSourceNote } from './sources.loader.js';

@ObjectType({ description: 'A text in both languages.' })
export class Wording {
  @Field({ description: 'German.' })
  de!: string;

  @Field({ description: 'English.' })
  en!: string;
}

@ObjectType({ description: 'A value of a vocabulary with all that the codebook says of it.' })
export class VocabularyTerm {
  @Field({ description: 'Stable code, never deleted, only retired.' })
  code!: string;

  @Field({ description: 'German label.' })
  de!: string;

  @Field({ description: 'English label.' })
  en!: string;

  @Field({ description: 'True: no longer given to new records; it stays readable.' })
  retired!: boolean;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day from which it is retired; null = in use.' })
  validUntil!: string | null;

  @Field({ description: 'True: written from general knowledge of the field, to be confirmed by a specialist.' })
  review!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Only grounds: whether § 1 AGG names it: yes, no, or indirect (can stand in for one; needs reasoning).',
  })
  agg!: string | null;

  @Field({ description: 'Only grounds: one of the four at the core of the concept.' })
  core!: boolean;

  @Field(() => String, { nullable: true, description: 'Only sub-areas: code of the area of life it belongs to.' })
  area!: string | null;

  @Field(() => [VocabularyTerm], { description: 'Only areas: their sub-areas.' })
  subAreas!: VocabularyTerm[];
}

@ObjectType('Vocabulary', { description: 'One list of the codebook.' })
export class VocabularyOut {
  @Field({ description: 'Name, such as grounds.' })
  name!: string;

  @Field(() => [VocabularyTerm], {
    description: 'Its values in the order in which they are shown, retired ones included.',
  })
  terms!: VocabularyTerm[];
}

@ObjectType({ description: 'Where reference data comes from; to be shown with it, as its licence asks.' })
export class DataAttribution {
  @Field({ description: 'File of the product that holds it.' })
  file!: string;

  @Field(() => Wording, { description: 'What it holds.' })
  holds!: Wording;

  @Field({ description: 'Who is to be named, and what was changed.' })
  attribution!: string;

  @Field({ description: 'Licence.' })
  licence!: string;

  @Field({ description: 'Text of the licence.' })
  licenceUrl!: string;
}

@ObjectType('Codebook', { description: 'The controlled vocabulary of the case documentation.' })
export class CodebookOut {
  @Field(() => Int, { description: 'Version of the codebook.' })
  version!: number;

  @Field(() => [VocabularyOut], { description: 'The lists.' })
  vocabularies!: VocabularyOut[];

  @Field(() => [DataAttribution], { description: 'Sources and licences of all reference data.' })
  attributions!: DataAttribution[];
}

@ObjectType('Region', {
  description: 'One of the three regions: the default geography of everything that is published.',
})
export class RegionOut {
  @Field({ description: '071, 072 or 073: the first three digits of its districts.' })
  key!: string;

  @Field({ description: 'Name.' })
  name!: string;
}

@ObjectType('District', { description: 'One of the 36 districts.' })
export class DistrictOut {
  @Field({ description: 'Official key (AGS), five digits: what a case holds.' })
  key!: string;

  @Field({ description: 'Name.' })
  name!: string;

  @Field({ description: 'Landkreis or Kreisfreie Stadt.' })
  kind!: string;

  @Field(() => RegionOut, { description: 'Its region.' })
  region!: RegionOut;
}

@ObjectType('Municipality', {
  description:
    'A municipality, for finding the district while typing. A case never holds anything finer than the district.',
})
export class MunicipalityOut {
  @Field({ description: 'Name.' })
  name!: string;

  @Field({ description: 'Kind, such as Stadt or Ortsgemeinde.' })
  kind!: string;

  @Field({ description: 'Key of its district: what to put into the case.' })
  districtKey!: string;

  @Field({ description: 'Name of its district.' })
  districtName!: string;
}

/** The name of a vocabulary, or undefined. */
export const vocabularyNamed = (name: string): Vocabulary | undefined => vocabularies.find((known) => known === name);

export const presentVocabulary = (codebook: Codebook, name: Vocabulary, today: CalendarDate): VocabularyOut =>
  Object.assign(new VocabularyOut(), { name, terms: presentTerms(codebook, name, today) });

export function presentTerms(codebook: Codebook, name: Vocabulary, today: CalendarDate): VocabularyTerm[] {
  const present = (term: Term, more: Partial<VocabularyTerm> = {}): VocabularyTerm => presentTerm(term, today, more);
  const areaOf = (code: string): string | null =>
    codebook.areas.find(({ sub }) => sub?.some((term) => term.code === code))?.code ?? null;
  if (name === 'grounds') {
    return codebook.grounds.map((term: Ground) => present(term, { agg: term.agg, core: term.core ?? false }));
  }
  if (name === 'areas') {
    return codebook.areas.map((term: Area) =>
      present(term, { subAreas: (term.sub ?? []).map((sub) => present(sub, { area: term.code })) }),
    );
  }
  if (name === 'subAreas') return codebook.terms.subAreas.map((term) => present(term, { area: areaOf(term.code) }));
  return codebook.terms[name].map((term) => present(term));
}

const presentTerm = (term: Term, today: CalendarDate, more: Partial<VocabularyTerm>): VocabularyTerm => {
  const { code, de, en, validUntil } = term;
  return Object.assign(new VocabularyTerm(), {
    ...{ code, de, en, validUntil: validUntil ?? null, review: term.review ?? false },
    ...{ retired: validUntil !== undefined && validUntil <= today },
    ...{ agg: null, core: false, area: null, subAreas: [] },
    ...more,
  });
};

export const presentDistrict = ({ key, name, kind, regionKey, regionName }: District): DistrictOut =>
  Object.assign(new DistrictOut(), {
    key,
    name,
    kind,
    region: presentRegion({ key: regionKey, name: regionName }),
  });

export const presentRegion = ({ key, name }: Region): RegionOut => Object.assign(new RegionOut(), { key, name });

export const presentMunicipality = ({ name, kind, districtKey, districtName }: Municipality): MunicipalityOut =>
  Object.assign(new MunicipalityOut(), { name, kind, districtKey, districtName });

export const presentAttribution = ({
  file,
  holds,
  attribution,
  licence,
  licenceUrl,
}: DataSourceNote): DataAttribution =>
  Object.assign(new DataAttribution(), {
    file,
    holds: presentWording(holds),
    attribution,
    licence,
    licenceUrl,
  });

export const presentWording = ({ de, en }: Wording): Wording => Object.assign(new Wording(), { de, en });

/** Codes with their labels; null (any) stays null. */
export const termsOf = (
  reference: Reference,
  vocabulary: Vocabulary,
  codes: readonly string[] | null,
): TermOut[] | null => codes && codes.map((code) => Object.assign(new TermOut(), reference.term(vocabulary, code)));
