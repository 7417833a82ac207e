import { ask, byId, complain, hasPasskeys, post, usePasskey } from './ask.js';
import { el } from './page.js';

const both = (de, en) => [`${de} `, el('span', { lang: 'en' }, en)];
const field = (id, de, en, attributes) => [
  el('label', { for: id }, ...both(de, en)),
  el('input', { id, ...attributes }),
];

const makeDialog = () =>
  el(
    'dialog',
    { id: 'proof', 'aria-labelledby': 'proof-title', lang: 'de' },
    el(
      'form',
      { id: 'prove', novalidate: true },
      el('h1', { id: 'proof-title' }, ...both('Bitte noch einmal nachweisen', 'Please prove again that it is you')),
      el('p', { id: 'proof-problem', class: 'problem', role: 'alert', hidden: true }),
      el('button', { id: 'proof-passkey', type: 'button', hidden: true }, ...both('Passkey benutzen', 'Use a passkey')),
      el(
        'div',
        { id: 'proof-with-code' },
        field('proof-code', 'Code der App', 'Code of the app', {
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          maxlength: '7',
        }),
      ),
      el(
        'button',
        { id: 'proof-carrier', type: 'button', class: 'second', hidden: true },
        ...both('Beim Träger noch einmal anmelden', 'Sign in again at the carrier'),
      ),
      el(
        'div',
        { id: 'proof-with-password' },
        field('proof-password', 'Passwort', 'Password', { type: 'password', autocomplete: 'current-password' }),
      ),
      el('button', { type: 'submit' }, ...both('Weiter', 'Continue')),
      el('button', { id: 'proof-cancel', type: 'button', class: 'second' }, ...both('Abbrechen', 'Cancel')),
    ),
  );

/** Opens the dialog with the ways that this person has. Whether there is one. */
const openDialog = async () => {
  const { data } = await ask('{ mySecondFactors { required factors { kind } } myCarrierAccount { linkedAt proves } }');
  if (!data) {
    location.replace('/');
    return false;
  }
  if (!byId('proof')) document.body.append(makeDialog());
  const { mySecondFactors: mine, myCarrierAccount: carrier } = data;
  const kinds = new Set(mine.factors.map(({ kind }) => kind));
  byId('proof-passkey').hidden = !kinds.has('PASSKEY') || !hasPasskeys();
  byId('proof-with-code').hidden = !kinds.has('TOTP');
  byId('proof-with-password').hidden = mine.required;
  byId('proof-carrier').hidden = !carrier?.linkedAt || !carrier.proves;
  complain('proof-problem');
  byId('proof').showModal();
  return true;
};

/** Asks for a proof; whether it was given. */
export const prove = async () => {
  if (!(await openDialog())) return false;
  return new Promise((done) => {
    const controller = new AbortController();
    const on = (id, event, work) => byId(id).addEventListener(event, work, { signal: controller.signal });
    const finish = (proven) => {
      controller.abort();
      byId('proof-code').value = '';
      byId('proof-password').value = '';
      byId('proof').close();
      done(proven);
    };
    const send = async (given) => {
      const { ok, status, answer } = await post('/session/proof', given);
      if (ok) return finish(true);
      if (status === 401 && answer?.code === 'NOT_SIGNED_IN') return location.replace('/');
      complain('proof-problem', answer);
    };
    on('prove', 'submit', (event) => {
      event.preventDefault();
      const [code, password] = [byId('proof-code').value, byId('proof-password').value];
      void send(code ? { code } : { password });
    });
    on('proof-passkey', 'click', async () => {
      const options = await post('/session/passkey-options');
      const passkey = options.ok && (await usePasskey(options.answer));
      if (!passkey) return complain('proof-problem', options.ok ? null : options.answer);
      await send({ passkey });
    });
    on('proof-carrier', 'click', async () => {
      const away = await post('/sign-in/proof');
      if (away.ok) return location.assign(away.answer.url);
      complain('proof-problem', away.answer);
    });
    on('proof-cancel', 'click', () => finish(false));
    on('proof', 'cancel', () => finish(false));
  });
};

/** Sends an operation, and again after a proof where it asks for one; null when the person would not give it. */
export const withProof = async (send) => {
  const answer = await send();
  if (answer.errors?.[0]?.extensions?.code !== 'FRESH_PROOF_REQUIRED') return answer;
  return (await prove()) ? send() : null;
};
