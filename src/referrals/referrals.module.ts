import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import type { Entities } from '../database/data-source.js';
import { CaseReferralsResolver } from './case-referrals.resolver.js';
import { ReferralConversationResolver } from './conversation.resolver.js';
import { Drafts } from './drafts.service.js';
import { ReferralExpiry } from './expiry.job.js';
import { Messages } from './messages.service.js';
import { RectificationsResolver } from './rectifications.resolver.js';
import { Rectifications } from './rectifications.service.js';
import { ReferralReading } from './reading.service.js';
import { ReceivedReferralFieldsResolver } from './received-fields.resolver.js';
import { ReceivedReferralsResolver } from './received.resolver.js';
import { ReceivedReferrals } from './received.service.js';
import { ReferralFieldsResolver } from './referral-fields.resolver.js';
import { ReferralSeals } from './referral-seals.service.js';
import { ReferralSteps } from './referral-steps.service.js';
import { ReceivedAttachmentsResolver, ReferralAttachmentsResolver } from './referral-attachments.resolver.js';
import { ReferralEntity } from './referral.entity.js';
import { ReferralLoaders } from './referral.loaders.js';
import { ReferralsResolver } from './referrals.resolver.js';
import { Referrals } from './referrals.service.js';
import { ReleaseEntity } from './release.entity.js';
import { ReleasesResolver } from './releases.resolver.js';
import { Releases } from './releases.service.js';
import { RoutingResolver } from './routing.resolver.js';
import { Routing } from './routing.service.js';
import { Situations } from './situations.service.js';

export const referralEntities: Entities = [ReleaseEntity, ReferralEntity];

@Module({
  imports: [CasesModule],
  providers: [
    ReferralAttachmentsResolver,
    ReceivedAttachmentsResolver,
    Releases,
    Drafts,
    Referrals,
    ReceivedReferrals,
    Messages,
    Situations,
    ReferralSteps,
    ReferralSeals,
    ReferralReading,
    ReferralLoaders,
    ReferralExpiry,
    ReleasesResolver,
    ReferralsResolver,
    ReferralFieldsResolver,
    ReceivedReferralsResolver,
    ReceivedReferralFieldsResolver,
    ReferralConversationResolver,
    CaseReferralsResolver,
    Routing,
    RoutingResolver,
    Rectifications,
    RectificationsResolver,
  ],
  exports: [Referrals, ReferralReading, ReferralExpiry, ReferralSeals],
})
export class ReferralsModule {}
