import { Module } from '@nestjs/common';
import type { Entities } from '../database/data-source.js';
import { CaseTextEntity } from './case-text.entity.js';
import { CaseEntity } from './case.entity.js';

export const caseEntities: Entities = [CaseEntity, CaseTextEntity];

@Module({ providers: [], exports: [] })
export class CasesModule {}
