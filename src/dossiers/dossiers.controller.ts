import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Refusal } from '../graphql/refusal.js';
import { Dossiers } from './dossiers.service.js';
import { sendPdf } from './pdf.response.js';

@Controller('dossiers')
export class DossiersController {
  constructor(private readonly dossiers: Dossiers) {}

  /** The dossier of a referral as PDF, for both its sides; 409 with a refusal while there is none yet, 410 to the service once the case was erased. */
  @Get(':referralId')
  @Allow('dossier:download')
  @FreshProof()
  async download(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) referralId: string,
    @Res() response: Response,
  ): Promise<void> {
    const outcome = await this.dossiers.download(actor, referralId);
    if (!outcome.ok) {
      const [{ code }] = outcome.problems;
      if (code === 'DOSSIER_PENDING') response.setHeader('Retry-After', 2);
      response.status(code === 'DOSSIER_ERASED' ? 410 : 409).json(Refusal.of(outcome));
      return;
    }
    const { sha256 } = outcome.value;
    response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
    sendPdf(response, outcome.value);
  }
}
