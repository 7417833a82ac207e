export const byId = (id) => document.getElementById(id);

const json = (body) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Sends an operation. */
export const ask = async (query, variables) => (await fetch('/graphql', json({ query, variables }))).json();

/** Sends to one of the addresses for signing in: whether it went well, and what came back. */
export const post = async (path, body = {}) => {
  const response = await fetch(path, json(body));
  const text = await response.text();
  return { ok: response.ok, status: response.status, answer: text ? JSON.parse(text) : null };
};

const unknown = { de: 'Das hat nicht geklappt.', en: 'That did not work.' };

/** Says in the box of this id why something was not done; nothing: the box is closed. */
export const complain = (id, refusal) => {
  const problems = refusal === undefined ? [] : (refusal?.problems ?? [unknown]);
  byId(id).textContent = problems.map(({ de, en }) => `${de} ${en}`).join(' ');
  byId(id).hidden = problems.length === 0;
};

/** Whether this browser knows passkeys well enough. */
export const hasPasskeys = () => typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

/** Asks the device to answer; null when the person or the device would not. */
export const usePasskey = async (options) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  return credential?.toJSON() ?? null;
};

/** Asks the device for a new passkey; null as above. */
export const makePasskey = async (options) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  return credential?.toJSON() ?? null;
};
