import { el, link, makeVoice, openPage, say } from './page.js';
import { growingList } from './paging.js';
import { listCases, listStories } from './story-operations.js';
import { factsOf, listed, stateWords } from './story-words.js';

const words = {
  title: { de: 'Fallgeschichten', en: 'Case stories' },
  back: { de: 'Start', en: 'Start' },
  lead: {
    de: 'Anonymisierte Geschichten, die Kampagnen drucken dürfen. Jede braucht eine eigene Einwilligung der ratsuchenden Person, und eine zweite Person gibt sie frei.',
    en: 'Anonymised stories that campaigns may print. Each needs a consent of its own by the client, and a second person signs it off.',
  },
  begin: { de: 'Neue Geschichte: aus welchem Fall?', en: 'A new story: from which case?' },
  waiting: { de: 'Warten auf eine zweite Person', en: 'Waiting for a second person' },
  all: { de: 'Alle Geschichten dieser Beratungsstelle', en: 'All stories of this service' },
  noCases: { de: 'Es ist noch kein Fall dokumentiert.', en: 'No case is recorded yet.' },
  noneWaiting: { de: 'Keine.', en: 'None.' },
  none: { de: 'Es gibt noch keine Geschichte.', en: 'There is no story yet.' },
  untitled: { de: 'Ohne Text', en: 'Without a text' },
};
const status = { OPEN: { de: 'offen', en: 'open' }, CLOSED: { de: 'abgeschlossen', en: 'closed' } };

const main = document.querySelector('main');
const voice = makeVoice();

const storyRow = (story) =>
  el(
    'li',
    {},
    link(`/story?id=${story.id}`, story.title ?? say(words.untitled)),
    el('p', { class: 'state' }, say(stateWords[story.state])),
    el('p', {}, listed(story.grounds)),
    factsOf(story).map((line) => el('p', { class: 'source' }, line)),
  );

const caseRow = ({ id, number, status: stands, mainArea }) =>
  el('li', {}, link(`/story-consents?case=${id}`, number), ` ${say(mainArea.area)}, ${say(status[stands])}`);

const stories = (states, none) =>
  growingList({ ask: (after) => listStories({ states, after }), row: storyRow, none: say(none), voice });

/** Cases are asked for when somebody wants to choose one: each look at the list is on record. */
const chooser = () => {
  const choose = async ({ target }) => {
    if (!target.open || target.dataset.asked) return;
    target.dataset.asked = 'yes';
    const ask = (after) => listCases({ after });
    target.append(...(await growingList({ ask, row: caseRow, none: say(words.noCases), voice })));
  };
  return el('details', { toggle: choose }, el('summary', {}, say(words.begin)));
};

openPage(say(words.title), { path: '/', name: say(words.back) });
const body = el('div');
main.append(el('h1', {}, say(words.title)), ...voice.lines, body);
const waiting = await stories(['SUBMITTED'], words.noneWaiting);
const all = await stories(null, words.none);
if (!voice.hasComplained())
  body.append(
    el('p', {}, say(words.lead)),
    chooser(),
    el('h2', {}, say(words.waiting)),
    ...waiting,
    el('h2', {}, say(words.all)),
    ...all,
  );
