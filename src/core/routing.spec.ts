import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import { addDays } from './calendar.js';
import { capacities, parseOffices, type Office } from './office.js';
import { parseRoutingRules, type RoutingFacts, type RoutingRule } from './routing-rule.js';
import { conflictOf, suggestOffices, type Routing } from './routing.js';

const shipped = (name: string): Readonly<Record<string, unknown>> =>
  parse(readFileSync(new URL(`../reference/data/${name}`, import.meta.url), 'utf8')) as Record<string, unknown>;
const codebook = loadCodebook();
const { districts } = loadGeography();
const offices = shippedOffices();
const rules = shippedRules();
const codes = (vocabulary: keyof typeof codebook.terms): string[] => codebook.terms[vocabulary].map(({ code }) => code);
const today = '2027-03-01';

function shippedOffices(): readonly Office[] {
  const parsed = parseOffices(shipped('offices.yaml')['offices'], { codebook, districts });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function shippedRules(): readonly RoutingRule[] {
  const vocabulary = { codebook, districts, officeIds: offices.map(({ id }) => id) };
  const parsed = parseRoutingRules(shipped('routing-rules.yaml')['rules'], vocabulary);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const plainFacts: RoutingFacts = {
  grounds: ['ORIGIN'],
  phenomena: [],
  mainArea: { area: 'WORK', subArea: null },
  furtherAreas: [],
  respondentType: 'EMPLOYER_PRIVATE',
  district: null,
  wishes: [],
  language: null,
  regimes: [],
  deadlines: [],
  ownCarrierId: 'beispielwerk',
  ownCarrierIsRespondent: false,
  respondentBody: null,
};

const replace = (id: string, change: Partial<Office>): readonly Office[] =>
  offices.map((office) => (office.id === id ? { ...office, ...change } : office));

/** What is wrong with a routing, in words; empty when it keeps every promise. */
function faultsOf(routing: Routing, facts: RoutingFacts, directory: readonly Office[]): string[] {
  const { suggestions, excluded, fallbackOfficeId } = routing;
  const faults: string[] = [];
  const isConflicted = ({ belongsTo, carrierId }: Office): boolean =>
    [belongsTo, carrierId].some(
      (body) =>
        body !== null &&
        (body === facts.respondentType ||
          body === facts.respondentBody ||
          (facts.ownCarrierIsRespondent && body === facts.ownCarrierId)),
    );
  const suggested = suggestions.map(({ officeId }) => directory.find(({ id }) => id === officeId));

  if (suggestions.length === 0) faults.push('nobody is suggested');
  if (suggested.some((office) => !office || !office.active)) faults.push('an unknown or inactive office is suggested');
  if (suggested.some((office) => office && isConflicted(office))) faults.push('a conflicted office is suggested');
  if (new Set(suggested).size !== suggested.length) faults.push('an office is suggested twice');

  const stateOffice = directory.find(({ kind }) => kind === 'STATE_OFFICE');
  const stateSuggested = suggestions.some(({ officeId }) => officeId === stateOffice?.id);
  const stateExcluded = excluded.find(({ officeId }) => officeId === stateOffice?.id);
  if (stateSuggested === (stateExcluded !== undefined))
    faults.push('the state office is not in exactly one of the lists');
  if (stateSuggested && fallbackOfficeId !== stateOffice?.id) faults.push('the state office is not the fallback');
  const fallback = suggestions.find(({ officeId }) => officeId === fallbackOfficeId);
  if (!fallback?.reasons.some(({ code }) => code === 'FALLBACK')) faults.push('the fallback is not said to be one');

  for (const { reasons, warnings, officeId, rank, score } of suggestions) {
    const sentences = [...reasons, ...warnings];
    if (reasons.length === 0) faults.push(`${officeId} has no reason`);
    if (sentences.some(({ de, en }) => !isSentence(de) || !isSentence(en)))
      faults.push(`${officeId}: a hole in a text`);
    if (score !== sentences.reduce((sum, { points }) => sum + points, 0))
      faults.push(`${officeId}: points do not add up`);
    if (suggestions[rank - 1]?.officeId !== officeId) faults.push(`${officeId}: wrong rank`);
  }
  if (suggestions.some(({ score }, index) => score > (suggestions[index - 1]?.score ?? Infinity))) {
    faults.push('a higher score stands behind a lower one');
  }
  if (excluded.some(({ de, en }) => !isSentence(de) || !isSentence(en))) faults.push('an exclusion without a reason');
  return faults;
}

const isSentence = (text: string): boolean => text.trim().length >= 10 && !/[{}]|undefined|null/.test(text);

describe('the truth table ground x area x respondent type', () => {
  const cells = codes('grounds').flatMap((ground) =>
    codes('areas').flatMap((area) =>
      codes('respondentTypes').map((respondentType) => ({ ground, area, respondentType })),
    ),
  );
  const wrongCells = (directory: readonly Office[], given: Partial<RoutingFacts> = {}): string[] =>
    cells.flatMap(({ ground, area, respondentType }) => {
      const mainArea = { area, subArea: null };
      const facts = { ...plainFacts, grounds: [ground], mainArea, respondentType, ...given };
      const routing = suggestOffices(facts, directory, rules, codebook, today);
      return faultsOf(routing, facts, directory).map((fault) => `${ground} ${area} ${respondentType}: ${fault}`);
    });

  it('has 18 x 13 x 20 cells', () => {
    expect(cells).toHaveLength(18 * 13 * 20);
  });

  it('names the state office as the fallback and gives reasons in every cell', () => {
    expect(wrongCells(offices)).toEqual([]);
  });

  it('does so for a service whose own carrier is the respondent and runs some of the offices', () => {
    const directory = offices.map((office, index) =>
      index % 3 === 2 ? { ...office, carrierId: 'beispielwerk' } : office,
    );
    expect(wrongCells(directory, { ownCarrierIsRespondent: true })).toEqual([]);
  });

  it('does so when the state office belongs to bodies of the state', () => {
    const directory = replace('lads-rlp', { belongsTo: 'STATE_BODY' });
    expect(wrongCells(directory)).toEqual([]);
    const inConflict = { ...plainFacts, respondentType: 'STATE_BODY' };
    expect(suggestOffices(inConflict, directory, rules, codebook, today).excluded).toMatchObject([
      { officeId: 'lads-rlp' },
    ]);
  });

  it('does so without a single rule', () => {
    const facts = { ...plainFacts, grounds: ['OTHER'] };
    expect(faultsOf(suggestOffices(facts, offices, [], codebook, today), facts, offices)).toEqual([]);
  });

  it('never lets a fallback for everything stand before the office made for the ground', () => {
    const madeFor = (office: Office, ground: string): boolean =>
      office.kind === 'SPECIALISED' &&
      office.competence.grounds !== 'ALL' &&
      office.competence.grounds.includes(ground);
    const wrong = cells.filter(({ ground, area, respondentType }) => {
      const facts = {
        ...plainFacts,
        grounds: [ground],
        mainArea: { area, subArea: null },
        respondentType,
        district: '07315',
      };
      const { suggestions } = suggestOffices(facts, offices, rules, codebook, today);
      const places = suggestions.map(({ officeId }) => offices.find(({ id }) => id === officeId));
      const specialised = places.findIndex((office) => office && madeFor(office, ground));
      return specialised > places.findIndex((office) => office?.kind === 'STATE_OFFICE');
    });
    expect(wrong).toEqual([]);
  });
});

const someOf = (values: readonly string[], minLength = 0) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength: 3 });
const orNull = <T>(values: readonly [T, ...T[]] | readonly T[]) => fc.option(fc.constantFrom(...values), { nil: null });
const areaOfLife = fc.constantFrom(
  ...codebook.areas.flatMap(({ code, sub }) =>
    [null, ...(sub ?? [])].map((term) => ({ area: code, subArea: term?.code ?? null })),
  ),
);
const deadline = fc
  .tuple(fc.integer({ min: -30, max: 90 }), fc.integer({ min: 0, max: 3 }))
  .map(([from, moved]) => ({ endsOn: addDays(today, from), movedTo: addDays(today, from + moved) }));

