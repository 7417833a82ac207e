/** The most common ones of those that are long enough here, most common first (of leaked lists; MIT, decision 11): over 3,000. */
export async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter((password) => password.length >= 8));
}
