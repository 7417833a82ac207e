import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  changedDeadlines,
  computeDeadlines,
  deadlineState,
  earliestDeadline,
  periodEnd,
  precaution,
  routesWithoutDeadline,
  type Deadline,
  type DeadlineFacts,
} from './deadline.js';
import { parseLegalRules } from './law-parsing.js';
import type { LegalRule, LegalRules } from './law.js';

const rules = shippedRules();

function shippedRules(): LegalRules {
  const raw: unknown = parse(readFileSync(new URL('../reference/data/legal-regimes.yaml', import.meta.url), 'utf8'));
  const parsed = parseLegalRules(raw);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** The shipped rules with one row changed. */
const amended = (code: string, values: Partial<LegalRule>): LegalRules => ({
  ...rules,
  rules: rules.rules.map((rule) => (rule.code === code ? { ...rule, ...values } : rule)),
});

const at = (area: string, subArea: string | null = null) => ({ area, subArea });

/** A job-seeker, turned down on 3 March 2026. */
const atWork: DeadlineFacts = {
  mainArea: at('WORK'),
  furtherAreas: [],
  respondentType: 'EMPLOYER_PRIVATE',
  incidentForms: ['UNEQUAL_TREATMENT'],
  incidentEarliest: '2026-03-03',
  incidentLatest: '2026-03-03',
  recurrence: 'ONCE',
  knowledgeOn: '2026-03-03',
  claimedOn: null,
};
const atHome: DeadlineFacts = { ...atWork, mainArea: at('HOUSING'), respondentType: 'LANDLORD_PRIVATE' };

const only = (deadlines: readonly Deadline[]): Deadline => {
  const [deadline, ...others] = deadlines;
  if (!deadline || others.length > 0) throw new Error(`one deadline expected, not ${deadlines.length}`);
  return deadline;
};
const ends = (deadlines: readonly Deadline[]): string[] =>
  deadlines.map(({ regime, ruleCode, endsOn }) => `${regime} ${ruleCode} ${endsOn}`);

describe('a deadline', () => {
  it.each([
    ['2026-01-30', { months: 2 }, '2026-03-30'],
    ['2025-12-31', { months: 2 }, '2026-02-28'],
    ['2027-12-31', { months: 2 }, '2028-02-29'],
    ['2024-02-29', { years: 3 }, '2027-02-28'],
  ])(
    'ends on the day of the same number, or on the last one of a shorter month (§ 188 BGB): %s',
    (start, length, end) => {
      expect(periodEnd(start, length)).toBe(end);
    },
  );

  it('names its rule, version, source and inputs, and shows both days', () => {
    expect(only(computeDeadlines(atWork, rules))).toMatchObject({
      regime: 'AGG_WORK',
      ruleCode: 'AGG_WORK_CLAIM',
      ruleVersion: 1,
      source: '§ 15 Abs. 4 AGG',
      startEvent: { kind: 'KNOWLEDGE', date: '2026-03-03' },
      endsOn: '2026-05-03',
      movedTo: '2026-05-04',
      assumed: false,
      mayNotHaveBegun: null,
      check: true,
      kept: null,
    });
  });

  it('explains itself in one sentence, in German and English', () => {
    const confirmed = amended('AGG_WORK_CLAIM', { check: false });
    const deadline = only(computeDeadlines(atWork, confirmed));
    expect(deadline.explanation).toBe(
      'Zwei Monate ab Kenntnis (3. März 2026): Ablauf am 3. Mai 2026 (Sonntag), verschoben auf 4. Mai 2026 (§ 193 BGB); handeln Sie bis 3. Mai.',
    );
    expect(deadline.explanationEn).toBe(
      'Two months from knowledge (3 March 2026): ends on 3 May 2026 (Sunday), moved to 4 May 2026 (§ 193 BGB); act by 3 May.',
    );
  });

  it('says so when a lawyer has still to check its rule', () => {
    const deadline = only(computeDeadlines(atWork, rules));
    expect(deadline.explanation).toContain('; die Regel ist noch rechtlich zu prüfen.');
    expect(deadline.explanationEn).toContain('; the rule has still to be checked by a lawyer.');
  });

  it('starts with the receipt of the rejection for an application', () => {
    const deadline = only(computeDeadlines({ ...atWork, mainArea: at('WORK', 'WORK_ACCESS') }, rules));
    expect(deadline.explanation).toMatch(/^Zwei Monate ab Zugang der Ablehnung \(3\. März 2026\)/);
    expect(deadline.explanationEn).toMatch(/^Two months from receipt of the rejection \(3 March 2026\)/);
  });

  it('names the holiday that moves it', () => {
    // 1 May 2026 is a Friday: the next working day is Monday.
    const deadline = only(computeDeadlines({ ...atWork, knowledgeOn: '2026-03-01' }, rules));
    expect([deadline.endsOn, deadline.movedTo]).toEqual(['2026-05-01', '2026-05-04']);
    expect(deadline.explanation).toContain('Ablauf am 1. Mai 2026 (1. Mai), verschoben auf 4. Mai 2026');
  });

  it('is not moved where the rule does not say so', () => {
    const deadline = only(computeDeadlines(atWork, amended('AGG_WORK_CLAIM', { movedBy: null })));
    expect([deadline.endsOn, deadline.movedTo]).toEqual(['2026-05-03', '2026-05-03']);
    expect(deadline.explanation).not.toContain('verschoben');
  });

  it('comes with a sentence that it is precautionary', () => {
    expect(precaution.de).toMatch(/Vorsorglich.*keine Rechtsberatung/);
    expect(precaution.en).toMatch(/Precautionary.*no legal advice/);
  });
});

describe('what is not known', () => {
  it('is computed from the earliest possible day, and says so', () => {
    const march = { ...atWork, knowledgeOn: null, incidentEarliest: '2026-03-02', incidentLatest: '2026-03-31' };
    const deadline = only(computeDeadlines(march, rules));
    expect([deadline.endsOn, deadline.assumed]).toEqual(['2026-05-02', true]);
    expect(deadline.explanation).toContain(
      'ab dem frühesten möglichen Tag (2. März 2026), weil der Beginn nicht genau bekannt ist',
    );
  });

  it('does not let knowledge start the period for goods and housing', () => {
    const later = only(computeDeadlines({ ...atHome, knowledgeOn: '2026-06-01' }, rules));
    expect(later.startEvent).toEqual({ kind: 'END_OF_ACT', date: '2026-03-03' });
    expect([later.endsOn, later.assumed]).toEqual(['2026-05-03', false]);
  });

  it.each([
    ['several possible days', { incidentLatest: '2026-03-04' }],
    ['repetition', { recurrence: 'REPEATED' }],
    ['an ongoing act', { recurrence: 'ONGOING' }],
  ])('leaves the end of the act assumed with %s', (_, more) => {
    const deadline = only(computeDeadlines({ ...atHome, ...more }, rules));
    expect([deadline.endsOn, deadline.assumed]).toEqual(['2026-05-03', true]);
  });

  it('warns by the earliest day of an ongoing act, and says that the period may not have begun', () => {
    const deadline = only(computeDeadlines({ ...atWork, recurrence: 'ONGOING' }, rules));
    expect([deadline.endsOn, deadline.mayNotHaveBegun]).toEqual(['2026-05-03', 'ONGOING']);
    expect(deadline.explanation).toContain('der Vorgang dauert an, die Frist hat vielleicht noch nicht begonnen');
    expect(deadline.explanationEn).toContain('the period may not have begun');
  });

  it('counts the state act from the earliest day, since its start is not known', () => {
    const police = { ...atWork, mainArea: at('POLICE_JUSTICE'), respondentType: 'STATE_POLICE' };
    const deadline = only(computeDeadlines(police, rules));
    expect([deadline.regime, deadline.startEvent.kind, deadline.endsOn, deadline.assumed, deadline.check]).toEqual([
      ...['STATE_RLP', 'INCIDENT', '2027-03-03'],
      ...[true, true],
    ]);
    expect(deadline.explanation).toMatch(/^Ein Jahr ab dem frühesten möglichen Tag \(3\. März 2026\)/);
  });

  it('gives the earliest of the regimes still possible, flagged as unclear, and tells of the later ones', () => {
    const unknown = { ...atWork, mainArea: at('UNKNOWN'), respondentType: 'UNKNOWN', knowledgeOn: '2026-03-10' };
    const deadline = only(computeDeadlines(unknown, rules));
    expect([deadline.regime, deadline.ruleCode, deadline.endsOn]).toEqual(['UNCLEAR', 'AGG_CIVIL_CLAIM', '2026-05-03']);
    expect(deadline.explanation).toMatch(/^Noch ist unklar, welche Regel gilt; vorsorglich „Ansprüche im Zivil/);
    expect(deadline.explanation).toContain('„Ansprüche im Arbeitsleben schriftlich geltend machen“ bis 10. Mai 2026');
    expect(deadline.explanation).toContain('Landesverwaltung“ bis 3. März 2027');
  });

  it('gives the one year where only the state act is possible', () => {
    const person = { ...atWork, mainArea: at('PUBLIC_OFFICES'), respondentType: 'PERSON_KNOWN' };
    expect(ends(computeDeadlines(person, rules))).toEqual(['UNCLEAR STATE_RLP_CLAIM 2027-03-03']);
  });
});

describe('several regimes at once', () => {
  it('have a deadline each, earliest first', () => {
    const both = { ...atWork, furtherAreas: [at('HOUSING')], incidentForms: ['INSULT'], knowledgeOn: '2026-03-09' };
    expect(ends(computeDeadlines(both, rules))).toEqual([
      'AGG_CIVIL AGG_CIVIL_CLAIM 2026-05-03',
      'AGG_WORK AGG_WORK_CLAIM 2026-05-09',
      'CRIMINAL CRIMINAL_REQUEST 2026-06-09',
    ]);
  });

  it('keep the criminal complaint beside the others, with doubt while the offender is unknown', () => {
    const assault = {
      ...atWork,
      mainArea: at('PUBLIC_SPACE'),
      respondentType: 'PERSON_UNKNOWN',
      incidentForms: ['VIOLENCE'],
    };
    const deadline = only(computeDeadlines(assault, rules));
    expect([deadline.regime, deadline.endsOn, deadline.mayNotHaveBegun, deadline.check]).toEqual([
      ...['CRIMINAL', '2026-06-03', 'OFFENDER_UNKNOWN'],
      true,
    ]);
    expect(routesWithoutDeadline(assault, rules).map(({ regime }) => regime)).toEqual(['NONE_SPECIFIC']);
  });

  it('never leave a municipal matter without a word: no special deadline known, ask the state office', () => {
    const office = { ...atWork, mainArea: at('PUBLIC_OFFICES'), respondentType: 'MUNICIPAL_BODY' };
    expect(computeDeadlines(office, rules)).toEqual([]);
    const [route, ...others] = routesWithoutDeadline(office, rules);
    expect(others).toEqual([]);
    expect(route?.de).toMatch(/Keine besondere Frist bekannt, bitte die Landesstelle fragen.*Petition.*Art\. 3 GG/);
    expect(route?.en).toMatch(/No special deadline known, ask the state office/);
  });
});

describe('the written claim', () => {
  const inTime = { ...atWork, claimedOn: '2026-04-20' };

  it('keeps the first deadline and opens the second, three months to sue', () => {
    const deadlines = computeDeadlines(inTime, rules);
    expect(ends(deadlines)).toEqual(['AGG_WORK AGG_WORK_CLAIM 2026-05-03', 'AGG_WORK_SUIT AGG_WORK_SUIT 2026-07-20']);
    expect(deadlines.map(({ kept }) => kept)).toEqual([true, null]);
    expect(deadlines[0]?.explanation).toContain('am 20. April 2026 rechtzeitig geltend gemacht');
    expect(deadlines[1]?.startEvent).toEqual({ kind: 'WRITTEN_CLAIM', date: '2026-04-20' });
    expect(deadlines[1]?.explanation).toMatch(/^Drei Monate ab der schriftlichen Geltendmachung \(20\. April 2026\)/);
  });

  it.each([
    ['2026-05-03', true],
    ['2026-05-04', true],
    ['2026-05-05', false],
  ])('on %s is in time: %s', (claimedOn, kept) => {
    const [first] = computeDeadlines({ ...atWork, claimedOn }, rules);
    expect(first?.kept).toBe(kept);
    if (!kept) expect(first?.explanation).toContain('erst am 5. Mai 2026 und damit zu spät geltend gemacht');
  });

  it('keeps the deadline over housing, too, and opens no suit at the labour court', () => {
    const deadline = only(computeDeadlines({ ...atHome, claimedOn: '2026-04-20' }, rules));
    expect([deadline.regime, deadline.kept]).toEqual(['AGG_CIVIL', true]);
  });

  it('does not keep the time limit for a criminal complaint or under the state act', () => {
    const insult = { ...inTime, incidentForms: ['INSULT'], respondentType: 'STATE_SCHOOL' };
    const kept = computeDeadlines(insult, rules).map(({ ruleCode, kept }) => `${ruleCode} ${kept}`);
    expect(kept).toEqual([
      'AGG_WORK_CLAIM true',
      'CRIMINAL_REQUEST null',
      'AGG_WORK_SUIT null',
      'STATE_RLP_CLAIM null',
    ]);
  });

  it('leaves the next possible deadline open where the regime is unclear', () => {
    const unclear = { ...inTime, respondentType: 'UNKNOWN' };
    expect(computeDeadlines(unclear, rules).map(({ regime, ruleCode, kept }) => [regime, ruleCode, kept])).toEqual([
      ['UNCLEAR', 'AGG_WORK_CLAIM', true],
      ['UNCLEAR', 'AGG_WORK_SUIT', null],
    ]);
  });
});

describe('rules that change', () => {
  // Fictional: four months for periods that start from July 2026.
  const reformed: LegalRules = {
    ...amended('AGG_WORK_CLAIM', { validUntil: '2026-06-30' }),
    rules: rules.rules.flatMap((rule): LegalRule[] =>
      rule.code === 'AGG_WORK_CLAIM'
        ? [
            { ...rule, validUntil: '2026-06-30' },
            { ...rule, code: 'AGG_WORK_CLAIM_2', length: { months: 4 }, validFrom: '2026-07-01' },
          ]
        : [rule],
    ),
  };

  it.each([
    ['2026-06-30', 'AGG_WORK AGG_WORK_CLAIM 2026-08-30'],
    ['2026-07-01', 'AGG_WORK AGG_WORK_CLAIM_2 2026-11-01'],
  ])('apply by the day on which the period starts: %s', (knowledgeOn, expected) => {
    expect(ends(computeDeadlines({ ...atWork, knowledgeOn }, reformed))).toEqual([expected]);
  });

  it('leave a regime without a valid row its note', () => {
    const ended = amended('AGG_WORK_CLAIM', { validUntil: '2026-03-02' });
    expect(computeDeadlines(atWork, ended)).toEqual([]);
    expect(routesWithoutDeadline(atWork, ended).map(({ regime }) => regime)).toEqual(['AGG_WORK']);
  });

  it('show what became different', () => {
    const before = computeDeadlines(atWork, rules);
    const after = computeDeadlines(atWork, amended('AGG_WORK_CLAIM', { length: { months: 4 }, version: 2 }));
    expect(changedDeadlines(before, after)).toEqual([{ kind: 'CHANGED', before: before[0], after: after[0] }]);
    expect(changedDeadlines(before, computeDeadlines(atWork, rules))).toEqual([]);
  });

  it('show a deadline that a fact adds or takes away', () => {
    const before = computeDeadlines(atWork, rules);
    const after = computeDeadlines(atHome, rules);
    expect(changedDeadlines(before, after)).toEqual([
      { kind: 'ADDED', after: after[0] },
      { kind: 'REMOVED', before: before[0] },
    ]);
    const claimed = computeDeadlines({ ...atWork, claimedOn: '2026-04-20' }, rules);
    expect(changedDeadlines(before, claimed).map(({ kind }) => kind)).toEqual(['CHANGED', 'ADDED']);
  });
});

describe('the state of a deadline', () => {
  // Ends on Sunday, 3 May; moved to Monday, 4 May.
  const deadline = only(computeDeadlines(atWork, rules));

  it.each([
    ['2026-03-03', 'OPEN'],
    ['2026-04-18', 'OPEN'],
    ['2026-04-19', 'SOON'],
    ['2026-05-03', 'SOON'],
    ['2026-05-04', 'SOON'],
    ['2026-05-05', 'PASSED'],
  ])('on %s is %s', (today, state) => {
    expect(deadlineState(deadline, today)).toBe(state);
  });

  it('is kept for good once claimed in time, and passed for good once claimed too late', () => {
    expect(deadlineState({ ...deadline, kept: true }, '2030-01-01')).toBe('KEPT');
    expect(deadlineState({ ...deadline, kept: false }, '2026-03-04')).toBe('PASSED');
  });

  it('lets the earliest be the one to act on: not settled, not past', () => {
    const deadlines = computeDeadlines({ ...atWork, incidentForms: ['INSULT'] }, rules);
    expect(earliestDeadline(deadlines)?.endsOn).toBe('2026-05-03');
    expect(earliestDeadline([...deadlines].reverse())?.endsOn).toBe('2026-05-03');
    expect(earliestDeadline(deadlines, '2026-05-04')?.endsOn).toBe('2026-05-03');
    expect(earliestDeadline(deadlines, '2026-05-05')?.endsOn).toBe('2026-06-03');
    expect(earliestDeadline(computeDeadlines({ ...atWork, claimedOn: '2026-04-20' }, rules))?.endsOn).toBe(
      '2026-07-20',
    );
    expect(earliestDeadline([])).toBeNull();
  });
});
