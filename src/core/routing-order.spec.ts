import { describe, expect, it } from '@jest/globals';
import { loadCodebook } from '../reference/codebook.loader.js';
import type { Office } from './office.js';
import type { RoutingFacts, RoutingRule } from './routing-rule.js';
import { suggestOffices, type Suggestion } from './routing.js';

const codebook = loadCodebook();

/** Made for origin, in the whole state, for everything else. */
const model: Office = {
  id: 'office',
  kind: 'SPECIALISED',
  name: 'Beispielstelle',
  contact: { website: null, email: null },
  coverage: { kind: 'STATE' },
  competence: { grounds: ['ORIGIN'], phenomena: 'ALL', areas: 'ALL', respondentTypes: 'ALL' },
  languages: ['de'],
  capacity: 'OPEN',
  belongsTo: null,
  carrierId: null,
  takesPart: true,
  answerDays: 14,
  active: true,
};
const stateOffice: Office = { ...model, id: 'state', kind: 'STATE_OFFICE' };

const facts: RoutingFacts = {
  grounds: ['ORIGIN'],
  phenomena: ['ANTI_BLACK'],
  mainArea: { area: 'LEISURE', subArea: null },
  furtherAreas: [{ area: 'WORK', subArea: null }],
  respondentType: 'EMPLOYER_PRIVATE',
  district: '07235',
  wishes: [],
  language: null,
  regimes: [],
  deadlines: [],
  ownCarrierId: 'beispielwerk',
  ownCarrierIsRespondent: false,
  respondentBody: null,
};

const route = (directory: readonly Office[], given: Partial<RoutingFacts> = {}, rules: readonly RoutingRule[] = []) =>
  suggestOffices({ ...facts, ...given }, directory, rules, codebook, '2027-03-01');

describe('the points of an office', () => {
  const placeOf = (change: Partial<Office>, given: Partial<RoutingFacts> = {}, rules: readonly RoutingRule[] = []) =>
    route([stateOffice, { ...model, ...change }], given, rules).suggestions.find(
      ({ officeId }) => officeId === 'office',
    );
  const codesOf = (place: Suggestion | undefined) =>
    [...(place?.reasons ?? []), ...(place?.warnings ?? [])].map(({ code }) => code);
  const competence = (change: Partial<Office['competence']>) => ({ competence: { ...model.competence, ...change } });

  it.each<[string, Partial<Office>, Partial<RoutingFacts>, number, string]>([
    ['a ground it is made for', {}, {}, 10, 'COMPETENT'],
    ['nothing it is made for', competence({ grounds: 'ALL' }), {}, 1, 'GENERAL'],
    ['ground and main area', competence({ areas: ['LEISURE'] }), {}, 20, 'COMPETENT'],
    ['ground and a further area', competence({ areas: ['WORK'] }), {}, 15, 'COMPETENT'],
    ['ground and phenomenon', competence({ phenomena: ['ANTI_BLACK'] }), {}, 20, 'COMPETENT'],
    ['ground and respondent', competence({ respondentTypes: ['EMPLOYER_PRIVATE'] }), {}, 20, 'COMPETENT'],
    ['its own district', { coverage: { kind: 'DISTRICTS', districts: ['07235'] } }, {}, 15, 'NEARBY'],
    ['its own region', { coverage: { kind: 'REGIONS', regions: ['072'] } }, {}, 13, 'NEARBY'],
    [
      'a district not known',
      { coverage: { kind: 'REGIONS', regions: ['072'] } },
      { district: null },
      5,
      'DISTRICT_UNKNOWN',
    ],
    ['limited capacity', { capacity: 'LIMITED' }, {}, 5, 'CAPACITY_LIMITED'],
    ['no capacity', { capacity: 'FULL' }, {}, -20, 'CAPACITY_FULL'],
    ['a language it lacks', {}, { language: 'ar' }, 5, 'LANGUAGE_NOT_OFFERED'],
    ['a language it has', {}, { language: 'de' }, 10, 'COMPETENT'],
    ['no inbox', { takesPart: false }, {}, 10, 'NOT_CONNECTED'],
  ])('count %s', (_, change, given, score, code) => {
    const place = placeOf(change, given);
    expect(place?.score).toBe(score);
    expect(codesOf(place)).toContain(code);
  });

  it.each<[string, Partial<Office>]>([
    ['the ground', competence({ grounds: ['AGE'] })],
    ['the phenomenon', competence({ phenomena: ['ANTISEMITISM'] })],
    ['the area', competence({ areas: ['MEDIA'] })],
    ['the respondent', competence({ respondentTypes: ['CHAMBER'] })],
    ['the region', { coverage: { kind: 'REGIONS', regions: ['071'] } }],
  ])('are not counted at all where %s does not fit', (_, change) => {
    expect(placeOf(change)).toBeUndefined();
  });

  const rule: RoutingRule = {
    id: 'named',
    version: 1,
    when: {},
    suggest: { officeId: 'office' },
    referralKind: 'ENQUIRY',
    weight: 40,
    reason: { de: 'Diese Stelle kennt solche Fälle', en: 'this office knows such cases' },
    source: 'example',
    validFrom: null,
    validUntil: null,
    active: true,
  };

  it('fall for an office that a rule names outside its region, and it is said', () => {
    const place = placeOf({ coverage: { kind: 'REGIONS', regions: ['071'] } }, {}, [rule]);
    expect(place).toMatchObject({ score: 25, referralKind: 'ENQUIRY', warnings: [{ code: 'OUTSIDE_REGION' }] });
  });

  it('add up over several rules, and the heaviest decides the kind of referral', () => {
    const lighter = { ...rule, id: 'lighter', weight: 5, referralKind: 'HANDOVER' };
    const place = placeOf({}, {}, [lighter, rule]);
    expect(place).toMatchObject({ score: 55, referralKind: 'ENQUIRY' });
    expect(place?.reasons.map(({ points }) => points)).toEqual([40, 10, 5]);
  });

  it('do not come from a rule for a kind where the office is not competent', () => {
    const forKind = { ...rule, suggest: { officeKind: 'SPECIALISED' } };
    expect(placeOf({}, {}, [forKind])?.score).toBe(50);
    expect(placeOf(competence({ grounds: ['AGE'] }), {}, [forKind])).toBeUndefined();
  });
});

