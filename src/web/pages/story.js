import { byId } from './ask.js';
import { el, inLanguage, makeVoice, openPage, outcome, say, sentences, turnAway } from './page.js';
import { withProof } from './proof.js';
import { editing, readForm } from './story-form.js';
import { hintsBox, lookOf, prepareLook } from './story-look.js';
import {
  changeStory,
  readConsents,
  readStory,
  readWords,
  retractStory,
  returnStory,
  signOffStory,
  submitStory,
  writeStory,
} from './story-operations.js';
import { factsOf, listed, stateWords } from './story-words.js';

const words = {
  title: { de: 'Fallgeschichte', en: 'Case story' },
  back: { de: 'Fallgeschichten', en: 'Case stories' },
  saved: { de: 'Gespeichert.', en: 'Saved.' },
  submit: { de: 'Zur Freigabe geben', en: 'Hand on for sign-off' },
  submitted: { de: 'Die Geschichte wartet auf eine zweite Person.', en: 'The story waits for a second person.' },
  signOff: { de: 'Für Kampagnen freigeben', en: 'Sign off for campaigns' },
  signedOff: { de: 'Freigegeben: Kampagnen können sie jetzt lesen.', en: 'Signed off: campaigns can read it now.' },
  return: { de: 'Zurückgeben', en: 'Give it back' },
  remark: { de: 'Was anders geschrieben werden soll', en: 'What is to be written otherwise' },
  remarked: { de: 'Anmerkung der zweiten Person', en: 'Remark of the second person' },
  returned: { de: 'Die Geschichte ist zurückgegeben.', en: 'The story is given back.' },
  retract: { de: 'Zurücknehmen', en: 'Take it back' },
  retractNote: {
    de: 'Der Text ist dann sofort gelöscht, auch für Kampagnen. Das lässt sich nicht rückgängig machen.',
    en: 'The text is then deleted at once, for campaigns, too. That cannot be undone.',
  },
  retractSure: { de: 'Ja, zurücknehmen', en: 'Yes, take it back' },
  retracted: { de: 'Die Geschichte ist zurückgenommen.', en: 'The story is taken back.' },
  yours: {
    de: 'Sie haben daran mitgeschrieben: Freigeben muss jemand anderes aus der Beratungsstelle.',
    en: 'You have written in it: somebody else of the service has to sign it off.',
  },
  second: { de: 'Als zweite Person durchsehen', en: 'Look through it as the second person' },
};

const main = document.querySelector('main');
const voice = makeVoice();
const body = el('div');
const asked = new URLSearchParams(location.search);
let id = asked.get('id');

/** Does something and shows the story as it is then; says why not. */
const does = async (send, said) => {
  const answer = await withProof(send);
  if (!answer) return false;
  const { value, problems, code } = outcome(answer);
  if (!value) {
    if (code === 'NOT_SIGNED_IN') turnAway(code, voice);
    else voice.complain(sentences(problems));
    return false;
  }
  id = value.id;
  history.replaceState(null, '', inLanguage(`/story?id=${id}`));
  voice.tell(say(said));
  await show();
  return true;
};

const retracting = (story) => {
  const submit = (event) => {
    event.preventDefault();
    void does(() => retractStory(story.id), words.retracted);
  };
  return el(
    'details',
    {},
    el('summary', {}, say(words.retract)),
    el(
      'form',
      { submit },
      el('p', {}, say(words.retractNote)),
      el('button', { type: 'submit' }, say(words.retractSure)),
    ),
  );
};

const told = (story) => el('p', { class: 'told', lang: story.language.code, dir: 'auto' }, story.text);
const sorted = (story) =>
  el(
    'p',
    { class: 'source' },
    [listed(story.grounds), story.area && say(story.area), story.region?.name].filter(Boolean).join(' · '),
  );

