import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { DossiersModule } from '../dossiers/dossiers.module.js';
import { PoolModule } from '../pool/pool.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { AccessJob } from './access.job.js';
import { AccessRequestsController } from './access-requests.controller.js';
import { AccessRequestsResolver } from './access-requests.resolver.js';
import { AccessRequests } from './access-requests.service.js';
import { AnswerSeals } from './answer-seals.service.js';
import { AuditLogResolver } from './audit-log.resolver.js';
import { AuditLog } from './audit-log.service.js';
import { DisposalJob } from './disposal.job.js';
import { DisposalsResolver } from './disposals.resolver.js';
import { Disposals } from './disposals.service.js';
import { HeldDataOfCase } from './held-data.service.js';
import { PrivacySettingsResolver } from './privacy-settings.resolver.js';
import { PrivacySettings } from './privacy-settings.service.js';
import { ProcessingRecordsController } from './processing-records.controller.js';
import { RetentionDayJob } from './retention-day.job.js';
import { RetentionResolver } from './retention.resolver.js';
import { RetentionClock } from './retention.service.js';
import { StaffForgettingJob } from './staff-forgetting.job.js';
import { StaffForgettingResolver } from './staff-forgetting.resolver.js';
import { StaffForgetting } from './staff-forgetting.service.js';

/** The one room that may reach into all: for how long a case is kept, how it goes, and who looked at it. */
@Module({
  imports: [CasesModule, PoolModule, ReferralsModule, DossiersModule],
  controllers: [AccessRequestsController, ProcessingRecordsController],
  providers: [
    AuditLog,
    AuditLogResolver,
    PrivacySettings,
    PrivacySettingsResolver,
    RetentionClock,
    RetentionDayJob,
    RetentionResolver,
    Disposals,
    DisposalJob,
    DisposalsResolver,
    HeldDataOfCase,
    AccessRequests,
    AccessRequestsResolver,
    AccessJob,
    AnswerSeals,
    StaffForgetting,
    StaffForgettingJob,
    StaffForgettingResolver,
  ],
})
export class PrivacyModule {}
