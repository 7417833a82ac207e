export const PUBLIC_URL = Symbol('public url');

/** The secret stands behind the `#`: a browser does not send that part, so it reaches no log. */
export const invitationUrl = (publicUrl: string, token: string): string => `${publicUrl}/invitation#${token}`;

/** The same for a forgotten password. */
export const resetUrl = (publicUrl: string, token: string): string => `${publicUrl}/reset#${token}`;
