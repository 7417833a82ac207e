import { Global, Module } from '@nestjs/common';
import { ReferenceResolver } from './reference.resolver.js';
import { Reference } from './reference.service.js';
import { RuleSets } from './rule-sets.service.js';
import { RulesResolver } from './rules.resolver.js';

@Global()
@Module({
  providers: [Reference, RuleSets, ReferenceResolver, RulesResolver],
  exports: [Reference, RuleSets],
})
export class ReferenceModule {}
