import { Dice } from '../../src/demo/dice.js';
import { situations } from '../../src/demo/situations.js';

/** Words that fill the gaps; the first of each list are the usual ones, so that searches find much or little, as in life. */
const words: Readonly<Record<string, readonly string[]>> = {
  place: [
    'in der Wohnung',
    'im Jobcenter',
    'in der Schule',
    'am Telefon',
    'im Supermarkt',
    'bei der Ausländerbehörde',
    'im Treppenhaus',
    'an der Bushaltestelle',
    'in der Arztpraxis',
    'im Sportverein',
    'in der Bankfiliale',
    'vor der Diskothek',
    'im Krankenhaus',
    'auf dem Wochenmarkt',
    'in der Fahrschule',
    'im Fitnessstudio',
    'im Standesamt',
    'in der Kindertagesstätte',
    'im Schwimmbad',
    'im Stadtpark',
  ],
  who: [
    'der Vermieter',
    'die Sachbearbeiterin',
    'der Schichtleiter',
    'die Lehrerin',
    'der Nachbar',
    'die Hausverwaltung',
    'ein Kollege',
    'der Türsteher',
    'die Filialleiterin',
    'der Busfahrer',
    'die Ärztin',
    'ein Polizist',
    'der Trainer',
    'die Schulleitung',
    'der Makler',
    'die Personalabteilung',
    'der Kursleiter',
    'die Kontrolleurin',
    'der Hausmeister',
    'die Empfangsdame',
  ],
  what: [
    'eine Absage',
    'eine Beleidigung',
    'eine Drohung',
    'ein Hausverbot',
    'eine Kündigung',
    'eine Ablehnung',
    'eine Abmahnung',
    'eine abfällige Bemerkung',
    'ein Ausschluss',
    'eine Kontrolle ohne Anlass',
    'eine schlechtere Note',
    'eine verzögerte Bearbeitung',
    'ein verweigerter Zutritt',
    'eine Nebenkostennachforderung',
    'eine Versetzung',
    'ein Zettel am Briefkasten',
    'ein rassistischer Spitzname',
  ],
  reason: [
    'wegen des Namens',
    'wegen der Herkunft',
    'wegen des Kopftuchs',
    'wegen der Hautfarbe',
    'wegen des Akzents',
    'wegen des Aufenthaltstitels',
    'wegen der Religion',
    'wegen der Staatsangehörigkeit',
    'wegen der Schwangerschaft',
    'wegen der Behinderung',
    'ohne jede Begründung',
  ],
  paper: [
    'einen Brief',
    'eine E-Mail',
    'den Mietvertrag',
    'den Bescheid',
    'die Stellenanzeige',
    'einen Screenshot',
    'die Gehaltsnachweise',
    'ein Attest',
    'das Protokoll',
    'eine Tonaufnahme',
    'die Hausordnung',
    'das Zeugnis',
    'den Dienstplan',
    'eine Fotografie',
  ],
  deed: [
    'beschwerte sich schriftlich',
    'fragte noch einmal nach',
    'bat um ein Gespräch',
    'wandte sich an den Betriebsrat',
    'erstattete Anzeige',
    'verließ weinend den Raum',
    'zog die Bewerbung zurück',
    'sprach mit der Gleichstellungsbeauftragten',
    'legte Widerspruch ein',
    'verlangte eine Entschuldigung',
    'schaltete den Mieterverein ein',
    'meldete den Vorfall der Leitung',
  ],
  town: [
    'Mainz',
    'Ludwigshafen',
    'Koblenz',
    'Trier',
    'Kaiserslautern',
    'Worms',
    'Neuwied',
    'Speyer',
    'Landau',
    'Pirmasens',
    'Zweibrücken',
    'Frankenthal',
    'Bad Kreuznach',
    'Idar-Oberstein',
    'Andernach',
    'Mayen',
    'Wittlich',
    'Bitburg',
    'Alzey',
    'Ingelheim',
    'Germersheim',
    'Cochem',
  ],
  time: [
    'am Montag',
    'am frühen Morgen',
    'kurz vor Feierabend',
    'nach den Sommerferien',
    'im vergangenen Winter',
    'vor drei Wochen',
    'zu Monatsbeginn',
    'während des Ramadan',
    'am Wochenende',
    'nach der Probezeit',
  ],
};

const templates = [
  'Die Klientin berichtet, {time} habe {who} {place} {reason} schroff reagiert.',
  'Daraufhin kam {what}, obwohl alle Unterlagen vollständig vorlagen.',
  'Vorgelegt wurde {paper} aus {town}, die Beraterin hat eine Kopie zu den Akten genommen.',
  '{place} in {town} erhielt der Klient {reason} {what}; {who} bestreitet das.',
  'Eine Zeugin aus {town} war dabei und würde aussagen, dass {who} sich {time} abfällig geäußert hat.',
  'Sie {deed}, bekam aber bis heute keine Antwort.',
  'Er {deed} und brachte {paper} mit in die Beratung.',
  'Nach Auskunft des Klienten ist das {place} schon mehrmals vorgekommen, zuletzt {time}.',
  'Auf Nachfrage sagte {who}, es handle sich um ein Missverständnis und nicht um {what}.',
  'Die Familie wohnt seit elf Jahren in {town} und hat so etwas {place} noch nie erlebt.',
  'Eine deutsche Freundin fragte am selben Tag nach und wurde {place} sofort freundlich empfangen.',
  'Gewünscht wird vor allem eine Entschuldigung; {who} soll künftig anders handeln.',
] as const;

/** Zipf-like: the first word of a list comes often, the last one rarely. */
const pickWord = (dice: Dice, list: readonly string[]): string =>
  list[Math.floor(list.length * dice.roll() ** 2)] ?? '';

const fillIn = (dice: Dice, template: string): string => {
  const filled = template.replace(/\{(\w+)\}/g, (_, gap: string) => pickWord(dice, words[gap] ?? []));
  return filled.charAt(0).toUpperCase() + filled.slice(1);
};

/** German sentences of invented cases, the same ones at every run. */
export function inventSentences(count: number): string[] {
  const dice = new Dice(1_949);
  return Array.from({ length: count }, () => fillIn(dice, dice.pick(templates)));
}

export const openings: readonly string[] = situations.flatMap(({ narratives }) => narratives);

/** What counsellors type into the search field: one to three words, common ones and rare ones. */
export function inventSearches(count: number): string[] {
  const dice = new Dice(65_535);
  const word = (): string => {
    const gap = dice.pick(['place', 'who', 'what', 'reason', 'paper', 'town']);
    return (
      pickWord(dice, words[gap] ?? [])
        .split(' ')
        .at(-1) ?? ''
    );
  };
  return Array.from({ length: count }, () => Array.from({ length: dice.between(1, 3) }, word).join(' '));
}
