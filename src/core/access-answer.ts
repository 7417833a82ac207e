import {
  caseFields,
  consentForms,
  disclosedAs,
  lists,
  notYet,
  sides,
  statuses,
  storyStates,
  storyWithdrawals,
  withheldBecause,
  type Both,
} from './access-labels.js';
import { accessLetter, type AnswerFrame } from './access-letter.js';
import { withheldFor, type Decision, type Redactable } from './access-request.js';
import type { AreaOfLife } from './case.js';
import { findTerm, type Codebook, type Vocabulary } from './codebook.js';
import {
  definitions,
  germanDate,
  heading,
  notice,
  paragraphs,
  type Block,
  type PageDocument,
  type Section,
} from './document.js';
import type { DistrictName } from './dossier-sections.js';

type Item = Readonly<Record<string, unknown>>;

/** Everything that is held about the client, as rows; items that somebody decides on carry their id. */
export interface HeldData {
  readonly case: Item;
  readonly lists: Readonly<Record<string, readonly Item[]>>;
}

/** Which list somebody has decided on, under which word. */
const decidedOn: Readonly<Record<string, Redactable>> = {
  respondentPerson: 'RESPONDENT_PERSON',
  witnesses: 'WITNESSES',
  comparisonPersons: 'COMPARISON_PERSONS',
  notes: 'NOTES',
  reviews: 'REVIEWS',
  attachments: 'ATTACHMENTS',
  stories: 'STORIES',
};

export interface Answer {
  readonly document: PageDocument;
  /** The same as a JSON text: `docs/access-answer.schema.json`. */
  readonly json: string;
}

/** What turns codes and keys into words. */
export interface AnswerWords {
  readonly codebook: Codebook;
  readonly districtName: DistrictName;
  readonly regionName: (key: string) => string | undefined;
}

interface Told {
  readonly items: readonly Item[];
  readonly withheld: readonly { readonly reason: string; readonly count: number }[];
}

/** The answer to a request: the client's data without what was withheld, and why; as pages and as JSON. */
export function accessAnswer(
  held: HeldData,
  decisions: readonly Decision[],
  frame: AnswerFrame,
  words: AnswerWords,
): Answer {
  const told = Object.fromEntries(
    Object.keys(lists).map((name) => [name, tell(name, held.lists[name] ?? [], decisions)]),
  );
  const speak = speaker(words, frame.language);
  return { document: pages(held.case, told, frame, speak), json: asJson(held.case, told, frame) };
}

function tell(name: string, items: readonly Item[], decisions: readonly Decision[]): Told {
  const reasonOf = (item: Item): string | null => {
    const what = name === 'messages' ? (item.from === 'RECIPIENT' ? 'OFFICE_MESSAGES' : undefined) : decidedOn[name];
    return what === undefined ? null : withheldFor(decisions, what, String(item.id));
  };
  const withheld = Map.groupBy(
    items.filter((item) => reasonOf(item) !== null),
    (item) => String(reasonOf(item)),
  );
  return {
    items: items.filter((item) => reasonOf(item) === null).map(({ id: _, ...item }) => item),
    withheld: [...withheld].map(([reason, left]) => ({ reason, count: left.length })),
  };
}

/** Fields whose words are the answer's own and not the codebook's. */
const fixedWords: Readonly<Record<string, Readonly<Record<string, Both>>>> = {
  status: statuses,
  what: disclosedAs,
  from: sides,
  form: consentForms,
  state: storyStates,
  withdrawal: storyWithdrawals,
};

type Speak = (name: string, value: unknown, vocabulary?: Vocabulary) => string;

