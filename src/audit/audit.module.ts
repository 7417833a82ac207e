import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DENIALS } from '../access/denials.js';
import { AuditExport } from './audit-export.service.js';
import { AuditProofs } from './audit-proofs.service.js';
import { AUDIT_OPTIONS, type AuditOptions } from './audit.options.js';
import { Audit } from './audit.service.js';
import { AuditSequencer } from './sequencer.service.js';

@Global()
@Module({})
export class AuditModule {
  static forRoot(options: AuditOptions): DynamicModule {
    return {
      module: AuditModule,
      providers: [
        { provide: AUDIT_OPTIONS, useValue: options },
        Audit,
        AuditSequencer,
        AuditExport,
        AuditProofs,
        { provide: DENIALS, useExisting: Audit },
      ],
      exports: [Audit, AuditSequencer, AuditExport, AuditProofs, DENIALS],
    };
  }
}
