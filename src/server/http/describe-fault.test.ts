import { expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { createRedactor } from '../../runs/secrets/redactor.ts';
import { Secret } from '../../secret.ts';
import { describeFault } from './describe-fault.ts';

const redactor = createRedactor();
redactor.add(new Secret('canary-fault-1'));

test('a fault is told with its place and without secrets', () => {
  expect(describeFault(new Error('it said canary-fault-1'), redactor)).toMatch(
    /^Unexpected error: it said \[secret\]\nError: it said \[secret\]\n +at /s,
  );
  expect(describeFault(new MlaError('server.platformUnavailable', { platform: 'canary-fault-1' }), redactor)).toBe(
    'The platform [secret] is not available on this server.',
  );
});

test('what cannot be told is told as that, and throws nothing more', () => {
  const hostile = [
    {
      toString: () => {
        throw new Error('canary-fault-1');
      },
    },
    Object.defineProperty(new Error(), 'message', {
      get: () => {
        throw new Error('canary-fault-1');
      },
    }),
    Object.create(null),
    Symbol('x'),
    undefined,
  ];
  for (const thrown of hostile)
    expect(describeFault(thrown, redactor)).toMatch(/^(An error that cannot|Unexpected error)/);
  const broken = {
    ...redactor,
    cleanText: (): string => {
      throw new Error('Invalid regular expression: /canary-fault-1/');
    },
  };
  expect(describeFault(new Error('x'), broken)).toBe('An error that cannot be put into words.');
});
