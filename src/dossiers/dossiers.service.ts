import { Injectable, NotFoundException } from '@nestjs/common';
import DataLoader from 'dataloader';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import {
  dossierStateOf,
  isDossierErased,
  isOwnCopyTold,
  mayHaveDossierDrawn,
  type DossierState,
} from '../core/dossier-request.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Keys } from '../keys/keys.service.js';
import { unseal } from '../keys/seal.js';
import { DossierDisclosures } from './dossier-disclosures.service.js';
import { pdfPlace } from './pdf-place.js';
import {
  dossiersOf,
  holdReferral,
  markDossier,
  recordDownload,
  storedDossier,
  type DossierRow,
  type SharedReferral,
  type StoredDossier,
} from './dossiers.queries.js';

/** A dossier as one side of its referral may know it. */
export interface KnownDossier {
  readonly referralId: string;
  readonly state: DossierState;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly renderedAt: Date | null;
  readonly downloads: readonly { readonly at: Date; readonly byOwnSide: boolean }[];
}

export interface Download {
  readonly pdf: Buffer;
  readonly sha256: string;
  readonly fileName: string;
}

@Injectable()
export class Dossiers {
  private readonly loaders = new WeakMap<Actor, DataLoader<string, KnownDossier | null>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly keys: Keys,
    private readonly disclosures: DossierDisclosures,
  ) {}

  /** The dossier of a referral, or null. What a request asks for a whole list of referrals is one statement. */
  ofReferral(actor: Actor, referralId: string): Promise<KnownDossier | null> {
    const loader =
      this.loaders.get(actor) ??
      new DataLoader(
        async (ids: readonly string[]) => {
          const found = await this.find(actor, ids);
          return ids.map((id) => found.get(id) ?? null);
        },
        // What a mutation has just changed must not be answered from before it.
        { cache: false },
      );
    this.loaders.set(actor, loader);
    return loader.load(referralId);
  }

  /** The sender has it drawn, before the office has accepted or once more after a failure. One that is there stays. */
  request(actor: Actor, referralId: string): Promise<Result<null>> {
    return this.transactions.run(actor, async (tx) => {
      const { organisationId } = actor;
      const referral = await this.hold(tx, referralId);
      if (referral.organisationId !== organisationId) throw new NotFoundException();
      const [stored] = await query<StoredDossier>(tx, storedDossier(organisationId, referralId));
      if (stored?.state === 'READY') return accept(null);
      const decision = mayHaveDossierDrawn(referral);
      if (!decision.ok) return decision;

      await query(tx, markDossier({ organisationId, referralId }, 'PENDING'));
      const key = `dossier.render:${referralId}`;
      await this.jobs.enqueue(tx, { name: 'dossier.render', organisationId, subjectId: referralId, key });
      await this.audit.record(tx, actor, 'dossier.requested', { type: 'referral', id: referralId });
      return decision;
    });
  }

  /** The file, for either side. When this has ended, the download is in the records of all whom it concerns. */
  download(actor: Actor, referralId: string, now = new Date()): Promise<Result<Download>> {
    return this.transactions.run(actor, async (tx) => {
      const referral = await this.hold(tx, referralId);
      const own = referral.organisationId === actor.organisationId;
      if (!own && !referral.contentOpen) throw new NotFoundException();
      const [stored] = await query<StoredDossier>(tx, storedDossier(referral.organisationId, referralId));
      if (isDossierErased(stored?.state ?? null, referral)) return refuse('DOSSIER_ERASED');
      const state = dossierStateOf(stored?.state ?? null, referral);
      if (state === null) throw new NotFoundException();
      if (state === 'FAILED') return refuse('DOSSIER_FAILED');
      if (!stored?.pdf || !stored.sha256) return refuse('DOSSIER_PENDING');

      const { sha256 } = stored;
      const place = pdfPlace(referral.organisationId, referralId);
      const pdf = unseal(await this.keys.unwrap(stored.key), place, stored.pdf);
      await query(tx, recordDownload(referral.organisationId, stored.id, actor));
      const kind = own ? 'OWN_COPY' : 'DOSSIER';
      if (!own || isOwnCopyTold(referral.state))
        await this.disclosures.record(
          tx,
          actor,
          { organisationId: referral.organisationId, id: referralId },
          { kind, at: now },
        );
      await this.audit.record(
        tx,
        actor,
        'dossier.downloaded',
        { type: 'referral', id: referralId },
        { side: own ? 'SENDER' : 'RECIPIENT', referralState: referral.state, sha256 },
      );
      return accept({ pdf, sha256, fileName: `dossier-${referral.reference}.pdf` });
    });
  }

  private async hold(tx: Tx, referralId: string): Promise<SharedReferral> {
    const [referral] = await query<SharedReferral>(tx, holdReferral(referralId));
    if (!referral) throw new NotFoundException();
    return referral;
  }

  private async find(actor: Actor, referralIds: readonly string[]): Promise<ReadonlyMap<string, KnownDossier>> {
    const rows = await this.transactions.read<DossierRow>(actor, dossiersOf(referralIds));
    return new Map(rows.flatMap((row) => known(row).map((dossier) => [row.referralId, dossier] as const)));
  }
}

function known(row: DossierRow): KnownDossier[] {
  const { referralId, sha256, bytes, renderedAt, downloads } = row;
  const state = dossierStateOf(row.stored, row);
  if (state === null) return [];
  const dated = downloads.map(({ at, byOwnSide }) => ({ at: new Date(at), byOwnSide }));
  return [{ referralId, state, sha256, bytes, renderedAt, downloads: dated }];
}
