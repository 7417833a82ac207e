import { el, say } from './page.js';

const words = {
  checks: { de: 'Prüfliste: bitte jeden Punkt bestätigen', en: 'Checklist: please confirm each point' },
  hints: { de: 'Stellen, die jemanden verraten können', en: 'Places that may give somebody away' },
  note: {
    de: 'Gefunden vom System. Es übersieht manches: Bitte trotzdem selbst lesen.',
    en: 'Found by the system. It overlooks some: please read it yourself all the same.',
  },
  notYet: {
    de: 'Sobald Titel, Text und ein Merkmal da sind, wird der Text gespeichert und hier geprüft.',
    en: 'Once there is a title, a text and a ground, the text is saved and looked through here.',
  },
  none: { de: 'Nichts gefunden.', en: 'Nothing found.' },
  count: { de: 'Stellen gefunden', en: 'places found' },
  blocks: { de: 'muss anders geschrieben werden', en: 'has to be written in other words' },
  harmless: { de: 'angesehen, verrät niemanden', en: 'looked at, gives nobody away' },
};

/** The checklist, with what was ticked before. */
export const prepareLook = (terms, ticked) => {
  const codes = new Set(ticked.map(({ code }) => code));
  return {
    element: el(
      'fieldset',
      {},
      el('legend', {}, say(words.checks)),
      terms.map((term) =>
        el(
          'label',
          { class: 'choice' },
          el('input', { type: 'checkbox', name: 'check', value: term.code, checked: codes.has(term.code) }),
          say(term),
        ),
      ),
    ),
  };
};

const hintRow = ({ kind, excerpt, key, blocks }, confirmed) => {
  const place = [excerpt && el('q', {}, excerpt), `${excerpt ? ': ' : ''}${say(kind)}`];
  if (blocks) return el('li', {}, ...place, ' – ', el('strong', {}, say(words.blocks)));
  return el(
    'li',
    {},
    ...place,
    el(
      'label',
      { class: 'choice' },
      el('input', { type: 'checkbox', name: 'hint', value: key, checked: confirmed.has(key) }),
      say(words.harmless),
    ),
  );
};

const ticks = (element) => [...element.querySelectorAll('input:checked')].map(({ value }) => value);

/** What the house found, with a tick for each place that was looked at; what was ticked stays so while somebody goes on writing. Null: nothing was looked through yet. */
export const hintsBox = (found) => {
  const list = el('ul', { class: 'things' });
  const count = el('p', { role: 'status' });
  const element = el(
    'section',
    { class: 'card', 'aria-labelledby': 'hints' },
    el('h2', { id: 'hints' }, say(words.hints)),
    el('p', { class: 'source' }, say(words.note)),
    count,
    list,
  );
  const show = (hints) => {
    const confirmed = new Set(ticks(list));
    // The same words in several places have one key, and are confirmed once.
    const apart = hints ? [...new Map(hints.map((hint) => [hint.key, hint])).values()] : [];
    list.replaceChildren(...apart.map((hint) => hintRow(hint, confirmed)));
    const said =
      hints === null ? say(words.notYet) : apart.length === 0 ? say(words.none) : `${apart.length} ${say(words.count)}`;
    if (count.textContent !== said) count.textContent = said;
  };
  show(found);
  return { element, show, confirmed: () => ticks(list) };
};

/** What a person confirms who has looked through a story. */
export const lookOf = (look, box) => ({ checks: ticks(look.element), confirmed: box.confirmed() });