describe('the state office', () => {
  const narrow = { ...stateOffice, competence: { ...model.competence, grounds: ['AGE'] } };

  it('has a place even where its competence does not fit', () => {
    expect(route([narrow, model]).suggestions.map(({ officeId }) => officeId)).toEqual(['office', 'state']);
  });

  it('is named as excluded even where its competence does not fit', () => {
    const { excluded } = route([{ ...narrow, belongsTo: 'EMPLOYER_PRIVATE' }, model]);
    expect(excluded).toMatchObject([{ officeId: 'state', code: 'BELONGS_TO_RESPONDENT' }]);
  });
});

describe('the order between equals', () => {
  const orderOf = (changes: readonly Partial<Office>[]) =>
    route(changes.map((change, index) => ({ ...model, id: `office-${index}`, ...change })))
      .suggestions.filter(({ score }) => score === 10)
      .map(({ officeId }) => officeId);
  const fallback = { id: 'state', kind: 'STATE_OFFICE' };

  it('is the kind, then the name, then the id', () => {
    const order = orderOf([
      { kind: 'COMPLAINTS_OFFICE', name: 'A' },
      { kind: 'SPECIALISED', name: 'C' },
      { kind: 'LEGAL_ADVICE', name: 'A' },
      { kind: 'SPECIALISED', name: 'B' },
      { kind: 'SPECIALISED', name: 'B' },
      { kind: 'FEDERAL_AGENCY', name: 'A' },
      fallback,
    ]);
    expect(order).toEqual(['office-3', 'office-4', 'office-1', 'office-2', 'office-5', 'office-0']);
  });

  it('puts a kind that was added later behind the known ones', () => {
    expect(orderOf([{ kind: 'NEW_KIND' }, { kind: 'COMPLAINTS_OFFICE' }, fallback])).toEqual(['office-1', 'office-0']);
  });

  it('prefers free capacity before anything else', () => {
    const order = orderOf([{ kind: 'SPECIALISED' }, { kind: 'COMPLAINTS_OFFICE' }, fallback]);
    expect(order).toEqual(['office-0', 'office-1']);
    const limited: Partial<Office> = { capacity: 'LIMITED', coverage: { kind: 'DISTRICTS', districts: ['07235'] } };
    expect(orderOf([{ kind: 'SPECIALISED', ...limited }, { kind: 'COMPLAINTS_OFFICE' }, fallback])).toEqual([
      'office-1',
      'office-0',
    ]);
  });
});
