import { expect } from 'vitest';

/** In place of a text that only has to fit a pattern. */
export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
