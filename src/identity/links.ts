export const PUBLIC_URL = Symbol('public url');

/** The secret stands behind the `#`: a browser does not send that part, so it reaches no log. */
export const invitationUrl = (publicUrl: string, token: string): string => `${publicUrl}/invitation#${token}`;