const someFacts: fc.Arbitrary<RoutingFacts> = fc.record({
  grounds: someOf(codes('grounds'), 1),
  phenomena: someOf(codes('phenomena')),
  mainArea: areaOfLife,
  furtherAreas: fc.array(areaOfLife, { maxLength: 2 }),
  respondentType: fc.constantFrom(...codes('respondentTypes')),
  district: orNull(districts.map(({ key }) => key)),
  wishes: someOf(codes('wishes')),
  language: orNull(codes('languages')),
  regimes: someOf(codes('regimes')),
  deadlines: fc.array(deadline, { maxLength: 3 }),
  ownCarrierId: fc.constant('beispielwerk'),
  ownCarrierIsRespondent: fc.boolean(),
  respondentBody: orNull(['beispielwerk', 'state-parliament', 'ministry-of-the-state-office']),
});

/** The shipped offices with other capacities, carriers and owners. */
const someOffices: fc.Arbitrary<Office[]> = fc.tuple(
  ...offices.map((office) =>
    fc
      .record({
        capacity: fc.constantFrom(...capacities),
        carrierId: orNull(['beispielwerk', 'musterwerk']),
        belongsTo: orNull(['STATE_BODY', 'COMPANY', 'state-parliament']),
        takesPart: fc.boolean(),
      })
      .map((change): Office => ({ ...office, ...change })),
  ),
);

