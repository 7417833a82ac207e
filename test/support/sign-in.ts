import { Secret, TOTP } from 'otpauth';
import request from 'supertest';
import { Someone } from './world.js';

export const PASSWORD = 'ein langes Passwort 42';

/** A browser: keeps its cookies, sends them back. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly person: Pick<Someone, 'server' | 'id' | 'email' | 'organisation'>) {}

  async post(path: string, body: object = {}): Promise<request.Response> {
    return this.keep(await request(this.person.server).post(path).set('Cookie', this.cookie).send(body));
  }

  /** Opens a page, without following where it leads. */
  async open(path: string): Promise<request.Response> {
    return this.keep(await request(this.person.server).get(path).set('Cookie', this.cookie).redirects(0));
  }

  private keep(answer: request.Response): request.Response {
    const given = answer.get('Set-Cookie') ?? [];
    for (const line of given) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  password(password = PASSWORD): Promise<request.Response> {
    return this.post('/session', { email: this.person.email, password });
  }

  /** Sets up an app and confirms it: with the secret and the answer. */
  async setUpApp(seconds = 0): Promise<{ app: App; answer: request.Response }> {
    const { body } = await this.post('/session/factors/totp', { name: 'Telefon' });
    const { id, secret } = body as { id: string; secret: string };
    const app = new App(secret);
    return { app, answer: await this.post('/session/factors/totp/confirm', { id, code: app.code(seconds) }) };
  }

  /** The person as the API sees her with these cookies. */
  get someone(): Someone {
    const { server, id, email, organisation } = this.person;
    return new Someone(server, id, email, organisation, this.cookie);
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async isSignedIn(): Promise<boolean> {
    return !(await this.someone.ask('{ me { id } }')).errors;
  }
}

/** An authenticator app. */
export class App {
  private readonly codes: TOTP;

  constructor(secret: string) {
    this.codes = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30, algorithm: 'SHA1' });
  }

  /** The code shown now, or so many seconds from now. */
  code(seconds = 0): string {
    return this.codes.generate({ timestamp: Date.now() + seconds * 1000 });
  }
}
