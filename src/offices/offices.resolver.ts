import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import { may, type Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import type { DirectoryOffice } from './directory.js';
import { AddOfficeInput, ChangeOfficeInput, ChangeOwnOfficeInput } from './office-inputs.types.js';
import { Offices } from './offices.service.js';
import { Office, OfficeFilterInput, OfficeResult, presentOffice } from './offices.types.js';

@Resolver()
export class OfficesResolver {
  constructor(
    private readonly offices: Offices,
    private readonly reference: Reference,
  ) {}

  @Query(() => [Office], {
    name: 'offices',
    description: 'The directory of offices, by name. The platform sees retired ones, too.',
  })
  @Allow('signed-in')
  async listOffices(
    @CurrentActor() actor: Actor,
    @Args('filter', { type: () => OfficeFilterInput, nullable: true, description: 'Which of them.' })
    filter?: OfficeFilterInput | null,
  ): Promise<Office[]> {
    const found = await this.offices.list(filter ?? {}, may(actor, 'office:edit'));
    if (!found.ok) throw new InputRefused(found);
    return found.value.map(this.present);
  }

  @Query(() => Office, { description: 'An office of the directory, retired ones included.' })
  @Allow('signed-in')
  async office(@Args('id', { type: () => ID, description: 'The office.' }, IdPipe) id: string): Promise<Office> {
    return this.present(await this.offices.one(id));
  }

  @Query(() => Office, { nullable: true, description: 'The entry of the own organisation; null when it has none.' })
  @Allow('signed-in')
  async ownOffice(@CurrentActor() actor: Actor): Promise<Office | null> {
    const own = await this.offices.own(actor);
    return own && this.present(own);
  }

  @Mutation(() => OfficeResult, { description: 'Puts an office into the directory.' })
  @Allow('office:edit')
  async addOffice(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'The entry.' }) { key, ...input }: AddOfficeInput,
  ): Promise<typeof OfficeResult> {
    return answer(await this.offices.add(actor, key, input), this.present);
  }

  @Mutation(() => OfficeResult, { description: 'Changes an entry of the directory. Counts for the next suggestion.' })
  @Allow('office:edit')
  async changeOffice(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The office.' }, IdPipe) id: string,
    @Args('input', { description: 'What changes.' }) { version, ...input }: ChangeOfficeInput,
  ): Promise<typeof OfficeResult> {
    return answer(await this.offices.change(actor, id, version, input), this.present);
  }

  @Mutation(() => OfficeResult, {
    description: 'Connects an entry with the organisation that has its inbox, so that cases can be passed on to it.',
  })
  @Allow('office:edit')
  @FreshProof()
  async connectOffice(
    @CurrentActor() actor: Actor,
    @Args('officeId', { type: () => ID, description: 'The office.' }, IdPipe) officeId: string,
    @Args('organisationId', { type: () => ID, description: 'Its organisation, of the kind OFFICE.' }, IdPipe)
    organisationId: string,
  ): Promise<typeof OfficeResult> {
    return answer(await this.offices.connect(actor, officeId, organisationId), this.present);
  }

  @Mutation(() => OfficeResult, {
    description:
      'Takes the inbox from an entry: clients can then only be pointed to it. Referrals that are running stay.',
  })
  @Allow('office:edit')
  async disconnectOffice(
    @CurrentActor() actor: Actor,
    @Args('officeId', { type: () => ID, description: 'The office.' }, IdPipe) officeId: string,
  ): Promise<typeof OfficeResult> {
    return answer(await this.offices.connect(actor, officeId, null), this.present);
  }

  @Mutation(() => OfficeResult, {
    description: 'What an office says of itself: capacity, languages, days to answer, contact.',
  })
  @Allow('office:own')
  async changeOwnOffice(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'What changes.' }) { version, ...input }: ChangeOwnOfficeInput,
  ): Promise<typeof OfficeResult> {
    return answer(await this.offices.changeOwn(actor, version, input), this.present);
  }

  private readonly present = (office: DirectoryOffice): Office => presentOffice(office, this.reference);
}
