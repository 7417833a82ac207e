import type { CalendarDate } from './calendar.js';
import type { Codebook } from './codebook.js';
import { freeTextProblems, termProblems } from './release.js';
import { accept, problem, refusedFor, refuse, type Problem, type Result } from './result.js';
import { codesInForce, consentProblem, type StoryConsent } from './story-consent.js';
import type { StoryHint } from './story-hints.js';

/** DRAFT: being written. SUBMITTED: waits for a second person. SIGNED_OFF: campaigns may read it. WITHDRAWN: a stub without a text. */
export const storyStates = ['DRAFT', 'SUBMITTED', 'SIGNED_OFF', 'WITHDRAWN'] as const;
export type StoryState = (typeof storyStates)[number];

/** Why it is in the pool no more: the client took the consent back, or the service took the story back. */
export type StoryWithdrawal = 'CONSENT_WITHDRAWN' | 'RETRACTED';

/** What a story says, and what campaigns may sort it by. */
export interface StoryContent {
  readonly title: string;
  readonly text: string;
  /** A code of `languages`. */
  readonly language: string;
  /** Some of the case's grounds. */
  readonly grounds: readonly string[];
  /** The case's main area of life, or null: better not said. */
  readonly area: string | null;
  /** The region of the case, or null: better not said. Nothing finer is ever said. */
  readonly region: string | null;
}

export type GivenStory = Pick<StoryContent, 'title' | 'text' | 'language' | 'grounds'> &
  Partial<Record<'area' | 'region', string | null | undefined>>;

/** What of the case a story may say. */
export interface StoryOrigin {
  readonly grounds: readonly string[];
  readonly area: string;
  readonly region: string | null;
}

export const longestStory = { title: 120, text: 6_000 } as const;

/** A story as its rules see it. */
export interface Story {
  readonly state: StoryState;
  readonly version: number;
  /** Everybody who has written in it. */
  readonly authors: readonly string[];
}

/** The story, or every field that cannot stay. It may say less than the case, never something else. */
export function checkStory(
  given: GivenStory,
  origin: StoryOrigin,
  { codebook, today }: { readonly codebook: Codebook; readonly today: CalendarDate },
): Result<StoryContent> {
  const [title, text] = [given.title.trim(), given.text.trim()];
  const [area, region] = [given.area ?? null, given.region ?? null];
  const problems = [
    ...textProblems('input.title', title, longestStory.title),
    ...textProblems('input.text', text, longestStory.text),
    ...termProblems(codebook, 'languages', given.language, 'input.language', today),
    ...(given.grounds.length === 0 ? [problem('EMPTY', 'input.grounds')] : []),
    ...given.grounds.flatMap((ground, at) =>
      origin.grounds.includes(ground) ? [] : [problem('STORY_NOT_OF_CASE', `input.grounds[${at}]`)],
    ),
    ...(area === null || area === origin.area ? [] : [problem('STORY_NOT_OF_CASE', 'input.area')]),
    ...(region === null || region === origin.region ? [] : [problem('STORY_NOT_OF_CASE', 'input.region')]),
  ];
  return (
    refusedFor(problems) ??
    accept({ title, text, language: given.language, grounds: [...new Set(given.grounds)].sort(), area, region })
  );
}

const textProblems = (field: string, text: string, max: number): Problem[] =>
  text === '' ? [problem('REQUIRED', field)] : freeTextProblems(field, text, max);

type ConsentNow = Pick<StoryConsent, 'validUntil'> & { readonly withdrawnAt: Date | null };

/** Whether somebody may write in it now; whoever does takes it back from whoever looks at it. */
export function mayRewrite(story: Story, consent: ConsentNow, version: number, today: CalendarDate): Result<null> {
  const consentFault = consentProblem(consent, today);
  if (consentFault) return refuse(consentFault.code, 'id', consentFault.values);
  if (story.state === 'WITHDRAWN') return refuse('STORY_WITHDRAWN', 'id');
  if (story.state === 'SIGNED_OFF') return refuse('STORY_SIGNED_OFF', 'id');
  return story.version === version ? accept(null) : refuse('VERSION_CONFLICT', 'version');
}

