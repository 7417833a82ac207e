interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Somebody who uses the public API over HTTP, like any client: signs in, sends operations, fetches papers. */
export class Visitor {
  private constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  static async signIn(url: string, email: string, password: string): Promise<Visitor> {
    const response = await fetch(`${url}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (response.status !== 204) throw new Error(`The sign-in of the demonstration was refused (${response.status}).`);
    return new Visitor(url, (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '');
  }

  /** Sends an operation and gives what its one field answers; a refusal ends the demonstration with its sentence. */
  async does<T>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.cookie },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer;
    const [value] = Object.values(data ?? {});
    if (errors?.[0] || value === undefined)
      throw new Error(`The demonstration failed: ${errors?.[0]?.message ?? response.status}`);
    if (isRefusal(value))
      throw new Error(`The demonstration was refused: ${value.code} ${value.field ?? ''} ${value.en}`);
    return value as T;
  }

  async fetch(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { cookie: this.cookie } });
  }
}

const isRefusal = (value: unknown): value is { code: string; field: string | null; en: string } =>
  typeof value === 'object' && value !== null && '__typename' in value && value.__typename === 'Refusal';
