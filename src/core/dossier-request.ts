import { isDisclosed, isPending, needsRelease, type ReferralKind, type ReferralState } from './referral-states.js';
import { accept, refuse, type Result } from './result.js';

/** How far the drawing is. `FAILED` is what the last attempt came to; a later one may still end in `READY`. */
export type DossierState = 'PENDING' | 'READY' | 'FAILED';

export interface ReferralOfDossier {
  readonly kind: ReferralKind;
  readonly state: ReferralState;
}

/**
 * Whether the sender may have the dossier drawn, from sending on: to look at what goes out, or to hand it over on paper.
 * Not once the client has withdrawn, nor where the office has declined: then there is nobody left whom it is for.
 */
export const mayHaveDossierDrawn = ({ kind, state }: ReferralOfDossier): Result<null> => {
  if (!needsRelease(kind)) return refuse('DOSSIER_NOT_OF_THIS_KIND', 'referralId');
  if (isPending(state) || isDisclosed(state)) return accept(null);
  if (state === 'WITHDRAWN') return refuse('REFERRAL_WITHDRAWN', 'referralId');
  if (state === 'RELEASE_WITHDRAWN') return refuse('RELEASE_WITHDRAWN', 'referralId');
  return refuse(state === 'DECLINED' ? 'REFERRAL_CLOSED' : 'REFERRAL_NOT_SENT', 'referralId');
};

/** What both sides are told: acceptance orders the dossier, so it is on its way before a row says so. Null: there is none. */
export const dossierStateOf = (stored: DossierState | null, { kind, state }: ReferralOfDossier): DossierState | null =>
  stored ?? (needsRelease(kind) && isDisclosed(state) ? 'PENDING' : null);
