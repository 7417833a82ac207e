import { Module } from '@nestjs/common';
import { DossiersModule } from '../dossiers/dossiers.module.js';
import { StructuralModule } from '../structural/structural.module.js';
import { YearlyReportsController } from './yearly-reports.controller.js';
import { YearlyReports } from './yearly-reports.service.js';

@Module({
  imports: [DossiersModule, StructuralModule],
  controllers: [YearlyReportsController],
  providers: [YearlyReports],
})
export class ReportsModule {}
