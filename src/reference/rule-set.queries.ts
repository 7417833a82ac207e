import type { Statement } from '../database/transactions.js';

export type RuleSetKind = 'LEGAL' | 'ROUTING';

/** One version of a rule set as it is stored. */
export interface RuleSetRow {
  readonly version: number;
  readonly content: unknown;
  readonly written: string;
  readonly note: string | null;
  readonly created_at: Date;
  readonly created_by: string | null;
}

/** The version in force without its content; no row: nothing is stored yet. */
export const newestVersion = (kind: RuleSetKind): Statement => ({
  name: 'rule-set-newest-version',
  text: 'select version, created_by from rule_set where kind = $1 order by version desc limit 1',
  values: [kind],
});

/** One version, or the newest when none is named. */
export const ruleSet = (kind: RuleSetKind, version: number | null): Statement => ({
  name: 'rule-set',
  text: `select version, content, written, note, created_at, created_by from rule_set
         where kind = $1 and version = coalesce($2, (select max(version) from rule_set where kind = $1))`,
  values: [kind, version],
});

export const ruleSetVersions = (kind: RuleSetKind): Statement => ({
  name: 'rule-set-versions',
  text: 'select version, note, created_at, created_by from rule_set where kind = $1 order by version desc limit 500',
  values: [kind],
});

/** One edit at a time: the second waits, and then finds that its version is no longer the newest. */
export const lockRuleSets: Statement = {
  name: 'rule-set-lock',
  text: `select pg_advisory_xact_lock(hashtext('rule_set'))`,
  values: [],
};

export const addRuleSet = (
  kind: RuleSetKind,
  row: Pick<RuleSetRow, 'version' | 'content' | 'written' | 'note' | 'created_by'>,
): Statement => ({
  name: 'rule-set-add',
  text: 'insert into rule_set (kind, version, content, written, note, created_by) values ($1, $2, $3, $4, $5, $6)',
  values: [kind, row.version, JSON.stringify(row.content), row.written, row.note, row.created_by],
});

/** The words by which rules name offices. Offices are never deleted, so a rule that was accepted stays readable. */
export const officeKeys: Statement = {
  name: 'office-keys',
  text: 'select key from office order by key',
  values: [],
};

/** Every service of the platform, for the work that a new version of the law brings. */
export const serviceIds: Statement = {
  name: 'service-ids',
  text: `select id from organisation where kind = 'SERVICE' and active order by id`,
  values: [],
};
