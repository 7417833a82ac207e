import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import { mayAskAnything } from './access/request.js';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { AuditModule } from './audit/audit.module.js';
import { caseEntities, CasesModule } from './cases/cases.module.js';
import type { Config, DatabaseUrls } from './config.js';
import { DatabaseModule } from './database/database.module.js';
import { DossiersModule } from './dossiers/dossiers.module.js';
import { FiguresModule } from './figures/figures.module.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { identityEntities, IdentityModule } from './identity/identity.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { KeysModule } from './keys/keys.module.js';
import { loggingModule, RequestLinesModule } from './logging/logging.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { officesEntities, OfficesModule } from './offices/offices.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PoolModule } from './pool/pool.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { StructuralModule } from './structural/structural.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { ReferenceModule } from './reference/reference.module.js';
import { referralEntities, ReferralsModule } from './referrals/referrals.module.js';

/** Where the house writes on this machine: a full disk there stops it. */
const foldersOf = ({ dataFolder, database, attachments }: Config): string[] => [
  dataFolder,
  ...(database ? [] : [join(dataFolder, 'postgres')]),
  ...(attachments.s3 ? [] : [attachments.folder]),
];

/** Lists the rooms, nothing else. */
@Module({})
export class AppModule {
  static forRoot(config: Config, urls: DatabaseUrls): DynamicModule {
    return {
      module: AppModule,
      imports: [
        loggingModule(config.logLevel),
        RequestLinesModule,
        DatabaseModule.forRoot(urls.application, [
          ...identityEntities,
          ...caseEntities,
          ...officesEntities,
          ...referralEntities,
        ]),
        GraphqlModule.forRoot({
          open: config.profile !== 'production',
          operations: config.operations,
          mayAskAnything,
        }),
        AuditModule.forRoot({
          keyFile: config.auditKeyFile,
          checkpointFolder: config.checkpointFolder,
          runs: config.runsJobs,
          everyMs: 2_000,
        }),
        KeysModule.forRoot(config.keys),
        JobsModule.forRoot({ url: urls.jobs, runs: config.runsJobs, alone: config.database === null }),
        ReferenceModule,
        OperationsModule.forRoot({
          metricsToken: config.metricsToken,
          limits: config.limits,
          folders: foldersOf(config),
          backup: config.backup && { ...config.backup, dataFolder: config.dataFolder },
        }),
        IdentityModule.forRoot(config),
        CasesModule,
        AttachmentsModule.forRoot(config.attachments),
        OfficesModule,
        ReferralsModule,
        StatisticsModule.forRoot({ url: urls.statistics ?? null, ...config.statistics, publicUrl: config.publicUrl }),
        StructuralModule,
        PoolModule,
        ReportsModule,
        FiguresModule,
        NotificationsModule.forRoot({
          smtpUrl: config.smtpUrl,
          from: config.mailFrom,
          folder: join(config.dataFolder, 'mail'),
        }),
        DossiersModule,
        ImportsModule,
        PrivacyModule,
      ],
    };
  }
}
