import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { InputRefused } from '../graphql/input-refused.js';
import { YearlyReports, type ReportFormat } from './yearly-reports.service.js';

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

@Controller('reports')
export class YearlyReportsController {
  constructor(private readonly reports: YearlyReports) {}

  /** The yearly report of the own service: `/reports/2026/pdf` or `/reports/2026/xlsx`. Internal. */
  @Get(':year/:format')
  @Allow('indicators:read')
  @FreshProof()
  async download(
    @CurrentActor() actor: Actor,
    @Param('year') year: string,
    @Param('format') format: string,
    @Res() response: Response,
  ): Promise<void> {
    if (!/^\d{4}$/.test(year) || (format !== 'pdf' && format !== 'xlsx')) throw new NotFoundException();
    const drawn = await this.reports.draw(actor, Number(year), format);
    if (!drawn.ok) throw new InputRefused(drawn);
    response
      .status(200)
      .setHeader('Content-Type', mediaTypes[format])
      .setHeader('Content-Disposition', `attachment; filename="jahresbericht-${year}-intern.${format}"`)
      .setHeader('Content-Length', drawn.value.length)
      .setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
      .setHeader('X-Content-Type-Options', 'nosniff')
      .setHeader('Cache-Control', 'no-store')
      .end(drawn.value);
  }
}
