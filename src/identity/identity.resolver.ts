import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Inject } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { Allow, CurrentActor, FreshProof, Public } from '../access/access.decorators.js';
import type { Actor, OrganisationKind } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import {
  Invitation,
  Organisation,
  Person,
  presentInvitation,
  presentOrganisation,
  presentPerson,
} from './identity.types.js';
import {
  AcceptInvitationInput,
  AcceptInvitationResult,
  ChangeMeInput,
  ChangeOrganisationInput,
  CreateOrganisationInput,
  InvitationAccepted,
  InvitationLink,
  InvitationResult,
  InvitePersonInput,
  OpenInvitation,
  OrganisationResult,
  PersonResult,
} from './identity-inputs.types.js';
import { Callers, CurrentRequest } from './caller.js';
import { Invitations } from './invitations.service.js';
import { Organisations } from './organisations.service.js';
import { People } from './people.service.js';
import { PUBLIC_URL, invitationUrl } from './links.js';
import { Throttle } from './throttle.service.js';

@Resolver()
export class IdentityResolver {
  constructor(
    private readonly people: People,
    private readonly organisations: Organisations,
    private readonly invitations: Invitations,
    private readonly throttle: Throttle,
    private readonly callers: Callers,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @Query(() => Person, { description: 'The signed-in person.' })
  @Allow('signed-in')
  async me(@CurrentActor() actor: Actor): Promise<Person> {
    return presentPerson(await this.people.me(actor));
  }

  @Query(() => [Organisation], {
    name: 'organisations',
    description: 'Own organisation and carrier; for a carrier its services; for the platform all.',
  })
  @Allow('signed-in')
  async listOrganisations(@CurrentActor() actor: Actor): Promise<Organisation[]> {
    return (await this.organisations.list(actor)).map(presentOrganisation);
  }

  @Query(() => [Person], {
    name: 'people',
    description: 'The people of the own organisation, and for a carrier those of its services.',
  })
  @Allow('people:read')
  async listPeople(@CurrentActor() actor: Actor): Promise<Person[]> {
    return (await this.people.list(actor)).map(presentPerson);
  }

  @Query(() => [Invitation], { name: 'invitations', description: 'Open invitations that you manage.' })
  @Allow('people:manage')
  async listInvitations(@CurrentActor() actor: Actor): Promise<Invitation[]> {
    return (await this.invitations.listOpen(actor)).map(presentInvitation);
  }

  @Query(() => OpenInvitation, {
    nullable: true,
    description: 'What an invitation link is for; null when it is used, withdrawn or too old.',
  })
  @Public()
  async invitation(
    @Args('token', { description: 'Secret from the link.' }) token: string,
    @CurrentRequest() request: IncomingMessage,
  ): Promise<OpenInvitation | null> {
    const attempt = this.throttle.begin('invitation', this.callers.of(request), null);
    const found = await this.invitations.look(token);
    if (found) attempt.succeeded();
    return found && Object.assign(new OpenInvitation(), { ...found, roles: [...found.roles] });
  }

  @Mutation(() => AcceptInvitationResult, {
    description: 'Accepts an invitation: makes the account. Then sign in with POST /session.',
  })
  @Public()
  async acceptInvitation(
    @Args('input', { description: 'Secret, name and password.' }) input: AcceptInvitationInput,
    @CurrentRequest() request: IncomingMessage,
  ): Promise<typeof AcceptInvitationResult> {
    const attempt = this.throttle.begin('invitation', this.callers.of(request), null);
    const language = input.language === 'en' ? 'en' : 'de';
    const outcome = await this.invitations.accept(input.token, {
      name: input.name,
      password: input.password,
      language,
    });
    if (outcome.ok || outcome.problems[0].code !== 'LINK_USED') attempt.succeeded();
    return answer(outcome, (value) => Object.assign(new InvitationAccepted(), value));
  }

  @Mutation(() => OrganisationResult, {
    description: 'Founds an organisation: the platform carriers, offices and campaign teams; a carrier its services.',
  })
  @Allow('organisation:manage')
  async createOrganisation(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'Kind and names.' }) input: CreateOrganisationInput,
  ): Promise<typeof OrganisationResult> {
    return answer(
      await this.organisations.create(actor, { ...input, kind: input.kind as OrganisationKind }),
      presentOrganisation,
    );
  }

  @Mutation(() => OrganisationResult, {
    description: 'Changes the settings of the own organisation or of one of its services.',
  })
  @Allow('organisation:manage')
  async changeOrganisation(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The organisation.' }, IdPipe) id: string,
    @Args('input', { description: 'What changes.' }) input: ChangeOrganisationInput,
  ): Promise<typeof OrganisationResult> {
    return answer(await this.organisations.change(actor, id, input), presentOrganisation);
  }

  @Mutation(() => InvitationResult, { description: 'Invites somebody; the link is mailed.' })
  @Allow('people:manage')
  @FreshProof()
  async invitePerson(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'Where, whom, as what.' }) input: InvitePersonInput,
  ): Promise<typeof InvitationResult> {
    return answer(await this.invitations.invite(actor, input), presentInvitation);
  }

  @Mutation(() => InvitationLink, {
    description: 'A new link for an open invitation, to hand over in person. The link before it is no longer good.',
  })
  @Allow('people:manage')
  @FreshProof()
  async renewInvitation(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The invitation.' }, IdPipe) id: string,
  ): Promise<InvitationLink> {
    const { invitation, token } = await this.invitations.renew(actor, id);
    return Object.assign(new InvitationLink(), {
      url: invitationUrl(this.publicUrl, token),
      expiresAt: invitation.expiresAt,
    });
  }

  @Mutation(() => InvitationResult, { description: 'Withdraws an open invitation.' })
  @Allow('people:manage')
  async revokeInvitation(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The invitation.' }, IdPipe) id: string,
  ): Promise<typeof InvitationResult> {
    return answer(await this.invitations.revoke(actor, id), presentInvitation);
  }

  @Mutation(() => PersonResult, { description: 'Changes the own account.' })
  @Allow('account:own')
  async changeMe(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'What changes.' }) input: ChangeMeInput,
  ): Promise<typeof PersonResult> {
    return answer(await this.people.changeMe(actor, input), presentPerson);
  }

  @Mutation(() => PersonResult, { description: 'Gives a person other roles; they count on the next request.' })
  @Allow('people:manage')
  @FreshProof()
  async changeRoles(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The person.' }, IdPipe) id: string,
    @Args('roles', { type: () => [String], description: 'All roles from now on.' }) roles: string[],
    @Args('version', { type: () => Int, description: 'Version that was read.' }) version: number,
  ): Promise<typeof PersonResult> {
    return answer(await this.people.changeRoles(actor, id, roles, version), presentPerson);
  }

  @Mutation(() => PersonResult, {
    description: 'Ends an account: counts on the next request. Open cases stay; hand them over with handOverCases.',
  })
  @Allow('people:manage')
  @FreshProof()
  async deactivatePerson(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The person.' }, IdPipe) id: string,
  ): Promise<typeof PersonResult> {
    return answer(await this.people.deactivate(actor, id), presentPerson);
  }

  @Mutation(() => PersonResult, { description: 'Opens a deactivated account again.' })
  @Allow('people:manage')
  @FreshProof()
  async reactivatePerson(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The person.' }, IdPipe) id: string,
  ): Promise<typeof PersonResult> {
    return answer(await this.people.reactivate(actor, id), presentPerson);
  }
}
