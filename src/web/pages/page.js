/** German unless the address says `language=en`. */
export const language = new URLSearchParams(location.search).get('language') === 'en' ? 'en' : 'de';

/** The words of this page's language. */
export const say = (words) => words[language];

/** An address in this page's language. */
export const inLanguage = (path) => (language === 'de' ? path : `${path}${path.includes('?') ? '&' : '?'}language=en`);

const locale = language === 'de' ? 'de-DE' : 'en-GB';

export const dayOf = (moment) =>
  new Date(moment).toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'Europe/Berlin' });

/** An element: attributes that are null or false are left out, functions listen, texts are texts and never markup. */
export const el = (kind, attributes = {}, ...parts) => {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...parts.flat().filter((part) => part !== null && part !== false && part !== undefined));
  return made;
};

export const link = (path, text) => el('a', { href: inLanguage(path) }, text);

const other = () => {
  const query = new URLSearchParams(location.search);
  if (language === 'de') query.set('language', 'en');
  else query.delete('language');
  return `${location.pathname}${query.size > 0 ? `?${query}` : ''}${location.hash}`;
};

/** Gives the page its language, its title and the way back; `back` is an address with its name. */
export const openPage = (title, back) => {
  document.documentElement.lang = language;
  document.title = `${title} · Beistand`;
  document
    .querySelector('header nav')
    .replaceChildren(
      link(back.path, back.name),
      el(
        'a',
        { href: other(), hreflang: language === 'de' ? 'en' : 'de', lang: language === 'de' ? 'en-GB' : 'de' },
        language === 'de' ? 'English' : 'Deutsch',
      ),
    );
};

const unknown = { de: 'Das hat nicht geklappt.', en: 'That did not work.' };

/** What an operation with one field came back with: its value, or the problems and the code of the error. */
export const outcome = ({ data, errors }) => {
  const [value] = Object.values(data ?? {});
  if (value?.problems) return { problems: value.problems };
  if (value !== null && value !== undefined) return { value };
  return { problems: [unknown], code: errors?.[0]?.extensions?.code };
};

export const sentences = (problems) => problems.map(say).join(' ');

/** The same, each behind the name of its field; `labels` are the names by field. The first of these fields gets the focus. */
export const fieldSentences = (problems, labels, form) => {
  const nameOf = ({ field }) => /^input\.(\w+)/.exec(field ?? '')?.[1];
  const wrong = problems.map(nameOf).filter((name) => name in labels);
  form.querySelector(`[name="${wrong[0]}"]`)?.focus();
  return problems
    .map((problem) => (nameOf(problem) in labels ? `${say(labels[nameOf(problem)])}: ${say(problem)}` : say(problem)))
    .join(' ');
};

/**
 * The two lines in which a page speaks: what was done, told politely, and what was not, told at once. They stand in the page from the beginning, so that a
 * screen reader hears what is put into them.
 */
export const makeVoice = () => {
  const done = el('p', { role: 'status', class: 'done' });
  const problem = el('p', { role: 'alert', class: 'problem', hidden: true });
  return {
    lines: [problem, done],
    tell: (text) => {
      problem.hidden = true;
      if (done.textContent !== text) done.textContent = text;
    },
    hasComplained: () => !problem.hidden,
    complain: (text) => {
      done.textContent = '';
      problem.textContent = text;
      problem.hidden = text === '';
    },
  };
};

const closed = {
  FORBIDDEN: {
    de: 'Diese Seite ist nicht für Ihre Rolle gemacht.',
    en: 'This page is not made for your role.',
  },
};

/** Somebody may not see this page: the sign-in for whoever is not signed in, a sentence for everybody else. */
export const turnAway = (code, voice) => {
  if (code === 'NOT_SIGNED_IN') return location.replace(inLanguage('/'));
  voice.complain(say(closed[code] ?? unknown));
};
