import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import type { Result } from '../core/result.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Refusal } from '../graphql/refusal.js';
import { AttachmentUploads } from './attachment-uploads.service.js';
import { Attachments, type Fetched } from './attachments.service.js';
import { sendFile, UploadFilter } from './file.response.js';
import { ReleasedAttachments } from './released-attachments.service.js';
import { readUpload } from './upload.form.js';

/** Files over HTTP: no address holds a name, and no answer is kept by anybody on the way. */
@Controller()
@UseFilters(UploadFilter)
export class AttachmentsController {
  constructor(
    private readonly attachments: Attachments,
    private readonly uploads: AttachmentUploads,
    private readonly released: ReleasedAttachments,
  ) {}

  /**
   * Adds a file to a case: a form with `id`, `name`, `description`, `kind`, `internal`, `metadata` (all optional) and, behind them, `file`.
   * 201 with what became of it; 200 where the same file was uploaded under this id before; refusals 409, 413, 422.
   */
  @Post('cases/:caseId/attachments')
  @Allow('case:write')
  async upload(
    @CurrentActor() actor: Actor,
    @Param('caseId', IdPipe) caseId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    given(await this.uploads.expect(actor, caseId));
    const { attachment, isNew } = given(await this.uploads.receive(actor, caseId, await readUpload(request)));
    const { id, state, mediaType, bytes, sha256, originalSha256, metadata } = attachment;
    response.status(isNew ? 201 : 200).json({ id, state, mediaType, bytes, sha256, originalSha256, metadata });
  }

  /** A file at a case of the own service; 409 with a refusal while it may not be fetched. */
  @Get('attachments/:id')
  @Allow('case:read')
  async download(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await answer(response, await this.attachments.fetch(actor, id));
  }

  /** A file that was released with a referral, for both its sides. */
  @Get('referral-attachments/:id')
  @Allow('dossier:download')
  @FreshProof()
  async downloadReleased(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await answer(response, await this.released.fetch(actor, id));
  }
}

async function answer(response: Response, outcome: Result<Fetched>): Promise<void> {
  if (!outcome.ok) response.status(409).json(Refusal.of(outcome));
  else await sendFile(response, outcome.value);
}

function given<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new InputRefused(outcome);
  return outcome.value;
}
