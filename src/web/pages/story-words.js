import { dayOf, say } from './page.js';

export const stateWords = {
  DRAFT: { de: 'Entwurf', en: 'Draft' },
  SUBMITTED: { de: 'Wartet auf eine zweite Person', en: 'Waits for a second person' },
  SIGNED_OFF: { de: 'Freigegeben: Kampagnen können sie lesen', en: 'Signed off: campaigns can read it' },
  WITHDRAWN: { de: 'Zurückgezogen: der Text ist gelöscht', en: 'Withdrawn: the text is deleted' },
};

const withdrawalWords = {
  CONSENT_WITHDRAWN: { de: 'Die Einwilligung wurde widerrufen.', en: 'The consent was withdrawn.' },
  RETRACTED: { de: 'Die Beratungsstelle hat sie zurückgenommen.', en: 'The service took it back.' },
};

export const consentStates = {
  VALID: { de: 'gilt', en: 'holds' },
  EXPIRED: { de: 'ist abgelaufen', en: 'has expired' },
  WITHDRAWN: { de: 'ist widerrufen', en: 'is withdrawn' },
};

/** Words of the codebook, in one sentence. */
export const listed = (terms) => terms.map(say).join(', ');

/** What is known of a story besides its text: one line each. */
export const factsOf = ({ authors, createdAt, submittedAt, signedOffBy, signedOffAt, withdrawnAt, withdrawal }) => {
  const names = authors.map(({ name }) => name).join(', ');
  const lines = [
    {
      de: `Geschrieben von ${names}, begonnen am ${dayOf(createdAt)}`,
      en: `Written by ${names}, begun on ${dayOf(createdAt)}`,
    },
    submittedAt && {
      de: `Zur Freigabe gegeben am ${dayOf(submittedAt)}`,
      en: `Handed on for sign-off on ${dayOf(submittedAt)}`,
    },
    signedOffAt && {
      de: `Freigegeben am ${dayOf(signedOffAt)}${signedOffBy ? ` von ${signedOffBy.name}` : ''}`,
      en: `Signed off on ${dayOf(signedOffAt)}${signedOffBy ? ` by ${signedOffBy.name}` : ''}`,
    },
    withdrawnAt && {
      de: `Zurückgezogen am ${dayOf(withdrawnAt)}. ${withdrawalWords[withdrawal].de}`,
      en: `Withdrawn on ${dayOf(withdrawnAt)}. ${withdrawalWords[withdrawal].en}`,
    },
  ];
  return lines.filter(Boolean).map(say);
};
