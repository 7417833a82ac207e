import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import type { AreaOfLife } from './case.js';
import { parseOffices, type Office } from './office.js';
import { parseRoutingRules, type RoutingFacts, type RoutingRule } from './routing-rule.js';
import { suggestOffices } from './routing.js';

const shipped = (name: string): unknown =>
  parse(readFileSync(new URL(`../reference/data/${name}`, import.meta.url), 'utf8'));
const codebook = loadCodebook();
const { districts } = loadGeography();
const offices = shippedOffices();
const rules = shippedRules();

function shippedOffices(): readonly Office[] {
  const parsed = parseOffices((shipped('offices.yaml') as { offices: unknown }).offices, { codebook, districts });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function shippedRules(): readonly RoutingRule[] {
  const officeIds = offices.map(({ id }) => id);
  const rows = (shipped('routing-rules.yaml') as { rules: unknown }).rules;
  const parsed = parseRoutingRules(rows, { codebook, districts, officeIds });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const today = '2027-03-01';
const area = (code: string, subArea: string | null = null): AreaOfLife => ({ area: code, subArea });
const due = (day: string, movedTo = day) => [{ endsOn: day, movedTo }];

/** A case in Mainz at work against a private employer, unless the row says otherwise. */
const caseWith = (facts: Partial<RoutingFacts>): RoutingFacts => ({
  grounds: ['ORIGIN'],
  phenomena: [],
  mainArea: area('WORK'),
  furtherAreas: [],
  respondentType: 'EMPLOYER_PRIVATE',
  district: '07315',
  wishes: [],
  language: null,
  regimes: [],
  deadlines: [],
  ownCarrierId: 'beispielwerk',
  ownCarrierIsRespondent: false,
  respondentBody: null,
  ...facts,
});

const route = (facts: Partial<RoutingFacts>) => suggestOffices(caseWith(facts), offices, rules, codebook, today);

// prettier-ignore
const table: readonly [string, Partial<RoutingFacts>, string, string][] = [
  ['racism at work', { regimes: ['AGG_WORK'] }, 'fachstelle-rassismus', 'lads-rlp'],
  ['the same with 21 days left', { deadlines: due('2027-03-22') }, 'anwaltspool', 'fachstelle-rassismus'],
  ['the same with 22 days left', { deadlines: due('2027-03-23') }, 'fachstelle-rassismus', 'lads-rlp'],
  ['a deadline that ends today', { deadlines: due('2027-03-01') }, 'anwaltspool', 'fachstelle-rassismus'],
  ['a deadline that has passed', { deadlines: due('2027-02-27') }, 'fachstelle-rassismus', 'lads-rlp'],
  ['a deadline moved from a Sunday to today', { deadlines: due('2027-02-28', '2027-03-01') }, 'anwaltspool', 'fachstelle-rassismus'],
  ['one deadline passed, one near', { deadlines: [...due('2027-02-01'), ...due('2027-03-10')] }, 'anwaltspool', 'fachstelle-rassismus'],
  ['religion', { grounds: ['RELIGION'] }, 'fachstelle-rassismus', 'lads-rlp'],
  ['antisemitism', { grounds: ['RELIGION'], phenomena: ['ANTISEMITISM'] }, 'fachstelle-antisemitismus', 'fachstelle-rassismus'],
  ['antigypsyism when looking for a flat', { phenomena: ['ANTIGYPSYISM'], mainArea: area('HOUSING'), respondentType: 'LANDLORD_PRIVATE' }, 'fachstelle-antiziganismus', 'fachstelle-rassismus'],
  ['disability', { grounds: ['DISABILITY'] }, 'fachstelle-behinderung', 'lads-rlp'],
  ['disability, against a welfare association', { grounds: ['DISABILITY'], respondentType: 'WELFARE_CHURCH' }, 'lads-rlp', 'anwaltspool'],
  ['sexual orientation in a sports club', { grounds: ['SEXUAL_IDENTITY'], mainArea: area('LEISURE'), respondentType: 'ASSOCIATION' }, 'fachstelle-queer', 'lads-rlp'],
  ['sex at work', { grounds: ['SEX_GENDER'] }, 'fachstelle-gleichstellung', 'fachstelle-queer'],
  ['gender identity when looking for a flat', { grounds: ['SEX_GENDER'], mainArea: area('HOUSING'), respondentType: 'HOUSING_COMPANY' }, 'fachstelle-queer', 'lads-rlp'],
  ['sex in leisure, work touched as well', { grounds: ['SEX_GENDER'], mainArea: area('LEISURE'), furtherAreas: [area('WORK')] }, 'fachstelle-gleichstellung', 'fachstelle-queer'],
  ['age at work', { grounds: ['AGE'] }, 'fachstelle-gleichstellung', 'lads-rlp'],
  ['age when looking for a flat: nobody is specialised', { grounds: ['AGE'], mainArea: area('HOUSING') }, 'lads-rlp', 'anwaltspool'],
  ['profiling by the state police', { grounds: ['SKIN_COLOUR'], mainArea: area('POLICE_JUSTICE', 'POLICE_STATE'), respondentType: 'STATE_POLICE', regimes: ['STATE_RLP'] }, 'lads-rlp', 'fachstelle-rassismus'],
  ['age, by the state police', { grounds: ['AGE'], mainArea: area('POLICE_JUSTICE'), respondentType: 'STATE_POLICE', regimes: ['STATE_RLP'] }, 'lads-rlp', 'beauftragte-landespolizei'],
  ['racism at a state school', { mainArea: area('EDUCATION', 'EDU_SCHOOL'), respondentType: 'STATE_SCHOOL', regimes: ['STATE_RLP'] }, 'lads-rlp', 'fachstelle-rassismus'],
  ['belief at a state school', { grounds: ['BELIEF'], mainArea: area('EDUCATION', 'EDU_SCHOOL'), respondentType: 'STATE_SCHOOL', regimes: ['STATE_RLP'] }, 'lads-rlp', 'beschwerdestelle-schule'],
  ['nationality at a municipal immigration office', { grounds: ['NATIONALITY'], mainArea: area('PUBLIC_OFFICES', 'OFFICE_IMMIGRATION'), respondentType: 'MUNICIPAL_BODY', regimes: ['NONE_SPECIFIC'] }, 'fachstelle-rassismus', 'buergerbeauftragte'],
  ['social origin at a municipal office', { grounds: ['SOCIAL_ORIGIN'], mainArea: area('PUBLIC_OFFICES'), respondentType: 'MUNICIPAL_BODY', regimes: ['NONE_SPECIFIC'] }, 'buergerbeauftragte', 'lads-rlp'],
  ['social origin at a federal office', { grounds: ['SOCIAL_ORIGIN'], mainArea: area('PUBLIC_OFFICES'), respondentType: 'FEDERAL_BODY', regimes: ['NONE_SPECIFIC'] }, 'ads-bund', 'lads-rlp'],
  ['racism at a federal office', { mainArea: area('PUBLIC_OFFICES'), respondentType: 'FEDERAL_BODY', regimes: ['NONE_SPECIFIC'] }, 'fachstelle-rassismus', 'ads-bund'],
  ['the own carrier is the respondent', { grounds: ['DISABILITY'], respondentType: 'WELFARE_CHURCH', ownCarrierIsRespondent: true }, 'lads-rlp', 'anwaltspool'],
  ['the own carrier as the employer', { ownCarrierIsRespondent: true }, 'lads-rlp', 'fachstelle-rassismus'],
  ['the ministry of the state office is the respondent', { grounds: ['AGE'], mainArea: area('PUBLIC_OFFICES'), respondentType: 'STATE_BODY', respondentBody: 'ministry-of-the-state-office', regimes: ['STATE_RLP'] }, 'buergerbeauftragte', 'ads-bund'],
  ['dismissal', { mainArea: area('WORK', 'WORK_TERMINATION') }, 'anwaltspool', 'fachstelle-rassismus'],
  ['damages wished from a landlord', { mainArea: area('HOUSING'), respondentType: 'LANDLORD_PRIVATE', wishes: ['COMPENSATION'], regimes: ['AGG_CIVIL'] }, 'anwaltspool', 'fachstelle-rassismus'],
  ['damages wished where the AGG does not apply', { respondentType: 'MUNICIPAL_BODY', mainArea: area('PUBLIC_OFFICES'), wishes: ['COMPENSATION'], regimes: ['NONE_SPECIFIC'] }, 'fachstelle-rassismus', 'buergerbeauftragte'],
  ['racist insult in the street', { mainArea: area('PUBLIC_SPACE'), respondentType: 'PERSON_UNKNOWN', regimes: ['CRIMINAL'] }, 'fachstelle-rassismus', 'anwaltspool'],
  ['threat because of age', { grounds: ['AGE'], mainArea: area('PUBLIC_SPACE'), respondentType: 'PERSON_KNOWN', regimes: ['CRIMINAL'] }, 'anwaltspool', 'lads-rlp'],
  ['claim letter sent, suit next', { regimes: ['AGG_WORK', 'AGG_WORK_SUIT'] }, 'anwaltspool', 'fachstelle-rassismus'],
  ['racism in the Trier region', { district: '07235' }, 'beratung-rassismus-trier', 'fachstelle-rassismus'],
  ['residence status in the Trier region, where capacity is limited', { grounds: ['RESIDENCE_STATUS'], district: '07211' }, 'fachstelle-rassismus', 'beratung-rassismus-trier'],
  ['racism, district not known', { district: null }, 'fachstelle-rassismus', 'lads-rlp'],
  ['age when looking for a flat in Kaiserslautern', { grounds: ['AGE'], mainArea: area('HOUSING'), respondentType: 'LANDLORD_PRIVATE', district: '07312' }, 'kommunale-stelle-kaiserslautern', 'lads-rlp'],
  ['the same, by a municipal body', { grounds: ['AGE'], mainArea: area('HOUSING'), respondentType: 'MUNICIPAL_BODY', regimes: ['NONE_SPECIFIC'], district: '07312' }, 'buergerbeauftragte', 'lads-rlp'],
  ['racism when looking for a flat in Kaiserslautern', { mainArea: area('HOUSING'), respondentType: 'LANDLORD_PRIVATE', district: '07335' }, 'fachstelle-rassismus', 'kommunale-stelle-kaiserslautern'],
  ['origin and disability', { grounds: ['ORIGIN', 'DISABILITY'] }, 'fachstelle-behinderung', 'fachstelle-rassismus'],
  ['age and belief', { grounds: ['AGE', 'BELIEF'], mainArea: area('HOUSING') }, 'lads-rlp', 'anwaltspool'],
  ['racism on a platform', { mainArea: area('MEDIA'), respondentType: 'MEDIA_PLATFORM' }, 'fachstelle-rassismus', 'meldestelle-netz'],
  ['belief on a platform', { grounds: ['BELIEF'], mainArea: area('MEDIA'), respondentType: 'MEDIA_PLATFORM' }, 'meldestelle-netz', 'lads-rlp'],
  ['nothing is clear yet', { grounds: ['UNCLEAR'], mainArea: area('UNKNOWN'), respondentType: 'UNKNOWN', regimes: ['UNCLEAR'], district: null }, 'lads-rlp', 'anwaltspool'],
  ['documentation only', { wishes: ['DOCUMENT_ONLY'] }, 'fachstelle-rassismus', 'lads-rlp'],
  ['a client who speaks Vietnamese', { language: 'vi' }, 'fachstelle-rassismus', 'lads-rlp'],
];

describe('the shipped directory and rules', () => {
  it('are valid, and every rule names its source', () => {
    expect(offices.length).toBeGreaterThanOrEqual(12);
    expect(rules.length).toBeGreaterThanOrEqual(12);
    expect(rules.filter(({ source }) => source.length < 5)).toEqual([]);
  });

  it('reach nobody real: every contact is a placeholder', () => {
    for (const { contact } of offices) {
      expect(contact.website).toMatch(/^https:\/\/[a-z-]+\.example\.org$/);
      expect(contact.email).toMatch(/@example\.org$/);
    }
  });

  it.each(table)('%s', (_, facts, first, second) => {
    const { suggestions } = route(facts);
    expect(suggestions.slice(0, 2).map(({ officeId }) => officeId)).toEqual([first, second]);
  });

  it('use every rule somewhere in this table', () => {
    const used = new Set(
      table.flatMap(([, facts]) =>
        route(facts).suggestions.flatMap(({ reasons }) => reasons.map(({ rule }) => rule?.id)),
      ),
    );
    expect(rules.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
  });
});

describe('the reasons of the ranking', () => {
  const place = (officeId: string, facts: Partial<RoutingFacts>) => {
    const found = route(facts).suggestions.find((suggestion) => suggestion.officeId === officeId);
    if (!found) throw new Error(`${officeId} has no place`);
    return found;
  };
  const warningCodes = (officeId: string, facts: Partial<RoutingFacts>) =>
    place(officeId, facts).warnings.map(({ code }) => code);

  it('names the day of the deadline in both languages', () => {
    const [reason] = place('anwaltspool', { deadlines: due('2027-03-03') }).reasons;
    expect(reason).toEqual({
      code: 'RULE',
      rule: { id: 'deadline-near', version: 1 },
      points: 80,
      de: 'Frist läuft am 3. März 2027 ab: rechtliche Erstberatung zuerst',
      en: 'a deadline ends on 3 March 2027: legal consultation first',
    });
  });

  it('names what of the case the office is competent for', () => {
    const facts = { grounds: ['SEX_GENDER', 'AGE', 'RELIGION'] };
    const reason = place('fachstelle-gleichstellung', facts).reasons.find(({ code }) => code === 'COMPETENT');
    expect(reason?.de).toBe('zuständig für Geschlecht / geschlechtliche Identität und Lebensalter im Bereich Arbeit');
    expect(reason?.en).toBe('competent for sex / gender identity and age in the field of employment');
  });

  it('names the respondent where the office is made for it', () => {
    const facts = { mainArea: area('POLICE_JUSTICE'), respondentType: 'STATE_POLICE' };
    const reason = place('beauftragte-landespolizei', facts).reasons.find(({ code }) => code === 'COMPETENT');
    expect(reason?.de).toBe(
      'zuständig für alle Merkmale in allen Lebensbereichen, wenn verantwortlich ist: Landespolizei',
    );
  });

  it('hands the case over when the own carrier is the respondent', () => {
    expect(place('lads-rlp', { ownCarrierIsRespondent: true }).referralKind).toBe('HANDOVER');
  });

  it('points to an office without an inbox, and says that no data is passed on', () => {
    const federal = place('ads-bund', {});
    expect(federal.referralKind).toBe('SIGNPOSTING');
    expect(federal.warnings.map(({ code }) => code)).toContain('NOT_CONNECTED');
  });

  it('never suggests more than an anonymous enquiry for a client who wishes to remain anonymous', () => {
    const { suggestions } = route({
      wishes: ['ANONYMITY'],
      deadlines: due('2027-03-03'),
      ownCarrierIsRespondent: true,
    });
    expect(new Set(suggestions.map(({ referralKind }) => referralKind))).toEqual(new Set(['ENQUIRY', 'SIGNPOSTING']));
    expect(warningCodes('anwaltspool', { wishes: ['ANONYMITY'] })).toContain('ANONYMITY_WISHED');
  });

  it('warns of limited capacity, missing language, unknown district and late answers', () => {
    expect(warningCodes('beratung-rassismus-trier', { district: '07211', language: 'vi' })).toEqual([
      'CAPACITY_LIMITED',
      'LANGUAGE_NOT_OFFERED',
    ]);
    expect(warningCodes('beratung-rassismus-trier', { district: null })).toContain('DISTRICT_UNKNOWN');
    expect(warningCodes('lads-rlp', { deadlines: due('2027-03-14') })).toContain('ANSWER_AFTER_DEADLINE');
    expect(warningCodes('lads-rlp', { deadlines: due('2027-03-15') })).toEqual([]);
  });

  it('does not suggest a regional office elsewhere', () => {
    expect(route({ district: '07315' }).suggestions.map(({ officeId }) => officeId)).not.toContain(
      'beratung-rassismus-trier',
    );
  });

  it('lists who is excluded by a conflict of interest, and who stands in for the state office', () => {
    const { excluded, suggestions, fallbackOfficeId } = route({
      respondentType: 'STATE_BODY',
      respondentBody: 'ministry-of-the-state-office',
    });
    expect(excluded.map(({ officeId, code }) => [officeId, code])).toEqual([['lads-rlp', 'BELONGS_TO_RESPONDENT']]);
    expect(fallbackOfficeId).toBe('ads-bund');
    const federal = suggestions.find(({ officeId }) => officeId === 'ads-bund');
    expect(federal?.reasons[0]?.de).toContain('weil die Landesantidiskriminierungsstelle');
  });

  it('names the best placed office as the fallback when state office and federal agency are both in conflict', () => {
    const conflicted = offices.map((office) =>
      ['lads-rlp', 'ads-bund'].includes(office.id) ? { ...office, belongsTo: 'FEDERAL_BODY' } : office,
    );
    const facts = caseWith({ respondentType: 'FEDERAL_BODY' });
    const { suggestions, excluded, fallbackOfficeId } = suggestOffices(facts, conflicted, rules, codebook, today);
    expect(excluded.map(({ officeId }) => officeId).sort()).toEqual(['ads-bund', 'lads-rlp']);
    expect(fallbackOfficeId).toBe(suggestions[0]?.officeId);
    expect(suggestions[0]?.reasons.map(({ code }) => code)).toContain('FALLBACK');
  });

  it('offers at least an anonymous enquiry where everyone who is competent is in conflict', () => {
    const conflicted = offices.map((office) =>
      office.id === 'fachstelle-queer' ? office : { ...office, carrierId: 'beispielwerk' },
    );
    const facts = caseWith({ ownCarrierIsRespondent: true });
    const { suggestions } = suggestOffices(facts, conflicted, rules, codebook, today);
    expect(suggestions).toMatchObject([{ officeId: 'fachstelle-queer', referralKind: 'ENQUIRY' }]);
    expect(suggestions[0]?.warnings.map(({ code }) => code)).toEqual(['NOT_COMPETENT']);
  });

  it('says so when the directory has no state office', () => {
    const without = offices.filter(({ kind }) => kind !== 'STATE_OFFICE');
    const { suggestions, fallbackOfficeId } = suggestOffices(caseWith({}), without, rules, codebook, today);
    const fallback = suggestions.find(({ officeId }) => officeId === fallbackOfficeId);
    expect(fallback?.reasons[0]?.en).toContain('holds no state anti-discrimination office');
  });

  it('has no fallback to name where the directory is empty', () => {
    const routing = suggestOffices(caseWith({}), [], rules, codebook, today);
    expect(routing).toEqual({ suggestions: [], excluded: [], fallbackOfficeId: null });
  });

  it('excludes an office that the own carrier runs, only while the carrier is the respondent', () => {
    const run = offices.map((office) =>
      office.id === 'fachstelle-rassismus' ? { ...office, carrierId: 'beispielwerk' } : office,
    );
    const excludedWhen = (ownCarrierIsRespondent: boolean) =>
      suggestOffices(caseWith({ ownCarrierIsRespondent }), run, rules, codebook, today).excluded;
    expect(excludedWhen(false)).toEqual([]);
    expect(excludedWhen(true)).toMatchObject([{ officeId: 'fachstelle-rassismus', code: 'OWN_CARRIER' }]);
  });
});
