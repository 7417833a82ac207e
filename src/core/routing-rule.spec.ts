import { describe, expect, it } from '@jest/globals';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import { parseOffices, validateOffice } from './office.js';
import type { Result } from './result.js';
import {
  holds,
  nextDeadline,
  parseRoutingRules,
  rulesInForce,
  validateRoutingRule,
  type RoutingConditions,
  type RoutingFacts,
  type RoutingRule,
} from './routing-rule.js';

const codebook = loadCodebook();
const { districts } = loadGeography();
const vocabulary = { codebook, districts, officeIds: ['lads-rlp'] };

const ruleRow = {
  id: 'example',
  version: 1,
  when: { grounds: ['ORIGIN'] },
  suggest: { officeKind: 'STATE_OFFICE' },
  referralKind: 'CO_ADVICE',
  weight: 20,
  reason: { de: 'Ein Grund', en: 'a reason' },
  source: 'field.md',
  active: true,
};

const officeRow = {
  id: 'example',
  kind: 'SPECIALISED',
  name: 'Beispielstelle',
  coverage: { kind: 'REGIONS', regions: ['071'] },
  competence: { grounds: ['AGE'], areas: 'ALL', respondentTypes: 'ALL' },
  languages: ['de'],
  capacity: 'OPEN',
  takesPart: true,
  answerDays: 14,
  active: true,
};

const problemsOf = (result: Result<unknown>): [string, string | null][] =>
  result.ok ? [] : result.problems.map(({ code, field }) => [code, field]);

