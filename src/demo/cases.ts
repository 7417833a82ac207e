import { addDays, type CalendarDate } from '../core/calendar.js';
import type { District } from '../core/codebook.js';
import { Dice } from './dice.js';
import { situations } from './situations.js';

/** An invented case as it would be typed in. */
export interface InventedCase {
  readonly recordedOn: CalendarDate;
  readonly given: InventedContents;
}

interface InventedContents {
  readonly grounds: string[];
  readonly mainArea: { readonly area: string; readonly subArea: string | null };
  readonly respondentType: string;
  readonly district: string | null;
  readonly incidentEarliest: CalendarDate;
  readonly incidentLatest: CalendarDate;
  readonly narrative: string;
  readonly incidentForms: string[];
  readonly respondentOrganisation: string | null;
  readonly clientName: string | null;
  readonly clientContact: string | null;
  readonly affectedRole: string;
  readonly ageBand: string;
  readonly gender: string;
  readonly language: string;
  readonly interpreterNeeded: boolean;
  readonly accessPath: string;
  readonly channel: string;
  readonly recurrence: string;
  readonly level: string;
  readonly wishes: string[];
  readonly assessment: string;
}

const names = [
  'Amira Beispiel',
  'Deniz Muster',
  'Olena Probe',
  'Nguyễn Văn Mẫu',
  'سمير مثال',
  'Samuel Vorlage',
  'Мария Пример',
  'Fatou Exempel',
  'Ali Reza Nemuneh',
];

const MONTHS_18 = 540;

/** `count` invented cases, oldest first, spread over all districts and the 18 months before `today`; the same ones every time. */
export function inventCases(count: number, districts: readonly District[], today: CalendarDate): InventedCase[] {
  const dice = new Dice(20_260_128);
  return Array.from({ length: count }, (_, index) => {
    const recordedOn = addDays(today, -Math.round(((count - index) * MONTHS_18) / count));
    return { recordedOn, given: invent(dice, districts[index % districts.length]?.key ?? null, recordedOn) };
  });
}

function invent(dice: Dice, district: string | null, recordedOn: CalendarDate): InventedContents {
  const situation = dice.pick(situations);
  const latest = addDays(recordedOn, -dice.between(0, 60));
  const grounds = [
    ...new Set([dice.pick(situation.grounds), ...(dice.chance(0.35) ? [dice.pick(situation.grounds)] : [])]),
  ];
  const named = dice.chance(0.7);
  return {
    grounds,
    mainArea: { area: situation.area, subArea: situation.subArea || null },
    respondentType: dice.pick(situation.respondentTypes),
    district: dice.chance(0.05) ? null : district,
    incidentEarliest: dice.chance(0.3) ? addDays(latest, -dice.between(1, 30)) : latest,
    incidentLatest: latest,
    narrative: dice.pick(situation.narratives),
    incidentForms: [dice.pick(situation.forms)],
    respondentOrganisation: situation.organisation || null,
    clientName: named ? dice.pick(names) : null,
    clientContact: named && dice.chance(0.6) ? `Telefon 0000 ${dice.between(100_000, 999_999)}` : null,
    affectedRole: dice.weigh([
      ['SELF', 8],
      ['RELATIVE', 2],
      ['WITNESS', 1],
      ['GROUP', 1],
    ]),
    ageBand: dice.weigh([
      ['UNDER_18', 1],
      ['A18_26', 3],
      ['A27_39', 5],
      ['A40_59', 4],
      ['A60_PLUS', 1],
      ['UNKNOWN', 1],
      ['NOT_STATED', 1],
    ]),
    gender: dice.weigh([
      ['FEMALE', 5],
      ['MALE', 5],
      ['DIVERSE', 1],
      ['NOT_STATED', 1],
    ]),
    language: dice.weigh([
      ['de', 4],
      ['ar', 4],
      ['uk', 3],
      ['tr', 2],
      ['fa', 2],
      ['ru', 2],
      ['en', 2],
      ['vi', 1],
      ['ti', 1],
    ]),
    interpreterNeeded: dice.chance(0.3),
    accessPath: dice.weigh([
      ['ONGOING_ADVICE', 6],
      ['OWN_INITIATIVE', 4],
      ['REFERRED_HERE', 2],
      ['VOLUNTEERS', 2],
      ['OUTREACH', 1],
      ['CAMPAIGN', 1],
    ]),
    channel: dice.weigh([
      ['IN_PERSON', 6],
      ['PHONE', 3],
      ['EMAIL', 2],
      ['ONLINE', 1],
    ]),
    recurrence: dice.weigh([
      ['ONCE', 6],
      ['REPEATED', 3],
      ['ONGOING', 2],
    ]),
    level: dice.weigh([
      ['INDIVIDUAL', 6],
      ['INSTITUTIONAL', 3],
      ['STRUCTURAL', 1],
    ]),
    wishes: [
      ...new Set([
        dice.weigh([
          ['INFORMATION', 4],
          ['RELIEF', 3],
          ['CHANGE', 3],
          ['APOLOGY', 2],
          ['COMPENSATION', 2],
          ['DOCUMENT_ONLY', 2],
        ]),
      ]),
    ],
    assessment: dice.weigh([
      ['YES', 5],
      ['LIKELY', 4],
      ['UNCLEAR', 3],
      ['NO', 1],
    ]),
  };
}
