import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { processingRecord } from '../core/processing-record.js';
import { DrawingRoom } from '../dossiers/drawing-room.js';
import { sendFile } from '../dossiers/pdf.response.js';
import { loadProcessing } from '../reference/processing.loader.js';
import { PrivacySettings } from './privacy-settings.service.js';

@Controller('privacy')
export class ProcessingRecordsController {
  private readonly processing = loadProcessing();

  constructor(
    private readonly settings: PrivacySettings,
    private readonly room: DrawingRoom,
  ) {}

  /** The carrier's record of processing activities (Art. 30 (1) GDPR) as PDF; `?language=en` for English. No data of any case. */
  @Get('record-of-processing.pdf')
  @Allow('privacy:settings')
  async record(
    @CurrentActor() actor: Actor,
    @Query('language') language: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const { carrier, address, officerName, officerEmail, officerPhone, supervisoryBody, supervisoryContact, ...rest } =
      await this.settings.read(actor);
    const now = new Date();
    const document = processingRecord(this.processing, {
      language: language === 'en' ? 'en' : 'de',
      law: rest.law,
      retention: rest.retention,
      staffMonths: rest.staffMonths,
      controller: lines(carrier, address),
      officer: lines(officerName, officerEmail, officerPhone) || null,
      supervisoryBody: lines(supervisoryBody ?? rest.law.usualBody, supervisoryContact),
      on: dayOf(now),
    });
    const content = await this.room.draw({ kind: 'report', document, createdAt: now });
    sendFile(response, { content, mediaType: 'application/pdf', fileName: 'verarbeitungsverzeichnis.pdf' });
  }
}

const lines = (...parts: readonly (string | null)[]): string => parts.filter(Boolean).join('\n');
