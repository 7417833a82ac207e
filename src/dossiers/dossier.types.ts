import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import { Refusal } from '../graphql/refusal.js';
import { Disclosure } from '../referrals/referral.types.js';
import type { KnownDossier } from './dossiers.service.js';

@ObjectType({ description: 'That somebody fetched the dossier.' })
export class DossierDownload {
  @Field({ description: 'When.' })
  at!: Date;

  @Field({ description: 'True: somebody of the own organisation. An office sees its own downloads alone.' })
  byOwnSide!: boolean;
}

@ObjectType({ description: 'What was released, as a PDF with the same content attached as JSON.' })
export class Dossier {
  @Field({
    description:
      'PENDING: being drawn up, some seconds. READY: can be fetched. FAILED: the last attempt failed; it is tried again some times, and `renderDossier` asks for it anew.',
  })
  state!: string;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the file in hexadecimal digits, once it is READY.' })
  sha256!: string | null;

  @Field(() => Int, { nullable: true, description: 'Size of the file in bytes, once it is READY.' })
  bytes!: number | null;

  @Field(() => Date, { nullable: true, description: 'When it was drawn up.' })
  renderedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where to fetch it with the same session (GET), once it is READY. Every download is recorded.',
  })
  downloadUrl!: string | null;

  @Field(() => [DossierDownload], { description: 'Downloads so far, oldest first.' })
  downloads!: DossierDownload[];
}

export const RenderDossierResult = createUnionType({
  name: 'RenderDossierResult',
  description: 'The dossier as it is now, or why it cannot be drawn up.',
  types: () => [Dossier, Refusal] as const,
});

export const HandoverResult = createUnionType({
  name: 'HandoverResult',
  description: 'The line in the list of the client, or why there is none.',
  types: () => [Disclosure, Refusal] as const,
});

export const presentDossier = (
  { referralId, state, sha256, bytes, renderedAt, downloads }: KnownDossier,
  publicUrl: string,
): Dossier =>
  Object.assign(new Dossier(), {
    state,
    sha256,
    bytes,
    renderedAt,
    downloadUrl: state === 'READY' ? `${publicUrl}/dossiers/${referralId}` : null,
    downloads: downloads.map((download) => Object.assign(new DossierDownload(), download)),
  });
