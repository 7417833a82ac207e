import { Module } from '@nestjs/common';
import { ChartRoom } from '../charts/chart-room.js';
import { DrawingRoom } from '../dossiers/drawing-room.js';
import { FiguresController } from './figures.controller.js';
import { Figures } from './figures.service.js';

/** Published numbers for people: pages, pictures, files. */
@Module({
  controllers: [FiguresController],
  providers: [
    Figures,
    { provide: ChartRoom, useFactory: () => new ChartRoom() },
    // One of their own: whoever asks for public figures keeps no dossier waiting.
    { provide: DrawingRoom, useFactory: () => new DrawingRoom() },
  ],
})
export class FiguresModule {}
