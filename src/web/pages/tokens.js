import { ask, byId } from './ask.js';

/** What a program may be allowed, in plain words; the server refuses what one's own role does not include. */
const scopes = {
  'cases:read': 'Fälle lesen / read cases',
  'cases:write': 'Fälle anlegen und ändern / record and change cases',
  'cases:review': 'Fälle prüfen / review cases',
  'cases:import': 'Listen einlesen / import lists',
  'referrals:send': 'Fälle weitergeben / refer cases',
  'referrals:receive': 'Fälle annehmen / receive referrals',
  'offices:own': 'den Eintrag der eigenen Stelle ändern / change the own office’s entry',
  'offices:edit': 'das Verzeichnis der Stellen ändern / edit the directory of offices',
  'statistics:read': 'Auswertungen lesen / read statistics',
  'people:read': 'sehen, wer hier arbeitet / see who works here',
  'people:manage': 'Zugänge verwalten / manage accounts',
  'rules:edit': 'Regeln ändern / edit the rules',
  'jobs:operate': 'Aufträge des Systems steuern / operate jobs',
  'audit:read': 'das Protokoll lesen / read the audit log',
  'operations:any': 'auch andere Abfragen als die der Oberfläche / other operations than the client’s, too',
};

const day = (moment) => new Date(moment).toLocaleDateString('de-DE', { dateStyle: 'medium' });

/** Shows the own tokens; `line` makes an entry of a list, `does` sends what may ask for a proof first, `shown` draws the page anew. */
export const showTokens = (tokens, line, does, shown) => {
  byId('no-tokens').hidden = tokens.length > 0;
  const revoke = async (id) => {
    const ended = await does(() => ask('mutation ($id: ID!) { revokeOwnApiToken(id: $id) { id } }', { id }));
    if (ended) await shown();
  };
  byId('tokens').replaceChildren(
    ...tokens.map(({ id, name, scopes: held, expiresAt, lastUsedOn }) =>
      line(
        [
          name,
          held.join(', '),
          `bis / until ${day(expiresAt)}`,
          lastUsedOn ? `zuletzt / last ${day(lastUsedOn)}` : 'nie benutzt / never used',
        ],
        [['Beenden / Revoke', () => revoke(id)]],
      ),
    ),
  );
};

const choices = () =>
  Object.entries(scopes).map(([scope, said]) => {
    const [label, box, text, name] = ['label', 'input', 'span', 'code'].map((kind) => document.createElement(kind));
    label.className = 'choice';
    box.type = 'checkbox';
    box.value = scope;
    name.textContent = scope;
    text.append(`${said} `, name);
    label.append(box, text);
    return label;
  });

/** As the calendar of this device has it. */
const inDays = (count) => {
  const date = new Date();
  date.setDate(date.getDate() + count);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
};

/** Lets the form for a new token work. */
export const prepareTokens = (does, shown) => {
  byId('token-scopes').replaceChildren(...choices());
  byId('token-ends').min = inDays(0);
  byId('token-ends').max = inDays(365);
  byId('token-ends').value = inDays(90);
  byId('make-token').addEventListener('submit', async (event) => {
    event.preventDefault();
    const ticked = [...byId('token-scopes').querySelectorAll('input:checked')].map(({ value }) => value);
    const input = { name: byId('token-name').value, scopes: ticked, expiresOn: byId('token-ends').value };
    const made = await does(() =>
      ask(
        'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { __typename ... on ApiTokenCreated { secret } ... on Refusal { problems { field de en } } } }',
        { input },
      ),
    );
    if (!made) return;
    byId('make-token').reset();
    byId('token-ends').value = inDays(90);
    byId('token-new').open = false;
    byId('token-secret').textContent = made.secret;
    byId('token-made').hidden = false;
    await shown();
    byId('token-made-title').focus();
  });
  byId('token-copy').addEventListener('click', () => navigator.clipboard.writeText(byId('token-secret').textContent));
  byId('token-kept').addEventListener('click', () => {
    byId('token-secret').textContent = '';
    byId('token-made').hidden = true;
    byId('token-new').querySelector('summary').focus();
  });
};
