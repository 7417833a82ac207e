import { ask, byId, complain, post } from './ask.js';
import { handOver, prepareEnrolment, startEnrolment } from './enrolment.js';
import { prove, withProof } from './proof.js';
import { prepareTokens, showTokens } from './tokens.js';

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
  const mine = data.mySecondFactors;
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

/** An operation that may ask for a proof first. Gives what its one field answers, or nothing. */
const does = async (send) => {
  complain('account-problem');
  byId('account-done').textContent = '';
  const answer = await withProof(send);
  if (!answer) return null;
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
