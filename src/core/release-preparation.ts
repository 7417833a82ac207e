import { quarterOf } from './counting-record.js';
import { accept, problem, refuse, refusedFor, type Problem, type Result } from './result.js';

/**
 * Where a release of statistics stands. PREPARING: frozen, counted and audited by a job. READY: signed, and waits for a second person. PUBLISHED: for everybody,
 * for ever. WITHDRAWN: listed with its reason, answered from no more. CANCELLED: somebody stopped it. FAILED: it could not be made.
 */
export const preparationStates = ['PREPARING', 'READY', 'PUBLISHED', 'WITHDRAWN', 'CANCELLED', 'FAILED'] as const;
export type PreparationState = (typeof preparationStates)[number];

/** Licences under which numbers may be published: all of them let anybody use the numbers for any purpose. */
export const releaseLicences = ['CC BY 4.0', 'CC0 1.0', 'dl-de/by-2-0', 'dl-de/zero-2-0'] as const;

const daysAfterEnd = 14;
const mostPublisher = 200;
const mostReason = 2_000;

/** What the rules need to know of a release that was begun. */
export interface BegunRelease {
  readonly id: string;
  readonly state: PreparationState;
  /** Null: at the terminal. */
  readonly preparedBy: string | null;
  readonly numbersSha256: string | null;
}

/** What somebody wants to be published, and under whose name. */
export interface ReleaseWish {
  readonly quarter: string;
  readonly publisher: string;
  readonly licence: string;
}

const isQuarter = (text: string): boolean => /^2\d{3}-Q[1-4]$/.test(text);
const isOpen = ({ state }: BegunRelease): boolean => state === 'PREPARING' || state === 'READY';
const wasPublished = ({ state }: BegunRelease): boolean => state === 'PUBLISHED' || state === 'WITHDRAWN';

/** The first day on which a quarter may be frozen: 14 days after its end, so that what is entered late in it is counted. */
export function freezableFrom(quarter: string): string {
  const [year, number] = [Number(quarter.slice(0, 4)), Number(quarter.slice(6))];
  return new Date(Date.UTC(year, 3 * number, 1 + daysAfterEnd)).toISOString().slice(0, 10);
}

/** The newest quarter that may be frozen on a day. */
export function newestFreezable(today: string): string {
  const back = new Date(Date.parse(`${today}T00:00:00Z`));
  for (;;) {
    const quarter = quarterOf(back.toISOString().slice(0, 10));
    if (freezableFrom(quarter) <= today) return quarter;
    back.setUTCDate(0);
  }
}

/**
 * Whether a release may be begun. Refuses a quarter that is not over for 14 days, one that was published, one before another that was
 * published (what is published later is audited together with all that was published before), and a second one at a time.
 * `input.` leads to the field.
 */
export function mayPrepare(wish: ReleaseWish, begun: readonly BegunRelease[], today: string): Result<ReleaseWish> {
  const { quarter, publisher, licence } = wish;
  const faults = [
    ...(isQuarter(quarter) ? [] : [problem('INVALID_FORMAT', 'input.quarter', { expected: newestFreezable(today) })]),
    ...(publisher.trim() === '' ? [problem('REQUIRED', 'input.publisher')] : []),
    ...(publisher.length > mostPublisher ? [problem('TOO_LONG', 'input.publisher', { max: mostPublisher })] : []),
    ...((releaseLicences as readonly string[]).includes(licence)
      ? []
      : [problem('INVALID_FORMAT', 'input.licence', { expected: releaseLicences.join(' / ') })]),
  ];
  const refused = refusedFor(faults);
  if (refused) return refused;
  const from = freezableFrom(quarter);
  if (today < from) return refuse('STATISTICS_TOO_EARLY', 'input.quarter', { from });
  if (begun.some((one) => one.id === quarter && wasPublished(one)))
    return refuse('STATISTICS_PUBLISHED_ONCE', 'input.quarter');
  const open = begun.find(isOpen);
  if (open) return refuse('STATISTICS_OPEN', 'input.quarter', { id: open.id });
  const later = begun.find((one) => one.id > quarter && wasPublished(one));
  if (later) return refuse('STATISTICS_LATER_EXISTS', 'input.quarter', { id: later.id });
  return accept({ quarter, publisher: publisher.trim(), licence });
}

/** A quarter with the reasons why it cannot be prepared now; none: it can. */
export interface ChoosableQuarter {
  readonly id: string;
  readonly problems: readonly Problem[];
}

/** So many quarters are offered; older ones are prepared by naming them. */
const offeredQuarters = 12;

/** The current quarter and those before it, the newest first, each judged as `mayPrepare` judges it. */
export function quartersToChoose(begun: readonly BegunRelease[], today: string): readonly ChoosableQuarter[] {
  const back = new Date(Date.parse(`${quarterStart(today)}T00:00:00Z`));
  return Array.from({ length: offeredQuarters }, () => {
    const id = quarterOf(back.toISOString().slice(0, 10));
    back.setUTCMonth(back.getUTCMonth() - 3);
    const decision = mayPrepare({ quarter: id, publisher: '-', licence: releaseLicences[0] }, begun, today);
    return { id, problems: decision.ok ? [] : decision.problems };
  });
}

const quarterStart = (today: string): string =>
  `${today.slice(0, 4)}-${String(3 * Number(quarterOf(today).slice(6)) - 2).padStart(2, '0')}-01`;

/** What was never published may be given up, at any step. */
export const mayCancel = (release: BegunRelease): Result<null> =>
  isOpen(release) || release.state === 'FAILED' ? accept(null) : refuse('STATISTICS_NOT_OPEN', 'id');

/**
 * Whether this person may publish it: another one than who prepared it, and the numbers that she looked at (`numbersSha256`). Whoever prepared it at the
 * terminal is not known by name; there somebody who signs in is always another one.
 */
export function mayApprove(release: BegunRelease, personId: string | null, numbersSha256: string): Result<null> {
  if (release.state !== 'READY') return refuse('STATISTICS_NOT_READY', 'id');
  if (personId === null || personId === release.preparedBy) return refuse('STATISTICS_SAME_PERSON', 'id');
  return release.numbersSha256 === numbersSha256 ? accept(null) : refuse('STATISTICS_CHANGED', 'numbersSha256');
}

/** Whether it may be withdrawn; the reason is shown to everybody, trimmed. */
export function mayWithdraw(release: BegunRelease, reason: string): Result<string> {
  if (release.state !== 'PUBLISHED') return refuse('STATISTICS_NOT_PUBLISHED', 'id');
  const said = reason.trim();
  if (said === '') return refuse('REQUIRED', 'reason');
  return said.length > mostReason ? refuse('TOO_LONG', 'reason', { max: mostReason }) : accept(said);
}
