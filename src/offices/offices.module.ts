import { Global, Module } from '@nestjs/common';
import type { Entities } from '../database/data-source.js';
import { OfficeEntity } from './office.entity.js';
import { OfficesResolver } from './offices.resolver.js';
import { Offices } from './offices.service.js';

export const officesEntities: Entities = [OfficeEntity];

@Global()
@Module({ providers: [Offices, OfficesResolver], exports: [Offices] })
export class OfficesModule {}
