import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import {
  presentMessage,
  presentReferralNote,
  ReferralMessageResult,
  ReferralNoteResult,
} from './conversation.types.js';
import { Messages } from './messages.service.js';
import { ReferralTextInput } from './referral-inputs.types.js';

@Resolver()
export class ReferralConversationResolver {
  constructor(private readonly messages: Messages) {}

  @Mutation(() => ReferralMessageResult, {
    description: 'Asks the sender: before acceptance what you need for deciding, afterwards anything.',
  })
  @Allow('referral:receive')
  async askQuestion(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
    @Args('input', { description: 'The question.' }) { text }: ReferralTextInput,
  ): Promise<typeof ReferralMessageResult> {
    return answer(await this.messages.ask(actor, id, text), presentMessage);
  }

  @Mutation(() => ReferralMessageResult, {
    description: "Answers the office's question. Before acceptance an answer names nobody.",
  })
  @Allow('referral:send')
  async answerQuestion(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
    @Args('input', { description: 'The answer.' }) { text }: ReferralTextInput,
  ): Promise<typeof ReferralMessageResult> {
    return answer(await this.messages.answer(actor, id, text), presentMessage);
  }

  @Mutation(() => ReferralMessageResult, { description: 'Writes to the other side while both work on it.' })
  @Allow('referral:take-part')
  async sendMessage(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
    @Args('input', { description: 'The message.' }) { text }: ReferralTextInput,
  ): Promise<typeof ReferralMessageResult> {
    return answer(await this.messages.send(actor, id, text), presentMessage);
  }

  @Mutation(() => ReferralNoteResult, { description: 'Adds a note that the other side never sees.' })
  @Allow('referral:take-part')
  async addReferralNote(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
    @Args('input', { description: 'The note.' }) { text }: ReferralTextInput,
  ): Promise<typeof ReferralNoteResult> {
    return answer(await this.messages.note(actor, id, text), presentReferralNote);
  }
}
