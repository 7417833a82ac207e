import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadCodebook } from '../reference/codebook.loader.js';
import type { Result } from './result.js';
import { checkStoryConsent, storyConsentState, withdrawStoryConsent, type GivenStoryConsent } from './story-consent.js';
import type { StoryHint } from './story-hints.js';
import {
  checkStory,
  mayRewrite,
  returnStory,
  signOffStory,
  storyStates,
  submitStory,
  type GivenStory,
  type Story,
} from './story.js';

const codebook = loadCodebook();
const today = '2026-05-10';
const problemsOf = (outcome: Result<unknown>): string[] =>
  outcome.ok ? [] : outcome.problems.map(({ code, field }) => `${code} ${field}`);

describe('a consent to a story', () => {
  const given: GivenStoryConsent = {
    givenOn: '2026-05-01',
    uses: ['WEB', 'PRINT'],
    form: 'WRITTEN',
    documentReference: ' Ordner 7 ',
    explainedIn: 'ar',
  };
  const check = (changes: Partial<GivenStoryConsent>, isMinor = false): Result<unknown> =>
    checkStoryConsent({ ...given, ...changes }, { codebook, today, isMinor });

  it('is kept as it was given, what for in the order of the list, and takes nothing for granted', () => {
    expect(check({})).toEqual({
      ok: true,
      value: {
        givenOn: '2026-05-01',
        validUntil: null,
        uses: ['PRINT', 'WEB'],
        form: 'WRITTEN',
        oralReason: null,
        documentReference: 'Ordner 7',
        explainedIn: 'ar',
        interpreter: null,
        guardian: null,
        outlivesCase: false,
      },
    });
  });

  it.each<[string, Partial<GivenStoryConsent>, string]>([
    ['without a use', { uses: [] }, 'EMPTY input.uses'],
    ['for an unknown use', { uses: ['WEB', 'NAP'] }, 'UNKNOWN_CODE input.uses[1]'],
    ['in the future', { givenOn: '2026-05-11' }, 'DATE_IN_FUTURE input.givenOn'],
    ['on no day', { givenOn: '2026-02-30' }, 'INVALID_FORMAT input.givenOn'],
    ['that ends before it begins', { validUntil: '2026-04-30' }, 'LATEST_BEFORE_EARLIEST input.validUntil'],
    ['that ends on no day', { validUntil: 'bald' }, 'INVALID_FORMAT input.validUntil'],
    ['on paper that is nowhere', { documentReference: ' ' }, 'STORY_DOCUMENT_MISSING input.documentReference'],
    ['orally without a reason', { form: 'ORAL' }, 'STORY_ORAL_REASON_MISSING input.oralReason'],
    ['in no form', { form: 'X' as 'ORAL' }, 'INVALID_FORMAT input.form'],
    ['in an unknown language', { explainedIn: 'xx-none' }, 'UNKNOWN_CODE input.explainedIn'],
    ['too long', { guardian: 'x'.repeat(201) }, 'TOO_LONG input.guardian'],
  ])('is refused %s', (_, changes, problem) => {
    expect(problemsOf(check(changes))).toEqual([problem]);
  });

  it('of a minor needs a guardian', () => {
    expect(problemsOf(check({}, true))).toEqual(['STORY_GUARDIAN_MISSING input.guardian']);
    expect(check({ guardian: 'Mutter' }, true).ok).toBe(true);
  });

  it('holds on its last day, and not a moment longer than the client wants', () => {
    const consent = { validUntil: '2026-05-10', withdrawnAt: null };
    expect(storyConsentState(consent, '2026-05-10')).toBe('VALID');
    expect(storyConsentState(consent, '2026-05-11')).toBe('EXPIRED');
    expect(storyConsentState({ ...consent, withdrawnAt: new Date() }, '2026-05-01')).toBe('WITHDRAWN');
    const open = { givenOn: '2026-05-01', withdrawnAt: null };
    expect(withdrawStoryConsent(open, '2026-05-09', today)).toEqual({ ok: true, value: '2026-05-09' });
    expect(problemsOf(withdrawStoryConsent(open, '2026-05-11', today))).toEqual(['DATE_IN_FUTURE on']);
    expect(problemsOf(withdrawStoryConsent(open, '2026-04-30', today))).toEqual(['LATEST_BEFORE_EARLIEST on']);
    expect(problemsOf(withdrawStoryConsent(open, 'gestern', today))).toEqual(['INVALID_FORMAT on']);
    expect(problemsOf(withdrawStoryConsent({ ...open, withdrawnAt: new Date() }, today, today))).toEqual([
      'STORY_CONSENT_WITHDRAWN id',
    ]);
  });
});

describe('what a story says', () => {
  const origin = { grounds: ['ORIGIN', 'NAME'], area: 'HOUSING', region: '071' };
  const given: GivenStory = { title: ' Besetzt ', text: 'Ein Anruf.', language: 'de', grounds: ['NAME', 'NAME'] };
  const check = (changes: Partial<GivenStory>) => checkStory({ ...given, ...changes }, origin, { codebook, today });

  it('is less than the case or as much, never something else', () => {
    expect(check({})).toMatchObject({
      ok: true,
      value: { title: 'Besetzt', grounds: ['NAME'], area: null, region: null },
    });
    expect(check({ area: 'HOUSING', region: '071' }).ok).toBe(true);
    expect(problemsOf(check({ grounds: ['NAME', 'AGE'], area: 'WORK', region: '072' }))).toEqual([
      'STORY_NOT_OF_CASE input.grounds[1]',
      'STORY_NOT_OF_CASE input.area',
      'STORY_NOT_OF_CASE input.region',
    ]);
  });

  it('is named with its field when it cannot stay', () => {
    expect(problemsOf(check({ title: ' ', text: 'x'.repeat(6_001), language: 'xx-none', grounds: [] }))).toEqual([
      'REQUIRED input.title',
      'TOO_LONG input.text',
      'UNKNOWN_CODE input.language',
      'EMPTY input.grounds',
    ]);
  });
});

