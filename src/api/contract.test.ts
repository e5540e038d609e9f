import { describe, expect, test } from 'vitest';
import { connectionInput, newUser, userChange } from './contract.ts';

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

describe('a user of Kubeflow', () => {
  const problemsOf = (body: object) =>
    newUser
      .safeParse({ email: 'ann@example.com', profile: { name: 'ann' }, ...body })
      .error?.issues.map(({ path }) => path.join('.'));

  test('who logs in through an external login service has no password, and something to work in', () => {
    expect(problemsOf({ external: true })).toBeUndefined();
    expect(problemsOf({ external: true, password: 'given' })).toEqual(['password']);
    expect(problemsOf({ external: true, profile: null })).toEqual(['profile']);
    expect(problemsOf({ external: true, profile: null, contributes: [{ namespace: 'team' }] })).toBeUndefined();
    expect(problemsOf({ profile: null })).toBeUndefined();
  });

  test.each(['8', '0.5', '500m', '32Gi', '1e3', '.5'])('has the limit %s, as Kubernetes counts', (cpu) => {
    expect(problemsOf({ profile: { name: 'ann', quota: { cpu } } })).toBeUndefined();
  });

  test.each(['none', '-1', '8 cores', 'Gi', '8GiB', ''])('has no limit %j', (cpu) => {
    expect(problemsOf({ profile: { name: 'ann', quota: { cpu } } })).toEqual(['profile.quota.cpu']);
  });

  test('whose limit is lifted has null for it, and only for a limit that Kubernetes has', () => {
    const change = (hard: object) => userChange.safeParse({ quotas: [{ hard }] }).success;
    expect([change({ cpu: null, pods: '20' }), change({ memry: null })]).toEqual([true, false]);
  });
});
