import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadCodebook } from '../reference/codebook.loader.js';
import { parseLegalRules, undecidedCombinations } from './law-parsing.js';
import { decidingAssignment, regimesFor, type LegalRules, type RegimeFacts } from './law.js';

const codebook = loadCodebook();
const rules = shippedRules();

function shippedRules(): LegalRules {
  const raw: unknown = parse(readFileSync(new URL('../reference/data/legal-regimes.yaml', import.meta.url), 'utf8'));
  const parsed = parseLegalRules(raw, codebook);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const places = codebook.areas.flatMap(({ code, sub }) => [
  { area: code, subArea: null },
  ...(sub ?? []).map((term) => ({ area: code, subArea: term.code })),
]);
const respondentTypes = codebook.terms.respondentTypes.map(({ code }) => code);

/** `WORK` or `WORK/WORK_ACCESS`. */
const place = (text: string) => {
  const [area = '', subArea = null] = text.split('/');
  return { area, subArea };
};

const facts = (main: string, respondentType: string, more: Partial<RegimeFacts> = {}): RegimeFacts => ({
  mainArea: place(main),
  furtherAreas: [],
  respondentType,
  incidentForms: ['UNEQUAL_TREATMENT'],
  ...more,
});

const answer = (found: { regimes: readonly string[]; stillPossible: readonly string[] }): string =>
  found.stillPossible.length > 0
    ? `${found.regimes.join(' ')} (${found.stillPossible.join(' ')})`
    : found.regimes.join(' ');

describe('the table of legal regimes', () => {
  it('gives a reason and a source for every area, sub-area and respondent type', () => {
    let walked = 0;
    for (const at of places)
      for (const respondentType of respondentTypes) {
        const where = `${at.area}/${at.subArea ?? ''} ${respondentType}`;
        const found = regimesFor(facts('', respondentType, { mainArea: at }), rules);
        expect([where, found.regimes.length > 0]).toEqual([where, true]);
        for (const regime of found.regimes) {
          const reason = found.reasons.find((one) => one.regime === regime);
          expect([where, regime, Boolean(reason?.de && reason.en && reason.source)]).toEqual([where, regime, true]);
        }
        const unclear = found.regimes.includes('UNCLEAR');
        expect([where, unclear, found.stillPossible.length > 0]).toEqual([where, unclear, unclear]);
        if (unclear) expect([where, found.missing.length > 0]).toEqual([where, true]);
        walked += 1;
      }
    // 13 areas and 29 sub-areas with 20 respondent types; the codebook may grow, never shrink.
    expect(walked).toBeGreaterThanOrEqual(42 * 20);
  });

  it('has no combination that it leaves open', () => {
    expect(undecidedCombinations(rules.assignments, codebook)).toEqual([]);
  });

  it('has no row that never decides', () => {
    const deciding = new Set(
      places.flatMap((at) => respondentTypes.map((type) => decidingAssignment(rules.assignments, at, type))),
    );
    const idle = rules.assignments.filter((row) => row.incidentForms === null && !deciding.has(row));
    expect(idle.map((row) => row.reason.en)).toEqual([]);
  });

  it('says in every reason without a period to ask the state office, and never that there is no problem', () => {
    const rows = rules.assignments.filter((row) => row.regimes.includes('NONE_SPECIFIC'));
    expect(rows.length).toBeGreaterThan(5);
    for (const { reason } of rows) {
      expect(reason.de).toMatch(/keine besondere Frist bekannt|eine besondere Frist ist nicht bekannt/);
      expect(reason.de).toMatch(/Landesstelle fragen/);
      expect(reason.en).toMatch(/no special deadline (is )?known.*ask the state office/);
    }
  });

  it('brings in the state act for direct state administration, and for nobody else, once the facts are known', () => {
    const state = ['STATE_BODY', 'STATE_SCHOOL', 'UNIVERSITY', 'STATE_POLICE'];
    for (const at of places.filter(({ area, subArea }) => area !== 'UNKNOWN' && subArea !== 'POLICE_FEDERAL'))
      for (const type of respondentTypes) {
        const { regimes } = regimesFor(facts('', type, { mainArea: at }), rules);
        expect([at, type, regimes.includes('STATE_RLP')]).toEqual([at, type, state.includes(type)]);
      }
  });

  it('brings in the AGG for employment whoever the employer is', () => {
    for (const at of places.filter(({ area }) => area === 'WORK'))
      for (const type of respondentTypes.filter((one) => one !== 'UNKNOWN'))
        expect([type, regimesFor(facts('', type, { mainArea: at }), rules).regimes.includes('AGG_WORK')]).toEqual([
          type,
          true,
        ]);
  });

  // Written by hand from field.md, not from the table.
  it.each([
    ['WORK', 'EMPLOYER_PRIVATE', 'AGG_WORK'],
    ['WORK/WORK_ACCESS', 'EMPLOYER_PRIVATE', 'AGG_WORK'],
    ['WORK/WORK_CONDITIONS', 'EMPLOYER_PUBLIC', 'AGG_WORK'],
    ['WORK/WORK_TERMINATION', 'COMPANY', 'AGG_WORK'],
    ['WORK/WORK_TRAINING', 'WELFARE_CHURCH', 'AGG_WORK'],
    ['WORK', 'MUNICIPAL_BODY', 'AGG_WORK'],
    ['WORK', 'FEDERAL_BODY', 'AGG_WORK'],
    ['WORK', 'COURT_PROSECUTION', 'AGG_WORK'],
    ['WORK', 'STATE_BODY', 'AGG_WORK STATE_RLP'],
    ['WORK/WORK_TERMINATION', 'UNIVERSITY', 'AGG_WORK STATE_RLP'],
    ['WORK', 'CHAMBER', 'AGG_WORK NONE_SPECIFIC'],
    ['WORK', 'PERSON_KNOWN', 'AGG_WORK'],
    ['WORK', 'UNKNOWN', 'UNCLEAR (AGG_WORK STATE_RLP NONE_SPECIFIC)'],
    ['HOUSING/HOUSING_SEARCH', 'LANDLORD_PRIVATE', 'AGG_CIVIL'],
    ['HOUSING/HOUSING_TENANCY', 'HOUSING_COMPANY', 'AGG_CIVIL'],
    ['HOUSING', 'MUNICIPAL_BODY', 'AGG_CIVIL NONE_SPECIFIC'],
    ['HOUSING/HOUSING_SHARED', 'MUNICIPAL_BODY', 'NONE_SPECIFIC'],
    ['HOUSING/HOUSING_SHARED', 'STATE_BODY', 'STATE_RLP'],
    ['HOUSING/HOUSING_SHARED', 'COMPANY', 'AGG_CIVIL NONE_SPECIFIC'],
    ['HOUSING/HOUSING_TENANCY', 'STATE_BODY', 'AGG_CIVIL STATE_RLP'],
    ['HOUSING', 'EMPLOYER_PRIVATE', 'AGG_WORK AGG_CIVIL'],
    ['HOUSING', 'PERSON_UNKNOWN', 'UNCLEAR (AGG_CIVIL NONE_SPECIFIC)'],
    ['GOODS_SERVICES', 'COMPANY', 'AGG_CIVIL'],
    ['GOODS_SERVICES/GOODS_INSURANCE', 'COMPANY', 'AGG_CIVIL'],
    ['GOODS_SERVICES/GOODS_BANK', 'MUNICIPAL_BODY', 'AGG_CIVIL'],
    ['GOODS_SERVICES/GOODS_HOSPITALITY', 'PERSON_UNKNOWN', 'UNCLEAR (AGG_CIVIL NONE_SPECIFIC)'],
    ['EDUCATION/EDU_SCHOOL', 'STATE_SCHOOL', 'STATE_RLP'],
    ['EDUCATION/EDU_UNIVERSITY', 'UNIVERSITY', 'STATE_RLP'],
    ['EDUCATION/EDU_SCHOOL', 'MUNICIPAL_BODY', 'NONE_SPECIFIC'],
    ['EDUCATION/EDU_DAYCARE', 'WELFARE_CHURCH', 'AGG_CIVIL'],
    ['EDUCATION/EDU_ADULT', 'FEDERAL_BODY', 'NONE_SPECIFIC'],
    ['EDUCATION/EDU_SCHOOL', 'PERSON_KNOWN', 'UNCLEAR (AGG_CIVIL STATE_RLP NONE_SPECIFIC)'],
    ['PUBLIC_OFFICES/OFFICE_IMMIGRATION', 'MUNICIPAL_BODY', 'NONE_SPECIFIC'],
    ['PUBLIC_OFFICES/OFFICE_IMMIGRATION', 'STATE_BODY', 'STATE_RLP'],
    ['PUBLIC_OFFICES/OFFICE_JOB', 'FEDERAL_BODY', 'NONE_SPECIFIC'],
    ['PUBLIC_OFFICES', 'CHAMBER', 'NONE_SPECIFIC'],
    ['PUBLIC_OFFICES', 'UNKNOWN', 'UNCLEAR (AGG_WORK AGG_CIVIL STATE_RLP NONE_SPECIFIC)'],
    ['POLICE_JUSTICE/POLICE_STATE', 'STATE_POLICE', 'STATE_RLP'],
    ['POLICE_JUSTICE/POLICE_FEDERAL', 'FEDERAL_BODY', 'NONE_SPECIFIC'],
    ['POLICE_JUSTICE/POLICE_FEDERAL', 'STATE_POLICE', 'UNCLEAR (STATE_RLP NONE_SPECIFIC)'],
    ['POLICE_JUSTICE/JUSTICE_COURT', 'COURT_PROSECUTION', 'NONE_SPECIFIC'],
    ['POLICE_JUSTICE/JUSTICE_PRISON', 'STATE_BODY', 'STATE_RLP'],
    ['HEALTH_CARE/HEALTH_PRACTICE', 'COMPANY', 'AGG_CIVIL'],
    ['HEALTH_CARE/HEALTH_INSURER', 'SOCIAL_INSURANCE', 'NONE_SPECIFIC'],
    ['HEALTH_CARE/HEALTH_INSURER', 'COMPANY', 'AGG_CIVIL'],
    ['HEALTH_CARE/HEALTH_HOSPITAL', 'UNIVERSITY', 'AGG_CIVIL STATE_RLP'],
    ['HEALTH_CARE/HEALTH_HOSPITAL', 'MUNICIPAL_BODY', 'AGG_CIVIL NONE_SPECIFIC'],
    ['PUBLIC_SPACE', 'PERSON_UNKNOWN', 'NONE_SPECIFIC'],
    ['PUBLIC_SPACE', 'STATE_POLICE', 'STATE_RLP'],
    ['PUBLIC_SPACE', 'COMPANY', 'UNCLEAR (AGG_CIVIL NONE_SPECIFIC)'],
    ['NEIGHBOURHOOD', 'PERSON_KNOWN', 'NONE_SPECIFIC'],
    ['NEIGHBOURHOOD', 'HOUSING_COMPANY', 'AGG_CIVIL'],
    ['LEISURE', 'COMPANY', 'AGG_CIVIL'],
    ['LEISURE', 'ASSOCIATION', 'AGG_CIVIL NONE_SPECIFIC'],
    ['MEDIA', 'MEDIA_PLATFORM', 'AGG_CIVIL NONE_SPECIFIC'],
    ['MEDIA', 'PERSON_UNKNOWN', 'NONE_SPECIFIC'],
    ['OTHER', 'MUNICIPAL_BODY', 'NONE_SPECIFIC'],
    ['OTHER', 'EMPLOYER_PRIVATE', 'AGG_WORK'],
    ['UNKNOWN', 'MUNICIPAL_BODY', 'UNCLEAR (AGG_WORK AGG_CIVIL NONE_SPECIFIC)'],
    ['UNKNOWN', 'LANDLORD_PRIVATE', 'UNCLEAR (AGG_WORK AGG_CIVIL STATE_RLP NONE_SPECIFIC)'],
    ['UNKNOWN', 'UNKNOWN', 'UNCLEAR (AGG_WORK AGG_CIVIL STATE_RLP NONE_SPECIFIC)'],
  ])('%s with %s: %s', (main, respondentType, expected) => {
    expect(answer(regimesFor(facts(main, respondentType), rules))).toBe(expected);
  });
});

describe('the regimes of a case', () => {
  it.each(['INSULT', 'THREAT', 'VIOLENCE', 'PROPERTY_DAMAGE'])('add the criminal complaint for %s', (form) => {
    const found = regimesFor(facts('WORK', 'EMPLOYER_PRIVATE', { incidentForms: [form] }), rules);
    expect(found.regimes).toEqual(['AGG_WORK', 'CRIMINAL']);
  });

  it('do not add it for the other forms', () => {
    const criminal = ['INSULT', 'THREAT', 'VIOLENCE', 'PROPERTY_DAMAGE'];
    const forms = codebook.terms.incidentForms.map(({ code }) => code).filter((code) => !criminal.includes(code));
    const found = regimesFor(facts('PUBLIC_SPACE', 'PERSON_UNKNOWN', { incidentForms: forms }), rules);
    expect(found.regimes).toEqual(['NONE_SPECIFIC']);
  });

  it('join those of the further areas, each with its reason', () => {
    const found = regimesFor(facts('WORK', 'COMPANY', { furtherAreas: [place('HOUSING')] }), rules);
    expect(found.regimes).toEqual(['AGG_WORK', 'AGG_CIVIL']);
    expect(found.reasons.map(({ regime }) => regime)).toEqual(['AGG_WORK', 'AGG_CIVIL']);
  });

  it('stay certain about one area while a further one is open', () => {
    const found = regimesFor(facts('WORK', 'EMPLOYER_PRIVATE', { furtherAreas: [place('UNKNOWN')] }), rules);
    expect(found.regimes).toEqual(['AGG_WORK', 'UNCLEAR']);
    expect(found.stillPossible).toEqual(['AGG_CIVIL']);
    expect(found.missing).toEqual(['furtherAreas[0]']);
  });

  it.each([
    ['UNKNOWN', 'UNKNOWN', ['mainArea', 'respondentType']],
    ['UNKNOWN', 'COMPANY', ['mainArea']],
    ['HOUSING', 'UNKNOWN', ['respondentType']],
    ['HOUSING', 'MUNICIPAL_BODY', ['mainArea.subArea']],
    ['HOUSING/HOUSING_SEARCH', 'MUNICIPAL_BODY', []],
    ['GOODS_SERVICES', 'COMPANY', []],
  ])('ask with %s and %s for %j', (main, respondentType, missing) => {
    expect(regimesFor(facts(main, respondentType), rules).missing).toEqual(missing);
  });

  it('ask for the forms of the incident when none is given, since an offence has a deadline of its own', () => {
    expect(regimesFor(facts('WORK', 'COMPANY', { incidentForms: [] }), rules).missing).toEqual(['incidentForms']);
  });

  it('are unclear, with everything possible, where the table has a hole', () => {
    const found = regimesFor(facts('SOMETHING_NEW', 'SOMEBODY_NEW'), { ...rules, assignments: [] });
    expect(answer(found)).toBe('UNCLEAR (AGG_WORK AGG_CIVIL STATE_RLP NONE_SPECIFIC)');
    expect(found.reasons).toHaveLength(1);
    expect(found.missing).toEqual(['mainArea', 'respondentType']);
  });

  it('warn of the shorter time limit when a dismissal is among the facts', () => {
    for (const type of ['EMPLOYER_PRIVATE', 'STATE_BODY', 'CHAMBER', 'PERSON_KNOWN'])
      expect(regimesFor(facts('WORK/WORK_TERMINATION', type), rules).reasons[0]?.de).toContain('§ 4 KSchG');
  });
});
