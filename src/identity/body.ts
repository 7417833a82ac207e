/** What somebody answers when asked to prove who they are. */
export type FactorAnswer =
  | { readonly kind: 'TOTP'; readonly code: string }
  | { readonly kind: 'RECOVERY'; readonly code: string }
  | { readonly kind: 'PASSKEY'; readonly response: object };

const valueIn = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

/** A text in a JSON body; null where it is missing, empty, no text or longer than anything that could be meant. */
export function textIn(body: unknown, name: string, longest: number): string | null {
  const value = valueIn(body, name);
  return typeof value === 'string' && value !== '' && value.length <= longest && !value.includes('\0') ? value : null;
}

/** An object in a JSON body, or null; what it holds is looked at by whoever it is for. */
export function objectIn(body: unknown, name: string): object | null {
  const value = valueIn(body, name);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/** `{ "code" }` of an app, `{ "recoveryCode" }` or `{ "passkey" }`, the first of them; null where there is none. */
export function answerIn(body: unknown): FactorAnswer | null {
  const code = textIn(body, 'code', 20)?.replaceAll(/\s/g, '');
  if (code !== undefined) return { kind: 'TOTP', code };
  const recovery = textIn(body, 'recoveryCode', 40);
  if (recovery !== null) return { kind: 'RECOVERY', code: recovery };
  const response = objectIn(body, 'passkey');
  return response && { kind: 'PASSKEY', response };
}
