/** A text in a JSON body; null where it is missing, empty, no text or longer than anything that could be meant. */
export function textIn(body: unknown, name: string, longest: number): string | null {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : null;
}
