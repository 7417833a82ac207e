import { problem, type Problem } from './result.js';

/** A row of rules that an operator edits: named in explanations by its id and version. */
export interface NamedRule {
  readonly id: string;
  readonly version: number;
  /** All that the row says, written the same way whenever it says the same. */
  readonly says: string;
}

export interface RuleChange {
  readonly id: string;
  readonly change: 'ADDED' | 'CHANGED' | 'REMOVED';
}

/** Which rules an edit adds, changes and removes; each id once, those of the new set first and in its order. */
export function ruleChanges(before: readonly NamedRule[], after: readonly NamedRule[]): RuleChange[] {
  const saidOf = (rules: readonly NamedRule[], id: string): string =>
    rules
      .filter((rule) => rule.id === id)
      .map(({ version, says }) => `${version} ${says}`)
      .sort()
      .join('\n');
  const ids = [...new Set([...after, ...before].map(({ id }) => id))];
  return ids.flatMap((id): RuleChange[] => {
    const [old, now] = [saidOf(before, id), saidOf(after, id)];
    if (old === now) return [];
    return [{ id, change: old === '' ? 'ADDED' : now === '' ? 'REMOVED' : 'CHANGED' }];
  });
}

/**
 * The rules that say something else under a version that was in force already: what was explained by them would no longer
 * be true. `fieldOf` gives the field of the n-th rule's version.
 */
export function reusedVersions(
  before: readonly NamedRule[],
  after: readonly NamedRule[],
  fieldOf: (position: number) => string,
): Problem[] {
  return after.flatMap((rule, at) =>
    before.some(({ id, version, says }) => id === rule.id && version >= rule.version && says !== rule.says) &&
    !before.some(({ id, version, says }) => id === rule.id && version === rule.version && says === rule.says)
      ? [problem('RULE_VERSION_NOT_RAISED', fieldOf(at))]
      : [],
  );
}
