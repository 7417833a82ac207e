import type { CalendarDate } from './calendar.js';
import { daysBetween } from './calendar.js';
import type {
  AreaOfLife,
  CaseFile,
  ComparisonPerson,
  DeadlineSummary,
  Indication,
  Measure,
  Reaction,
  ReleasedAttachment,
  Witness,
} from './case.js';
import { hasMultipleGrounds } from './codebook.js';
import { type FieldGroup, freeTextProblems, type FrozenContent, inOrder, type Preview } from './release.js';
import { accept, problem, refusedFor, type Result } from './result.js';

/**
 * The frozen copy for the recipient: the released groups, nothing else. Every value is picked by name and copied, so that
 * a later edit of the case cannot reach it and a stored row's id cannot slip through.
 */
export const composeContent = (
  file: CaseFile,
  groups: readonly FieldGroup[],
  codebookVersion: number,
): FrozenContent => {
  const released = inOrder(groups);
  return released.reduce<FrozenContent>((content, group) => ({ ...content, ...groupContent(file, group) }), {
    format: 'beistand-dossier',
    version: 1,
    codebookVersion,
    fieldGroups: released,
  });
};

const groupContent = ({ facts, texts, ...file }: CaseFile, group: FieldGroup): Partial<FrozenContent> => {
  switch (group) {
    case 'CLIENT_IDENTITY':
      return { clientIdentity: { name: texts.clientName } };
    case 'CLIENT_CONTACT':
      return { clientContact: { contact: texts.clientContact } };
    case 'CLIENT_PROFILE':
      return {
        clientProfile: {
          affectedRole: facts.affectedRole,
          ageBand: facts.ageBand,
          gender: facts.gender,
          language: facts.language,
          interpreterNeeded: facts.interpreterNeeded,
        },
      };
    case 'INCIDENT':
      return {
        incident: {
          narrative: texts.narrative,
          earliest: facts.incidentEarliest,
          latest: facts.incidentLatest,
          district: facts.district,
          mainArea: area(facts.mainArea),
          furtherAreas: facts.furtherAreas.map(area),
          incidentForms: [...facts.incidentForms],
          recurrence: facts.recurrence,
        },
      };
    case 'GROUNDS':
      return {
        grounds: {
          grounds: [...facts.grounds],
          phenomena: [...facts.phenomena],
          multiple: hasMultipleGrounds(facts.grounds),
        },
      };
    case 'RESPONDENT':
      return {
        respondent: {
          type: facts.respondentType,
          organisation: texts.respondentOrganisation,
          function: texts.respondentFunction,
        },
      };
    case 'RESPONDENT_PERSON':
      return { respondentPerson: { name: texts.respondentPerson, reason: texts.respondentPersonReason } };
    case 'CLIENT_VIEW':
      return { clientView: { view: texts.clientView, wishes: [...facts.wishes] } };
    case 'ASSESSMENT':
      return {
        assessment: {
          assessment: facts.assessment,
          reason: texts.assessmentReason,
          legalForm: facts.legalForm,
          level: facts.level,
          regimes: [...file.regimes],
        },
      };
    case 'INDICATIONS':
      return { indications: file.indications.map(indication) };
    case 'WITNESSES':
      return {
        witnesses: {
          witnesses: file.witnesses.map(witness),
          comparisonPersons: file.comparisonPersons.map(comparisonPerson),
        },
      };
    case 'MEASURES':
      return { measures: { measures: file.measures.map(measure), reactions: file.reactions.map(reaction) } };
    case 'DEADLINES':
      return { deadlines: file.deadlines.map(deadline) };
    case 'ATTACHMENTS':
      return { attachments: file.attachments.map(attachment) };
  }
};

const area = ({ area, subArea }: AreaOfLife): AreaOfLife => ({ area, subArea });
const indication = ({ description, evidenceKind, occurredOn }: Indication): Indication => ({
  description,
  evidenceKind,
  occurredOn,
});
const witness = ({ name, contact, observation }: Witness): Witness => ({ name, contact, observation });
const comparisonPerson = ({ description }: ComparisonPerson): ComparisonPerson => ({ description });
const measure = ({ kind, takenOn, result }: Measure): Measure => ({ kind, takenOn, result });
const reaction = ({ kind, occurredOn, detail }: Reaction): Reaction => ({ kind, occurredOn, detail });
const deadline = ({ regime, endsOn, movedTo, source, explanation }: DeadlineSummary): DeadlineSummary => ({
  regime,
  endsOn,
  movedTo,
  source,
  explanation,
});
const attachment = ({ name, description, mediaType, bytes, sha256 }: ReleasedAttachment): ReleasedAttachment => ({
  name,
  description,
  mediaType,
  bytes,
  sha256,
});

/** The groups out of which a preview is drawn: codes and dates only, no text of theirs. */
const previewed: readonly FieldGroup[] = [
  'CLIENT_PROFILE',
  'INCIDENT',
  'GROUNDS',
  'RESPONDENT',
  'ASSESSMENT',
  'DEADLINES',
];

/** Of the released groups, those of which the preview tells something: for the list of disclosures. */
export const previewGroups = (groups: readonly FieldGroup[]): readonly FieldGroup[] =>
  inOrder(groups).filter((group) => previewed.includes(group));

/**
 * What the office sees before it accepts. The preview is part of the referral and so bound by the release as well: language,
 * respondent type, regimes and deadline stay empty where their group was not released. Grounds and area are always there,
 * because no referral is sent without them (`requiredGroups`).
 * With `today`, the deadline is the earliest one still running, or else the last one that passed: "too late" is a reason to decline.
 */