describe('the way of a story into the pool', () => {
  const checks = codebook.terms.storyChecks.map(({ code }) => code);
  const hint = (kind: StoryHint['kind'], key: string, blocks = false): StoryHint => ({
    kind,
    field: 'text',
    start: 0,
    end: 1,
    excerpt: 'x',
    key,
    blocks,
  });
  const moment = {
    consent: { validUntil: null as string | null, withdrawnAt: null as Date | null },
    hints: [] as StoryHint[],
    codebook,
    today,
  };
  const draft: Story = { state: 'DRAFT', version: 3, authors: ['anna', 'ben'] };
  const waiting: Story = { ...draft, state: 'SUBMITTED' };
  const looked = { checks, confirmed: [] as string[] };

  it('needs the whole checklist', () => {
    expect(submitStory(draft, looked, 3, moment)).toEqual({ ok: true, value: checks });
    const missing = submitStory(draft, { ...looked, checks: checks.slice(1) }, 3, moment);
    expect(missing).toMatchObject({ problems: [{ code: 'STORY_CHECK_MISSING', values: { check: 'NO_NAMES' } }] });
    expect(problemsOf(submitStory(draft, { ...looked, checks: [...checks, 'NAP'] }, 3, moment))).toEqual([
      `UNKNOWN_CODE checks[${checks.length}]`,
    ]);
  });

  it('needs each hint confirmed, and goes nowhere with one that no reason outweighs', () => {
    const hints = [hint('PLACE', 'a'), hint('PLACE', 'b'), hint('NAME_OF_CASE', 'c', true)];
    const outcome = submitStory(draft, { checks, confirmed: ['a', 'c'] }, 3, { ...moment, hints });
    expect(outcome).toMatchObject({
      problems: [
        { code: 'STORY_HINT_OPEN', field: 'confirmed', values: { kind: 'PLACE', count: 1 } },
        { code: 'STORY_IDENTIFIES', field: 'id', values: { kind: 'NAME_OF_CASE', count: 1 } },
      ],
    });
    expect(submitStory(draft, { checks, confirmed: ['b', 'a'] }, 3, { ...moment, hints: hints.slice(0, 2) }).ok).toBe(
      true,
    );
  });

  it('needs a consent that holds', () => {
    const over = { ...moment, consent: { validUntil: '2026-05-09', withdrawnAt: null } };
    expect(problemsOf(submitStory(draft, looked, 3, over))).toEqual(['STORY_CONSENT_EXPIRED id']);
    const withdrawn = { ...moment, consent: { validUntil: null, withdrawnAt: new Date() } };
    expect(problemsOf(signOffStory(waiting, 'carla', looked, 3, withdrawn))).toEqual(['STORY_CONSENT_WITHDRAWN id']);
    expect(problemsOf(mayRewrite(draft, withdrawn.consent, 3, today))).toEqual(['STORY_CONSENT_WITHDRAWN id']);
  });

  it('is signed off by nobody who has written in it, nor by the house, and only after it was handed over', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...storyStates),
        fc.uniqueArray(fc.constantFrom('anna', 'ben', 'carla'), { minLength: 1 }),
        fc.constantFrom('anna', 'ben', 'carla', null),
        (state, authors, who) => {
          const outcome = signOffStory({ state, version: 3, authors }, who, looked, 3, moment);
          expect(outcome.ok).toBe(state === 'SUBMITTED' && who !== null && !authors.includes(who));
        },
      ),
    );
  });

  it('is rewritten and given back before it is signed off, never after', () => {
    const outcomes = storyStates.map((state) => [
      state,
      problemsOf(mayRewrite({ ...draft, state }, moment.consent, 3, today))[0],
      problemsOf(returnStory({ ...draft, state }, 3))[0],
      problemsOf(submitStory({ ...draft, state }, looked, 3, moment))[0],
    ]);
    expect(outcomes).toEqual([
      ['DRAFT', undefined, 'STORY_NOT_SUBMITTED id', undefined],
      ['SUBMITTED', undefined, undefined, 'STORY_NOT_DRAFT id'],
      ['SIGNED_OFF', 'STORY_SIGNED_OFF id', 'STORY_SIGNED_OFF id', 'STORY_SIGNED_OFF id'],
      ['WITHDRAWN', 'STORY_WITHDRAWN id', 'STORY_WITHDRAWN id', 'STORY_WITHDRAWN id'],
    ]);
  });

  it('is the way of the text that was looked at: any other version is refused', () => {
    const conflict = ['VERSION_CONFLICT version'];
    expect(problemsOf(submitStory(draft, looked, 2, moment))).toEqual(conflict);
    expect(problemsOf(signOffStory(waiting, 'carla', looked, 4, moment))).toEqual(conflict);
    expect(problemsOf(mayRewrite(draft, moment.consent, 2, today))).toEqual(conflict);
    expect(problemsOf(returnStory(waiting, 2))).toEqual(conflict);
  });
});
