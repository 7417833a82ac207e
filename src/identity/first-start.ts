import { invitationUrl } from './links.js';
import type { Organisations } from './organisations.service.js';
import { hashToken, makeToken } from './secrets.js';

/** While nobody has an account: a fresh one-time link for the platform's operator, who founds the carriers. Otherwise null. */
export async function firstAdministratorLink(
  organisations: Organisations,
  { publicUrl, operatorEmail }: { readonly publicUrl: string; readonly operatorEmail: string },
): Promise<string | null> {
  const token = makeToken();
  const founded = await organisations.foundPlatform('Beistand', operatorEmail, hashToken(token));
  return founded ? invitationUrl(publicUrl, token) : null;
}
