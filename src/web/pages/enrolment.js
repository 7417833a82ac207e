import { byId, complain, hasPasskeys, makePasskey, post } from './ask.js';

const SVG = 'http://www.w3.org/2000/svg';

/** The QR code is drawn here, from a path that our own server made: no picture is fetched from anywhere. */
const draw = ({ size, path }) => {
  const square = byId('qr');
  square.setAttribute('viewBox', `0 0 ${size} ${size}`);
  const dark = document.createElementNS(SVG, 'path');
  dark.setAttribute('d', path);
  square.replaceChildren(dark);
};

const showCodes = (codes) => {
  byId('recovery-list').replaceChildren(
    ...codes.map((code) => {
      const line = document.createElement('li');
      line.textContent = code;
      return line;
    }),
  );
  const lines = `Beistand\n\n${codes.join('\n')}\n`;
  byId('recovery-download').href = URL.createObjectURL(new Blob([lines], { type: 'text/plain' }));
  byId('recovery').hidden = false;
  byId('recovery-title').focus();
};

/** Shows recovery codes, once; resolves when the person has gone on. */
export const handOver = (codes) =>
  new Promise((done) => {
    if (codes.length === 0) return done();
    showCodes(codes);
    byId('recovery-done').addEventListener(
      'click',
      () => {
        byId('recovery').hidden = true;
        byId('recovery-list').replaceChildren();
        URL.revokeObjectURL(byId('recovery-download').href);
        done();
      },
      { once: true },
    );
  });

let app = null;

const beginApp = async () => {
  complain('enrol-problem');
  const { ok, answer } = await post('/session/factors/totp', { name: byId('factor-name').value });
  if (!ok) return complain('enrol-problem', answer);
  app = answer.id;
  draw(answer.picture);
  byId('secret').textContent = answer.secret.match(/.{1,4}/g).join(' ');
  byId('app').hidden = false;
  byId('app-code').focus();
};

const withPasskey = async () => {
  const name = byId('factor-name').value;
  const options = await post('/session/factors/passkey-options');
  if (!options.ok) return options;
  const passkey = await makePasskey(options.answer);
  if (!passkey) return { ok: false, answer: null };
  return post('/session/factors/passkey', { name, passkey });
};

/** Lets the form for a new factor work; `arrived` is called when it is there and its recovery codes were seen. */
export const prepareEnrolment = (arrived) => {
  byId('passkey-make').hidden = !hasPasskeys();
  const conclude = async ({ ok, answer }) => {
    complain('enrol-problem', ok ? undefined : answer);
    if (!ok) return;
    byId('enrol').hidden = true;
    byId('app').hidden = true;
    byId('app-code').value = '';
    byId('secret').textContent = '';
    byId('qr').replaceChildren();
    await handOver(answer.recoveryCodes);
    await arrived();
  };
  byId('passkey-make').addEventListener('click', async () => conclude(await withPasskey()));
  byId('app-begin').addEventListener('click', beginApp);
  byId('app').addEventListener('submit', async (event) => {
    event.preventDefault();
    await conclude(await post('/session/factors/totp/confirm', { id: app, code: byId('app-code').value }));
  });
  byId('recovery-print').addEventListener('click', () => window.print());
};

/** Opens the form. */
export const startEnrolment = () => {
  complain('enrol-problem');
  byId('enrol').hidden = false;
  byId('enrol-title').focus();
};
