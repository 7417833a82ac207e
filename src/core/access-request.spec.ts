import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadCodebook } from '../reference/codebook.loader.js';
import { accessAnswer } from './access-answer.js';
import type { AnswerFrame } from './access-letter.js';
import {
  answerDue,
  checkAccessRequest,
  checkDecisions,
  extendAccess,
  redactables,
  redactionReasons,
  withheldFor,
  type Decidable,
  type Decision,
} from './access-request.js';
import { dataProtectionLaws } from './data-protection-law.js';
import { textsOf } from './document.js';

const none: Decidable = {
  WITNESSES: [],
  COMPARISON_PERSONS: [],
  RESPONDENT_PERSON: [],
  NOTES: [],
  REVIEWS: [],
  OFFICE_MESSAGES: [],
  ATTACHMENTS: [],
  STORIES: [],
};
const decision: fc.Arbitrary<Decision> = fc.record({
  what: fc.constantFrom(...redactables),
  itemId: fc.option(fc.constantFrom('a', 'b', 'c')),
  withheld: fc.option(fc.constantFrom(...redactionReasons)),
});

describe('a request for access', () => {
  it('is answered within a month, or three', () => {
    expect(answerDue('2026-01-31', false)).toBe('2026-02-28');
    expect(answerDue('2026-01-31', true)).toBe('2026-04-30');
  });

  it('has a day that is past and a language that is spoken', () => {
    expect(checkAccessRequest({ receivedOn: '2026-05-01', language: 'de' }, '2026-05-01').ok).toBe(true);
    const outcome = checkAccessRequest({ receivedOn: '2026-05-02', language: 'fr' }, '2026-05-01');
    expect(outcome.ok ? [] : outcome.problems.map(({ code, field }) => `${field} ${code}`)).toEqual([
      'input.language INVALID_FORMAT',
      'input.receivedOn DATE_IN_FUTURE',
    ]);
  });

  it('is extended once, in the first month', () => {
    const open = { state: 'OPEN', receivedOn: '2026-05-01', extension: null } as const;
    expect(extendAccess(open, 'COMPLEXITY', '2026-06-01')).toEqual({
      ok: true,
      value: { reason: 'COMPLEXITY', dueOn: '2026-08-01' },
    });
    const code = (request: Parameters<typeof extendAccess>[0], reason: string, today: string): unknown => {
      const outcome = extendAccess(request, reason, today);
      return outcome.ok ? null : outcome.problems[0].code;
    };
    expect(code(open, 'COMPLEXITY', '2026-06-02')).toBe('ACCESS_TOO_LATE');
    expect(code({ ...open, extension: 'NUMBER' }, 'COMPLEXITY', '2026-05-02')).toBe('ACCESS_NOT_EXTENDABLE');
    expect(code({ ...open, state: 'ANSWERED' }, 'COMPLEXITY', '2026-05-02')).toBe('ACCESS_NOT_EXTENDABLE');
    expect(code(open, 'HOLIDAY', '2026-05-02')).toBe('INVALID_FORMAT');
  });
});

describe('the decisions on an answer', () => {
  it('leave nothing undecided, and what was not decided would be withheld', () => {
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 12 }), fc.subarray(['a', 'b', 'c']), (decisions, ids) => {
        const there: Decidable = { ...none, WITNESSES: ids, NOTES: ids };
        if (!checkDecisions(decisions, there).ok) return;
        for (const what of ['WITNESSES', 'NOTES'] as const)
          for (const id of ids)
            expect(decisions.some((one) => one.what === what && (one.itemId === null || one.itemId === id))).toBe(true);
      }),
    );
    expect(withheldFor([], 'WITNESSES', 'a')).toBe('RIGHTS_OF_OTHERS');
  });

  it('on one item go before those on its kind', () => {
    const decisions: Decision[] = [
      { what: 'NOTES', itemId: null, withheld: 'RIGHTS_OF_OTHERS' },
      { what: 'NOTES', itemId: 'b', withheld: null },
    ];
    expect(checkDecisions(decisions, { ...none, NOTES: ['a', 'b'] }).ok).toBe(true);
    expect([withheldFor(decisions, 'NOTES', 'a'), withheldFor(decisions, 'NOTES', 'b')]).toEqual([
      'RIGHTS_OF_OTHERS',
      null,
    ]);
  });

  it('are refused with what would be right', () => {
    const faults = (decisions: readonly unknown[]): unknown => {
      const outcome = checkDecisions(decisions as Decision[], { ...none, NOTES: ['a'] });
      return outcome.ok ? [] : outcome.problems.map(({ code, field }) => `${field} ${code}`);
    };
    expect(faults([])).toEqual(['input.decisions ACCESS_UNDECIDED']);
    expect(faults([{ what: 'NOTES', itemId: 'z', withheld: 'BECAUSE' }])).toEqual([
      'input.decisions[0].itemId ACCESS_NO_SUCH_ITEM',
      'input.decisions[0].withheld INVALID_FORMAT',
      'input.decisions ACCESS_UNDECIDED',
    ]);
    const all = { what: 'NOTES', itemId: null, withheld: null };
    expect(faults([all, all])).toEqual(['input.decisions[1] DUPLICATE_VALUE']);
  });
});