/** What a person says who has looked through a story. */
export interface Looked {
  /** Codes of `storyChecks`: what was looked for. */
  readonly checks: readonly string[];
  /** Keys of hints that were looked at and give nobody away. */
  readonly confirmed: readonly string[];
}

interface Moment {
  readonly consent: ConsentNow;
  readonly hints: readonly StoryHint[];
  readonly codebook: Codebook;
  readonly today: CalendarDate;
}

/** The author hands it to a second person: the checklist whole, no hint left open. Gives the checks in the order of the list. */
export function submitStory(story: Story, looked: Looked, version: number, moment: Moment): Result<readonly string[]> {
  if (story.state !== 'DRAFT') return refuse(stateProblem[story.state] ?? 'STORY_NOT_DRAFT', 'id');
  return seenThrough(story, looked, version, moment);
}

/** A second person looks through all of it once more, and lets campaigns read it. Nobody who has written in it may. */
export function signOffStory(
  story: Story,
  who: string | null,
  looked: Looked,
  version: number,
  moment: Moment,
): Result<readonly string[]> {
  if (story.state !== 'SUBMITTED') return refuse(stateProblem[story.state] ?? 'STORY_NOT_SUBMITTED', 'id');
  if (who === null || story.authors.includes(who)) return refuse('NOT_YOURSELF', 'id');
  return seenThrough(story, looked, version, moment);
}

/** Whether a story that waits may be given back to its authors. */
export const returnStory = ({ state, ...story }: Story, version: number): Result<null> => {
  if (state !== 'SUBMITTED') return refuse(stateProblem[state] ?? 'STORY_NOT_SUBMITTED', 'id');
  return story.version === version ? accept(null) : refuse('VERSION_CONFLICT', 'version');
};

/** Whether a story may be taken back by its service: until it is gone. */
export const retractStory = ({ state }: Pick<Story, 'state'>): Result<null> =>
  state === 'WITHDRAWN' ? refuse('STORY_WITHDRAWN', 'id') : accept(null);

const stateProblem: Partial<Record<StoryState, 'STORY_SIGNED_OFF' | 'STORY_WITHDRAWN'>> = {
  SIGNED_OFF: 'STORY_SIGNED_OFF',
  WITHDRAWN: 'STORY_WITHDRAWN',
};

function seenThrough(
  story: Story,
  { checks, confirmed }: Looked,
  version: number,
  { consent, hints, codebook, today }: Moment,
): Result<readonly string[]> {
  const consentFault = consentProblem(consent, today);
  if (consentFault) return refuse(consentFault.code, 'id', consentFault.values);
  if (story.version !== version) return refuse('VERSION_CONFLICT', 'version');
  const wanted = codesInForce(codebook, 'storyChecks', today);
  const problems = [
    ...checks.flatMap((code, at) =>
      wanted.includes(code) ? [] : [problem('UNKNOWN_CODE', `checks[${at}]`, { vocabulary: 'storyChecks' })],
    ),
    ...wanted
      .filter((code) => !checks.includes(code))
      .map((check) => problem('STORY_CHECK_MISSING', 'checks', { check })),
    ...hintProblems(hints, confirmed),
  ];
  return refusedFor(problems) ?? accept(wanted);
}

/** One problem for each kind, with how many: the words themselves stand in the story's hints and in no error. */
function hintProblems(hints: readonly StoryHint[], confirmed: readonly string[]): Problem[] {
  const open = hints.filter(({ key, blocks }) => blocks || !confirmed.includes(key));
  return [...Map.groupBy(open, ({ kind }) => kind)].map(([kind, found]) =>
    problem(found[0]?.blocks ? 'STORY_IDENTIFIES' : 'STORY_HINT_OPEN', found[0]?.blocks ? 'id' : 'confirmed', {
      kind,
      count: found.length,
    }),
  );
}
