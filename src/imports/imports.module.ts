import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { ImportBatches } from './import-batch.service.js';
import { ImportJob } from './import.job.js';
import { ImportsController } from './imports.controller.js';
import { ImportsResolver } from './imports.resolver.js';
import { ListSeals } from './list-seals.js';
import { Imports } from './imports.service.js';

@Module({
  imports: [CasesModule],
  controllers: [ImportsController],
  providers: [Imports, ImportJob, ImportBatches, ListSeals, ImportsResolver],
})
export class ImportsModule {}
