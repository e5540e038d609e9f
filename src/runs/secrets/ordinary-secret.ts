import { shortestFound } from './secret-search.ts';

/** Up to this length a text of one kind of characters is taken for a word, a date or an address. */
const shortestPlainWord = 16;
const plainWord = /^\p{L}?[\p{Ll}\-._ ]*$/u;
const plainNumber = /^[\d\-.:_ ]*$/;

/**
 * Whether a secret is so short or so ordinary that it turns up in texts by
 * chance. To replace it there would spoil names and tell what the secret is: it
 * is what is missing. Such a secret is not searched for.
 */
export function isOrdinary(secret: string): boolean {
  if (secret.length < shortestFound) return true;
  return secret.length < shortestPlainWord && (plainWord.test(secret) || plainNumber.test(secret));
}