/** A value in words of the answer's language. A code that the codebook does not have is shown as such, never dropped. */
const speaker = ({ codebook, districtName, regionName }: AnswerWords, language: 'de' | 'en'): Speak => {
  const term = (vocabulary: Vocabulary, code: string): string =>
    findTerm(codebook, vocabulary, code)?.[language] ?? code;
  const area = ({ area: main, subArea }: AreaOfLife): string =>
    subArea ? `${term('areas', main)}: ${term('subAreas', subArea)}` : term('areas', main);
  const fixed = (table: Readonly<Record<string, Both>>, code: string): string => table[code]?.[language] ?? code;
  const speak: Speak = (name, value, vocabulary) => {
    if (value === null || value === undefined || value === '')
      return notYet[name]?.[language] ?? (language === 'de' ? 'nicht erhoben' : 'not recorded');
    if (name === 'mainArea') return area(value as AreaOfLife);
    if (name === 'furtherAreas') return (value as AreaOfLife[]).map(area).join('; ') || speak(name, null);
    if (typeof value === 'boolean')
      return value ? (language === 'de' ? 'ja' : 'yes') : language === 'de' ? 'nein' : 'no';
    if (Array.isArray(value)) return value.map((each) => speak(name, each, vocabulary)).join('; ') || speak(name, null);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (name === 'district') return districtName(text) ?? text;
    if (name === 'region') return regionName(text) ?? text;
    const table = fixedWords[name];
    if (table) return fixed(table, text);
    if (vocabulary) return term(vocabulary, text);
    return language === 'de' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? germanDate(text) : text;
  };
  return speak;
};

function pages(kase: Item, told: Readonly<Record<string, Told>>, frame: AnswerFrame, speak: Speak): PageDocument {
  const { language } = frame;
  const letter = accessLetter(frame);
  const data: Section = {
    heading: language === 'de' ? 'Ihre Daten' : 'Your data',
    startsPage: true,
    blocks: [
      definitions(
        ...caseFields.map(
          ({ name, label, vocabulary }) => [label[language], speak(name, kase[name], vocabulary)] as const,
        ),
      ),
      ...Object.entries(told).flatMap(([name, part]) => listBlocks(name, part, language, speak)),
    ],
  };
  return { ...letter, sections: [...letter.sections, data] };
}

function listBlocks(name: string, { items, withheld }: Told, language: 'de' | 'en', speak: Speak): readonly Block[] {
  const list = lists[name];
  if (!list) return [];
  const none = language === 'de' ? 'keine Angaben' : 'nothing';
  const left = withheld.map(({ reason, count }) =>
    notice(
      language === 'de'
        ? `${count} nicht mitgeteilt: ${withheldBecause[reason]?.de ?? reason}.`
        : `${count} withheld: ${withheldBecause[reason]?.en ?? reason}.`,
    ),
  );
  const told: readonly Block[] = items.map((item) =>
    definitions(
      ...list.columns
        .filter(([column]) => !list.leavesOutEmpty || (item[column] ?? null) !== null)
        .map(([column, label, vocabulary]) => [label[language], speak(column, item[column], vocabulary)] as const),
    ),
  );
  return [
    heading(list.heading[language]),
    ...told,
    ...(items.length + left.length === 0 ? paragraphs(none) : []),
    ...left,
  ];
}

/** Codes as they are kept, so that another program can read them; labels are in the codebook. */
function asJson(kase: Item, told: Readonly<Record<string, Told>>, frame: AnswerFrame): string {
  const { purposes, rights, ...rest } = accessLetterFacts(frame);
  return JSON.stringify(
    {
      format: 'beistand-access-answer',
      version: 1,
      ...rest,
      purposes,
      rights,
      case: Object.fromEntries(caseFields.map(({ name }) => [name, kase[name] ?? null])),
      ...Object.fromEntries(Object.entries(told).map(([name, { items }]) => [name, items])),
      withheld: Object.entries(told).flatMap(([name, { withheld }]) =>
        withheld.map((each) => ({ what: name, ...each })),
      ),
    },
    null,
    2,
  );
}

const accessLetterFacts = ({
  language,
  controller,
  caseNumber,
  receivedOn,
  answeredOn,
  keptUntil,
  law,
}: AnswerFrame) => ({
  language,
  controller: {
    name: controller.carrier,
    service: controller.service,
    address: controller.address,
    officer: controller.officer,
    officerContact: controller.officerContact,
    supervisoryBody: controller.supervisoryBody,
    supervisoryContact: controller.supervisoryContact,
  },
  caseNumber,
  receivedOn,
  answeredOn,
  keptUntil,
  purposes: ['COUNSELLING', 'DEADLINES', 'REFERRAL_ON_RELEASE', 'ANONYMOUS_STATISTICS'],
  rights: {
    rectification: law.rectification,
    erasure: law.erasure,
    restriction: law.restriction,
    portability: law.portability,
    objection: law.objection,
    complaint: law.complaint,
  },
});
