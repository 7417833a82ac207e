import { withoutSurplus, yearOf, type CountingRecord } from './counting-record.js';
import type { Chance } from './facet-drawing.js';
import { Undecided } from './integer-program.js';
import { latticeOf } from './lattice.js';
import { auditInsiders } from './insider-audit.js';
import { auditRelease, usualEffort, type Certificate, type Effort } from './release-audit.js';
import type { ReleasedPeriod, ReleaseTarget } from './release-targets.js';
import type { KeyedHash, PublicationMode } from './rounding.js';
import type { Programme } from './statistics-programme.js';
import { Tally } from './tally.js';
import { repair, type Draft } from './release-repair.js';

/** What one release publishes, and why it may. */
export interface Release {
  readonly quarter: string;
  readonly programme: Programme;
  /** The quarter, and the year when it ends with it. */
  readonly periods: readonly ReleasedPeriod[];
  /** What earlier releases of the same year published: the audit plays all of it together. */
  readonly earlier: readonly ReleasedPeriod[];
  readonly certificate: Certificate;
  readonly report: ReleaseReport;
}

/** Figures about the release that say nothing about a single number. */
export interface ReleaseReport {
  readonly cells: { readonly [M in PublicationMode]: number };
  readonly targets: number;
  readonly worlds: number;
  readonly repairs: number;
  readonly meanError: number;
  readonly maximumError: number;
}

export interface ReleaseOrder {
  readonly programme: Programme;
  readonly quarter: string;
  /** Every frozen record of the year up to and with the quarter, in the order of registration. */
  readonly records: Iterable<CountingRecord>;
  readonly earlier: readonly ReleasedPeriod[];
  /** One key for all releases: the same records must be rounded the same way for ever. */
  readonly keyed: KeyedHash;
  readonly effort?: Effort;
  /** Whether what each service knows of its own cases is played, too: what the house publishes is; a trial with hundreds of services is not. */
  readonly auditsServices?: boolean;
  /** Makes chance from a text that is drawn from what is published, so that the audit can be repeated. */
  readonly chanceFrom: (seed: string) => Chance;
}

/** How far it is: records counted; targets still open after a round of the audit; services whose own knowledge was played in this round. */
export type ReleaseStep =
  | { readonly step: 'COUNTED'; readonly records: number }
  | { readonly step: 'AUDITED'; readonly open: number; readonly round: number }
  | { readonly step: 'INSIDER_AUDITED'; readonly open: number; readonly done: number; readonly services: number };

/** A small service landscape needs many small repairs: a round makes one number coarser for each open target. */
const mostRounds = 40;

/**
 * Freeze, round, audit, repair, certify. What the audit cannot show to be safe is published more coarsely (exact, rounded, to the coarse base, not
 * at all), until everything is shown. Throws `Undecided` when it does not come to an end.
 */
export function buildRelease(order: ReleaseOrder): Release {
  const steps = releaseSteps(order);
  for (let next = steps.next(); ; next = steps.next()) if (next.done === true) return next.value;
}

/** The same, step by step: whoever waits may say how far it is, or leave off between two steps. */
export function* releaseSteps(order: ReleaseOrder): Generator<ReleaseStep, Release> {
  const counted = [...withoutSurplus(order.records, order.programme.thresholds.perClient)];
  const drafts = draftsOf(order, counted);
  yield { step: 'COUNTED', records: counted.length };
  const quarters = quartersUpTo(order.quarter);
  const effort = order.effort ?? usualEffort;
  for (let round = 0, repairs = 0; round < mostRounds; round++) {
    const periods = drafts.map(publishDraft);
    const all = [...order.earlier, ...periods];
    const { certificate, open } = auditRelease(all, quarters, order.chanceFrom(seedOf(all)), effort);
    yield { step: 'AUDITED', open: open.length, round };
    const unsafe = open.length > 0 || !order.auditsServices ? open : yield* openToInsiders(order, counted, all);
    if (unsafe.length === 0) {
      const { quarter, programme, earlier } = order;
      const report = reportOf(drafts, periods, certificate, repairs);
      return { quarter, programme, earlier, periods, certificate, report };
    }
    repairs += repair(drafts, unsafe, order.earlier);
  }
  throw new Undecided('The release could not be made safe.');
}

/** What is not open enough to a service that knows its own cases, or to a client who knows hers, each apart. */
function* openToInsiders(
  order: ReleaseOrder,
  counted: readonly CountingRecord[],
  all: readonly ReleasedPeriod[],
): Generator<ReleaseStep, readonly ReleaseTarget[]> {
  const services = [...new Set(counted.map(({ service }) => service))].sort();
  const places = new Map(
    [...services, ...new Set(counted.map(({ client }) => `client ${client}`))].map((who, at) => [who, at]),
  );
  const known = counted.map((record) => ({
    record,
    knownBy: [record.service, `client ${record.client}`].flatMap((who) => places.get(who) ?? []),
  }));
  const chance = order.chanceFrom(`insiders of ${seedOf(all)}`);
  const steps = auditInsiders(all, quartersUpTo(order.quarter), known, places.size, chance, order.effort);
  for (let done = 1, next = steps.next(); ; done++, next = steps.next()) {
    if (next.done === true) return next.value;
    if (done <= services.length)
      yield { step: 'INSIDER_AUDITED', open: next.value.length, done, services: services.length };
  }
}

/** The quarters of the year up to this one. */
export const quartersUpTo = (quarter: string): readonly string[] =>
  [1, 2, 3, 4].map((number) => `${yearOf(quarter)}-Q${number}`).filter((one) => one <= quarter);

function draftsOf({ programme, quarter, keyed }: ReleaseOrder, counted: readonly CountingRecord[]): readonly Draft[] {
  return [quarter, ...(quarter.endsWith('Q4') ? [yearOf(quarter)] : [])].map((period) => {
    const lattice = latticeOf(programme, period === quarter ? 'QUARTER' : 'YEAR');
    const tally = new Tally(lattice, keyed);
    for (const record of counted) if (record.quarter.startsWith(period)) tally.add(record);
    return { period, lattice, tally, modes: lattice.cells.map((_, cell) => tally.firstMode(cell)) };
  });
}

const publishDraft = ({ period, lattice, tally, modes }: Draft): ReleasedPeriod => ({
  period,
  lattice,
  numbers: modes.map((mode, cell) => tally.publish(cell, mode)),
});

const seedOf = (periods: readonly ReleasedPeriod[]): string =>
  periods
    .map(({ period, numbers }) => `${period}:${numbers.map(({ mode, value }) => `${mode[0]}${value}`).join()}`)
    .join(';');

function reportOf(
  drafts: readonly Draft[],
  periods: readonly ReleasedPeriod[],
  { worlds, shown }: Certificate,
  repairs: number,
): ReleaseReport {
  const cells: { [M in PublicationMode]: number } = { EXACT: 0, ROUNDED: 0, DOMINATED: 0, COARSE: 0, WITHHELD: 0 };
  const errors = periods.flatMap(({ numbers }, at) =>
    numbers.flatMap(({ mode, value }, cell) => {
      cells[mode]++;
      return value === null ? [] : [Math.abs(value - (drafts[at]?.tally.countOf(cell) ?? 0))];
    }),
  );
  const total = errors.reduce((sum, error) => sum + error, 0);
  return {
    cells,
    targets: shown.length,
    worlds: worlds.length,
    repairs,
    // Two figures after the point: more would be a sum over the true counts that somebody could solve.
    meanError: Math.round((100 * total) / Math.max(1, errors.length)) / 100,
    maximumError: Math.max(0, ...errors),
  };
}
