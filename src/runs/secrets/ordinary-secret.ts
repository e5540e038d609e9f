import { shortestFound } from './secret-search.ts';

/** Up to this length, a text of one kind of characters counts as a word, a date or an address. */
const shortestPlainWord = 16;
const plainWord = /^\p{L}?[\p{Ll}\-._ ]*$/u;
const plainNumber = /^[\d\-.:_ ]*$/;

/**
 * Whether a secret is so short or so ordinary that it appears in texts by
 * chance. Masking it there would damage names and reveal the secret by what is
 * missing, so it is not searched for.
 */
export function isOrdinary(secret: string): boolean {
  if (secret.length < shortestFound) return true;
  return secret.length < shortestPlainWord && (plainWord.test(secret) || plainNumber.test(secret));
}
