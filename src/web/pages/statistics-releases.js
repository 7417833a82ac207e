import { byId } from './ask.js';
import { el, inLanguage, link, makeVoice, openPage, outcome, say, sentences, turnAway } from './page.js';
import { withProof } from './proof.js';
import { cancelRelease, listQuarters, listReleases, prepareRelease, withdrawRelease } from './release-operations.js';
import { facts, failureWords, periodWords, stateWords, stepWords } from './release-words.js';

const words = {
  title: { de: 'Statistik veröffentlichen', en: 'Publish statistics' },
  lead: {
    de: 'Eine Person bereitet ein Quartal vor, eine zweite sieht sich die Zahlen an und gibt sie frei. Veröffentlichte Zahlen ändern sich nie mehr.',
    en: 'One person prepares a quarter, a second one looks at the numbers and approves them. Published numbers never change.',
  },
  back: { de: 'Start', en: 'Start' },
  prepare: { de: 'Ein Quartal vorbereiten', en: 'Prepare a quarter' },
  quarter: { de: 'Quartal', en: 'Quarter' },
  publisher: { de: 'Im Namen von (leer: wie hier eingerichtet)', en: 'In the name of (empty: as set up here)' },
  licence: { de: 'Lizenz', en: 'Licence' },
  begin: { de: 'Vorbereiten', en: 'Prepare' },
  nothingToPrepare: {
    de: 'Zurzeit lässt sich kein Quartal vorbereiten; die Gründe stehen darunter.',
    en: 'No quarter can be prepared at the moment; the reasons are below.',
  },
  others: { de: 'Warum andere Quartale nicht gehen', en: 'Why not other quarters' },
  releases: { de: 'Vorbereitungen und Veröffentlichungen', en: 'Preparations and releases' },
  none: {
    de: 'Es ist noch nichts vorbereitet und nichts veröffentlicht.',
    en: 'Nothing is prepared or published yet.',
  },
  progress: { de: 'Fortschritt', en: 'Progress' },
  cancel: { de: 'Abbrechen', en: 'Cancel' },
  cancelNote: {
    de: 'Die bisherige Arbeit geht verloren. Das Quartal lässt sich noch einmal vorbereiten.',
    en: 'The work so far is lost. The quarter can be prepared again.',
  },
  cancelSure: { de: 'Ja, abbrechen', en: 'Yes, cancel it' },
  look: { de: 'Zahlen ansehen und freigeben', en: 'Look at the numbers and approve' },
  page: { de: 'Zur Veröffentlichung', en: 'To the release' },
  factsheet: { de: 'Faktenblatt (PDF)', en: 'Factsheet (PDF)' },
  withdraw: { de: 'Zurückziehen', en: 'Withdraw' },
  withdrawNote: {
    de: 'Die Veröffentlichung bleibt mit dem Grund in der Liste; ihre Zahlen werden nicht mehr gezeigt. Das lässt sich nicht rückgängig machen, und das Quartal wird nicht noch einmal veröffentlicht.',
    en: 'The release stays in the list with the reason; its numbers are no longer shown. That cannot be undone, and the quarter is not published again.',
  },
  reason: {
    de: 'Grund; alle können ihn lesen, bitte keine Namen',
    en: 'Reason; everybody can read it, no names please',
  },
  reasonMissing: { de: 'Bitte einen Grund nennen.', en: 'Please give a reason.' },
  again: { de: 'Noch einmal vorbereiten', en: 'Prepare it again' },
  todo: { de: 'Was zu tun ist', en: 'What to do' },
};
const licences = ['CC BY 4.0', 'CC0 1.0', 'dl-de/by-2-0', 'dl-de/zero-2-0'];
const done = {
  prepared: { de: 'wird vorbereitet.', en: 'is being prepared.' },
  cancelled: { de: 'ist abgebrochen.', en: 'is cancelled.' },
  withdrawn: { de: 'ist zurückgezogen.', en: 'is withdrawn.' },
};

const main = document.querySelector('main');
const voice = makeVoice();
const body = el('div');

/** Does something with a release, says what came of it, and goes to it. */
const does = async (id, send, said) => {
  voice.complain('');
  const answer = await withProof(send);
  if (!answer) return;
  const { value, problems, code } = outcome(answer);
  if (!value) return code === 'NOT_SIGNED_IN' ? turnAway(code, voice) : voice.complain(sentences(problems));
  await show();
  voice.tell(`${periodWords(id)} ${say(said)}`);
  byId(`release-${id}`)?.focus();
};

/** A form behind a summary, for what one should not do by mistake. */
const guarded = (title, note, parts, button, work) => {
  const submit = (event) => {
    event.preventDefault();
    void work(event.target);
  };
  return el(
    'details',
    {},
    el('summary', {}, title),
    el('form', { novalidate: true, submit }, el('p', {}, note), ...parts, el('button', { type: 'submit' }, button)),
  );
};

const cancelling = ({ id }) =>
  guarded(say(words.cancel), say(words.cancelNote), [], say(words.cancelSure), () =>
    does(id, () => cancelRelease(id), done.cancelled),
  );

const withdrawing = ({ id }) =>
  guarded(
    say(words.withdraw),
    say(words.withdrawNote),
    [
      el('label', { for: `reason-${id}` }, say(words.reason)),
      el('textarea', { id: `reason-${id}`, name: 'reason', rows: '3', maxlength: '2000', required: true }),
    ],
    say(words.withdraw),
    (form) => {
      const { reason } = form.elements;
      if (reason.value.trim()) return does(id, () => withdrawRelease(id, reason.value), done.withdrawn);
      voice.complain(say(words.reasonMissing));
      reason.focus();
    },
  );

