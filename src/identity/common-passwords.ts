import { dictionary } from '@zxcvbn-ts/language-common';

/** The most common ones of those that are long enough here, most common first (of leaked lists; MIT, decision 11): over 3,000. */
const common = new Set(dictionary['passwords-common'].filter((password) => password.length >= 8));

export const isCommonPassword = (password: string): boolean => common.has(password);
