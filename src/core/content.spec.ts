import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { CaseFile } from './case.js';
import {
  composeContent,
  composeEnquiry,
  composeEnquiryPreview,
  composePreview,
  namesPerson,
  nextDeadline,
  previewGroups,
} from './content.js';
import { type FieldGroup, fieldGroups, type FrozenContent } from './release.js';

const today = '2026-05-20';

/** Every text of this file is a token that tells to which group it belongs; `NONE` belongs to no group. */
const token = (group: FieldGroup | 'NONE', name: string) => `<${group}:${name}>`;
const tokensIn = (value: unknown) => JSON.stringify(value).match(/<[A-Z_]+:[^>]*>/g) ?? [];
const groupsIn = (value: unknown) => new Set(tokensIn(value).map((found) => found.slice(1, found.indexOf(':'))));

const codes = (...values: string[]) => fc.subarray(values, { minLength: 1 });
const maybe = (...values: string[]) => fc.option(fc.constantFrom(...values));
const day = fc.constantFrom('2026-01-31', '2026-02-28', '2026-04-01', '2026-05-19');
const area = fc.record({ area: fc.constantFrom('WORK', 'HOUSING'), subArea: maybe('WORK_ACCESS') });
const several = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });

/** A stored row has more than the rules ask for: an id that must not travel along. */
const row = <T extends object>(fields: T) => ({ ...fields, id: token('NONE', 'row id') });

const caseFile: fc.Arbitrary<CaseFile> = fc.record({
  facts: fc.record({
    grounds: codes('ORIGIN', 'RELIGION', 'AGE'),
    mainArea: area.map(row),
    furtherAreas: fc.array(area.map(row), { maxLength: 2 }),
    respondentType: fc.constantFrom('COMPANY', 'STATE_SCHOOL'),
    district: maybe('07111', '07211', '07315'),
    incidentEarliest: day,
    incidentLatest: day,
    phenomena: codes('ANTI_BLACK', 'ANTISEMITISM'),
    incidentForms: codes('REFUSAL', 'INSULT'),
    level: maybe('INDIVIDUAL'),
    recurrence: maybe('ONCE'),
    wishes: codes('APOLOGY', 'ACCESS'),
    affectedRole: maybe('SELF'),
    ageBand: maybe('A18_26'),
    gender: maybe('FEMALE'),
    language: maybe('ar'),
    interpreterNeeded: fc.option(fc.boolean()),
    accessPath: maybe('OUTREACH'),
    channel: maybe('PHONE'),
    assessment: maybe('LIKELY'),
    legalForm: maybe('DIRECT'),
    knowledgeOn: fc.option(day),
    claimedOn: fc.option(day),
  }),
  texts: fc.constant({
    narrative: token('INCIDENT', 'narrative'),
    clientView: token('CLIENT_VIEW', 'view'),
    assessmentReason: token('ASSESSMENT', 'reason'),
    clientName: token('CLIENT_IDENTITY', 'name'),
    clientContact: token('CLIENT_CONTACT', 'contact'),
    respondentOrganisation: token('RESPONDENT', 'organisation'),
    respondentFunction: token('RESPONDENT', 'function'),
    respondentPerson: token('RESPONDENT_PERSON', 'person'),
    respondentPersonReason: token('RESPONDENT_PERSON', 'reason'),
    campaign: token('NONE', 'campaign'),
  }),
  indications: several(
    fc.constant(
      row({ description: token('INDICATIONS', 'description'), evidenceKind: 'DOCUMENT', occurredOn: '2026-04-02' }),
    ),
  ),
  witnesses: several(
    fc.constant(
      row({
        name: token('WITNESSES', 'name'),
        contact: token('WITNESSES', 'contact'),
        observation: token('WITNESSES', 'observation'),
      }),
    ),
  ),
  comparisonPersons: several(fc.constant(row({ description: token('WITNESSES', 'comparison') }))),
  measures: several(
    fc.constant(row({ kind: 'INITIAL_ADVICE', takenOn: '2026-05-02', result: token('MEASURES', 'result') })),
  ),
  reactions: several(
    fc.constant(row({ kind: 'DENIAL', occurredOn: '2026-05-03', detail: token('MEASURES', 'detail') })),
  ),
  regimes: codes('AGG_WORK', 'AGG_CIVIL'),
  deadlines: several(
    day.map((endsOn) =>
      row({
        regime: 'AGG_WORK',
        endsOn,
        movedTo: endsOn,
        source: token('DEADLINES', 'source'),
        explanation: token('DEADLINES', 'explanation'),
      }),
    ),
  ),
  attachments: several(
    fc.constant(
      row({
        name: token('ATTACHMENTS', 'name'),
        description: token('ATTACHMENTS', 'description'),
        mediaType: 'application/pdf',
        bytes: 4711,
        sha256: 'ab'.repeat(32),
      }),
    ),
  ),
});
const someGroups = fc.subarray([...fieldGroups]);