const showProgress = ({ id, progress }) => {
  const { step, servicesDone, services } = progress;
  const isMeasured = step === 'INSIDERS' && services > 0;
  byId(`step-${id}`).textContent = stepWords(progress);
  const bar = byId(`progress-${id}`);
  if (isMeasured) [bar.max, bar.value] = [services, servicesDone];
  else bar.removeAttribute('value');
};

/** What there is to see and to do, by where it stands. */
const bodyOf = {
  PREPARING: (release) => [
    el('p', { id: `step-${release.id}` }),
    el('progress', {
      id: `progress-${release.id}`,
      'aria-label': `${say(words.progress)}: ${periodWords(release.id)}`,
    }),
    cancelling(release),
  ],
  READY: (release) => [
    el('p', {}, link(`/statistics-preview?release=${release.id}`, say(words.look))),
    cancelling(release),
  ],
  PUBLISHED: (release) => [
    el(
      'ul',
      { class: 'files' },
      el('li', {}, link(`/statistics/${release.id}`, say(words.page))),
      el('li', {}, link(`/statistics/${release.id}/factsheet.pdf`, say(words.factsheet))),
    ),
    withdrawing(release),
  ],
  WITHDRAWN: () => [],
  CANCELLED: () => [],
  FAILED: (release) => {
    const { why, what } = failureWords(release.failure);
    const again = () =>
      does(
        release.id,
        () => prepareRelease({ quarter: release.id, publisher: release.publisher, licence: release.licence }),
        done.prepared,
      );
    return [
      el('p', { class: 'problem' }, say(why)),
      el('p', {}, `${say(words.todo)}: ${say(what)}`),
      el('button', { type: 'button', class: 'second', click: again }, say(words.again)),
      cancelling(release),
    ];
  },
};

const card = (release) =>
  el(
    'section',
    { class: 'card', 'aria-labelledby': `release-${release.id}` },
    el('h3', { id: `release-${release.id}`, tabindex: '-1' }, periodWords(release.id)),
    el('p', { class: 'state' }, say(stateWords[release.state])),
    ...facts(release).map((line) => el('p', {}, line)),
    ...bodyOf[release.state](release),
  );

const begin = (event) => {
  event.preventDefault();
  const { quarter, publisher, licence } = event.target.elements;
  const input = { quarter: quarter.value, licence: licence.value };
  if (publisher.value.trim()) input.publisher = publisher.value;
  void does(quarter.value, () => prepareRelease(input), done.prepared);
};

const option = (value, text) => el('option', { value }, text);

const formFor = (quarters) =>
  el(
    'form',
    { novalidate: true, submit: begin },
    el('label', { for: 'quarter' }, say(words.quarter)),
    el(
      'select',
      { id: 'quarter', name: 'quarter' },
      quarters.map(({ id }) => option(id, periodWords(id))),
    ),
    el('label', { for: 'publisher' }, say(words.publisher)),
    el('input', { id: 'publisher', name: 'publisher', maxlength: '200', autocomplete: 'organization' }),
    el('label', { for: 'licence' }, say(words.licence)),
    el(
      'select',
      { id: 'licence', name: 'licence' },
      licences.map((one) => option(one, one)),
    ),
    el('button', { type: 'submit' }, say(words.begin)),
  );

const preparing = (quarters) => {
  const possible = quarters.filter(({ problems }) => problems.length === 0);
  const others = quarters.filter(({ problems }) => problems.length > 0);
  return [
    el('h2', {}, say(words.prepare)),
    possible.length > 0 ? formFor(possible) : el('p', {}, say(words.nothingToPrepare)),
    others.length > 0 &&
      el(
        'details',
        { open: possible.length === 0 },
        el('summary', {}, say(words.others)),
        el(
          'ul',
          {},
          [...Map.groupBy(others, ({ problems }) => sentences(problems))].map(([reason, found]) =>
            el('li', {}, `${found.map(({ id }) => periodWords(id)).join(', ')}: ${reason}`),
          ),
        ),
      ),
  ];
};

let timer = null;

/** Looks again while something is being prepared; not while nobody looks at the page, which would keep a forgotten session alive. */
const follow = async (running) => {
  if (document.hidden) return void (timer = setTimeout(follow, 2_000, running));
  const { value, code } = outcome(await listReleases());
  if (!value) return turnAway(code, voice);
  const now = value.find(({ id }) => id === running);
  if (now?.state !== 'PREPARING') {
    await show();
    return voice.tell(`${periodWords(running)}: ${now ? say(stateWords[now.state]) : ''}`);
  }
  showProgress(now);
  voice.tell(`${periodWords(running)}: ${stepWords(now.progress)}`);
  timer = setTimeout(follow, 2_000, running);
};

const show = async () => {
  clearTimeout(timer);
  const { value: releases, code } = outcome(await listReleases());
  if (!releases) return turnAway(code, voice);
  const { value: quarters } = outcome(await listQuarters());
  body.replaceChildren(
    el('p', {}, say(words.lead)),
    ...preparing(quarters ?? []).filter(Boolean),
    el('h2', {}, say(words.releases)),
    ...(releases.length > 0 ? releases.map(card) : [el('p', {}, say(words.none))]),
  );
  const running = releases.find(({ state }) => state === 'PREPARING');
  if (!running) return;
  showProgress(running);
  timer = setTimeout(follow, 2_000, running.id);
};

openPage(say(words.title), { path: '/', name: say(words.back) });
main.append(el('h1', {}, say(words.title)), ...voice.lines, body);
await show();
const arrived = /^#(\d{4}-Q[1-4])$/.exec(location.hash)?.[1];
if (arrived) {
  history.replaceState(null, '', inLanguage('/statistics-releases'));
  byId(`release-${arrived}`)?.focus();
}