const shuffled = <T>(values: readonly T[]) =>
  fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length });

const route = (facts: RoutingFacts, directory: readonly Office[], rows: readonly RoutingRule[] = rules): Routing =>
  suggestOffices(facts, directory, rows, codebook, today);

describe('any case, any directory', () => {
  it('keeps every promise of the truth table unless all offices are in conflict', () => {
    fc.assert(
      fc.property(someFacts, someOffices, (facts, directory) => {
        const routing = route(facts, directory);
        if (routing.fallbackOfficeId === null) {
          expect(routing.suggestions).toEqual([]);
          expect(directory.filter((office) => conflictOf(office, facts) === null)).toEqual([]);
          return;
        }
        expect(faultsOf(routing, facts, directory)).toEqual([]);
      }),
      { numRuns: 300, examples: [[plainFacts, [...offices]]] },
    );
  });

  it('does not depend on the order of offices and rules, and changes neither', () => {
    const mixed = someOffices.chain((directory) =>
      fc.tuple(fc.constant(Object.freeze(directory)), shuffled(directory)),
    );
    fc.assert(
      fc.property(someFacts, mixed, shuffled(rules), (facts, [directory, otherOrder], otherRules) => {
        expect(route(facts, Object.freeze(otherOrder), Object.freeze(otherRules))).toEqual(route(facts, directory));
      }),
    );
  });

  it('is not touched by an inactive office or an inactive rule', () => {
    fc.assert(
      fc.property(someFacts, someOffices, fc.constantFrom(...rules), (facts, directory, rule) => {
        const closed = directory.map((office) => ({ ...office, id: `${office.id}-closed`, active: false }));
        const off = { ...rule, id: 'switched-off', active: false };
        expect(route(facts, [...closed, ...directory], [off, ...rules])).toEqual(route(facts, directory));
      }),
    );
  });

  it('never ranks a full office before an open one of the same score, nor before its equal that is open', () => {
    fc.assert(
      fc.property(someFacts, someOffices, (facts, directory) => {
        const twins = directory.flatMap((office): Office[] => [
          { ...office, capacity: 'FULL', name: `A ${office.name}` },
          { ...office, capacity: 'OPEN', id: `${office.id}-open`, name: `B ${office.name}` },
        ]);
        const alike = rules.flatMap((rule): RoutingRule[] =>
          'officeId' in rule.suggest
            ? [rule, { ...rule, id: `${rule.id}-open`, suggest: { officeId: `${rule.suggest.officeId}-open` } }]
            : [rule],
        );
        const { suggestions } = route(facts, twins, alike);
        const rankOf = (id: string) => suggestions.find(({ officeId }) => officeId === id)?.rank ?? Infinity;
        for (const { officeId, rank, score } of suggestions) {
          const isFull = !officeId.endsWith('-open');
          if (isFull) expect(rankOf(`${officeId}-open`)).toBeLessThan(rank);
          const before = suggestions[rank - 2];
          if (!isFull && before?.score === score) expect(before.officeId).toMatch(/-open$/);
        }
      }),
    );
  });

  it('passes no data to an office that takes no part, and none but an enquiry against the wish for anonymity', () => {
    fc.assert(
      fc.property(someFacts, someOffices, (facts, directory) => {
        for (const { officeId, referralKind } of route(facts, directory).suggestions) {
          const takesPart = directory.find(({ id }) => id === officeId)?.takesPart;
          if (!takesPart) expect(referralKind).toBe('SIGNPOSTING');
          if (facts.wishes.includes('ANONYMITY')) expect(['SIGNPOSTING', 'ENQUIRY']).toContain(referralKind);
        }
      }),
    );
  });
});