describe('the answer', () => {
  const frame = (language: 'de' | 'en'): AnswerFrame => ({
    language,
    law: dataProtectionLaws.KDG,
    controller: {
      carrier: 'Träger Beispiel',
      service: 'Dienst Beispiel',
      address: 'Weg 1',
      officer: 'Kim Datenschutz',
      officerContact: 'datenschutz@example.org',
      supervisoryBody: 'Aufsicht Beispiel',
      supervisoryContact: null,
    },
    caseNumber: 'DB-2026-0001',
    receivedOn: '2026-05-01',
    answeredOn: '2026-05-20',
    keptUntil: '2029-12-31',
    retentionRule: '§ 1 Beispiel',
  });
  const words = { codebook: loadCodebook(), districtName: () => 'Koblenz', regionName: () => 'Trier' };
  const held = {
    case: {
      narrative: 'Geschichte',
      district: '07111',
      grounds: ['ORIGIN'],
      mainArea: { area: 'HOUSING', subArea: null },
    },
    lists: {
      witnesses: [
        { id: 'a', name: 'Zeugin Eins' },
        { id: 'b', name: 'Zeuge Zwei' },
      ],
      messages: [
        { id: 'm', from: 'RECIPIENT', text: 'Von der Stelle' },
        { id: 'n', from: 'SENDER', text: 'Vom Dienst' },
      ],
      releases: [
        { givenOn: '2026-03-01', office: 'Stelle Eins', withdrawnOn: null },
        { givenOn: '2026-03-02', office: 'Stelle Zwei', withdrawnOn: '2026-04-03' },
      ],
      storyConsents: [{ givenOn: '2026-04-01', uses: ['WEB'], form: 'ORAL', outlivesCase: true }],
      stories: [
        { id: 's', state: 'SIGNED_OFF', title: 'Die freie Wohnung', region: '072' },
        { id: 't', state: 'DRAFT', title: 'Nennt jemanden', remark: 'Das ist Frau Nebenan' },
      ],
    },
  };
  const decisions: Decision[] = [
    { what: 'WITNESSES', itemId: 'a', withheld: 'RIGHTS_OF_OTHERS' },
    { what: 'WITNESSES', itemId: null, withheld: null },
    { what: 'OFFICE_MESSAGES', itemId: null, withheld: 'CONFIDENTIALITY' },
    { what: 'STORIES', itemId: null, withheld: null },
    { what: 'STORIES', itemId: 't', withheld: 'RIGHTS_OF_OTHERS' },
  ];

  it.each(['de', 'en'] as const)('in %s tells all but what was withheld, and says that and why', (language) => {
    const { document, json } = accessAnswer(held, decisions, frame(language), words);
    const text = textsOf(document).join('\n');
    for (const told of [
      'Geschichte',
      'Koblenz',
      'Zeuge Zwei',
      'Vom Dienst',
      'DB-2026-0001',
      'Aufsicht Beispiel',
      '§ 17 KDG',
      'Die freie Wohnung',
      'Trier',
      language === 'de' ? 'Kampagnen dürfen sie lesen' : 'campaigns may read it',
      language === 'de' ? 'mündlich' : 'orally',
    ])
      expect(text).toContain(told);
    expect(text).toContain(language === 'de' ? 'Widerrufen am\nnicht widerrufen' : 'Withdrawn on\nnot withdrawn');
    expect(text).toContain(language === 'de' ? 'Widerrufen am\n03.04.2026' : 'Withdrawn on\n2026-04-03');
    // A consent that nobody withdrew says nothing of a withdrawal.
    expect(text).not.toContain(language === 'de' ? 'Zurückgezogen am' : 'Taken back on');
    for (const withheld of ['Zeugin Eins', 'Von der Stelle', 'Nennt jemanden', 'Frau Nebenan']) {
      expect(text).not.toContain(withheld);
      expect(json).not.toContain(withheld);
    }
    expect(text).toContain(
      language === 'de' ? '1 nicht mitgeteilt: Rechte und Freiheiten' : '1 withheld: rights and freedoms',
    );
    expect(JSON.parse(json)).toMatchObject({
      format: 'beistand-access-answer',
      case: { narrative: 'Geschichte', clientName: null },
      witnesses: [{ name: 'Zeuge Zwei' }],
      storyConsents: [{ givenOn: '2026-04-01', uses: ['WEB'] }],
      stories: [{ title: 'Die freie Wohnung', region: '072' }],
      withheld: [
        { what: 'witnesses', reason: 'RIGHTS_OF_OTHERS', count: 1 },
        { what: 'messages', reason: 'CONFIDENTIALITY', count: 1 },
        { what: 'stories', reason: 'RIGHTS_OF_OTHERS', count: 1 },
      ],
    });
    expect(json).not.toMatch(/"id":/);
  });
});
