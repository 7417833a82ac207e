import type { CalendarDate } from './calendar.js';
import { findTerm, type Codebook } from './codebook.js';
import { definitions, germanDate, notice, orNotRecorded, paragraphs, type PageDocument } from './document.js';
import { fieldGroups, type FieldGroup, type Release, type ReleaseInput, validateRelease } from './release.js';
import type { Result } from './result.js';

export interface ReleaseFormInput {
  readonly service: string;
  readonly carrier: string | null;
  /** The office towards which secrecy is lifted. */
  readonly office: string;
  /** Printed on the form; null leaves a line to fill in by hand (a file may be pseudonymous). */
  readonly clientName: string | null;
  readonly fieldGroups: readonly FieldGroup[];
  readonly purpose: string;
  /** Code of `languages`. */
  readonly explainedIn: string;
  readonly interpreter: string | null;
  readonly validUntil: CalendarDate;
  /** Whether a guardian signs too. */
  readonly minor: boolean;
  readonly guardian: string | null;
  /** A setting of the carrier: what the consent under data-protection law rests on (GDPR, KDG or DSG-EKD). */
  readonly legalBasis: string;
  /** Who answers for the data, in a line: the carrier, with its address where it is known (Art. 13 (1) (a) GDPR). */
  readonly controller: string;
  /** Name and contact of the data-protection officer in a line; null where the carrier has entered none. */
  readonly officer: string | null;
  /** Where to complain, with the paragraph that says so. */
  readonly complaint: string;
}

/** The carrier's setting when it has chosen none: Art. 9(2)(a) GDPR. */
export const gdprConsent = 'Art. 9 Abs. 2 Buchst. a DSGVO';

/** Express consent to special categories, in the data-protection law that a carrier works under. */
export const consentBasis = {
  GDPR: gdprConsent,
  KDG: '§ 11 Abs. 2 Buchst. a KDG',
  DSG_EKD: '§ 13 Abs. 2 Nr. 1 DSG-EKD',
} as const;

export type LegalBasis = keyof typeof consentBasis;

/** What a counsellor enters before there is a paper. */
export type ReleaseDraft = Pick<
  ReleaseInput,
  'officeId' | 'fieldGroups' | 'purpose' | 'explainedIn' | 'interpreter' | 'validUntil' | 'guardian'
>;

/** Checked as the release will be once it is signed, as if that were today: nobody signs what cannot be recorded. */
export const validateReleaseDraft = (
  draft: ReleaseDraft,
  today: CalendarDate,
  codebook: Codebook,
): Result<Omit<Release, 'documentReference'>> =>
  // The paper is about to come into being, and a guardian whose name is not known yet writes it by hand.
  validateRelease({ ...draft, givenOn: today, form: 'WRITTEN', documentReference: '-' }, today, { codebook });

