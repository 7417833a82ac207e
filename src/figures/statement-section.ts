import type { FileLanguage } from '../core/statistics-files.js';
import type { Finding, Statement, StatementKind } from '../core/statement.js';
import type { StatedAnswer } from '../statistics/statistics-statements.service.js';
import { html, type Html } from './html.js';

const words = {
  de: {
    heading: 'Aussagen',
    lead: 'Jeder Satz darf so gedruckt werden, wie er dasteht, mit der Quelle darunter. Er stimmt, welche Zahlen auch immer hinter den gerundeten stehen; einen Grund nennt er nicht.',
    changes: 'Mehr oder weniger als vorher',
    same: 'Kein Unterschied, der über die Rundung hinausgeht',
    unsaid: 'Was sich nicht sagen lässt',
    source: 'Quelle',
    file: 'Alle Aussagen als Datei (JSON)',
    kinds: {
      NUMBER: 'Fälle insgesamt',
      LEADER: 'Was am häufigsten war',
      COMBINATION: 'Merkmale, die zusammen genannt wurden',
      REFERRALS: 'Was aus Weitergaben wurde',
      SHARE: 'Anteile',
    },
  },
  en: {
    heading: 'Statements',
    lead: 'Each sentence may be printed as it stands, with the source below it. It is true whatever numbers are behind the rounded ones, and gives no cause.',
    changes: 'More or fewer than before',
    same: 'No difference beyond the rounding',
    unsaid: 'What cannot be said',
    source: 'Source',
    file: 'All statements as a file (JSON)',
    kinds: {
      NUMBER: 'Cases in all',
      LEADER: 'What came most often',
      COMBINATION: 'Grounds that were named together',
      REFERRALS: 'What became of referrals',
      SHARE: 'Shares',
    },
  },
} as const;

const isChange = ({ finding }: Statement): boolean => finding === 'RISE' || finding === 'FALL';
const ofKind =
  (kind: StatementKind) =>
  (one: Statement): boolean =>
    one.kind === kind;
const ofFinding =
  (finding: Finding) =>
  (one: Statement): boolean =>
    one.finding === finding;

/** What may be quoted of a release: sentences with their source, the shortest lists open, and what cannot be said. `file` is where all of it is had as JSON. */
export function statementSection(
  { statements, unsaid, footnotes }: StatedAnswer,
  language: FileLanguage,
  file: string,
): Html {
  const say = words[language];
  const quote = (one: Statement): Html =>
    html`<li>
      <blockquote cite="${one.citation.address}">${one[language]}</blockquote>
      <p class="source">${say.source}: ${one.citation[language]}</p>
    </li>`;
  const list = (title: string, wanted: (one: Statement) => boolean, isOpen: boolean): Html | null => {
    const found = statements.filter(wanted);
    if (found.length === 0) return null;
    return html`<details ${isOpen ? html`open` : null}>
      <summary>${title} (${found.length})</summary>
      <ul class="statements">
        ${found.map(quote)}
      </ul>
    </details>`;
  };
  return html`<section aria-labelledby="statements">
    <h2 id="statements">${say.heading}</h2>
    <p>${say.lead}</p>
    ${list(say.kinds.NUMBER, ofKind('NUMBER'), true)} ${list(say.changes, isChange, true)}
    ${list(say.kinds.LEADER, ofKind('LEADER'), true)} ${list(say.kinds.COMBINATION, ofKind('COMBINATION'), false)}
    ${list(say.kinds.REFERRALS, ofKind('REFERRALS'), false)} ${list(say.kinds.SHARE, ofKind('SHARE'), false)}
    ${list(say.same, ofFinding('NO_DIFFERENCE'), false)}
    ${
      unsaid.length === 0
        ? null
        : html`<details>
            <summary>${say.unsaid} (${unsaid.length})</summary>
            <ul>
              ${unsaid.map((one) => html`<li>${one[language]}</li>`)}
            </ul>
          </details>`
    }
    ${footnotes.map((note) => html`<p class="source">${note[language]}</p>`)}
    <p><a href="${file}">${say.file}</a></p>
  </section>`;
}
