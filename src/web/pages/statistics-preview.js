import { byId } from './ask.js';
import { el, link, makeVoice, openPage, outcome, say, sentences, turnAway } from './page.js';
import { withProof } from './proof.js';
import { approveRelease, listReleases, previewProgramme, previewTable } from './release-operations.js';
import { facts, periodWords, stateWords } from './release-words.js';

const words = {
  title: { de: 'Vorschau', en: 'Preview' },
  back: { de: 'Statistik veröffentlichen', en: 'Publish statistics' },
  lead: {
    de: 'So werden die Zahlen für alle zu lesen sein. Bitte jede Tabelle ansehen: Was veröffentlicht ist, lässt sich nicht mehr ändern, nur als Ganzes zurückziehen.',
    en: 'This is how everybody will read the numbers. Please look at each table: what is published cannot be changed, only withdrawn as a whole.',
  },
  missing: { de: 'Diese Vorbereitung gibt es nicht.', en: 'There is no such preparation.' },
  notReady: {
    de: 'Ansehen und freigeben lässt sich nur, was fertig vorbereitet ist. Stand',
    en: 'Only what is prepared can be looked at and approved. It is now',
  },
  tables: { de: 'Tabellen', en: 'Tables' },
  loading: { de: 'Tabellen werden geladen', en: 'Loading tables' },
  loaded: { de: 'Alle Tabellen sind da', en: 'All tables are here' },
  value: { de: 'Wert', en: 'Value' },
  lower: { de: 'mindestens', en: 'at least' },
  upper: { de: 'höchstens', en: 'at most' },
  open: { de: 'offen', en: 'open' },
  approve: { de: 'Freigeben', en: 'Approve' },
  seen: { de: 'Ich habe die Zahlen angesehen.', en: 'I have looked at the numbers.' },
  seenFirst: {
    de: 'Bitte zuerst bestätigen, dass Sie die Zahlen angesehen haben.',
    en: 'Please confirm first that you have looked at the numbers.',
  },
  publish: { de: 'Freigeben und veröffentlichen', en: 'Approve and publish' },
  yours: {
    de: 'Sie haben diese Veröffentlichung selbst vorbereitet: Freigeben muss eine andere Person aus einem Kampagnenteam. Sie meldet sich an und öffnet diese Seite.',
    en: 'You prepared this release yourself: somebody else of a campaign team has to approve it. She signs in and opens this page.',
  },
  published: { de: 'ist veröffentlicht.', en: 'is published.' },
  page: { de: 'Zur Veröffentlichung', en: 'To the release' },
  factsheet: { de: 'Faktenblatt (PDF)', en: 'Factsheet (PDF)' },
  number: { de: 'Nummer der Zahlen (SHA-256)', en: 'Mark of the numbers (SHA-256)' },
};

const main = document.querySelector('main');
const voice = makeVoice();
const body = el('div');
const id = new URLSearchParams(location.search).get('release') ?? '';

const headRow = (titles) =>
  el(
    'tr',
    {},
    titles.map((title) => el('th', { scope: 'col' }, title)),
  );

const numberRow = ({ row, label, lower, upper }) =>
  el(
    'tr',
    {},
    row.map((place) => el('th', { scope: 'row' }, say(place))),
    [label, String(lower), upper === null ? say(words.open) : String(upper)].map((text) => el('td', {}, text)),
  );

/** One table: what is shown, its numbers with bounds, its notes. */
const section = ({ table, period, rows, cells, footnotes }) => {
  const heading = `table-${table.code}-${period}`;
  return el(
    'div',
    {},
    el('h3', { id: heading, tabindex: '-1' }, `${say(table)}, ${periodWords(period)}`),
    el(
      'div',
      { class: 'wide', role: 'region', 'aria-labelledby': heading, tabindex: '0' },
      el(
        'table',
        {},
        el('thead', {}, headRow([...rows.map(say), say(words.value), say(words.lower), say(words.upper)])),
        el('tbody', {}, cells.map(numberRow)),
      ),
    ),
    footnotes.map((note) => el('p', { class: 'source' }, say(note))),
  );
};

const tell = (number, all) => voice.tell(`${say(words.loading)}: ${number} / ${all}`);

const fail = (problems) => {
  voice.complain(sentences(problems));
  return false;
};

/** Every table of the release, one after the other; whether all of them came: what was not seen is not approved. */
const loadTables = async (release, place) => {
  const { value, problems } = outcome(await previewProgramme(release));
  if (!value) return fail(problems);
  const periods = [['QUARTER', release], ...(release.endsWith('Q4') ? [['YEAR', release.slice(0, 4)]] : [])];
  const wanted = periods.flatMap(([level, period]) =>
    value.tables
      .filter((table) => table.periods.includes(level))
      .map(({ code, dimensions }) => ({ table: code, rows: dimensions, period })),
  );
  for (const [at, question] of wanted.entries()) {
    if (at % 5 === 0) tell(at, wanted.length);
    const { value: found, problems: why } = outcome(await previewTable(release, question));
    if (!found) return fail(why);
    place.append(section(found));
  }
  voice.tell(`${say(words.loaded)}: ${wanted.length}.`);
  return true;
};

const showPublished = () => {
  body.replaceChildren(
    el('h2', { id: 'published', tabindex: '-1' }, `${periodWords(id)} ${say(words.published)}`),
    el(
      'ul',
      { class: 'files' },
      el('li', {}, link(`/statistics/${id}`, say(words.page))),
      el('li', {}, link(`/statistics/${id}/factsheet.pdf`, say(words.factsheet))),
    ),
  );
  voice.tell(`${periodWords(id)} ${say(words.published)}`);
  byId('published').focus();
};

const approving = ({ numbersSha256, preparedByMe }) => {
  const publish = async (event) => {
    event.preventDefault();
    if (!byId('seen').checked) {
      voice.complain(say(words.seenFirst));
      return byId('seen').focus();
    }
    voice.complain('');
    const answer = await withProof(() => approveRelease(id, numbersSha256));
    if (!answer) return;
    const { value, problems, code } = outcome(answer);
    if (value) return showPublished();
    return code === 'NOT_SIGNED_IN' ? turnAway(code, voice) : voice.complain(sentences(problems));
  };
  return [
    el('h2', {}, say(words.approve)),
    el('p', { class: 'source' }, `${say(words.number)}: `, el('code', { class: 'secret' }, numbersSha256)),
    preparedByMe
      ? el('p', {}, say(words.yours))
      : el(
          'form',
          { novalidate: true, submit: publish },
          el('label', { class: 'choice' }, el('input', { id: 'seen', type: 'checkbox' }), say(words.seen)),
          el('button', { type: 'submit' }, say(words.publish)),
        ),
  ];
};

const show = async () => {
  const { value: releases, code } = outcome(await listReleases());
  if (!releases) return turnAway(code, voice);
  const release = releases.find((one) => one.id === id);
  if (!release) return voice.complain(say(words.missing));
  if (release.state !== 'READY') return voice.complain(`${say(words.notReady)}: ${say(stateWords[release.state])}.`);
  const tables = el('div');
  body.replaceChildren(
    el('p', {}, say(words.lead)),
    ...facts(release).map((line) => el('p', {}, line)),
    el('h2', {}, say(words.tables)),
    tables,
  );
  if (await loadTables(id, tables)) body.append(...approving(release));
};

const title = /^\d{4}-Q[1-4]$/.test(id) ? `${say(words.title)}: ${periodWords(id)}` : say(words.title);
openPage(title, { path: '/statistics-releases', name: say(words.back) });
main.append(el('h1', {}, title), ...voice.lines, body);
await show();
