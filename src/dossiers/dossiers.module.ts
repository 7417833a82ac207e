import { Module } from '@nestjs/common';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { DossierJob } from './dossier.job.js';
import { DossierDisclosures } from './dossier-disclosures.service.js';
import { DossiersController } from './dossiers.controller.js';
import { DossiersResolver } from './dossiers.resolver.js';
import { Dossiers } from './dossiers.service.js';
import { DrawingRoom } from './drawing-room.js';
import { ReceivedDossierResolver } from './received-dossier.resolver.js';
import { ReferralDossierResolver } from './referral-dossier.resolver.js';
import { ReleaseFormsController } from './release-forms.controller.js';
import { ReleaseForms } from './release-forms.service.js';

@Module({
  imports: [CasesModule, ReferralsModule],
  controllers: [DossiersController, ReleaseFormsController],
  providers: [
    { provide: DrawingRoom, useFactory: () => new DrawingRoom() },
    DossierJob,
    DossierDisclosures,
    Dossiers,
    DossiersResolver,
    ReferralDossierResolver,
    ReceivedDossierResolver,
    ReleaseForms,
  ],
  exports: [DrawingRoom],
})
export class DossiersModule {}
