import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { sendPdf } from './pdf.response.js';
import { ReleaseFormBody } from './release-form.body.js';
import { ReleaseForms } from './release-forms.service.js';

@Controller('cases')
export class ReleaseFormsController {
  constructor(private readonly forms: ReleaseForms) {}

  /** The form for signing as PDF. Records no release: that is done with the signed paper at hand. */
  @Post(':caseId/release-form')
  @Allow('release:write')
  async draw(
    @CurrentActor() actor: Actor,
    @Param('caseId', IdPipe) caseId: string,
    @Body() body: ReleaseFormBody,
    @Res() response: Response,
  ): Promise<void> {
    const outcome = await this.forms.draw(actor, caseId, body);
    if (!outcome.ok) throw new InputRefused(outcome);
    // The name of the file says nothing about anybody.
    sendPdf(response, { pdf: outcome.value, fileName: 'schweigepflichtentbindung.pdf' });
  }
}
