/** What tells little about a body: its legal form and the small words around its name. */
const legalForms =
  /\b(e\s?v|g?gmbh|ggmbh|ag|kg|ohg|ug|eg|se|gbr|co|mbh|haftungsbeschraenkt|i\s?g|kdoer|koer|aoer|stiftung buergerlichen rechts)\b/g;
const smallWords = /\b(der|die|das|des|dem|den|von|vom|und|fuer|fur|in|im|am|zu|zum|zur|the|of)\b/g;

const german: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** One way to write a name: small letters without accents, legal forms and small words left out. */
export const foldBody = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äöüß]/g, (letter) => german[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(legalForms, ' ')
    .replace(smallWords, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Whether the respondent, as a counsellor wrote it, is this body or a part of it: the same name, or the body's whole name
 * inside ("Träger Muster e. V., Kita Sonne" is a part of "Träger Muster"). A name of one short word is no evidence inside another.
 */
export function isBody(respondent: string, body: string): boolean {
  const [given, known] = [foldBody(respondent), foldBody(body)];
  if (known === '' || given === '') return false;
  return given === known || (known.length >= 8 && ` ${given} `.includes(` ${known} `));
}
