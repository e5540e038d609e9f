import { stripVTControlCharacters } from 'node:util';

/** Text from elsewhere (pod messages, server answers) on one line and without the control codes that could drive a terminal. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
}
