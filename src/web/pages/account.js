import { ask, byId, complain, hasPasskeys, post, usePasskey } from './ask.js';
import { handOver, prepareEnrolment, startEnrolment } from './enrolment.js';
import { prepareTokens, showTokens } from './tokens.js';

let mine = null;
let carrier = null;

/** One line of a list: what it is, and what can be done with it. */
const line = (texts, buttons) => {
  const made = document.createElement('li');
  const said = document.createElement('p');
  said.textContent = texts.filter(Boolean).join(' · ');
  made.append(
    said,
    ...buttons.map(([text, work]) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'second';
      button.textContent = text;
      button.setAttribute('aria-label', `${text}: ${texts[0]}`);
      button.addEventListener('click', work);
      return button;
    }),
  );
  return made;
};

const when = (moment) => new Date(moment).toLocaleString('de-DE', { dateStyle: 'medium', timeStyle: 'short' });
const kinds = { PASSKEY: 'Passkey', TOTP: 'Authenticator-App' };

/** Whether one's account is linked with one of the carrier's directory, where it has one. */
const showCarrier = (found) => {
  carrier = found;
  byId('carrier-account').hidden = !found;
  byId('linked').hidden = !found?.linkedAt;
  byId('not-linked').hidden = Boolean(found?.linkedAt);
  byId('unlink').hidden = !found?.linkedAt || found.demanded;
};

const show = async () => {
  const { data } = await ask(
    '{ mySecondFactors { required factors { id kind name createdAt usedAt } recoveryCodesLeft fewRecoveryCodes } mySessions { id startedAt seenAt factor device current } myCarrierAccount { demanded proves linkedAt } ownApiTokens { id name scopes expiresAt lastUsedOn } }',
  );
  if (!data) {
    location.replace('/');
    return;
  }
  mine = data.mySecondFactors;
  showCarrier(data.myCarrierAccount);
  showTokens(data.ownApiTokens, line, does, show);
  byId('account').hidden = false;
  byId('left').textContent = String(mine.recoveryCodesLeft);
  byId('few').hidden = !mine.fewRecoveryCodes;
  byId('renew').disabled = mine.factors.length === 0;
  byId('factors').replaceChildren(
    ...mine.factors.map(({ id, kind, name, createdAt, usedAt }) =>
      line(
        [name, kinds[kind], `seit / since ${when(createdAt)}`, usedAt && `zuletzt / last ${when(usedAt)}`],
        [['Entfernen / Remove', () => remove(id)]],
      ),
    ),
  );
  byId('sessions').replaceChildren(
    ...data.mySessions.map(({ id, startedAt, seenAt, device, current }) =>
      line(
        [
          device ?? 'Unbekannt / unknown',
          `seit / since ${when(startedAt)}`,
          `zuletzt / last ${when(seenAt)}`,
          current && 'hier / here',
        ],
        current ? [] : [['Abmelden / Sign out', () => end(id)]],
      ),
    ),
  );
};

/** Asks for a proof; whether it was given. */
const prove = () =>
  new Promise((done) => {
    const kindsThere = new Set(mine.factors.map(({ kind }) => kind));
    byId('proof-passkey').hidden = !kindsThere.has('PASSKEY') || !hasPasskeys();
    byId('proof-with-code').hidden = !kindsThere.has('TOTP');
    byId('proof-with-password').hidden = mine.required;
    byId('proof-carrier').hidden = !carrier?.linkedAt || !carrier.proves;
    complain('proof-problem');
    const controller = new AbortController();
    const { signal } = controller;
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
    byId('prove').addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        const [code, password] = [byId('proof-code').value, byId('proof-password').value];
        void send(code ? { code } : { password });
      },
      { signal },
    );
    byId('proof-passkey').addEventListener(
      'click',
      async () => {
        const options = await post('/session/passkey-options');
        const passkey = options.ok && (await usePasskey(options.answer));
        if (!passkey) return complain('proof-problem', options.ok ? null : options.answer);
        await send({ passkey });
      },
      { signal },
    );
    byId('proof-carrier').addEventListener(
      'click',
      async () => {
        const away = await post('/sign-in/proof');
        if (away.ok) return location.assign(away.answer.url);
        complain('proof-problem', away.answer);
      },
      { signal },
    );
    byId('proof-cancel').addEventListener('click', () => finish(false), { signal });
    byId('proof').addEventListener('cancel', () => finish(false), { signal });
    byId('proof').showModal();
  });

/** An operation that may ask for a proof first. Gives what its one field answers, or nothing. */
const does = async (send) => {
  complain('account-problem');
  byId('account-done').textContent = '';
  let answer = await send();
  const asksForProof = answer.errors?.[0]?.extensions?.code === 'FRESH_PROOF_REQUIRED';
  if (asksForProof && !(await prove())) return null;
  if (asksForProof) answer = await send();
  const { data } = answer;
  const [value] = Object.values(data ?? {});
  const refused = !data || value === null || value?.__typename === 'Refusal';
  complain('account-problem', refused ? (value ?? null) : undefined);
  if (!refused) byId('account-done').textContent = 'Erledigt. Done.';
  return refused ? null : value;
};

const remove = async (id) => {
  const removed = await does(() =>
    ask(
      'mutation ($id: ID!) { removeSecondFactor(id: $id) { __typename ... on Refusal { problems { field de en } } } }',
      { id },
    ),
  );
  if (removed) await show();
};

const end = async (id) => {
  if (await does(() => ask('mutation ($id: ID!) { endSession(id: $id) }', { id }))) await show();
};

byId('others').addEventListener('click', async () => {
  await does(() => ask('mutation { endOtherSessions }'));
  await show();
});

byId('renew').addEventListener('click', async () => {
  const codes = await does(() => ask('mutation { renewRecoveryCodes }'));
  if (!codes) return;
  byId('account').hidden = true;
  await handOver(codes);
  await show();
});

byId('change').addEventListener('submit', async (event) => {
  event.preventDefault();
  const input = { password: byId('password').value, newPassword: byId('new-password').value };
  const changed = await does(() =>
    ask(
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { __typename ... on Refusal { problems { field de en } } } }',
      { input },
    ),
  );
  byId('password').value = '';
  byId('new-password').value = '';
  if (changed) await show();
});

byId('add').addEventListener('click', async () => {
  const options = await post('/session/factors/passkey-options');
  if (!options.ok && options.answer?.code === 'FRESH_PROOF_REQUIRED' && !(await prove())) return;
  byId('account').hidden = true;
  startEnrolment();
});

byId('link').addEventListener('click', async () => {
  complain('account-problem');
  let away = await post('/sign-in/link');
  if (!away.ok && away.answer?.code === 'FRESH_PROOF_REQUIRED') {
    if (!(await prove())) return;
    away = await post('/sign-in/link');
  }
  if (away.ok) return location.assign(away.answer.url);
  complain('account-problem', away.answer);
});

byId('unlink').addEventListener('click', async () => {
  const ended = await does(() =>
    ask('mutation { unlinkMyCarrierAccount { __typename ... on Refusal { problems { field de en } } } }'),
  );
  if (ended) await show();
});

/** Back from the carrier's directory: what was done there. */
const arrived = {
  '#linked': 'Verbunden. Linked.',
  '#proven': 'Nachgewiesen: bitte noch einmal. Proven: please try again.',
};
const done = arrived[location.hash];
history.replaceState(null, '', '/account');

prepareEnrolment(show);
prepareTokens(does, show);
await show();
if (done) byId('account-done').textContent = done;