/** While it is a draft: the form with its hints beside it, saved and looked through again whenever the writer pauses. */
const drafting = async (story, caseId, consentId) => {
  const { data, errors } = await readConsents(caseId);
  if (!data) return turnAway(errors?.[0]?.extensions?.code, voice);
  const { value } = outcome(await readWords(['languages', 'storyChecks']));
  const terms = (name) =>
    value?.vocabularies.find((one) => one.name === name)?.terms.filter((term) => !term.validUntil) ?? [];
  let current = story;
  const look = prepareLook(terms('storyChecks'), current?.checks ?? []);
  const box = hintsBox(current?.hints ?? null);
  const save = async (form) => {
    const input = readForm(form);
    const sent = current ? changeStory(current.id, current.version, input) : writeStory(consentId, input);
    const { value: saved, problems, code } = outcome(await sent);
    if (!saved) {
      if (code === 'NOT_SIGNED_IN') turnAway(code, voice);
      else voice.complain(sentences(problems));
      return false;
    }
    current = saved;
    history.replaceState(null, '', inLanguage(`/story?id=${saved.id}`));
    id = saved.id;
    box.show(saved.hints);
    voice.tell(say(words.saved));
    return true;
  };
  const { form, isChanged, saveNow } = editing({ story, kase: data.case, languages: terms('languages'), save });
  const submit = async (event) => {
    event.preventDefault();
    if ((isChanged() || !current) && !(await saveNow())) return;
    await does(() => submitStory(current.id, current.version, lookOf(look, box)), words.submitted);
  };
  return [
    story?.remark && el('p', { class: 'problem' }, `${say(words.remarked)}: ${story.remark}`),
    form,
    box.element,
    el('form', { novalidate: true, submit }, look.element, el('button', { type: 'submit' }, say(words.submit))),
    story && retracting(story),
  ];
};

/** While it waits: another person looks through all of it once more. */
const lookingThrough = async (story, me) => {
  const { value } = outcome(await readWords(['storyChecks']));
  const terms = value?.vocabularies[0]?.terms.filter((term) => !term.validUntil) ?? [];
  if (story.authors.some((author) => author.id === me))
    return [told(story), sorted(story), el('p', {}, say(words.yours)), retracting(story)];
  const look = prepareLook(terms, []);
  const box = hintsBox(story.hints);
  const signOff = (event) => {
    event.preventDefault();
    void does(() => signOffStory(story.id, story.version, lookOf(look, box)), words.signedOff);
  };
  const giveBack = (event) => {
    event.preventDefault();
    const remark = event.target.elements.remark.value.trim() || null;
    void does(() => returnStory(story.id, story.version, remark), words.returned);
  };
  return [
    told(story),
    sorted(story),
    el('h2', {}, say(words.second)),
    box.element,
    el(
      'form',
      { novalidate: true, submit: signOff },
      look.element,
      el('button', { type: 'submit' }, say(words.signOff)),
    ),
    el(
      'details',
      {},
      el('summary', {}, say(words.return)),
      el(
        'form',
        { submit: giveBack },
        el('label', { for: 'remark' }, say(words.remark)),
        el('textarea', { id: 'remark', name: 'remark', rows: '3', maxlength: '2000' }),
        el('button', { type: 'submit' }, say(words.return)),
      ),
    ),
    retracting(story),
  ];
};

const bodyOf = (story, me) => {
  switch (story.state) {
    case 'DRAFT':
      return drafting(story, story.caseId, story.consentId);
    case 'SUBMITTED':
      return lookingThrough(story, me);
    case 'SIGNED_OFF':
      return [told(story), sorted(story), retracting(story)];
    default:
      return [];
  }
};

const show = async () => {
  if (!id)
    return body.replaceChildren(
      ...((await drafting(null, asked.get('case') ?? '', asked.get('consent') ?? '')) ?? []).filter(Boolean),
    );
  const { data, errors } = await readStory(id);
  if (!data) return turnAway(errors?.[0]?.extensions?.code, voice);
  const { story, me } = data;
  const parts = (await bodyOf(story, me.id)) ?? [];
  body.replaceChildren(
    el('h2', { id: 'story-title', tabindex: '-1' }, story.title ?? say(stateWords[story.state])),
    el('p', { class: 'state' }, say(stateWords[story.state])),
    ...factsOf(story).map((line) => el('p', { class: 'source' }, line)),
    ...parts.filter(Boolean),
  );
  if (story.state !== 'DRAFT') byId('story-title').focus();
};

openPage(say(words.title), { path: '/stories', name: say(words.back) });
main.append(el('h1', {}, say(words.title)), ...voice.lines, body);
await show();