/** The form with which a client releases the service from secrecy (§ 203 StGB) towards one office, for signing. */
export function releaseFormPages(input: ReleaseFormInput, codebook: Codebook): PageDocument {
  const title = 'Entbindung von der Schweigepflicht';
  const released = input.carrier ? `${input.service} (${input.carrier})` : input.service;
  const client = input.clientName?.trim() || null;
  return {
    title,
    language: 'de-DE',
    author: input.service,
    footer: `${title} · vertraulich`,
    subtitle: `gegenüber: ${input.office}`,
    sections: [
      {
        heading: 'Erklärung',
        startsPage: false,
        blocks: [
          definitions(
            ['Ratsuchende Person', client ?? ''],
            ['Von der Schweigepflicht entbunden', released],
            ['Gegenüber', input.office],
            ['Zweck', orNotRecorded(input.purpose)],
            ['Gültig bis', germanDate(input.validUntil)],
            ['Erläutert in der Sprache', languageName(input.explainedIn, codebook)],
            ['Mit Sprachmittlung', input.interpreter?.trim() || 'nein'],
            ...(input.minor ? [['Sorgeberechtigte Person', input.guardian?.trim() || ''] as const] : []),
          ),
          ...paragraphs(
            'Ich entbinde die Beratenden der genannten Beratungsstelle von ihrer Schweigepflicht (§ 203 StGB). Sie dürfen der genannten Stelle die unten angekreuzten Angaben zu meinem Fall mitteilen, aber nur zu dem genannten Zweck. Die genannte Stelle darf die Beratungsstelle über das Ergebnis unterrichten.',
          ),
        ],
      },
      {
        heading: 'Angaben, die mitgeteilt werden dürfen',
        startsPage: false,
        blocks: [
          ...paragraphs('Angaben ohne Kreuz werden nicht mitgeteilt.'),
          {
            kind: 'ticks',
            items: fieldGroups.map((group) => ({
              label: findTerm(codebook, 'fieldGroups', group)?.de ?? group,
              ticked: input.fieldGroups.includes(group),
            })),
          },
        ],
      },
      {
        heading: 'Ihre Rechte',
        startsPage: false,
        blocks: [
          {
            kind: 'bullets',
            items: [
              'Diese Erklärung ist freiwillig. Wenn Sie nicht unterschreiben, werden Sie trotzdem weiter beraten.',
              'Sie können die Erklärung jederzeit widerrufen, ohne Gründe und ohne Nachteile. Ein Wort an die Beratungsstelle genügt.',
              'Mit dem Widerruf endet der Zugang der Stelle zu Ihrem Fall. Was vorher mitgeteilt wurde, bleibt rechtmäßig mitgeteilt.',
              'Sie erfahren auf Wunsch jederzeit, was wem wann mitgeteilt wurde.',
              'Sie erhalten eine Kopie dieser Erklärung.',
              `Für Ihre Daten verantwortlich: ${input.controller}.${input.officer ? ` Datenschutzbeauftragte Person: ${input.officer}.` : ''}`,
              `Beschweren können Sie sich bei: ${input.complaint}.`,
            ],
          },
        ],
      },
      {
        heading: 'Unterschriften',
        startsPage: false,
        blocks: [
          {
            kind: 'signatures',
            lines: [
              { who: 'Ratsuchende Person', note: client },
              ...(input.minor ? [{ who: 'Sorgeberechtigte Person', note: input.guardian?.trim() || null }] : []),
              ...(input.interpreter?.trim()
                ? [{ who: 'Sprachmittlung', note: 'Ich habe den Inhalt dieser Erklärung vollständig übertragen.' }]
                : []),
              { who: 'Beratende Person', note: 'Ich habe den Inhalt dieser Erklärung erläutert.' },
            ],
          },
        ],
      },
      {
        heading: 'Einwilligung nach Datenschutzrecht',
        // The second declaration is not torn apart: beside more than two signatures it finds no room.
        startsPage: input.minor || Boolean(input.interpreter?.trim()),
        blocks: [
          notice(
            'Diese Einwilligung ist eine eigene Erklärung. Sie kann unabhängig von der Entbindung erteilt, verweigert und widerrufen werden.',
          ),
          ...paragraphs(
            `Ich willige ein, dass ${input.service} die oben angekreuzten Angaben, auch solche über meine Herkunft, Religion, Gesundheit oder sexuelle Identität, verarbeitet und der genannten Stelle zu dem genannten Zweck übermittelt (${input.legalBasis}).`,
          ),
          {
            kind: 'ticks',
            items: [
              { label: 'Ich willige ein.', ticked: false },
              { label: 'Ich willige nicht ein.', ticked: false },
            ],
          },
          {
            kind: 'signatures',
            lines: [
              { who: 'Ratsuchende Person', note: client },
              ...(input.minor ? [{ who: 'Sorgeberechtigte Person', note: input.guardian?.trim() || null }] : []),
            ],
          },
        ],
      },
    ],
  };
}

const languageName = (code: string, codebook: Codebook): string => findTerm(codebook, 'languages', code)?.de ?? code;
