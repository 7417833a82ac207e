import { Injectable } from '@nestjs/common';
import { parse, YAMLParseError } from 'yaml';
import type { Actor } from '../core/access.js';
import { parseLegalRules } from '../core/law-parsing.js';
import { accept, problem, refuse, refusedFor, type Refused, type Result } from '../core/result.js';
import { parseRoutingRules } from '../core/routing-rule.js';
import { reusedVersions, ruleChanges, type NamedRule, type RuleChange } from '../core/rule-change.js';
import { Audit } from '../audit/audit.service.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Reference } from './reference.service.js';
import {
  addRuleSet,
  lockRuleSets,
  newestVersion,
  officeKeys,
  ruleSet,
  ruleSetVersions,
  serviceIds,
  type RuleSetKind,
  type RuleSetRow,
} from './rule-set.queries.js';

export type { RuleSetKind } from './rule-set.queries.js';

/** One version of a rule set, without what it says. */
export interface RuleSetVersion {
  readonly version: number;
  readonly note: string | null;
  /** null: it ships with the product, and is not stored yet. */
  readonly createdAt: Date | null;
  /** Whether it came with the product and not from an operator. */
  readonly shipped: boolean;
}

export interface NewRules {
  /** YAML or JSON; a version written in it is ignored: the next free one counts. */
  readonly content: string;
  /** The version that was read before editing. */
  readonly basedOn: number;
  readonly note: string | null;
  /** Only check: nothing is written. */
  readonly dryRun: boolean;
}

export interface Replaced {
  readonly version: number;
  readonly dryRun: boolean;
  readonly changes: readonly RuleChange[];
}

/** The rules as data: every edit is a new version of the whole set, the older ones stay. */
@Injectable()
export class RuleSets {
  constructor(
    private readonly transactions: Transactions,
    private readonly reference: Reference,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
  ) {}

  /** Newest first. */
  async versions(kind: RuleSetKind): Promise<RuleSetVersion[]> {
    const rows = await this.transactions.readAsNobody<RuleSetRow>(ruleSetVersions(kind));
    if (rows.length > 0) return rows.map(versionOf);
    return [{ version: this.shipped(kind).version, note: null, createdAt: null, shipped: true }];
  }

  /** A version, or the newest for null, with its text as it was written; undefined when there is none such. */
  async written(
    kind: RuleSetKind,
    version: number | null,
  ): Promise<(RuleSetVersion & { written: string }) | undefined> {
    const [row] = await this.transactions.readAsNobody<RuleSetRow>(ruleSet(kind, version));
    if (row) return { ...versionOf(row), written: row.written };
    const [newest] = await this.versions(kind);
    if (!newest || newest.createdAt !== null || (version !== null && version !== newest.version)) return undefined;
    return { ...newest, written: this.shipped(kind).written };
  }

  /** Puts a new version in force, for the platform alone. Cases get their deadlines recomputed by a job a service. */
  async replace(actor: Actor, kind: RuleSetKind, given: NewRules): Promise<Result<Replaced>> {
    const outcome = await this.transactions.run(actor, async (tx) => {
      await query(tx, lockRuleSets);
      const before = await this.newest(tx, actor, kind);
      if (before.version !== given.basedOn) return refuse('VERSION_CONFLICT', 'input.basedOn');
      const version = before.version + 1;
      const after = await this.read(tx, kind, given.content, version);
      if (!after.ok) return within('input.content', after);
      const [old, now] = [namedRules(kind, before.content), namedRules(kind, after.value)];
      const reused = refusedFor(reusedVersions(old, now, (at) => `input.content.rules[${at}].version`));
      if (reused) return reused;

      const changes = ruleChanges(old, now);
      if (given.dryRun) return accept({ version, dryRun: true, changes });
      const row = {
        version,
        content: after.value,
        written: given.content,
        note: given.note,
        created_by: actor.personId,
      };
      await this.add(tx, actor, kind, row, 'rules.replaced');
      return accept({ version, dryRun: false, changes });
    });
    if (outcome.ok && !outcome.value.dryRun) await this.reference.renewRules();
    return outcome;
  }

