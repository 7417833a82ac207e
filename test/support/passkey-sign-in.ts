import { Authenticator } from './authenticator.js';

/** The keys of those who have signed in here, by address. */
const keys = new Map<string, Authenticator>();

/** Signs in at a server in service, like everybody there: password, then a passkey, which is set up the first time. Gives the session's cookie. */
export async function signInByPasskey(url: URL, email: string, password: string): Promise<string> {
  let cookie = '';
  const post = async (path: string, body: object): Promise<Response> => {
    const answer = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}.`);
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return answer;
  };
  const { next } = (await (await post('/session', { email, password })).json()) as { next: string };
  const key = keys.get(email) ?? new Authenticator(`http://localhost:${url.port}`);
  if (next === 'ENROL') {
    const options = await (await post('/session/factors/passkey-options', {})).json();
    const passkey = key.make(options as Parameters<Authenticator['make']>[0]);
    await post('/session/factors/passkey', { name: 'Schlüssel', passkey });
    keys.set(email, key);
    return cookie;
  }
  const options = await (await post('/session/passkey-options', {})).json();
  const passkey = key.use(options as Parameters<Authenticator['use']>[0], { origin: `http://localhost:${url.port}` });
  await post('/session/factor', { passkey });
  return cookie;
}
