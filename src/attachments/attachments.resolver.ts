import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import { Case } from '../cases/case.types.js';
import type { Actor } from '../core/access.js';
import type { Result } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { PUBLIC_URL } from '../identity/links.js';
import { Reference } from '../reference/reference.service.js';
import { Attachment, AttachmentInput, AttachmentResult, presentAttachment } from './attachment.types.js';
import { Attachments, type KnownAttachment } from './attachments.service.js';

const fileArgument = { type: () => ID, description: 'The file.' };

/** What this room adds to a case. */
@Resolver(() => Case)
export class AttachmentsResolver {
  constructor(
    private readonly attachments: Attachments,
    private readonly reference: Reference,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @ResolveField('attachments', () => [Attachment], {
    description: 'Files, the oldest first; removed ones too while they can be brought back. Each look is recorded.',
  })
  async ofCase(@CurrentActor() actor: Actor, @Parent() { id }: Case): Promise<Attachment[]> {
    const found = await this.attachments.ofCase(actor, id);
    return found.map((known) => presentAttachment(known, this.reference, this.publicUrl));
  }

  @Mutation(() => AttachmentResult, {
    description: 'Changes what is said of a file: name, description, kind, whether it stays with the service.',
  })
  @Allow('case:write')
  async changeAttachment(
    @CurrentActor() actor: Actor,
    @Args('id', fileArgument, IdPipe) id: string,
    @Args('version', { type: () => Int, description: 'Version of the file that was read.' }) version: number,
    @Args('input', { description: 'What is said of it.' }) { internal, ...said }: AttachmentInput,
  ): Promise<typeof AttachmentResult> {
    return this.answer(await this.attachments.change(actor, id, version, { ...said, isInternal: internal }));
  }

  @Mutation(() => AttachmentResult, {
    description:
      'Takes a file away from its case. It can be brought back for a week; what went with a referral stays there.',
  })
  @Allow('case:write')
  async removeAttachment(
    @CurrentActor() actor: Actor,
    @Args('id', fileArgument, IdPipe) id: string,
  ): Promise<typeof AttachmentResult> {
    return this.answer(await this.attachments.remove(actor, id));
  }

  @Mutation(() => AttachmentResult, { description: 'Brings a removed file back.' })
  @Allow('case:write')
  async restoreAttachment(
    @CurrentActor() actor: Actor,
    @Args('id', fileArgument, IdPipe) id: string,
  ): Promise<typeof AttachmentResult> {
    return this.answer(await this.attachments.restore(actor, id));
  }

  private answer(outcome: Result<KnownAttachment>): typeof AttachmentResult {
    return answer(outcome, (known) => presentAttachment(known, this.reference, this.publicUrl));
  }
}
