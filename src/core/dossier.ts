import type { CalendarDate } from './calendar.js';
import type { Codebook } from './codebook.js';
import {
  definitions,
  germanDate,
  heading,
  notice,
  orNotRecorded,
  paragraphs,
  type Block,
  type PageDocument,
  type Section,
} from './document.js';
import {
  annexSection,
  contentSections,
  dossierWords,
  type DistrictName,
  type DossierWords,
} from './dossier-sections.js';
import { fieldGroups, type FieldGroup, type FrozenContent, type Release } from './release.js';

/** The one person of the sending service that the office may ask. No other staff appears in a dossier. */
export interface DossierContact {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
}

export interface DossierCover {
  /** Codes of `referralKinds` and `referralReasons`. */
  readonly kind: string;
  readonly reasons: readonly string[];
  readonly sentOn: CalendarDate;
  readonly answerBy: CalendarDate | null;
  readonly sender: { readonly service: string; readonly carrier: string | null; readonly contact: DossierContact };
  readonly recipient: string;
  readonly purpose: string;
}

/** What the office is told about the release; where the paper is kept and why it was given orally stay with the service. */
export type DossierRelease = Pick<
  Release,
  | 'fieldGroups'
  | 'explainedIn'
  | 'interpreter'
  | 'givenOn'
  | 'validUntil'
  | 'form'
  | 'guardian'
  | 'dataProtectionConsent'
>;

export interface DossierInput {
  readonly content: FrozenContent;
  readonly cover: DossierCover;
  /** Null for an anonymous enquiry only: it holds no person's data and needs no release. */
  readonly release: DossierRelease | null;
}

export type DossierDocument = PageDocument;

/**
 * The groups that may appear: those of the frozen copy that the release covers too. Whoever hands in a copy with more
 * in it than was released gets a dossier without the surplus.
 */
export const releasedGroups = ({ content, release }: DossierInput): FieldGroup[] =>
  fieldGroups.filter(
    (group) => content.fieldGroups.includes(group) && (release === null || release.fieldGroups.includes(group)),
  );

/** The pages of the dossier, in German, from what was frozen when the referral was sent. */
export function dossierPages(input: DossierInput, codebook: Codebook, districtName: DistrictName): DossierDocument {
  const words = dossierWords(codebook, districtName);
  const released = releasedGroups(input);
  const title = 'Dossier zu einem Diskriminierungsfall';
  return {
    title,
    language: 'de-DE',
    author: input.cover.sender.service,
    footer: `${title} · vertraulich`,
    subtitle: null,
    sections: [
      coverSection(input, released, words),
      releaseSection(input, released, words),
      ...contentSections(input.content, released, words),
      annexSection(input.content, released),
    ],
  };
}

function coverSection({ content, cover }: DossierInput, released: readonly FieldGroup[], words: DossierWords): Section {
  const { service, carrier, contact } = cover.sender;
  const deadline = released.includes('DEADLINES') ? earliest(content.deadlines ?? []) : null;
  const withheld = fieldGroups.filter((group) => !released.includes(group));
  return {
    heading: 'Übersicht',
    startsPage: false,
    blocks: [
      definitions(
        ['Von', carrier ? `${service} (${carrier})` : service],
        ['Kontakt', [contact.name, contact.phone, contact.email].filter((part) => part?.trim()).join('\n')],
        ['An', cover.recipient],
        ['Datum', germanDate(cover.sentOn)],
        ...(cover.answerBy === null ? [] : [['Antwort erbeten bis', germanDate(cover.answerBy)] as const]),
        ['Art der Vermittlung', words.label('referralKinds', cover.kind)],
        ['Gründe', words.labels('referralReasons', cover.reasons)],
        ['Zweck', orNotRecorded(cover.purpose)],
      ),
      ...(deadline === null
        ? []
        : [notice(`Nächste Frist: ${germanDate(deadline)}. Empfohlen wird, bis zu diesem Tag zu handeln.`)]),
      heading('Freigegebene Angaben'),
      listOfGroups(released, words),
      heading('Nicht freigegeben und deshalb nicht enthalten'),
      listOfGroups(withheld, words),
    ],
  };
}

const earliest = (deadlines: readonly { readonly endsOn: CalendarDate }[]): CalendarDate | null =>
  deadlines.reduce<CalendarDate | null>((first, { endsOn }) => (first && first <= endsOn ? first : endsOn), null);

const listOfGroups = (groups: readonly FieldGroup[], words: DossierWords): Block => ({
  kind: 'bullets',
  items: groups.length === 0 ? ['keine'] : groups.map((group) => words.label('fieldGroups', group)),
});

function releaseSection({ release }: DossierInput, released: readonly FieldGroup[], words: DossierWords): Section {
  const section = { heading: 'Schweigepflichtentbindung', startsPage: false };
  if (release === null) {
    return {
      ...section,
      blocks: paragraphs(
        'Anonyme Fachanfrage: Es werden keine Angaben zu einer Person übermittelt. Eine Entbindung von der Schweigepflicht ist dafür nicht nötig.',
      ),
    };
  }
  return {
    ...section,
    blocks: [
      definitions(
        ['Erteilt am', germanDate(release.givenOn)],
        ['Gültig bis', germanDate(release.validUntil)],
        [
          'Form',
          release.form === 'WRITTEN' ? 'schriftlich' : 'mündlich; der Grund ist bei der Beratungsstelle festgehalten',
        ],
        ['Erläutert in der Sprache', words.label('languages', release.explainedIn)],
        ['Mit Sprachmittlung', namedHelper(release.interpreter, released)],
        ['Für eine minderjährige Person erteilt von', namedHelper(release.guardian, released)],
        [
          'Einwilligung nach Datenschutzrecht',
          release.dataProtectionConsent ? 'liegt gesondert vor' : 'liegt nicht gesondert vor',
        ],
      ),
      notice(
        'Die Entbindung kann jederzeit ohne Angabe von Gründen und ohne Nachteile widerrufen werden. Mit dem Widerruf endet der Zugang der empfangenden Stelle zu diesem Fall sofort. Was bis dahin übermittelt wurde, bleibt im Verzeichnis der Offenlegungen aufgeführt.',
      ),
      ...paragraphs(
        'Die Entbindung gilt nur gegenüber der genannten Stelle, nur für den genannten Zweck und nur für die freigegebenen Angaben. Eine Weitergabe an Dritte bedarf einer neuen Entbindung.',
      ),
    ],
  };
}

/** A guardian's or a helper's name can give away the client's: it is told only together with the client's name. */
const namedHelper = (name: string | null, released: readonly FieldGroup[]): string => {
  if (!name?.trim()) return 'nein';
  return released.includes('CLIENT_IDENTITY') ? name : 'ja (Name nicht freigegeben)';
};