export const composePreview = (
  { facts, regimes, deadlines }: CaseFile,
  groups: readonly FieldGroup[],
  { today }: { readonly today?: CalendarDate } = {},
): Preview => {
  const has = (group: FieldGroup) => groups.includes(group);
  return {
    grounds: [...facts.grounds],
    mainArea: area(facts.mainArea),
    respondentType: has('RESPONDENT') ? facts.respondentType : null,
    district: has('INCIDENT') ? facts.district : null,
    regimes: has('ASSESSMENT') || has('DEADLINES') ? [...regimes] : [],
    earliestDeadline: has('DEADLINES') ? nextDeadline(deadlines, today) : null,
    language: has('CLIENT_PROFILE') ? facts.language : null,
    interpreterNeeded: has('CLIENT_PROFILE') ? facts.interpreterNeeded : null,
  };
};

/** The earliest deadline that still runs on `today`; when all have passed, the last of them; null when there is none. */
export const nextDeadline = (
  deadlines: readonly DeadlineSummary[],
  today: CalendarDate = '0000-01-01',
): CalendarDate | null => {
  const days = deadlines.map(({ endsOn }) => endsOn).toSorted();
  return days.find((day) => day >= today) ?? days.at(-1) ?? null;
};

/** An anonymous enquiry: facts without persons, coarse enough that district and day do not give one away. */
export interface EnquiryContent {
  readonly format: 'beistand-enquiry';
  readonly version: 1;
  readonly codebookVersion: number;
  /** Written for this enquiry by the counsellor; the only free text. */
  readonly question: string;
  readonly grounds: readonly string[];
  readonly phenomena: readonly string[];
  readonly mainArea: AreaOfLife;
  readonly furtherAreas: readonly AreaOfLife[];
  readonly incidentForms: readonly string[];
  readonly level: string | null;
  readonly recurrence: string | null;
  readonly legalForm: string | null;
  readonly respondentType: string;
  /** `071` Koblenz, `072` Trier, `073` Rheinhessen-Pfalz; null = not known. */
  readonly regionKey: string | null;
  /** Quarter of the earliest possible day, e.g. `2026-Q1`. */
  readonly incidentQuarter: string;
  readonly regimes: readonly string[];
  /** Instead of a day, which would give the day of the incident away: `NEAR` is within two weeks. */
  readonly deadline: 'NONE' | 'RUNNING' | 'NEAR' | 'PASSED';
}

/**
 * The enquiry needs no release, so it must not be about a person: no narrative, no names, no profile, no dates to the day.
 * A question that holds a name or contact of the case word for word is refused; that it describes nobody is the counsellor's care.
 */
export const composeEnquiry = (
  file: CaseFile,
  question: string,
  codebookVersion: number,
  today: CalendarDate,
): Result<EnquiryContent> => {
  const problems = freeTextProblems('question', question, 4000);
  if (!question.trim()) problems.push(problem('REQUIRED', 'question'));
  if (namesPerson(file, question)) problems.push(problem('QUESTION_NAMES_PERSON', 'question'));

  const { facts } = file;
  return (
    refusedFor(problems) ??
    accept({
      format: 'beistand-enquiry',
      version: 1,
      codebookVersion,
      question: question.trim(),
      grounds: [...facts.grounds],
      phenomena: [...facts.phenomena],
      mainArea: area(facts.mainArea),
      furtherAreas: facts.furtherAreas.map(area),
      incidentForms: [...facts.incidentForms],
      level: facts.level,
      recurrence: facts.recurrence,
      legalForm: facts.legalForm,
      respondentType: facts.respondentType,
      // The first three digits of the official key are the region.
      regionKey: facts.district?.slice(0, 3) ?? null,
      incidentQuarter: quarterOf(facts.incidentEarliest),
      regimes: [...file.regimes],
      deadline: urgency(nextDeadline(file.deadlines, today), today),
    })
  );
};

/** What the office sees of an enquiry before it takes it on: no place, no day, no language. */
export const composeEnquiryPreview = ({ facts, regimes }: CaseFile): Preview => ({
  grounds: [...facts.grounds],
  mainArea: area(facts.mainArea),
  respondentType: facts.respondentType,
  district: null,
  regimes: [...regimes],
  earliestDeadline: null,
  language: null,
  interpreterNeeded: null,
});

/** Whether a text holds, word for word, a name or contact that the case knows: for all that leaves without a release. */
export const namesPerson = ({ texts, witnesses }: CaseFile, text: string): boolean => {
  const known = [texts.clientName, texts.clientContact, texts.respondentPerson];
  const all = [...known, ...witnesses.flatMap(({ name, contact }) => [name, contact])];
  const heard = asWords(text);
  // Two letters are initials or a syllable: they would be found in any German sentence.
  return all.some((person) => person !== null && asWords(person).length >= 5 && heard.includes(asWords(person)));
};

/** ` lower case words between blanks `: so that "Ali" is found in "ALI." and not in "Qualität". */
const asWords = (text: string): string =>
  ` ${
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;

const quarterOf = (date: CalendarDate): string => `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;

const urgency = (deadline: CalendarDate | null, today: CalendarDate): EnquiryContent['deadline'] => {
  if (deadline === null) return 'NONE';
  if (deadline < today) return 'PASSED';
  return daysBetween(today, deadline) <= 14 ? 'NEAR' : 'RUNNING';
};
