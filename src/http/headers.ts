import helmet from 'helmet';

/** On every answer: nothing is run, framed, sniffed, kept, shared with other origins or told to them. */
export function securityHeaders(publicUrl: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const collect = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: () => undefined,
  };
  const set = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'none'"],
        baseUri: ["'none'"],
        sandbox: [],
      },
    },
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: publicUrl.startsWith('https:') && { maxAge: 2 * 365 * 86_400, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
  // Asked once: they are the same on each answer, also on those that never get as far as the application.
  set({} as Parameters<typeof set>[0], collect as unknown as Parameters<typeof set>[1], () => undefined);
  headers.set('Permissions-Policy', [...permissions.map((name) => `${name}=()`), ...passkeys].join(', '));
  headers.set('Cache-Control', 'no-store');
  return headers;
}

const permissions = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'usb',
  'web-share',
  'xr-spatial-tracking',
];

/** Passkeys are made and used on the own pages alone. */
const passkeys = ['publickey-credentials-create=(self)', 'publickey-credentials-get=(self)'];

/** For the few pages: own scripts and styles, own server, nothing inline, nothing from elsewhere, no text that becomes script. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
