import type { CalendarDate } from './calendar.js';
import type { DataProtectionLaw } from './data-protection-law.js';
import { definitions, germanDate, paragraphs, type PageDocument, type Section } from './document.js';

/** Who answers, on which law, about which case. */
export interface AnswerFrame {
  readonly language: 'de' | 'en';
  readonly law: DataProtectionLaw;
  readonly controller: {
    readonly carrier: string;
    readonly service: string;
    readonly address: string | null;
    readonly officer: string | null;
    readonly officerContact: string | null;
    readonly supervisoryBody: string;
    readonly supervisoryContact: string | null;
  };
  readonly caseNumber: string;
  readonly receivedOn: CalendarDate;
  readonly answeredOn: CalendarDate;
  /** Until when the case is kept as things stand; null = the period has not begun, or something holds it. */
  readonly keptUntil: CalendarDate | null;
  readonly retentionRule: string;
}

/** What the law wants told besides the data themselves (Art. 15 (1) (a) to (h) GDPR). */
export const accessLetter = (frame: AnswerFrame): PageDocument =>
  frame.language === 'de' ? german(frame) : english(frame);

const joined = (...parts: readonly (string | null)[]): string => parts.filter((part) => part?.trim()).join('\n') || '–';

function german({
  law,
  controller,
  caseNumber,
  receivedOn,
  answeredOn,
  keptUntil,
  retentionRule,
}: AnswerFrame): PageDocument {
  const title = 'Auskunft über Ihre Daten';
  const section = (heading: string, ...texts: readonly string[]): Section => ({
    heading,
    startsPage: false,
    blocks: texts.flatMap((text) => paragraphs(text)),
  });
  return {
    title,
    language: 'de-DE',
    author: controller.service,
    footer: `${title} · vertraulich`,
    subtitle: law.access,
    sections: [
      {
        heading: 'Wer Ihnen Auskunft gibt',
        startsPage: false,
        blocks: [
          definitions(
            ['Verantwortlicher', joined(controller.carrier, controller.address)],
            ['Beratungsstelle', controller.service],
            ['Datenschutzbeauftragte Person', joined(controller.officer, controller.officerContact)],
            ['Aufsicht', joined(controller.supervisoryBody, controller.supervisoryContact)],
            ['Fall', caseNumber],
            ['Ihr Antrag vom', germanDate(receivedOn)],
            ['Stand der Auskunft', germanDate(answeredOn)],
          ),
        ],
      },
      section(
        'Wofür Ihre Daten verarbeitet werden',
        'Um Sie zu beraten und zu begleiten, Fristen zu wahren und Ihren Fall auf Ihren Wunsch an eine Stelle weiterzugeben, gegenüber der Sie die Beratungsstelle von der Schweigepflicht entbunden haben. Außerdem werden Fälle ohne Namen gezählt.',
        `Rechtsgrundlage: ${law.lawfulness}; besondere Kategorien: ${law.specialCategories}, soweit Sie eingewilligt haben ${law.consent}.`,
      ),
      section(
        'Woher die Daten kommen',
        'Von Ihnen, aus dem, was Sie vorgelegt haben, und aus dem, was Stellen und die Gegenseite geantwortet haben. Steht unten „Aus einer Liste übernommen“, stammen die ersten Angaben aus einer früheren Liste der Beratungsstelle.',
      ),
      section(
        'Wer Ihre Daten bekommt',
        'In der Beratungsstelle die Beratenden und ihre Leitung. Außerhalb nur die Stellen, die unten unter „Wem etwas mitgeteilt wurde“ stehen, und nur die Angaben, die dort stehen. Kampagnen lesen anonymisierte Fallgeschichten, soweit Sie eingewilligt haben; auch sie stehen unten. Beistand selbst übermittelt nichts in Länder außerhalb der Europäischen Union. Eine automatisierte Entscheidung findet nicht statt.',
      ),
      section(
        'Wie lange sie aufbewahrt werden',
        keptUntil === null
          ? 'Die Frist beginnt mit dem Abschluss des Falls; solange er offen oder gesperrt ist, wird er nicht gelöscht.'
          : `Nach heutigem Stand bis ${germanDate(keptUntil)}.`,
        `Regel: ${retentionRule}.`,
      ),
      section(
        'Ihre Rechte',
        `Berichtigung (${law.rectification}), Löschung (${law.erasure}), Einschränkung (${law.restriction}), Übertragbarkeit (${law.portability}), Widerspruch (${law.objection}). Eine Einwilligung und eine Schweigepflichtentbindung können Sie jederzeit widerrufen.`,
        `Sie können sich bei der Aufsicht beschweren (${law.complaint}): ${controller.supervisoryBody}.`,
      ),
    ],
  };
}

function english({
  law,
  controller,
  caseNumber,
  receivedOn,
  answeredOn,
  keptUntil,
  retentionRule,
}: AnswerFrame): PageDocument {
  const title = 'Your data: answer to your request for access';
  const section = (heading: string, ...texts: readonly string[]): Section => ({
    heading,
    startsPage: false,
    blocks: texts.flatMap((text) => paragraphs(text)),
  });
  return {
    title,
    language: 'en-GB',
    author: controller.service,
    footer: `${title} · confidential`,
    subtitle: law.access,
    sections: [
      {
        heading: 'Who answers you',
        startsPage: false,
        blocks: [
          definitions(
            ['Controller', joined(controller.carrier, controller.address)],
            ['Service', controller.service],
            ['Data-protection officer', joined(controller.officer, controller.officerContact)],
            ['Supervisory body', joined(controller.supervisoryBody, controller.supervisoryContact)],
            ['Case', caseNumber],
            ['Your request of', receivedOn],
            ['As of', answeredOn],
          ),
        ],
      },
      section(
        'What your data are used for',
        'To advise and accompany you, to keep deadlines, and, if you wish, to pass your case on to an office towards which you released the service from secrecy. Cases are also counted, without names.',
        `Legal basis: ${law.lawfulness}; special categories: ${law.specialCategories}, as far as you consented ${law.consent}.`,
      ),
      section(
        'Where the data come from',
        'From you, from what you brought, and from what offices and the other side answered. Where “Taken over from a list” is filled in below, the first entries come from an earlier list of the service.',
      ),
      section(
        'Who gets your data',
        'In the service its counsellors and their supervisors. Outside only the offices listed below under “Recipients”, and only what stands there. Campaigns read anonymised stories as far as you consented; they are listed below, too. Beistand itself transfers nothing to countries outside the European Union. There is no automated decision.',
      ),
      section(
        'For how long they are kept',
        keptUntil === null
          ? 'The period begins when the case is closed; while it is open or held it is not erased.'
          : `As things stand until ${keptUntil}.`,
        `Rule: ${retentionRule}.`,
      ),
      section(
        'Your rights',
        `Rectification (${law.rectification}), erasure (${law.erasure}), restriction (${law.restriction}), portability (${law.portability}), objection (${law.objection}). You can withdraw a consent and a release from secrecy at any time.`,
        `You can complain to the supervisory body (${law.complaint}): ${controller.supervisoryBody}.`,
      ),
    ],
  };
}
