import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { CasePerson, presentCasePerson } from '../cases/case-parts.types.js';
import { longestAttachmentTexts } from '../core/attachment.js';
import { BooleanInput, CodeInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { KnownAttachment } from './attachments.service.js';

@ObjectType({
  description: 'A file at a case, such as a letter, a picture or a recording. It comes by HTTP (docs/api.md, "Files").',
})
export class Attachment {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'The name it came with, or a better one. It is fetched under another.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it shows, where it is from.' })
  description!: string | null;

  @Field(() => Term, { nullable: true, description: 'Kind of evidence: a code of `evidenceKinds`.' })
  kind!: Term | null;

  @Field({ description: 'What it is by its content, such as application/pdf.' })
  mediaType!: string;

  @Field(() => Int, { description: 'Size in bytes, as it is fetched.' })
  bytes!: number;

  @Field({ description: 'SHA-256 in hexadecimal digits, as it is fetched.' })
  sha256!: string;

  @Field({
    description: 'SHA-256 of the file as it was handed over; differs from `sha256` where metadata was removed.',
  })
  originalSha256!: string;

  @Field({
    description:
      'REMOVED: place, time, device and the like were taken out of the picture. KEPT: the file is as it came; pictures of other kinds and documents may hold such data.',
  })
  metadata!: string;

  @Field({
    description:
      'READY: can be fetched. WAITING: not scanned for malware yet. INFECTED: malware was found, the bytes were deleted. REMOVED: will be gone soon, see `goneAt`.',
  })
  state!: string;

  @Field({ description: 'Whether it stays with the service: then it goes with no referral.' })
  internal!: boolean;

  @Field(() => Int, { description: 'Goes up with every change of what is said of it.' })
  version!: number;

  @Field({ description: 'When it was uploaded.' })
  uploadedAt!: Date;

  @Field(() => CasePerson, { description: 'Who uploaded it.' })
  uploadedBy!: CasePerson;

  @Field(() => Date, { nullable: true, description: 'When it was removed.' })
  removedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Of a removed one: until when it can be brought back.' })
  goneAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where to fetch it with the same session (GET) once it is READY. Every download is recorded.',
  })
  downloadUrl!: string | null;
}

@InputType({ description: 'What is said of a file. It replaces what was said before.' })
export class AttachmentInput {
  @TextInput({ max: longestAttachmentTexts.name, description: 'Name.' })
  name!: string;

  @TextInput({
    max: longestAttachmentTexts.description,
    optional: true,
    description: 'What it shows, where it is from.',
  })
  description?: string | null;

  @CodeInput({ optional: true, description: 'Kind of evidence: a code of `evidenceKinds`.' })
  kind?: string | null;

  @BooleanInput({ description: 'Whether it stays with the service, and goes with no referral.' })
  internal!: boolean;
}

export const AttachmentResult = createUnionType({
  name: 'AttachmentResult',
  description: 'The file as it is now, or why not.',
  types: () => [Attachment, Refusal] as const,
});

export const presentAttachment = (known: KnownAttachment, reference: Reference, publicUrl: string): Attachment =>
  Object.assign(new Attachment(), {
    id: known.id,
    name: known.name,
    description: known.description,
    kind: reference.termOrNull('evidenceKinds', known.kind),
    mediaType: known.mediaType,
    bytes: known.bytes,
    sha256: known.sha256,
    originalSha256: known.originalSha256,
    metadata: known.metadata,
    state: known.state,
    internal: known.isInternal,
    version: known.version,
    uploadedAt: known.uploadedAt,
    uploadedBy: presentCasePerson(known.uploadedBy),
    removedAt: known.removedAt,
    goneAt: known.goneAt,
    downloadUrl: known.state === 'READY' ? `${publicUrl}/attachments/${known.id}` : null,
  });
