import { Module } from '@nestjs/common';
import { ActivitiesResolver } from './activities.resolver.js';
import { Activities } from './activities.service.js';
import { StructuralHints } from './hints.service.js';
import { Indicators } from './indicators.service.js';
import { StructuralResolver } from './structural.resolver.js';

@Module({
  providers: [Activities, ActivitiesResolver, Indicators, StructuralHints, StructuralResolver],
  exports: [Activities, Indicators],
})
export class StructuralModule {}
