import { dayOf, el, makeVoice, openPage, outcome, say } from './page.js';
import { growingList } from './paging.js';
import { periodWords } from './release-words.js';
import { listPool, readWords } from './story-operations.js';
import { listed } from './story-words.js';

const words = {
  title: { de: 'Fallgeschichten für Kampagnen', en: 'Case stories for campaigns' },
  back: { de: 'Start', en: 'Start' },
  lead: {
    de: 'Freigegebene, anonymisierte Geschichten aller Beratungsstellen. Bitte vor jeder Verwendung noch einmal nachsehen: Eine Einwilligung kann widerrufen werden, und dann steht die Geschichte hier nicht mehr.',
    en: 'Anonymised stories of all services that were signed off. Please look again before each use: a consent can be withdrawn, and then the story is no longer here.',
  },
  which: { de: 'Welche Geschichten', en: 'Which stories' },
  any: { de: 'alle', en: 'all' },
  show: { de: 'Zeigen', en: 'Show' },
  found: { de: 'Geschichten', en: 'Stories' },
  none: { de: 'Keine Geschichte passt.', en: 'No story fits.' },
  uses: { de: 'Erlaubt für', en: 'Allowed for' },
  nothingElse: { de: 'sonst für nichts', en: 'and for nothing else' },
  until: { de: 'bis', en: 'until' },
  since: { de: 'Hier seit', en: 'Here since' },
};
const filters = [
  ['ground', 'grounds', { de: 'Merkmal', en: 'Ground' }],
  ['area', 'areas', { de: 'Lebensbereich', en: 'Area of life' }],
  ['use', 'storyUses', { de: 'Verwendung', en: 'Use' }],
  ['language', 'languages', { de: 'Sprache', en: 'Language' }],
];

const main = document.querySelector('main');
const voice = makeVoice();
const results = el('div');

const storyOf = ({ title, text, language, grounds, area, region, uses, usableUntil, quarter }) =>
  el(
    'li',
    {},
    el(
      'article',
      {},
      el('h3', {}, title),
      el('p', { class: 'told', lang: language.code, dir: 'auto' }, text),
      el('p', { class: 'source' }, [listed(grounds), area && say(area), region?.name].filter(Boolean).join(' · ')),
      el(
        'p',
        {},
        `${say(words.uses)}: ${listed(uses)}, ${say(words.nothingElse)}.${usableUntil ? ` ${say(words.until)} ${dayOf(usableUntil)}.` : ''}`,
      ),
      el('p', { class: 'source' }, `${say(words.since)}: ${periodWords(quarter)}`),
    ),
  );

const search = async (filter) => {
  const ask = (after) => listPool({ filter, after });
  const found = await growingList({ ask, row: storyOf, none: say(words.none), voice });
  results.replaceChildren(...(voice.hasComplained() ? [] : [el('h2', {}, say(words.found)), ...found]));
};

const choice =
  (vocabularies) =>
  ([name, vocabulary, label]) => [
    el('label', { for: name }, say(label)),
    el(
      'select',
      { id: name, name },
      el('option', { value: '' }, say(words.any)),
      vocabularies
        .find((one) => one.name === vocabulary)
        .terms.map((term) => el('option', { value: term.code }, say(term))),
    ),
  ];

const form = (vocabularies) => {
  const submit = (event) => {
    event.preventDefault();
    const given = filters.map(([name]) => [name, event.target.elements[name].value]);
    void search(Object.fromEntries(given.filter(([, value]) => value)));
  };
  return el(
    'details',
    {},
    el('summary', {}, say(words.which)),
    el('form', { submit }, filters.flatMap(choice(vocabularies)), el('button', { type: 'submit' }, say(words.show))),
  );
};

openPage(say(words.title), { path: '/', name: say(words.back) });
const body = el('div');
main.append(el('h1', {}, say(words.title)), ...voice.lines, body);
await search({});
if (!voice.hasComplained()) {
  const { value } = outcome(await readWords(filters.map(([, vocabulary]) => vocabulary)));
  body.append(el('p', {}, say(words.lead)), form(value?.vocabularies ?? []), results);
}