/** Where each group lies in the frozen copy. */
const places: Record<FieldGroup, keyof FrozenContent> = {
  CLIENT_IDENTITY: 'clientIdentity',
  CLIENT_CONTACT: 'clientContact',
  CLIENT_PROFILE: 'clientProfile',
  INCIDENT: 'incident',
  GROUNDS: 'grounds',
  RESPONDENT: 'respondent',
  RESPONDENT_PERSON: 'respondentPerson',
  CLIENT_VIEW: 'clientView',
  ASSESSMENT: 'assessment',
  INDICATIONS: 'indications',
  WITNESSES: 'witnesses',
  MEASURES: 'measures',
  DEADLINES: 'deadlines',
  ATTACHMENTS: 'attachments',
};
/** Groups of codes alone: no text of theirs could show up. */
const withoutText: readonly string[] = ['CLIENT_PROFILE', 'GROUNDS'];

describe('The frozen content', () => {
  it.each(fieldGroups)('holds %s when it alone is released, and no other group', (group) => {
    fc.assert(
      fc.property(caseFile, (file) => {
        const content = composeContent(file, [group], 3);
        const head = ['format', 'version', 'codebookVersion', 'fieldGroups'];
        expect(Object.keys(content).toSorted()).toEqual([...head, places[group]].toSorted());
        expect([...groupsIn(content)]).toEqual(withoutText.includes(group) ? [] : [group]);
      }),
    );
  });

  it('holds every text of the released groups, none of the others, and no key of a stored row', () => {
    fc.assert(
      fc.property(caseFile, someGroups, (file, released) => {
        const content = composeContent(file, released, 3);
        const releasedTexts = new Set(
          tokensIn(file).filter((t) => released.some((group) => t.startsWith(`<${group}:`))),
        );
        expect(new Set(tokensIn(content))).toEqual(releasedTexts);
        expect(JSON.stringify(content)).not.toContain('"id"');
      }),
    );
  });

  it('does not change when the case is edited afterwards', () => {
    fc.assert(
      fc.property(caseFile, (file) => {
        const edited = structuredClone(file);
        const content = composeContent(edited, fieldGroups, 3);
        const frozen = JSON.stringify(content);
        (edited.facts.grounds as string[]).push('SEX_GENDER');
        (edited.facts.mainArea as { area: string }).area = 'MEDIA';
        (edited.indications[0] as { description: string }).description = 'changed';
        (edited.witnesses as unknown[]).pop();
        expect(JSON.stringify(content)).toBe(frozen);
      }),
    );
  });

  it('is the same whatever the order in which the groups were ticked', () => {
    fc.assert(
      fc.property(caseFile, someGroups, (file, released) => {
        const one = JSON.stringify(composeContent(file, released, 3));
        expect(JSON.stringify(composeContent(file, [...released, ...released].toReversed(), 3))).toBe(one);
      }),
    );
  });
});

describe('The preview', () => {
  it('holds no text of the case at all, whatever is released', () => {
    fc.assert(
      fc.property(caseFile, someGroups, (file, released) => {
        expect(tokensIn(composePreview(file, released, { today }))).toEqual([]);
        expect(tokensIn(composeEnquiryPreview(file))).toEqual([]);
      }),
    );
  });

  it('tells nothing of a group that was not released, beyond the grounds and the area that every referral has', () => {
    fc.assert(
      fc.property(caseFile, (file) => {
        expect(composePreview(file, ['INCIDENT', 'GROUNDS'], { today })).toEqual({
          grounds: file.facts.grounds,
          mainArea: { area: file.facts.mainArea.area, subArea: file.facts.mainArea.subArea },
          respondentType: null,
          district: file.facts.district,
          regimes: [],
          earliestDeadline: null,
          language: null,
          interpreterNeeded: null,
        });
        const { facts } = file;
        expect(composePreview(file, fieldGroups, { today })).toMatchObject({
          respondentType: facts.respondentType,
          language: facts.language,
          interpreterNeeded: facts.interpreterNeeded,
          regimes: file.regimes,
        });
      }),
    );
  });

  it('shows the next deadline, or the last one when all have passed', () => {
    const at = (...days: string[]) =>
      days.map((endsOn) => ({ regime: 'AGG_WORK', endsOn, movedTo: endsOn, source: '', explanation: '' }));
    expect(nextDeadline(at('2026-07-01', '2026-06-01', '2026-05-01'), today)).toBe('2026-06-01');
    expect(nextDeadline(at('2026-05-20'), today)).toBe('2026-05-20');
    expect(nextDeadline(at('2026-04-01', '2026-05-01'), today)).toBe('2026-05-01');
    expect(nextDeadline([], today)).toBeNull();
  });

  it('names its groups for the list of disclosures', () => {
    expect(previewGroups(['WITNESSES', 'GROUNDS', 'INCIDENT', 'CLIENT_IDENTITY'])).toEqual(['INCIDENT', 'GROUNDS']);
  });
});