  /** What ships is stored as a version of its own, and a newer release's rules follow it until an operator edits them. */
  async adoptShipped(actor: Actor): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      await query(tx, lockRuleSets);
      for (const kind of ['LEGAL', 'ROUTING'] as const) {
        const [newest] = await query<RuleSetRow>(tx, newestVersion(kind));
        const shipped = this.shipped(kind);
        if (newest && (newest.created_by !== null || newest.version >= shipped.version)) continue;
        await this.add(tx, actor, kind, shipped, 'rules.shipped');
      }
    });
    await this.reference.renewRules();
  }

  private async newest(tx: Tx, actor: Actor, kind: RuleSetKind): Promise<Pick<RuleSetRow, 'version' | 'content'>> {
    const [row] = await query<RuleSetRow>(tx, ruleSet(kind, null));
    if (row) return { version: row.version, content: await this.reread(tx, kind, row) };
    const shipped = this.shipped(kind);
    await this.add(tx, actor, kind, shipped, 'rules.shipped');
    return shipped;
  }

  private async add(
    tx: Tx,
    actor: Actor,
    kind: RuleSetKind,
    row: Parameters<typeof addRuleSet>[1],
    action: string,
  ): Promise<void> {
    await query(tx, addRuleSet(kind, row));
    await this.audit.record(tx, actor, action, { type: 'rule-set', id: null }, { kind, version: row.version });
    if (kind !== 'LEGAL') return;
    for (const { id } of await query<{ id: string }>(tx, serviceIds)) {
      const job = { name: 'deadlines.recompute', organisationId: id, subjectId: id };
      await this.jobs.enqueue(tx, { ...job, key: `${job.name}:${id}` });
      // Once more for cases that another process has recorded by the older rules in the meantime.
      const later = { deed: 'AGAIN', runAt: new Date(Date.now() + 20_000), key: `${job.name}:${id}:again` };
      await this.jobs.enqueue(tx, { ...job, ...later });
    }
  }

  /** The rules that a text says, checked by the core. */
  private async read(tx: Tx, kind: RuleSetKind, text: string, version: number): Promise<Result<unknown>> {
    const raw = parseText(text);
    if (!raw.ok) return raw;
    const parsed = await this.parse(tx, kind, raw.value, version);
    // Escapes in YAML and JSON can write what no column can hold.
    if (parsed.ok && /\\u0000|\\ud[89a-f]/i.test(JSON.stringify(parsed.value))) return refuse('INVALID_CHARACTER', '');
    return parsed;
  }

  private async parse(tx: Tx, kind: RuleSetKind, raw: unknown, version: number): Promise<Result<unknown>> {
    const { codebook, geography } = this.reference;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      return refuse('INVALID_FORMAT', '', { expected: kind === 'LEGAL' ? 'rules, assignments' : 'rules' });
    }
    if (kind === 'LEGAL') return parseLegalRules({ ...raw, version }, codebook);
    const { rules, version: _, ...rest } = raw as Readonly<Record<string, unknown>>;
    const [strange] = Object.keys(rest);
    if (strange !== undefined) return refuse('UNKNOWN_FIELD', strange, { allowed: 'version, rules' });
    const officeIds = (await query<{ key: string }>(tx, officeKeys)).map(({ key }) => key);
    const parsed = parseRoutingRules(rules, { codebook, districts: geography.districts, officeIds });
    return parsed.ok ? accept({ version, rules: parsed.value }) : parsed;
  }

  /** A stored set written the same way as a new one, so that the two can be compared. */
  private async reread(tx: Tx, kind: RuleSetKind, row: RuleSetRow): Promise<unknown> {
    const parsed = await this.parse(tx, kind, row.content, row.version);
    return parsed.ok ? parsed.value : row.content;
  }

  private shipped(kind: RuleSetKind) {
    const { legal, routing } = this.reference.shipped;
    const { content, text } = kind === 'LEGAL' ? legal : routing;
    return { version: content.version, content, written: text, note: null, created_by: null };
  }
}

const versionOf = ({ version, note, created_at, created_by }: RuleSetRow): RuleSetVersion => ({
  version,
  note,
  createdAt: created_at,
  shipped: created_by === null,
});

/** Legal rules are named by their code, routing rules by their id. */
const namedRules = (kind: RuleSetKind, content: unknown): NamedRule[] =>
  (content as { rules: readonly { id?: string; code?: string; version: number }[] }).rules.map((rule) => ({
    id: (kind === 'LEGAL' ? rule.code : rule.id) ?? '',
    version: rule.version,
    says: JSON.stringify(rule),
  }));

/** Reads YAML, and JSON with it. Whatever the parser throws is a fault of the text: nested too deep, too many aliases. */
function parseText(text: string): Result<unknown> {
  try {
    return accept(parse(text) as unknown);
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1;
    return refuse('RULES_SYNTAX', '', { line });
  }
}

/** The same problems, their fields named from the argument on. */
function within(argument: string, { problems }: Refused): Refused {
  const named = problems.map(({ code, field, values }) => {
    const path = !field ? argument : field.startsWith('[') ? `${argument}${field}` : `${argument}.${field}`;
    return problem(code, path, values);
  });
  return refusedFor(named) ?? refuse('INVALID_FORMAT', argument);
}