const accepted = (row: unknown): RoutingRule => {
  const result = validateRoutingRule(row, vocabulary);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

describe('a routing rule that an administrator writes', () => {
  it('is accepted as it stands, with open validity', () => {
    expect(accepted(ruleRow)).toEqual({ ...ruleRow, validFrom: null, validUntil: null });
  });

  it('may have no condition and then always holds', () => {
    expect(accepted({ ...ruleRow, when: {} }).when).toEqual({});
  });

  it('keeps every kind of condition', () => {
    const when = {
      grounds: ['ORIGIN'],
      multipleGrounds: false,
      phenomena: ['ANTISEMITISM'],
      areas: ['WORK'],
      subAreas: ['WORK_ACCESS'],
      respondentTypes: ['COMPANY'],
      regimes: ['AGG_WORK'],
      districts: ['07315'],
      regions: ['073'],
      wishes: ['COMPENSATION'],
      languages: ['ar'],
      deadlineWithinDays: 0,
      ownCarrierIsRespondent: false,
    };
    expect(accepted({ ...ruleRow, when }).when).toEqual(when);
  });

  it.each<[string, object, string, string]>([
    ['an unknown ground', { when: { grounds: ['ORIGIN', 'SHOE_SIZE'] } }, 'UNKNOWN_CODE', 'when.grounds[1]'],
    ['an unknown regime', { when: { regimes: ['AGG'] } }, 'UNKNOWN_CODE', 'when.regimes[0]'],
    ['an unknown district', { when: { districts: ['99999'] } }, 'UNKNOWN_DISTRICT', 'when.districts[0]'],
    ['an unknown region', { when: { regions: ['074'] } }, 'UNKNOWN_REGION', 'when.regions[0]'],
    ['a misspelt condition', { when: { ground: ['ORIGIN'] } }, 'UNKNOWN_FIELD', 'when.ground'],
    ['an inherited name as a condition', { when: JSON.parse('{"__proto__": []}') }, 'UNKNOWN_FIELD', 'when.__proto__'],
    ['a condition left blank', { when: { grounds: null } }, 'REQUIRED', 'when.grounds'],
    ['a flag left blank', { when: { multipleGrounds: null } }, 'REQUIRED', 'when.multipleGrounds'],
    ['an empty list, which could never hold', { when: { grounds: [] } }, 'EMPTY', 'when.grounds'],
    ['one code instead of a list', { when: { grounds: 'ORIGIN' } }, 'INVALID_FORMAT', 'when.grounds'],
    ['a number among the codes', { when: { grounds: [7] } }, 'INVALID_FORMAT', 'when.grounds[0]'],
    ['a code given twice', { when: { grounds: ['AGE', 'AGE'] } }, 'DUPLICATE_VALUE', 'when.grounds[1]'],
    ['a negative number of days', { when: { deadlineWithinDays: -1 } }, 'OUT_OF_RANGE', 'when.deadlineWithinDays'],
    ['no word on the conditions', { when: undefined }, 'INVALID_FORMAT', 'when'],
    ['a weight of 0', { weight: 0 }, 'OUT_OF_RANGE', 'weight'],
    ['a weight of 101', { weight: 101 }, 'OUT_OF_RANGE', 'weight'],
    ['half a point', { weight: 1.5 }, 'INVALID_FORMAT', 'weight'],
    ['no weight', { weight: undefined }, 'REQUIRED', 'weight'],
    [
      'both targets',
      { suggest: { officeId: 'lads-rlp', officeKind: 'STATE_OFFICE' } },
      'ROUTING_ONE_TARGET',
      'suggest',
    ],
    ['no target', { suggest: {} }, 'ROUTING_ONE_TARGET', 'suggest'],
    ['an office that is not there', { suggest: { officeId: 'x' } }, 'ROUTING_UNKNOWN_OFFICE', 'suggest.officeId'],
    ['an unknown kind of office', { suggest: { officeKind: 'X' } }, 'UNKNOWN_CODE', 'suggest.officeKind'],
    ['an unknown kind of referral', { referralKind: 'X' }, 'UNKNOWN_CODE', 'referralKind'],
    ['a reason in one language', { reason: { de: 'Ein Grund' } }, 'REQUIRED', 'reason.en'],
    ['a blank reason', { reason: { de: '  ', en: 'a' } }, 'REQUIRED', 'reason.de'],
    ['NUL in a reason', { reason: { de: 'a\0', en: 'a' } }, 'INVALID_CHARACTER', 'reason.de'],
    ['a long reason', { reason: { de: 'a'.repeat(501), en: 'a' } }, 'TOO_LONG', 'reason.de'],
    ['a deadline that may not run', { reason: { de: 'am {deadline}', en: 'a' } }, 'ROUTING_PLACEHOLDER', 'reason.de'],
    ['an unknown placeholder', { reason: { de: 'a', en: 'on {day}' } }, 'ROUTING_PLACEHOLDER', 'reason.en'],
    ['no source', { source: '' }, 'REQUIRED', 'source'],
    ['a day that does not exist', { validFrom: '2027-02-30' }, 'INVALID_FORMAT', 'validFrom'],
    [
      'validity that ends before it begins',
      { validFrom: '2027-02-02', validUntil: '2027-02-01' },
      'ROUTING_VALIDITY_REVERSED',
      'validUntil',
    ],
    ['"yes" for true', { active: 'yes' }, 'INVALID_FORMAT', 'active'],
  ])('is refused with %s, by the name of the field', (_, change, code, field) => {
    expect(problemsOf(validateRoutingRule({ ...ruleRow, ...change }, vocabulary))).toEqual([[code, field]]);
  });

  it('may name the deadline where a deadline is its condition', () => {
    const row = { ...ruleRow, when: { deadlineWithinDays: 7 }, reason: { de: 'am {deadline}', en: 'on {deadline}' } };
    expect(accepted(row).reason.de).toBe('am {deadline}');
  });

  it('shows all its faults at once, each with its place in the list', () => {
    const rows = [ruleRow, { ...ruleRow, id: 'other', weight: 0, source: '' }, 'nonsense', ruleRow];
    expect(problemsOf(parseRoutingRules(rows, vocabulary))).toEqual([
      ['OUT_OF_RANGE', 'rules[1].weight'],
      ['REQUIRED', 'rules[1].source'],
      ['INVALID_FORMAT', 'rules[2]'],
      ['DUPLICATE_VALUE', 'rules[3].id'],
    ]);
    expect(problemsOf(parseRoutingRules({ rules: [] }, vocabulary))).toEqual([['INVALID_FORMAT', 'rules']]);
  });

  it('may stand there in several versions', () => {
    expect(problemsOf(parseRoutingRules([ruleRow, { ...ruleRow, version: 2 }], vocabulary))).toEqual([]);
  });
});

describe('an office that an administrator writes', () => {
  it('is accepted without contact, carrier and owner, for all phenomena', () => {
    expect(validateOffice(officeRow, vocabulary)).toEqual({
      ok: true,
      value: {
        ...officeRow,
        contact: { website: null, email: null },
        competence: { ...officeRow.competence, phenomena: 'ALL' },
        belongsTo: null,
        carrierId: null,
      },
    });
  });

  it.each<[string, object, string, string]>([
    ['an unknown kind', { kind: 'X' }, 'UNKNOWN_CODE', 'kind'],
    ['an unknown language', { languages: ['xx'] }, 'UNKNOWN_CODE', 'languages[0]'],
    ['an unknown region', { coverage: { kind: 'REGIONS', regions: ['070'] } }, 'UNKNOWN_REGION', 'coverage.regions[0]'],
    ['no districts', { coverage: { kind: 'DISTRICTS' } }, 'REQUIRED', 'coverage.districts'],
    ['an unknown coverage', { coverage: { kind: 'WORLD' } }, 'INVALID_FORMAT', 'coverage.kind'],
    ['an unknown capacity', { capacity: 'SOME' }, 'INVALID_FORMAT', 'capacity'],
    ['no days to answer', { answerDays: 0 }, 'OUT_OF_RANGE', 'answerDays'],
    [
      'a website that is a script',
      { contact: { website: 'javascript:alert(1)' } },
      'INVALID_FORMAT',
      'contact.website',
    ],
    ['an e-mail address without @', { contact: { email: 'nobody' } }, 'INVALID_FORMAT', 'contact.email'],
    [
      'an unknown area',
      { competence: { grounds: 'ALL', areas: ['X'], respondentTypes: 'ALL' } },
      'UNKNOWN_CODE',
      'competence.areas[0]',
    ],
    [
      'a competence left blank',
      { competence: { grounds: 'ALL', areas: 'ALL' } },
      'REQUIRED',
      'competence.respondentTypes',
    ],
    [
      'phenomena left blank',
      { competence: { ...officeRow.competence, phenomena: null } },
      'REQUIRED',
      'competence.phenomena',
    ],
  ])('is refused with %s, by the name of the field', (_, change, code, field) => {
    expect(problemsOf(validateOffice({ ...officeRow, ...change }, vocabulary))).toEqual([[code, field]]);
  });

  it('stands in the directory once', () => {
    expect(problemsOf(parseOffices([officeRow, officeRow], vocabulary))).toEqual([
      ['DUPLICATE_VALUE', 'offices[1].id'],
    ]);
  });
});

describe('the conditions of a rule', () => {
  const today = '2027-03-01';
  const facts: RoutingFacts = {
    grounds: ['ORIGIN', 'AGE'],
    phenomena: ['ANTI_BLACK'],
    mainArea: { area: 'WORK', subArea: null },
    furtherAreas: [{ area: 'HOUSING', subArea: 'HOUSING_SEARCH' }],
    respondentType: 'COMPANY',
    district: '07235',
    wishes: ['APOLOGY'],
    language: 'ar',
    regimes: ['AGG_CIVIL'],
    deadlines: [{ endsOn: '2027-03-11', movedTo: '2027-03-12' }],
    ownCarrierId: 'beispielwerk',
    ownCarrierIsRespondent: false,
    respondentBody: null,
  };

  it.each<[RoutingConditions, RoutingConditions]>([
    [{ grounds: ['RELIGION', 'AGE'] }, { grounds: ['RELIGION'] }],
    [{ multipleGrounds: true }, { multipleGrounds: false }],
    [{ phenomena: ['ANTI_BLACK'] }, { phenomena: ['ANTI_ASIAN'] }],
    [{ areas: ['HOUSING'] }, { areas: ['MEDIA'] }],
    [{ subAreas: ['HOUSING_SEARCH'] }, { subAreas: ['WORK_ACCESS'] }],
    [{ respondentTypes: ['COMPANY'] }, { respondentTypes: ['CHAMBER'] }],
    [{ regimes: ['AGG_CIVIL'] }, { regimes: ['AGG_WORK'] }],
    [{ districts: ['07235'] }, { districts: ['07211'] }],
    [{ regions: ['072'] }, { regions: ['073'] }],
    [{ wishes: ['APOLOGY'] }, { wishes: ['CHANGE'] }],
    [{ languages: ['ar'] }, { languages: ['de'] }],
    [{ deadlineWithinDays: 10 }, { deadlineWithinDays: 9 }],
    [{ ownCarrierIsRespondent: false }, { ownCarrierIsRespondent: true }],
  ])('%j holds, %j does not, and both together do not', (fitting, other) => {
    expect(holds(fitting, facts, today)).toBe(true);
    expect(holds(other, facts, today)).toBe(false);
    expect(holds({ grounds: ['ORIGIN'], ...other }, { ...facts, grounds: ['ORIGIN', 'AGE'] }, today)).toBe(false);
  });

  it('do not hold for what is not known', () => {
    const unknown = { ...facts, district: null, language: null, deadlines: [] };
    const asked: RoutingConditions[] = [{ districts: ['07235'] }, { regions: ['072'] }, { languages: ['ar'] }];
    for (const when of [...asked, { deadlineWithinDays: 366 }]) expect(holds(when, unknown, today)).toBe(false);
  });

  it('see the next running deadline: the day itself, or the day to which it was moved', () => {
    const day = (endsOn: string, movedTo = endsOn) => ({ endsOn, movedTo });
    expect(nextDeadline([day('2027-02-28')], today)).toBeNull();
    expect(nextDeadline([day('2027-02-28', '2027-03-01')], today)).toBe('2027-03-01');
    expect(nextDeadline([day('2027-04-01'), day('2027-03-02'), day('2027-01-01')], today)).toBe('2027-03-02');
  });
});

describe('the rules in force', () => {
  const rule = (change: Partial<RoutingRule>): RoutingRule => ({ ...accepted(ruleRow), ...change });
  const versions = (rules: readonly RoutingRule[], day: string) =>
    rulesInForce(rules, day).map(({ version }) => version);

  it('are those of the highest version that is valid on the day', () => {
    const rules = [rule({ version: 2, validFrom: '2027-03-01' }), rule({ version: 1 })];
    expect(versions(rules, '2027-02-28')).toEqual([1]);
    expect(versions(rules, '2027-03-01')).toEqual([2]);
  });

  it('hold on their last day and not after it', () => {
    const rules = [rule({ validUntil: '2027-03-01' })];
    expect(versions(rules, '2027-03-01')).toEqual([1]);
    expect(versions(rules, '2027-03-02')).toEqual([]);
  });

  it('do not fall back to an older version when the newest is switched off', () => {
    expect(versions([rule({ version: 1 }), rule({ version: 2, active: false })], '2027-03-01')).toEqual([]);
  });
});
