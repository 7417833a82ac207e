import { Module, type DynamicModule } from '@nestjs/common';
import { CheckpointMails } from './checkpoint-mail.job.js';
import { AccountNotices } from './account-notices.job.js';
import { InvitationMails } from './invitations.job.js';
import { PasswordResetMails } from './password-resets.job.js';
import { Mail, MAIL_OPTIONS, type MailOptions } from './mail.service.js';
import { Notices } from './notices.job.js';
import { NotificationsResolver } from './notifications.resolver.js';
import { Notifications } from './notifications.service.js';

@Module({})
export class NotificationsModule {
  static forRoot(options: MailOptions): DynamicModule {
    return {
      module: NotificationsModule,
      providers: [
        { provide: MAIL_OPTIONS, useValue: options },
        Mail,
        Notifications,
        Notices,
        InvitationMails,
        CheckpointMails,
        PasswordResetMails,
        AccountNotices,
        NotificationsResolver,
      ],
    };
  }
}
