import { isCalendarDate, type CalendarDate } from './calendar.js';
import type { Codebook, District } from './codebook.js';
import { freeTextProblems, termProblems } from './release.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';

/** Work against discrimination that hangs on no case (concept of the migration advice services, sections 3.4 and 6). */
export interface StructuralActivity {
  /** A code of `structuralActivities`. */
  readonly kind: string;
  readonly title: string;
  readonly startsOn: CalendarDate;
  /** The same day for what took one day. */
  readonly endsOn: CalendarDate;
  /** Organisations that took part; no single persons. */
  readonly partners: readonly string[];
  /** How many people it reached; null = not counted. */
  readonly reach: number | null;
  readonly reachEstimated: boolean;
  readonly district: string | null;
  readonly grounds: readonly string[];
  readonly areas: readonly string[];
  readonly note: string | null;
}

/** As a person gave it: absent, empty and blank mean "not said"; without an end it took one day. */
export type GivenActivity = Pick<StructuralActivity, 'kind' | 'title' | 'startsOn'> & {
  readonly [F in Exclude<keyof StructuralActivity, 'kind' | 'title' | 'startsOn'>]?:
    StructuralActivity[F] | null | undefined;
};

export interface ActivityContext {
  readonly codebook: Codebook;
  readonly districts: readonly District[];
  readonly today: CalendarDate;
  /** Codes that the activity carries already: they may stay, though they have been retired since. */
  readonly kept: readonly string[];
}

export const longestActivity = { title: 200, partner: 200, partners: 30, note: 5_000 } as const;

/** Nobody was reached by more than live in Germany. */
export const widestReach = 90_000_000;

const earliestDay: CalendarDate = '1990-01-01';

/** The activity, or every field that cannot be meant. Planned ones may lie ahead, by two years at most. */
export const checkActivity = (given: GivenActivity, context: ActivityContext): Result<StructuralActivity> => {
  const endsOn = given.endsOn ?? given.startsOn;
  const [partners, grounds, areas] = [given.partners ?? [], given.grounds ?? [], given.areas ?? []];
  const [reach, note] = [given.reach ?? null, given.note?.trim() || null];
  const problems = [
    ...codesProblems(context, 'structuralActivities', [given.kind], () => 'kind'),
    ...(given.title.trim() === ''
      ? [problem('REQUIRED', 'input.title')]
      : freeTextProblems('input.title', given.title.trim(), longestActivity.title)),
    ...periodProblems(given.startsOn, endsOn, context.today),
    ...partnersProblems(partners),
    ...reachProblems(reach, given.reachEstimated ?? false),
    ...(given.district != null && !context.districts.some(({ key }) => key === given.district)
      ? [problem('UNKNOWN_DISTRICT', 'input.district')]
      : []),
    ...codesProblems(context, 'grounds', grounds, (at) => `grounds[${at}]`),
    ...codesProblems(context, 'areas', areas, (at) => `areas[${at}]`),
    ...freeTextProblems('input.note', note, longestActivity.note),
  ];
  return (
    refusedFor(problems) ??
    accept({
      kind: given.kind,
      title: given.title.trim(),
      startsOn: given.startsOn,
      endsOn,
      partners: partners.map((partner) => partner.trim()),
      reach,
      reachEstimated: given.reachEstimated ?? false,
      district: given.district ?? null,
      grounds: [...new Set(grounds)],
      areas: [...new Set(areas)],
      note,
    })
  );
};

const codesProblems = (
  { codebook, today, kept }: ActivityContext,
  vocabulary: 'structuralActivities' | 'grounds' | 'areas',
  codes: readonly string[],
  place: (at: number) => string,
): Problem[] =>
  codes.flatMap((code, at) =>
    kept.includes(code) ? [] : termProblems(codebook, vocabulary, code, `input.${place(at)}`, today),
  );

const periodProblems = (startsOn: string, endsOn: string, today: CalendarDate): Problem[] => {
  const latest = `${Number(today.slice(0, 4)) + 2}-12-31`;
  const one = (field: string, day: string): Problem[] => {
    if (!isCalendarDate(day)) return [problem('INVALID_FORMAT', field, { expected: 'YYYY-MM-DD' })];
    if (day < earliestDay) return [problem('DATE_TOO_EARLY', field, { min: earliestDay })];
    return day > latest ? [problem('DATE_TOO_LATE', field, { max: latest })] : [];
  };
  const problems = [...one('input.startsOn', startsOn), ...(endsOn === startsOn ? [] : one('input.endsOn', endsOn))];
  return problems.length === 0 && endsOn < startsOn ? [problem('LATEST_BEFORE_EARLIEST', 'input.endsOn')] : problems;
};

const partnersProblems = (partners: readonly string[]): Problem[] => [
  ...(partners.length > longestActivity.partners
    ? [problem('TOO_MANY', 'input.partners', { max: longestActivity.partners })]
    : []),
  ...partners.flatMap((partner, at) =>
    partner.trim() === ''
      ? [problem('REQUIRED', `input.partners[${at}]`)]
      : freeTextProblems(`input.partners[${at}]`, partner.trim(), longestActivity.partner),
  ),
];

const reachProblems = (reach: number | null, estimated: boolean): Problem[] => {
  if (reach === null) return estimated ? [problem('REQUIRED', 'input.reach')] : [];
  const fits = Number.isInteger(reach) && reach >= 0 && reach <= widestReach;
  return fits ? [] : [problem('OUT_OF_RANGE', 'input.reach', { min: 0, max: widestReach })];
};

/** From how many cases on against one kind of office in one district a service is told so, and in how many months. */
export const hintRule = { cases: 3, months: 24 } as const;

/** Cases of a service that point to the same place. */
export interface HintGround {
  readonly respondentType: string;
  readonly district: string;
  readonly cases: number;
  /** How many there were when the hint was put aside; null = it was not. */
  readonly dismissedAt: number | null;
}

/** Several cases against "not known" or against private persons point to no office, company or practice. */
const saysNothing: readonly string[] = ['UNKNOWN', 'PERSON_KNOWN', 'PERSON_UNKNOWN'];

/** Whether these cases are worth telling: enough of them, of a kind of office, and more than when somebody put the hint aside. */
export const isHint = ({ respondentType, cases, dismissedAt }: HintGround): boolean =>
  cases >= hintRule.cases && !saysNothing.includes(respondentType) && (dismissedAt === null || cases > dismissedAt);
