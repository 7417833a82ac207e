import type { Notice as ReferralNotice } from './referral-change.js';

/** What each notice says in a person's inbox. Mails never say it: there it is "something for you". */
const labels = {
  RECEIVED: { de: 'Neue Weitervermittlung', en: 'New referral' },
  PREVIEW_SEEN: { de: 'Vorschau angesehen', en: 'Preview seen' },
  QUESTION: { de: 'Rückfrage', en: 'Question' },
  ANSWER: { de: 'Antwort auf eine Rückfrage', en: 'Answer to a question' },
  ACCEPTED: { de: 'Angenommen', en: 'Accepted' },
  DECLINED: { de: 'Abgelehnt', en: 'Declined' },
  STARTED: { de: 'In Bearbeitung', en: 'In progress' },
  COMPLETED: { de: 'Abgeschlossen mit Ergebnis', en: 'Completed with a result' },
  RETURN_OFFERED: { de: 'Rückgabe angeboten', en: 'Return offered' },
  RETURN_ACCEPTED: { de: 'Rückgabe angenommen', en: 'Return accepted' },
  RETURN_DECLINED: { de: 'Rückgabe abgelehnt', en: 'Return declined' },
  UNANSWERED: { de: 'Ohne Antwort geblieben', en: 'Left unanswered' },
  WITHDRAWN: { de: 'Zurückgezogen', en: 'Withdrawn' },
  RELEASE_WITHDRAWN: { de: 'Schweigepflichtentbindung widerrufen', en: 'Release from confidentiality withdrawn' },
  SOURCE_ERASED: { de: 'Fall gelöscht', en: 'Case erased' },
  RECTIFIED: { de: 'Angaben berichtigt', en: 'Something was rectified' },
  DISPOSAL_PROPOSED: {
    de: 'Eine Löschung ist vorgeschlagen und wartet auf eine zweite Person',
    en: 'A disposal is proposed and waits for a second person',
  },
  DISPOSAL_VOID: {
    de: 'Eine freigegebene Löschung ist hinfällig: Der Fall wurde seitdem bearbeitet oder gesperrt',
    en: 'A disposal that was approved is void: the case has been worked on or held since',
  },
} as const satisfies Record<NoticeKind, { readonly de: string; readonly en: string }>;

export type NoticeKind = ReferralNotice['kind'] | 'DISPOSAL_PROPOSED' | 'DISPOSAL_VOID';

/**
 * The kind that a job's `deed` tells of: `ACCEPTED`, or `QUESTION:<id>` where the same can happen again on one referral.
 * Null when it is none of ours.
 */
export const noticeKindOf = (deed: string): NoticeKind | null => {
  const [kind = ''] = deed.split(':');
  return Object.hasOwn(labels, kind) ? (kind as NoticeKind) : null;
};

export const noticeLabel = (kind: NoticeKind): { readonly de: string; readonly en: string } => labels[kind];
