import { el, outcome, say, sentences, turnAway } from './page.js';

const words = { more: { de: 'Weitere zeigen', en: 'Show more' } };

/**
 * A list that grows page by page: `ask` gets where the last page ended, `row` makes an element of a node, `none` is said when there is nothing. New rows get
 * the focus, so that whoever reads by ear goes on where the old ones ended.
 */
export const growingList = async ({ ask, row, none, voice }) => {
  const list = el('ul', { class: 'things' });
  const more = el('button', { type: 'button', class: 'second' }, say(words.more));
  let after = null;
  const load = async () => {
    const { value, problems, code } = outcome(await ask(after));
    if (!value) return void (code ? turnAway(code, voice) : voice.complain(sentences(problems)));
    const rows = value.edges.map(({ node }) => row(node));
    list.append(...rows);
    after = value.pageInfo.endCursor;
    more.hidden = !value.pageInfo.hasNextPage;
    return rows[0];
  };
  more.addEventListener('click', async () => {
    const first = await load();
    first?.setAttribute('tabindex', '-1');
    first?.focus();
  });
  more.hidden = true;
  await load();
  return list.children.length > 0 ? [list, more] : [el('p', {}, none)];
};
