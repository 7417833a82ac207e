import { parse, serialize } from 'cookie';

/** `__Host-` binds the cookie to this host over HTTPS; plain HTTP (this machine alone) cannot have it. */
export class SessionCookie {
  readonly name: string;

  constructor(
    private readonly secure: boolean,
    name = 'beistand',
    private readonly sameSite: 'strict' | 'lax' = 'strict',
  ) {
    this.name = secure ? `__Host-${name}` : name;
  }

  read(header: string | undefined): string | null {
    const token = header ? parse(header)[this.name] : undefined;
    return token && /^[\w-]{43}$/.test(token) ? token : null;
  }

  write(token: string): string {
    return serialize(this.name, token, { httpOnly: true, secure: this.secure, sameSite: this.sameSite, path: '/' });
  }

  clear(): string {
    return serialize(this.name, '', {
      httpOnly: true,
      secure: this.secure,
      sameSite: this.sameSite,
      path: '/',
      maxAge: 0,
    });
  }
}