describe('The anonymous enquiry', () => {
  const enquiry = (file: CaseFile, question: string) => composeEnquiry(file, question, 3, today);
  const oneFile = fc.sample(caseFile, { numRuns: 1, seed: 1 })[0] as CaseFile;
  const of = (changes: { [T in 'facts' | 'texts']?: Partial<CaseFile[T]> }): CaseFile => ({
    ...oneFile,
    facts: { ...oneFile.facts, ...changes.facts },
    texts: { ...oneFile.texts, ...changes.texts },
  });

  it('holds no text but the question, no profile, no district and no day', () => {
    fc.assert(
      fc.property(caseFile, (file) => {
        const result = enquiry(file, '  Greift hier § 19 AGG? ');
        if (!result.ok) throw new Error('refused');
        const text = JSON.stringify(result.value);
        expect(tokensIn(result.value)).toEqual([]);
        expect(result.value.question).toBe('Greift hier § 19 AGG?');
        expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}|"07\d{3}"/);
        expect(text).not.toMatch(/A18_26|FEMALE|"ar"|OUTREACH|PHONE|SELF/);
      }),
    );
  });

  it('tells the region and the quarter instead', () => {
    const result = enquiry(of({ facts: { district: '07211', incidentEarliest: '2026-04-01' } }), 'Frage');
    expect(result).toMatchObject({ ok: true, value: { regionKey: '072', incidentQuarter: '2026-Q2' } });
    expect(enquiry(of({ facts: { district: null } }), 'Frage')).toMatchObject({ value: { regionKey: null } });
  });

  it.each([
    ['2026-05-19', 'PASSED'],
    ['2026-05-20', 'NEAR'],
    ['2026-06-03', 'NEAR'],
    ['2026-06-04', 'RUNNING'],
  ])('says of a deadline on %s only that it is %s', (endsOn, deadline) => {
    const deadlines = [{ regime: 'AGG_WORK', endsOn, movedTo: endsOn, source: '', explanation: '' }];
    expect(enquiry({ ...oneFile, deadlines }, 'Frage')).toMatchObject({ value: { deadline } });
    expect(enquiry({ ...oneFile, deadlines: [] }, 'Frage')).toMatchObject({ value: { deadline: 'NONE' } });
  });

  it.each([
    ['', 'REQUIRED'],
    ['x'.repeat(4001), 'TOO_LONG'],
    ['a\0', 'INVALID_CHARACTER'],
  ])('is refused without a proper question', (question, code) => {
    expect(enquiry(oneFile, question)).toMatchObject({ ok: false, problems: [{ code, field: 'question' }] });
  });

  it('is refused when the question names somebody of the case, however it is written', () => {
    const file = of({ texts: { clientName: 'Nour Musterfrau', clientContact: '0151 000', respondentPerson: 'Ali' } });
    const names = (question: string) => namesPerson(file, question);
    expect(['Frau nour  MUSTERFRAU, 30', 'Tel.: 0151-000', 'Herr Ali.'].map(names)).toEqual([true, true, true]);
    expect(['Qualität der Alibis', 'Frau Nour M.', ''].map(names)).toEqual([false, false, false]);
    expect(enquiry(file, 'Darf Ali das?')).toMatchObject({
      problems: [{ code: 'QUESTION_NAMES_PERSON', field: 'question' }],
    });
  });

  it('is not stopped by a case without names', () => {
    const nobody = of({ texts: { clientName: null, clientContact: null, respondentPerson: '—' } });
    expect(namesPerson({ ...nobody, witnesses: [] }, 'Frage — allgemein')).toBe(false);
  });
});
