import { dayOf, language, say } from './page.js';

/** `2026-Q3` or `2026` as people say it. */
export const periodWords = (period) => {
  const [year, quarter] = period.split('-Q');
  if (!quarter) return say({ de: `Jahr ${year}`, en: `year ${year}` });
  return say({ de: `${quarter}. Quartal ${year}`, en: `quarter ${quarter} of ${year}` });
};

export const stateWords = {
  PREPARING: { de: 'Wird vorbereitet', en: 'Being prepared' },
  READY: {
    de: 'Fertig vorbereitet: wartet auf die Freigabe durch eine zweite Person',
    en: 'Prepared: waits for the approval of a second person',
  },
  PUBLISHED: { de: 'Veröffentlicht', en: 'Published' },
  WITHDRAWN: { de: 'Zurückgezogen', en: 'Withdrawn' },
  CANCELLED: { de: 'Abgebrochen', en: 'Cancelled' },
  FAILED: { de: 'Nicht gelungen', en: 'Failed' },
};

const count = (number) => new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB').format(number);

/** How far a preparation is, as a sentence. */
export const stepWords = ({ step, round, open, servicesDone, services }) => {
  const turn = (round ?? 0) + 1;
  const left = {
    de: open === null ? '' : ` Noch nicht als sicher gezeigt: ${count(open)}.`,
    en: open === null ? '' : ` Not shown to be safe yet: ${count(open)}.`,
  };
  const words = {
    WAITING: { de: 'Wartet, bis das System Zeit hat.', en: 'Waits until the system has time.' },
    FREEZING: { de: 'Die Fälle des Quartals werden festgehalten.', en: 'The cases of the quarter are being frozen.' },
    COUNTING: { de: 'Es wird gezählt und gerundet.', en: 'Counting and rounding.' },
    AUDITING: {
      de: `Prüfung, Durchgang ${turn}: was könnten alle herausfinden?${left.de}`,
      en: `Audit, round ${turn}: what could everybody find out?${left.en}`,
    },
    INSIDERS: {
      de: `Prüfung, Durchgang ${turn}: was könnten Beratungsstellen und Ratsuchende herausfinden, die ihre eigenen Fälle kennen? ${count(servicesDone ?? 0)} von ${count(services ?? 0)} Stellen.${left.de}`,
      en: `Audit, round ${turn}: what could services and clients find out who know their own cases? ${count(servicesDone ?? 0)} of ${count(services ?? 0)} services.${left.en}`,
    },
    SIGNING: { de: 'Es wird nachgezählt und unterschrieben.', en: 'Counting once more and signing.' },
    DONE: { de: 'Fertig.', en: 'Done.' },
  };
  return say(words[step]);
};

const keys = {
  MISSING: { de: 'Ein Schlüssel der Statistik fehlt', en: 'A key of the statistics is missing' },
  UNUSABLE: { de: 'Ein Schlüssel der Statistik ist nicht lesbar', en: 'A key of the statistics cannot be read' },
  CHANGED: {
    de: 'Der Schlüssel der Statistik ist ein anderer als bei früheren Veröffentlichungen',
    en: 'The key of the statistics is another one than in earlier releases',
  },
};

/** Why a preparation failed, and what to do, as two sentences. */
export const failureWords = (failure) => {
  if (failure === 'UNDECIDED')
    return {
      why: {
        de: 'Die Prüfung kam zu keinem Ende: Für so viele Tabellen sind es zu wenige Fälle.',
        en: 'The audit came to no end: there are too few cases for so many tables.',
      },
      what: {
        de: 'Bitte abbrechen. Die Fälle sind dann wieder frei und zählen in den Jahreszahlen mit, sobald ein späteres Quartal desselben Jahres veröffentlicht wird.',
        en: 'Please cancel it. The cases are free again then, and count in the numbers of the year once a later quarter of the same year is published.',
      },
    };
  const [setting, kind] = failure.split(' ');
  return {
    why: {
      de: `${(keys[kind] ?? keys.UNUSABLE).de} (${setting}).`,
      en: `${(keys[kind] ?? keys.UNUSABLE).en} (${setting}).`,
    },
    what: {
      de: 'Das Rechenzentrum muss helfen (docs/operations.md). Danach lässt sich das Quartal noch einmal vorbereiten.',
      en: 'Whoever runs the house has to help (docs/operations.md). Then the quarter can be prepared again.',
    },
  };
};

/** What is known of a release besides its state: one line each. */
export const facts = ({ publisher, licence, preparedAt, preparedByMe, publishedAt, withdrawnAt, withdrawalReason }) => {
  const lines = [
    { de: `Im Namen von ${publisher}, Lizenz ${licence}`, en: `In the name of ${publisher}, licence ${licence}` },
    {
      de: `Vorbereitet am ${dayOf(preparedAt)}${preparedByMe ? ', von Ihnen' : ''}`,
      en: `Prepared on ${dayOf(preparedAt)}${preparedByMe ? ', by you' : ''}`,
    },
    publishedAt && { de: `Veröffentlicht am ${dayOf(publishedAt)}`, en: `Published on ${dayOf(publishedAt)}` },
    withdrawnAt && {
      de: `Zurückgezogen am ${dayOf(withdrawnAt)}. Grund: ${withdrawalReason}`,
      en: `Withdrawn on ${dayOf(withdrawnAt)}. Reason: ${withdrawalReason}`,
    },
  ];
  return lines.filter(Boolean).map(say);
};
