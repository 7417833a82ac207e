import { Module, type DynamicModule } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import type { AttachmentConfig } from '../config.js';
import { ATTACHMENT_OPTIONS, type AttachmentOptions } from './attachment-options.js';
import { AttachmentUploads } from './attachment-uploads.service.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsJob } from './attachments.job.js';
import { AttachmentsResolver } from './attachments.resolver.js';
import { Attachments } from './attachments.service.js';
import type { BlobStore } from './blob.store.js';
import { FolderStore } from './folder.store.js';
import { ReleasedAttachments } from './released-attachments.service.js';
import { Scanner } from './scanner.js';
import { Vault } from './vault.js';

@Module({})
export class AttachmentsModule {
  static forRoot({ folder, s3, clamdUrl, limits }: AttachmentConfig): DynamicModule {
    const options: AttachmentOptions = { limits, scanner: clamdUrl === null ? null : new Scanner(clamdUrl) };
    return {
      module: AttachmentsModule,
      global: true,
      imports: [CasesModule],
      controllers: [AttachmentsController],
      providers: [
        { provide: ATTACHMENT_OPTIONS, useValue: options },
        { provide: Vault, useFactory: async () => new Vault(await storeOf(s3, folder)) },
        Attachments,
        AttachmentUploads,
        ReleasedAttachments,
        AttachmentsJob,
        AttachmentsResolver,
      ],
      exports: [Attachments, ReleasedAttachments],
    };
  }
}

async function storeOf(s3: AttachmentConfig['s3'], folder: string): Promise<BlobStore> {
  if (!s3) return new FolderStore(folder);
  const { S3Store } = await import('./s3.store.js');
  return new S3Store(s3);
}
