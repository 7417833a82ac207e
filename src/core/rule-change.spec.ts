import { describe, expect, it } from '@jest/globals';
import { reusedVersions, ruleChanges, type NamedRule } from './rule-change.js';

const rule = (id: string, version: number, says: string): NamedRule => ({ id, version, says });
const before = [rule('near', 1, 'legal advice'), rule('own', 1, 'state office'), rule('net', 1, 'report it')];
const field = (at: number): string => `rules[${at}].version`;

describe('an edit of rules', () => {
  it('is told rule by rule: what is new, what says something else, what is gone', () => {
    const after = [rule('near', 2, 'legal advice at once'), rule('new', 1, 'ask'), rule('own', 1, 'state office')];
    expect(ruleChanges(before, after)).toEqual([
      { id: 'near', change: 'CHANGED' },
      { id: 'new', change: 'ADDED' },
      { id: 'net', change: 'REMOVED' },
    ]);
  });

  it('changes nothing when the rows only stand in another order', () => {
    expect(ruleChanges(before, [...before].reverse())).toEqual([]);
  });

  it('is a change, too, when a second version comes beside the first', () => {
    expect(ruleChanges(before, [...before, rule('near', 2, 'in two weeks')])).toEqual([
      { id: 'near', change: 'CHANGED' },
    ]);
  });

  it('must not say something else under a version that was in force', () => {
    const after = [rule('own', 1, 'state office'), rule('near', 1, 'something else')];
    expect(reusedVersions(before, after, field)).toEqual([
      { code: 'RULE_VERSION_NOT_RAISED', field: 'rules[1].version' },
    ]);
  });

  it('must not go back to a lower version', () => {
    expect(reusedVersions([rule('near', 3, 'a')], [rule('near', 2, 'b')], field)).toHaveLength(1);
  });

  it('may raise the version, keep both, add and remove', () => {
    const after = [rule('near', 2, 'something else'), rule('near', 1, 'legal advice'), rule('new', 1, 'ask')];
    expect(reusedVersions(before, after, field)).toEqual([]);
  });
});
