import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/access.decorators.js';
import { dayOf } from '../core/calendar.js';
import { vocabularies } from '../core/codebook.js';
import { refuse } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from './reference.service.js';
import {
  CodebookOut,
  DistrictOut,
  MunicipalityOut,
  presentAttribution,
  presentDistrict,
  presentMunicipality,
  presentRegion,
  presentTerms,
  presentVocabulary,
  RegionOut,
  VocabularyTerm,
  vocabularyNamed,
} from './reference.types.js';

@Resolver()
export class ReferenceResolver {
  constructor(private readonly reference: Reference) {}

  @Query(() => CodebookOut, {
    description: 'The codebook: all vocabularies, or those named. Changes only with a new version of the product.',
  })
  @Allow('signed-in')
  codebook(
    @Args('names', { type: () => [String], nullable: true, description: 'Only these vocabularies.' })
    names?: string[] | null,
  ): CodebookOut {
    const today = dayOf(new Date());
    const wanted = names?.map((name, at) => vocabularyNamed(name) ?? unknownVocabulary(`names[${at}]`)) ?? vocabularies;
    return Object.assign(new CodebookOut(), {
      version: this.reference.codebook.version,
      vocabularies: wanted.map((name) => presentVocabulary(this.reference.codebook, name, today)),
      attributions: this.reference.sources.map(presentAttribution),
    });
  }

  @Query(() => [VocabularyTerm], { description: 'The values of one vocabulary, such as grounds.' })
  @Allow('signed-in')
  vocabulary(@Args('name', { description: 'Name of the vocabulary.' }) name: string): VocabularyTerm[] {
    const known = vocabularyNamed(name) ?? unknownVocabulary('name');
    return presentTerms(this.reference.codebook, known, dayOf(new Date()));
  }

  @Query(() => [DistrictOut], { description: 'The 36 districts, in the order of their keys.' })
  @Allow('signed-in')
  districts(): DistrictOut[] {
    return this.reference.geography.districts.map(presentDistrict);
  }

  @Query(() => [RegionOut], { description: 'The three regions.' })
  @Allow('signed-in')
  regions(): RegionOut[] {
    return this.reference.geography.regions.map(presentRegion);
  }

  @Query(() => [MunicipalityOut], {
    description:
      'Municipalities whose name holds the text, best match first; case, hyphens and the writing of umlauts make no difference. Nothing is stored.',
  })
  @Allow('signed-in')
  municipalities(
    @Args('search', { description: 'What was typed.' }) search: string,
    @Args('first', { type: () => Int, nullable: true, description: 'At most so many, 1 to 50; 10 unless told.' })
    first?: number | null,
  ): MunicipalityOut[] {
    // No name is longer: what is typed beyond that finds nothing.
    if (search.length > 100) return [];
    const limit = Math.min(Math.max(first ?? 10, 1), 50);
    return this.reference.geography.findMunicipalities(search, limit).map(presentMunicipality);
  }
}

function unknownVocabulary(field: string): never {
  throw new InputRefused(refuse('UNKNOWN_VOCABULARY', field, { allowed: vocabularies.join(', ') }));
}
