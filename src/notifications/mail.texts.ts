import type { Checkpoint } from '../core/audit-log.js';

/** What a mail says; it never says what it is about. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** "There is something for you": not what, not from whom, not about whom. */
export const noticeMail = (language: 'de' | 'en', publicUrl: string): MailText =>
  language === 'de'
    ? {
        subject: 'Es gibt etwas für Sie in Beistand',
        text: `Guten Tag,\n\nin Beistand gibt es etwas für Sie. Bitte melden Sie sich an:\n${publicUrl}\n\nAus Gründen der Vertraulichkeit steht hier nicht, was es ist.\nDiese Nachricht wurde automatisch versandt; Antworten liest niemand.\n`,
      }
    : {
        subject: 'There is something for you in Beistand',
        text: `Hello,\n\nthere is something for you in Beistand. Please sign in:\n${publicUrl}\n\nFor reasons of confidentiality this mail does not say what it is.\nIt was sent automatically; nobody reads replies.\n`,
      };

/** In both languages: whoever is invited has not chosen one yet. */
export const invitationMail = (organisation: string, url: string): MailText => ({
  subject: 'Einladung zu Beistand / Invitation to Beistand',
  text: `Guten Tag,\n\n${organisation} lädt Sie zu Beistand ein. Mit diesem Link legen Sie Ihren Zugang an. Er gilt sieben Tage und nur einmal:\n${url}\n\nWenn Sie nichts davon wissen, löschen Sie diese Nachricht.\n\n--\n\nHello,\n\n${organisation} invites you to Beistand. With the link above you make your account. It is good for seven days and only once.\n\nIf you know nothing of it, delete this message.\n`,
});

/** The signed head of the log as one line that `beistand audit verify --checkpoints` reads, and the key to check it with. */
export const checkpointMail = (language: 'de' | 'en', checkpoint: Checkpoint, publicKey: string): MailText => {
  const lines = `${JSON.stringify(checkpoint)}\n\n${publicKey}`;
  return language === 'de'
    ? {
        subject: 'Beistand: Prüfpunkt des Protokolls',
        text: `Guten Tag,\n\nder folgende Prüfpunkt belegt den Stand des Protokolls Ihres Trägers. Bitte bewahren Sie ihn außerhalb von Beistand auf: Wird das Protokoll später verändert oder zurückgesetzt, fällt es damit auf. Er enthält nichts über Personen.\n\n${lines}\nWie man ihn prüft, steht in docs/operations.md, Abschnitt "Audit log".\n`,
      }
    : {
        subject: 'Beistand: checkpoint of the audit log',
        text: `Hello,\n\nthis checkpoint shows the state of your carrier's audit log. Keep it outside of Beistand: should the log be changed or set back later, it shows. It says nothing about anybody.\n\n${lines}\nHow to check it: docs/operations.md, section "Audit log".\n`,
      };
};

/** Who asked is not known, and nothing has changed yet: both are said. */
export const resetMail = (language: 'de' | 'en', url: string): MailText =>
  language === 'de'
    ? {
        subject: 'Neues Passwort für Beistand',
        text: `Guten Tag,\n\njemand hat für diese Adresse ein neues Passwort für Beistand angefordert. Mit diesem Link setzen Sie es. Er gilt 30 Minuten und nur einmal:\n${url}\n\nWaren Sie das nicht, löschen Sie diese Nachricht: Es hat sich nichts geändert. Kommt sie öfter, sagen Sie bitte der Verwaltung Ihrer Organisation Bescheid.\nDiese Nachricht wurde automatisch versandt; Antworten liest niemand.\n`,
      }
    : {
        subject: 'A new password for Beistand',
        text: `Hello,\n\nsomebody asked for a new password for Beistand for this address. With this link you set it. It is good for 30 minutes and only once:\n${url}\n\nIf that was not you, delete this message: nothing has changed. If it comes again, tell whoever administers your organisation.\nIt was sent automatically; nobody reads replies.\n`,
      };

/** What was changed about somebody's own way of signing in. */
const accountDeeds = {
  FACTOR_ADDED: { de: 'Ein zweiter Faktor wurde eingerichtet.', en: 'A second factor was set up.' },
  FACTOR_REMOVED: { de: 'Ein zweiter Faktor wurde entfernt.', en: 'A second factor was removed.' },
  FACTORS_RESET: {
    de: 'Ihre zweiten Faktoren wurden zurückgesetzt. Bei der nächsten Anmeldung richten Sie einen neuen ein.',
    en: 'Your second factors were reset. You will set up a new one at your next sign-in.',
  },
  RECOVERY_CODES_RENEWED: {
    de: 'Neue Wiederherstellungscodes wurden erstellt; die bisherigen gelten nicht mehr.',
    en: 'New recovery codes were made; those before are no longer good.',
  },
  RECOVERY_CODE_USED: { de: 'Ein Wiederherstellungscode wurde benutzt.', en: 'A recovery code was used.' },
  PASSWORD_CHANGED: { de: 'Ihr Passwort wurde geändert.', en: 'Your password was changed.' },
} as const;

type AccountDeed = keyof typeof accountDeeds;

export const isAccountDeed = (deed: string): deed is AccountDeed => Object.hasOwn(accountDeeds, deed);

/** Says what has changed, and what to do if it was somebody else. */
export const accountMail = (language: 'de' | 'en', deed: AccountDeed, publicUrl: string): MailText =>
  language === 'de'
    ? {
        subject: 'Ihr Zugang zu Beistand wurde geändert',
        text: `Guten Tag,\n\n${accountDeeds[deed].de}\n\nWaren Sie das nicht? Dann ändern Sie bitte sofort Ihr Passwort und sagen Sie Ihrer Verwaltung Bescheid:\n${publicUrl}/account\n\nDiese Nachricht wurde automatisch versandt; Antworten liest niemand.\n`,
      }
    : {
        subject: 'Your account in Beistand was changed',
        text: `Hello,\n\n${accountDeeds[deed].en}\n\nIt was not you? Then change your password at once and tell your administrator:\n${publicUrl}/account\n\nThis mail was sent automatically; nobody reads replies.\n`,
      };
