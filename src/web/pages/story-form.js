import { el, say } from './page.js';

const words = {
  title: { de: 'Titel', en: 'Title' },
  text: {
    de: 'Geschichte: keine Namen, kein Ort unterhalb der Region, keine Tage',
    en: 'Story: no names, no place below the region, no days',
  },
  language: { de: 'Sprache', en: 'Language' },
  grounds: { de: 'Merkmale, von denen sie erzählt', en: 'Grounds it tells of' },
  area: { de: 'Lebensbereich nennen', en: 'Say the area of life' },
  region: { de: 'Region nennen', en: 'Say the region' },
  save: { de: 'Speichern und prüfen', en: 'Save and look through' },
};

/** So long after the last key a draft is saved and looked through again. */
const PAUSE = 3_000;

const box = (name, value, checked, text) =>
  el('label', { class: 'choice' }, el('input', { type: 'checkbox', name, value, checked }), text);

/** The story as it stands in the form. */
export const readForm = (form) => {
  const { elements } = form;
  const ticked = (name) => form.querySelector(`[name=${name}]:checked`)?.value ?? null;
  return {
    title: elements.title.value,
    text: elements.text.value,
    language: elements.language.value,
    grounds: [...form.querySelectorAll('[name=ground]:checked')].map(({ value }) => value),
    area: ticked('area'),
    region: ticked('region'),
  };
};

const fields = (story, { grounds, mainArea, district }, languages) => {
  const told = new Set(story?.grounds.map(({ code }) => code) ?? grounds.map(({ code }) => code));
  const language = story?.language.code ?? 'de';
  return [
    el('label', { for: 'title' }, say(words.title)),
    el('input', { id: 'title', name: 'title', maxlength: '120', autocomplete: 'off', value: story?.title ?? '' }),
    el('label', { for: 'text' }, say(words.text)),
    el('textarea', { id: 'text', name: 'text', rows: '12', maxlength: '6000', dir: 'auto' }, story?.text ?? ''),
    el('label', { for: 'language' }, say(words.language)),
    el(
      'select',
      { id: 'language', name: 'language' },
      languages.map(({ code, ...term }) => el('option', { value: code, selected: code === language }, say(term))),
    ),
    el(
      'fieldset',
      {},
      el('legend', {}, say(words.grounds)),
      grounds.map((ground) => box('ground', ground.code, told.has(ground.code), say(ground))),
    ),
    box('area', mainArea.area.code, Boolean(story?.area), `${say(words.area)}: ${say(mainArea.area)}`),
    district &&
      box('region', district.regionKey, Boolean(story?.region), `${say(words.region)}: ${district.regionName}`),
  ];
};

const isWhole = ({ title, text, grounds }) => title.trim() !== '' && text.trim() !== '' && grounds.length > 0;

/** The form of a draft. `save` gets the form and says whether it was saved; it is called whenever the writer pauses, one call after the other. */
export const editing = ({ story, kase, languages, save }) => {
  let timer = null;
  let saving = Promise.resolve(true);
  let isDirty = false;
  const saveNow = () => {
    clearTimeout(timer);
    isDirty = false;
    saving = saving
      .then(() => save(form))
      .then((isSaved) => {
        isDirty ||= !isSaved;
        return isSaved;
      });
    return saving;
  };
  const changed = () => {
    isDirty = true;
    clearTimeout(timer);
    if (isWhole(readForm(form))) timer = setTimeout(saveNow, PAUSE);
  };
  const submit = (event) => {
    event.preventDefault();
    void saveNow();
  };
  const form = el(
    'form',
    { novalidate: true, submit, input: changed },
    ...fields(story, kase, languages),
    el('button', { type: 'submit', class: 'second' }, say(words.save)),
  );
  window.addEventListener('beforeunload', (event) => {
    if (isDirty && form.isConnected) event.preventDefault();
  });
  return { form, isChanged: () => isDirty, saveNow };
};
