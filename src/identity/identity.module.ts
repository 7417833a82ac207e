import { Global, Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from '../access/access.guard.js';
import { FRESH_PROOF_MINUTES } from '../access/fresh-proof.js';
import type { Entities } from '../database/data-source.js';
import { AccountResolver } from './account.resolver.js';
import { EnrolmentController } from './enrolment.controller.js';
import { Enrolments } from './enrolments.service.js';
import { FactorCheck } from './factor-check.service.js';
import { FactorSeal } from './factor-seal.js';
import { IdentityResolver } from './identity.resolver.js';
import { InvitationEntity } from './invitation.entity.js';
import { Invitations } from './invitations.service.js';
import { PUBLIC_URL, SECOND_FACTOR, STEP_COOKIE } from './links.js';
import { OrganisationEntity } from './organisation.entity.js';
import { Organisations } from './organisations.service.js';
import { Passkeys } from './passkeys.js';
import { People } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import { Proofs } from './proofs.service.js';
import { SecondFactorsResolver } from './second-factors.resolver.js';
import { SecondFactors } from './second-factors.service.js';
import { SessionController } from './session.controller.js';
import { SessionCookie } from './session.cookie.js';
import { SessionMiddleware } from './session.middleware.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { SignInSteps } from './sign-in-steps.service.js';
import { SignInStrategy } from './sign-in.strategy.js';

export const identityEntities: Entities = [OrganisationEntity, PersonEntity, InvitationEntity];

interface IdentityOptions {
  readonly publicUrl: string;
  readonly freshProofMinutes: number;
  readonly secondFactor: 'on' | 'off';
  readonly factorKeyFile: string;
}

@Global()
@Module({})
export class IdentityModule implements NestModule {
  static forRoot({ publicUrl, freshProofMinutes, secondFactor, factorKeyFile }: IdentityOptions): DynamicModule {
    return {
      module: IdentityModule,
      controllers: [SessionController, EnrolmentController],
      providers: [
        { provide: PUBLIC_URL, useValue: publicUrl },
        { provide: SessionCookie, useFactory: () => new SessionCookie(publicUrl.startsWith('https:')) },
        { provide: STEP_COOKIE, useFactory: () => new SessionCookie(publicUrl.startsWith('https:'), 'beistand-step') },
        { provide: SECOND_FACTOR, useValue: secondFactor },
        { provide: FactorSeal, useFactory: () => FactorSeal.readOrMake(factorKeyFile) },
        { provide: Passkeys, useFactory: () => new Passkeys(publicUrl) },
        { provide: FRESH_PROOF_MINUTES, useValue: freshProofMinutes },
        { provide: APP_GUARD, useClass: AccessGuard },
        Sessions,
        Proofs,
        SecondFactors,
        FactorCheck,
        Enrolments,
        SignInSteps,
        SignIn,
        SignInStrategy,
        SessionMiddleware,
        Organisations,
        Invitations,
        People,
        IdentityResolver,
        AccountResolver,
        SecondFactorsResolver,
      ],
      exports: [Organisations, People, Invitations, Sessions, SecondFactors, SignIn, PUBLIC_URL],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SessionMiddleware).forRoutes('*path');
  }
}
