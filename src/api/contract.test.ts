import { describe, expect, test } from 'vitest';
import { connectionInput } from './contract.ts';

describe('a connection to CCP', () => {
  const problemsOf = (address: string) =>
    connectionInput
      .safeParse({ platform: 'ccp', address, username: 'admin', password: 'secret' })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

  test.each(['', 'h', 'https:', 'https://'])(
    'whose address is still being typed (%j) is refused with words',
    (address) => {
      expect(problemsOf(address)).toEqual(['address: Invalid URL']);
    },
  );

  test('holds no password in its address', () => {
    expect(problemsOf('https://admin:secret@ccp.example.com')).toEqual([
      'address: must not hold a user name or password',
    ]);
    expect(problemsOf('https://ccp.example.com')).toBeUndefined();
  });
});
