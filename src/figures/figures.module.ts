import { Module } from '@nestjs/common';
import { ChartRoom } from '../charts/chart-room.js';
import { DossiersModule } from '../dossiers/dossiers.module.js';
import { FiguresController } from './figures.controller.js';
import { Figures } from './figures.service.js';

/** Published numbers for people: pages, pictures, files. */
@Module({
  imports: [DossiersModule],
  controllers: [FiguresController],
  providers: [Figures, { provide: ChartRoom, useFactory: () => new ChartRoom() }],
})
export class FiguresModule {}
