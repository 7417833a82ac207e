import { ask, byId, complain, hasPasskeys, post, usePasskey } from './ask.js';
import { prepareEnrolment, startEnrolment } from './enrolment.js';

const parts = ['sign-in', 'factor', 'enrol', 'recovery', 'signed-in'];
const open = (part) => {
  for (const each of parts) byId(each).hidden = each !== part;
};

/** Shows the sign-in, or who is signed in. The box for queries is there where the server explains its schema. */
const show = async () => {
  const { data } = await ask('{ me { name roles } }');
  open(data?.me ? 'signed-in' : 'sign-in');
  if (!data?.me) {
    byId('email').focus();
    return;
  }
  byId('greeting').textContent = `${data.me.name} (${data.me.roles.join(', ')})`;
  const isOne = (...roles) => roles.some((role) => data.me.roles.includes(role));
  byId('room-statistics').hidden = !isOne('CAMPAIGN_STAFF');
  byId('room-pool').hidden = !isOne('CAMPAIGN_STAFF');
  byId('room-stories').hidden = !isOne('COUNSELLOR', 'SUPERVISOR');
  const schema = await ask('{ __schema { queryType { name } } }');
  byId('ask').hidden = !schema.data;
  byId('query').value ||= '{\n  me {\n    id\n    name\n    roles\n  }\n  organisations {\n    kind\n    name\n  }\n}';
};

/** What the password leads to: the session, the second factor, or setting one up. */
const goOn = async (next) => {
  byId('password').value = '';
  if (!next) return show();
  if (next.next === 'ENROL') {
    open('enrol');
    return startEnrolment();
  }
  open('factor');
  complain('factor-problem');
  byId('passkey-use').hidden = !next.ways.includes('PASSKEY') || !hasPasskeys();
  byId('with-code').hidden = !next.ways.includes('TOTP');
  byId('with-recovery').hidden = !next.ways.includes('RECOVERY');
  byId(byId('passkey-use').hidden ? 'code' : 'passkey-use').focus();
};

/** Too late or too often: from the beginning. */
const answer = async (given, problem) => {
  const { ok, answer: refusal } = await post('/session/factor', given);
  byId('code').value = '';
  byId('recovery-code').value = '';
  if (ok) return show();
  if (refusal?.code !== 'SIGN_IN_AGAIN') return complain(problem, refusal);
  open('sign-in');
  complain('problem', refusal);
  byId('email').focus();
};

const answerWithPasskey = async (problem) => {
  complain(problem);
  const options = await post('/session/passkey-options');
  const passkey = options.ok && (await usePasskey(options.answer));
  if (!passkey) return complain(problem, options.ok ? null : options.answer);
  await answer({ passkey }, problem);
};

byId('passkey-alone').hidden = !hasPasskeys();
byId('passkey-alone').addEventListener('click', () => answerWithPasskey('problem'));
byId('passkey-use').addEventListener('click', () => answerWithPasskey('factor-problem'));

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  complain('problem');
  const given = { email: byId('email').value, password: byId('password').value };
  const { ok, answer: next } = await post('/session', given);
  if (ok) return goOn(next);
  complain('problem', next);
  byId('email').focus();
});

byId('factor').addEventListener('submit', async (event) => {
  event.preventDefault();
  complain('factor-problem');
  const recoveryCode = byId('recovery-code').value;
  await answer(recoveryCode ? { recoveryCode } : { code: byId('code').value }, 'factor-problem');
});

byId('ask').addEventListener('submit', async (event) => {
  event.preventDefault();
  byId('answer').textContent = '…';
  byId('answer').textContent = JSON.stringify(await ask(byId('query').value), null, 2);
});

byId('sign-out').addEventListener('click', async () => {
  await fetch('/session', { method: 'DELETE' });
  await show();
});

/**
 * Whoever comes back from their carrier's directory: signed in, or with a second factor still to give. The address of the directory is kept in this
 * browser, so that it is offered the next time; it says nothing of the person.
 */
const comeBack = async () => {
  const [, how, address] = /^#(by|step)=([\w-]{22})$/.exec(location.hash) ?? [];
  if (how) {
    history.replaceState(null, '', '/');
    window.localStorage.setItem('carrier', address);
  }
  const known = window.localStorage.getItem('carrier') ?? '';
  const usable = /^[\w-]{22}$/.test(known);
  byId('by-carrier').hidden = !usable;
  byId('no-carrier').hidden = usable;
  if (usable) byId('carrier').href = `/sign-in/with/${known}`;
  if (how !== 'step') return show();
  const { ok, answer: next } = await post('/session/step');
  return ok ? goOn(next) : show();
};

prepareEnrolment(show);
await comeBack();
