import { describe, expect, it } from '@jest/globals';
import {
  checkComparisonPerson,
  checkIndication,
  checkMeasure,
  checkNote,
  checkReaction,
  checkWitness,
  claimedOnFrom,
  mayWorkOn,
  type PartsContext,
} from './case-parts-rules.js';
import type { Codebook, Term } from './codebook.js';

const term = (code: string, validUntil?: string): Term => ({
  code,
  de: code,
  en: code,
  ...(validUntil ? { validUntil } : {}),
});
const codebook = {
  terms: {
    interventions: [term('CLAIM_LETTER'), term('MEDIATION'), term('OLD_WAY', '2026-01-01')],
    reactions: [term('DENIAL')],
    evidenceKinds: [term('DOCUMENT')],
  },
} as unknown as Codebook;
const context: PartsContext = { codebook, today: '2026-05-10', incidentEarliest: '2026-03-01' };

const problemsOf = (outcome: { ok: boolean; problems?: unknown }): unknown => (outcome.ok ? [] : outcome.problems);

describe('the parts of a case', () => {
  it('are worked on while the case is open', () => {
    expect(mayWorkOn({ status: 'OPEN' })).toBeNull();
    expect(mayWorkOn({ status: 'CLOSED' })).toMatchObject({ problems: [{ code: 'CASE_CLOSED' }] });
  });

  it('are kept without the blanks around their texts; a text of blanks is none', () => {
    expect(checkMeasure({ kind: 'MEDIATION', takenOn: '2026-05-10', result: ' vertagt ' }, context)).toEqual({
      ok: true,
      value: { kind: 'MEDIATION', takenOn: '2026-05-10', result: 'vertagt' },
    });
    expect(checkReaction({ kind: 'DENIAL', occurredOn: '2026-05-01', detail: '  ' }, context)).toMatchObject({
      value: { detail: null },
    });
    expect(problemsOf(checkNote(' \n '))).toMatchObject([{ code: 'REQUIRED', field: 'input.text' }]);
    expect(problemsOf(checkComparisonPerson({ description: '' }))).toMatchObject([{ code: 'REQUIRED' }]);
  });

  it('have known codes and days that exist, not in the future and not before 1900, all faults at once', () => {
    expect(problemsOf(checkMeasure({ kind: 'NOPE', takenOn: '2026-05-11' }, context))).toEqual([
      { code: 'UNKNOWN_CODE', field: 'input.kind', values: { vocabulary: 'interventions' } },
      { code: 'DATE_IN_FUTURE', field: 'input.takenOn' },
    ]);
    expect(problemsOf(checkReaction({ kind: 'DENIAL', occurredOn: '2026-02-30' }, context))).toMatchObject([
      { code: 'INVALID_FORMAT', field: 'input.occurredOn' },
    ]);
    const old = { description: 'Brief', evidenceKind: 'DOCUMENT', occurredOn: '1899-12-31' };
    expect(problemsOf(checkIndication(old, context))).toMatchObject([
      { code: 'DATE_TOO_EARLY', field: 'input.occurredOn' },
    ]);
  });

  it('keep a code that was retired since, and take no retired one anew', () => {
    const given = { kind: 'OLD_WAY', takenOn: '2026-05-01' };
    expect(problemsOf(checkMeasure(given, context))).toMatchObject([{ code: 'RETIRED_CODE' }]);
    expect(problemsOf(checkMeasure(given, { ...context, keptCode: 'OLD_WAY' }))).toEqual([]);
  });

  it('hold texts up to their length, emoji counted once, and never NUL', () => {
    expect(problemsOf(checkNote('🌍'.repeat(20_000)))).toEqual([]);
    expect(problemsOf(checkNote('x'.repeat(20_001)))).toMatchObject([{ code: 'TOO_LONG', values: { max: 20_000 } }]);
    expect(problemsOf(checkWitness({ name: 'a\0b' }))).toMatchObject([
      { code: 'INVALID_CHARACTER', field: 'input.name' },
    ]);
  });

  it('let an indication be older than the incident, and leave its day open', () => {
    const given = { description: 'frühere Bemerkung', evidenceKind: 'DOCUMENT' };
    expect(checkIndication({ ...given, occurredOn: '2020-01-01' }, context).ok).toBe(true);
    expect(checkIndication(given, context)).toMatchObject({ value: { occurredOn: null } });
  });

  it('let a witness stay unnamed, but not unnamed and silent', () => {
    expect(checkWitness({ observation: 'hat es gehört' })).toMatchObject({ value: { name: null, contact: null } });
    expect(problemsOf(checkWitness({ contact: 'am Empfang fragen' }))).toMatchObject([
      { code: 'REQUIRED', field: 'input.observation' },
    ]);
  });
});

describe('a claim letter', () => {
  it('is not older than the incident it speaks of; another measure may be', () => {
    const takenOn = '2026-02-28';
    expect(problemsOf(checkMeasure({ kind: 'CLAIM_LETTER', takenOn }, context))).toMatchObject([
      { code: 'BEFORE_INCIDENT', field: 'input.takenOn' },
    ]);
    expect(checkMeasure({ kind: 'CLAIM_LETTER', takenOn: '2026-03-01' }, context).ok).toBe(true);
    expect(checkMeasure({ kind: 'MEDIATION', takenOn }, context).ok).toBe(true);
  });

  it('tells the day of the claim when nobody has said it, and never overwrites it', () => {
    const letter = { kind: 'CLAIM_LETTER', takenOn: '2026-04-01', result: null };
    expect(claimedOnFrom(letter, null)).toBe('2026-04-01');
    expect(claimedOnFrom(letter, '2026-03-20')).toBeNull();
    expect(claimedOnFrom({ ...letter, kind: 'MEDIATION' }, null)).toBeNull();
  });
});
