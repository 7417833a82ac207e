import { Global, Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { addressReader, type TrustedProxies } from '../http/address.js';
import { AccessGuard } from '../access/access.guard.js';
import { FRESH_PROOF_MINUTES } from '../access/fresh-proof.js';
import type { Entities } from '../database/data-source.js';
import { AccountResolver } from './account.resolver.js';
import { EnrolmentController } from './enrolment.controller.js';
import { Enrolments } from './enrolments.service.js';
import { FactorCheck } from './factor-check.service.js';
import { FactorSecrets } from './factor-secrets.js';
import { Passkeys } from './passkeys.js';
import { ApiTokenEntity } from './api-token.entity.js';
import { ApiTokenMiddleware } from './api-token.middleware.js';
import { ApiTokensResolver } from './api-tokens.resolver.js';
import { ApiTokens } from './api-tokens.service.js';
import { IdentityResolver } from './identity.resolver.js';
import { InvitationEntity } from './invitation.entity.js';
import { Invitations } from './invitations.service.js';
import { CarrierAccounts } from './carrier-accounts.service.js';
import { CarrierAttempts } from './carrier-attempts.service.js';
import { CarrierSettings } from './carrier-settings.service.js';
import { CarrierSignInController } from './carrier-sign-in.controller.js';
import { CarrierSignInResolver } from './carrier-sign-in.resolver.js';
import { CarrierSignIns } from './carrier-sign-ins.service.js';
import type { IssuerRules } from './issuer-fetch.js';
import { ISSUER_RULES, Issuers } from './issuers.js';
import { ADDRESS_OF, Callers } from './caller.js';
import { DeviceCookie, readOrMakeSecret } from './known-device.js';
import { CARRIER_COOKIE, PUBLIC_URL, SECOND_FACTOR, STEP_COOKIE } from './links.js';
import { OrganisationEntity } from './organisation.entity.js';
import { Organisations } from './organisations.service.js';
import { PasswordResetsResolver } from './password-resets.resolver.js';
import { PasswordResets } from './password-resets.service.js';
import { People } from './people.service.js';
import { PersonEntity } from './person.entity.js';
import { Proofs } from './proofs.service.js';
import { SecondFactorsResolver } from './second-factors.resolver.js';
import { SecondFactors } from './second-factors.service.js';
import { RememberedSessions } from './remembered-sessions.js';
import { SessionController } from './session.controller.js';
import { SessionCookie } from './session.cookie.js';
import { SessionMiddleware } from './session.middleware.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { SignInSteps } from './sign-in-steps.service.js';
import { SignInStrategy } from './sign-in.strategy.js';
import { Throttle } from './throttle.service.js';

export const identityEntities: Entities = [OrganisationEntity, PersonEntity, InvitationEntity, ApiTokenEntity];

interface IdentityOptions {
  readonly publicUrl: string;
  readonly freshProofMinutes: number;
  readonly deviceKeyFile: string;
  readonly trustProxy: TrustedProxies;
  readonly secondFactor: 'on' | 'off';
  readonly issuers: IssuerRules;
}

@Global()
@Module({})
export class IdentityModule implements NestModule {
  static forRoot(options: IdentityOptions): DynamicModule {
    const { publicUrl, freshProofMinutes, deviceKeyFile, trustProxy, secondFactor } = options;
    const secure = publicUrl.startsWith('https:');
    return {
      module: IdentityModule,
      controllers: [SessionController, EnrolmentController, CarrierSignInController],
      providers: [
        { provide: PUBLIC_URL, useValue: publicUrl },
        { provide: SessionCookie, useFactory: () => new SessionCookie(secure) },
        { provide: DeviceCookie, useFactory: () => new DeviceCookie(readOrMakeSecret(deviceKeyFile), secure) },
        { provide: ADDRESS_OF, useValue: addressReader(trustProxy) },
        Callers,
        Throttle,
        { provide: STEP_COOKIE, useFactory: () => new SessionCookie(secure, 'beistand-step') },
        { provide: CARRIER_COOKIE, useFactory: () => new SessionCookie(secure, 'beistand-carrier', 'lax') },
        { provide: ISSUER_RULES, useValue: options.issuers },
        { provide: SECOND_FACTOR, useValue: secondFactor },
        { provide: Passkeys, useFactory: () => new Passkeys(publicUrl) },
        { provide: FRESH_PROOF_MINUTES, useValue: freshProofMinutes },
        { provide: APP_GUARD, useClass: AccessGuard },
        Sessions,
        Proofs,
        SecondFactors,
        FactorSecrets,
        FactorCheck,
        Enrolments,
        SignInSteps,
        Issuers,
        CarrierSettings,
        CarrierAccounts,
        CarrierAttempts,
        CarrierSignIns,
        CarrierSignInResolver,
        SignIn,
        SignInStrategy,
        SessionMiddleware,
        RememberedSessions,
        ApiTokens,
        ApiTokenMiddleware,
        ApiTokensResolver,
        PasswordResets,
        PasswordResetsResolver,
        Organisations,
        Invitations,
        People,
        IdentityResolver,
        AccountResolver,
        SecondFactorsResolver,
      ],
      exports: [
        Organisations,
        People,
        Invitations,
        Sessions,
        ApiTokens,
        PasswordResets,
        SecondFactors,
        SignIn,
        PUBLIC_URL,
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SessionMiddleware, ApiTokenMiddleware).forRoutes('*path');
  }
}
