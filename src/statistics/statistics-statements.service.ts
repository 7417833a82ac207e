import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonical } from '../core/audit-log.js';
import type { PublishedTable } from '../core/published-table.js';
import { accept, problem, refusedFor, type Problem, type Result } from '../core/result.js';
import { statementKinds, type Statements } from '../core/statement.js';
import { comparedPeriods, statementsOf } from '../core/statements.js';
import type { StatedRelease } from '../core/statement-views.js';
import { footnotesOf, type Footnote } from '../core/statistics-footnotes.js';
import { PublishedReleases } from './published-releases.service.js';
import type { PublishedRelease } from './released.js';
import { StatisticsQuestions } from './statistics-questions.service.js';

/** What is said of a release, with all that has to stand beside it. */
export interface StatedAnswer extends Statements {
  readonly release: string;
  readonly footnotes: readonly Footnote[];
  /** The same as long as the same is said: another one once a release that was compared with is withdrawn. */
  readonly etag: string;
}

/** Which statements are wanted; null: all. */
export interface StatementChoice {
  readonly table: string | null;
  readonly kind: string | null;
}

/** Sentences that campaigns may print, made of what is published and of nothing else. */
@Injectable()
export class StatisticsStatements {
  /** By the tables of a release, which go when nobody reads it any more; below that by the releases that it is compared with. */
  private readonly said = new WeakMap<readonly PublishedTable[], Map<string, StatedAnswer>>();

  constructor(
    private readonly published: PublishedReleases,
    private readonly questions: StatisticsQuestions,
  ) {}

  /** The statements of a published release, of the newest one for null. Refuses a release that is not there or withdrawn, and what the programme does not have. */
  async statements(releaseId: string | null, { table, kind }: StatementChoice): Promise<Result<StatedAnswer>> {
    const found = await this.questions.release(releaseId);
    if (!found.ok) return found;
    const faults: Problem[] = [];
    if (table !== null && !found.value.programme.tables.some(({ code }) => code === table))
      faults.push(problem('UNKNOWN_DIMENSION', 'table'));
    if (kind !== null && !statementKinds.some((one) => one === kind))
      faults.push(problem('INVALID_FORMAT', 'kind', { expected: statementKinds.join(', ') }));
    const refused = refusedFor(faults);
    if (refused) return refused;
    const all = await this.of(found.value);
    return accept({
      ...all,
      statements: all.statements.filter(
        (one) => (table === null || one.table.code === table) && (kind === null || one.kind === kind),
      ),
      unsaid: all.unsaid.filter((one) => table === null || one.table === null || one.table === table),
    });
  }

  /** All statements of a release that is open. A release that is withdrawn is compared with no more, at once. */
  async of(release: PublishedRelease): Promise<StatedAnswer> {
    const others: PublishedRelease[] = [];
    // The year before is published with its fourth quarter, with which a fourth quarter is compared anyway.
    for (const id of comparedPeriods(release.id)) {
      const other = await this.published.find(id);
      if (other) others.push(other);
    }
    const before = others.map(({ id }) => id).join();
    const remembered = this.said.get(release.tables) ?? new Map<string, StatedAnswer>();
    this.said.set(release.tables, remembered);
    const known = remembered.get(before);
    if (known) return known;
    const answer = this.worked(release, others);
    remembered.set(before, answer);
    return answer;
  }

  private worked(release: PublishedRelease, others: readonly PublishedRelease[]): StatedAnswer {
    const statements = statementsOf(
      this.stated(release),
      others.map((one) => this.stated(one)),
    );
    const dimensions = release.programme.dimensions;
    const modes = release.numbers.flatMap(({ cells }) => cells.map(({ mode }) => mode));
    const footnotes = footnotesOf(dimensions, modes, release.programme.thresholds);
    const etag = createHash('sha256')
      .update(canonical([statements, footnotes]))
      .digest('hex')
      .slice(0, 32);
    return { release: release.id, ...statements, footnotes, etag };
  }

  private stated({ id, head, tables }: PublishedRelease): StatedRelease {
    return { head, tables, addressOf: (table) => this.questions.addressOf(id, table) };
  }
}
