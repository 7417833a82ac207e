export const PUBLIC_URL = Symbol('public url');

/** The secret stands behind the `#`: a browser does not send that part, so it reaches no log. */
export const invitationUrl = (publicUrl: string, token: string): string => `${publicUrl}/invitation#${token}`;

/** The same for a forgotten password. */
export const resetUrl = (publicUrl: string, token: string): string => `${publicUrl}/reset#${token}`;

/** Whether everybody needs a second factor: `on` or `off`. */
export const SECOND_FACTOR = Symbol('second factor');

/** The cookie of what lies between password and session. */
export const STEP_COOKIE = Symbol('step cookie');

/** The cookie of whoever has left for the carrier's own directory. */
export const CARRIER_COOKIE = Symbol('carrier cookie');
