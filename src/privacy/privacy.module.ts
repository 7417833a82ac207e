import { Module } from '@nestjs/common';
import { AuditLogResolver } from './audit-log.resolver.js';
import { AuditLog } from './audit-log.service.js';

/** What the data-protection officer works with. */
@Module({ providers: [AuditLog, AuditLogResolver] })
export class PrivacyModule {}
