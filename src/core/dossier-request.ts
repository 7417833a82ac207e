import { isCalendarDate, type CalendarDate } from './calendar.js';
import { isDisclosed, isPending, needsRelease, type ReferralKind, type ReferralState } from './referral-states.js';
import { accept, refuse, type Result } from './result.js';

/** How far the drawing is. `FAILED` is what the last attempt came to; a later one may still end in `READY`. */
export type DossierState = 'PENDING' | 'READY' | 'FAILED';

export interface ReferralOfDossier {
  readonly kind: ReferralKind;
  readonly state: ReferralState;
  /** Null once the case was erased. */
  readonly caseId: string | null;
}

/**
 * Whether the sender may have the dossier drawn, from sending on: to look at what goes out, or to hand it over on paper.
 * Not once the client has withdrawn, nor where the office has declined: then there is nobody left whom it is for. Nor once the case was erased.
 */
export const mayHaveDossierDrawn = ({ kind, state, caseId }: ReferralOfDossier): Result<null> => {
  if (!needsRelease(kind)) return refuse('DOSSIER_NOT_OF_THIS_KIND', 'referralId');
  if (caseId === null) return refuse('DOSSIER_ERASED', 'referralId');
  if (isPending(state) || isDisclosed(state)) return accept(null);
  if (state === 'WITHDRAWN') return refuse('REFERRAL_WITHDRAWN', 'referralId');
  if (state === 'RELEASE_WITHDRAWN') return refuse('RELEASE_WITHDRAWN', 'referralId');
  return refuse(state === 'DECLINED' ? 'REFERRAL_CLOSED' : 'REFERRAL_NOT_SENT', 'referralId');
};

/**
 * What both sides are told: acceptance orders the dossier, so it is on its way before a row says so. Null: there is none, and where the case was
 * erased none will be.
 */
export const dossierStateOf = (
  stored: DossierState | null,
  { kind, state, caseId }: ReferralOfDossier,
): DossierState | null => stored ?? (needsRelease(kind) && isDisclosed(state) && caseId !== null ? 'PENDING' : null);

/** Whether there is none, or none that this side may still have, because the case was erased. A referral without a release never had one. */
export const isDossierErased = (stored: DossierState | null, { kind, caseId }: ReferralOfDossier): boolean =>
  stored === null && caseId === null && needsRelease(kind);

/**
 * Whether the client's list tells of a download by the sender itself: while the dossier is closed to the office (not accepted yet, refused, withdrawn)
 * such a copy can leave the service only by hand, and the client may ask for every recipient (Art. 15 (1) (c) GDPR).
 */
export const isOwnCopyTold = (state: ReferralState): boolean => !isDisclosed(state);

/**
 * The day on which the dossier was handed to the office on paper. In any state from sending on: what has happened is on record, also where the office refused
 * or the client withdrew since. Refuses a day before the dossier was drawn, and one that is yet to come.
 */
export function checkHandover(
  { kind, state }: ReferralOfDossier,
  drawnOn: CalendarDate | null,
  on: string,
  today: CalendarDate,
): Result<CalendarDate> {
  if (!needsRelease(kind)) return refuse('DOSSIER_NOT_OF_THIS_KIND', 'referralId');
  if (state === 'DRAFT') return refuse('REFERRAL_NOT_SENT', 'referralId');
  if (drawnOn === null) return refuse('DOSSIER_PENDING', 'referralId');
  if (!isCalendarDate(on)) return refuse('INVALID_FORMAT', 'on', { expected: 'YYYY-MM-DD' });
  if (on > today) return refuse('DATE_IN_FUTURE', 'on');
  if (on < drawnOn) return refuse('DATE_TOO_EARLY', 'on', { min: drawnOn });
  return accept(on);
}
