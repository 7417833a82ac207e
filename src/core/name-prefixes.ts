/** Beginnings of this length are kept: shorter ones would be shared by too many names, longer ones tell no names apart. */
const shortest = 2;
const longest = 24;

const plain = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');

/** How the words of a name begin, without accents and capitals: "Jürgen" gives "ju", "jur", "jurg", ... */
export function prefixesOf(name: string): string[] {
  const words = plain(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  const beginnings = words.flatMap((word) => {
    const letters = [...word].slice(0, longest);
    return letters.map((_, at) => letters.slice(0, at + 1).join('')).slice(shortest - 1);
  });
  return [...new Set(beginnings)];
}

/** Of a word with an asterisk behind it the beginning that is looked for; null for any other, signs alone among them. One letter alone finds nothing. */
export function wantedPrefix(word: string): string | null {
  if (!word.endsWith('*')) return null;
  const letters = [...plain(word)].filter((letter) => /[\p{L}\p{N}]/u.test(letter)).slice(0, longest);
  return letters.length > 0 ? letters.join('') : null;
}
