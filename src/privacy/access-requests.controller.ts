import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { sendFile } from '../dossiers/pdf.response.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Refusal } from '../graphql/refusal.js';
import { AccessRequests } from './access-requests.service.js';

@Controller('access-requests')
export class AccessRequestsController {
  constructor(private readonly requests: AccessRequests) {}

  /** The answer as PDF: for the service, and for the carrier's officer in the hour after a look with a reason. */
  @Get(':requestId/answer.pdf')
  @Allow('access:track')
  @FreshProof()
  pdf(
    @CurrentActor() actor: Actor,
    @Param('requestId', IdPipe) requestId: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(actor, requestId, 'pdf', response);
  }

  /** The same as JSON (docs/access-answer.schema.json). */
  @Get(':requestId/answer.json')
  @Allow('access:track')
  @FreshProof()
  json(
    @CurrentActor() actor: Actor,
    @Param('requestId', IdPipe) requestId: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(actor, requestId, 'json', response);
  }

  private async send(actor: Actor, id: string, form: 'pdf' | 'json', response: Response): Promise<void> {
    const outcome = await this.requests.download(actor, id, form);
    if (!outcome.ok) {
      if (outcome.problems[0].code === 'ACCESS_PENDING') response.setHeader('Retry-After', 2);
      response.status(409).json(Refusal.of(outcome));
      return;
    }
    const mediaType = form === 'pdf' ? 'application/pdf' : 'application/json';
    // The name of the file says nothing about anybody.
    sendFile(response, { content: outcome.value[form], mediaType, fileName: `auskunft.${form}` });
  }
}
