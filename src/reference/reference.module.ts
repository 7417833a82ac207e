import { Global, Module } from '@nestjs/common';
import { Reference } from './reference.service.js';

@Global()
@Module({ providers: [Reference], exports: [Reference] })
export class ReferenceModule {}
