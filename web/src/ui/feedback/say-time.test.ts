import { describe, expect, test } from 'vitest';
import { sayAge, saySpan } from './say-time.ts';

describe('a span in words', () => {
  test.each([
    [-5, '0.0 s'],
    [449, '0.4 s'],
    [9_900, '9.9 s'],
    [41_999, '41 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
    [25 * 60_000, '25 min'],
    [72 * 60_000, '1 h 12 min'],
  ])('%d ms is “%s”', (milliseconds, words) => expect(saySpan(milliseconds)).toBe(words));
});

describe('an age in words', () => {
  const minute = 60_000;
  const now = Date.parse('2026-05-01T12:00:00Z');
  test.each([
    [0, 'just now'],
    [-3 * minute, 'just now'],
    [minute, '1 minute ago'],
    [59 * minute, '59 minutes ago'],
    [60 * minute, '1 hour ago'],
    [47 * 60 * minute, '1 day ago'],
    [48 * 60 * minute, '2 days ago'],
  ])('%d ms is “%s”', (age, words) => expect(sayAge(new Date(now - age).toISOString(), now)).toBe(words));
});
