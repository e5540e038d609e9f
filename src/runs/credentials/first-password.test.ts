import { expect, test } from 'vitest';
import { fitsHash, generateUserPassword, type RandomBytes } from '../../kubeflow/credentials/credentials.ts';
import type { UsersClient } from '../../kubeflow/users/dex-logins.ts';
import { Secret } from '../../secret.ts';
import type { Credentials } from '../store/installation-store.ts';
import { changeFirstPassword, settlePassword } from './first-password.ts';

const { signal } = new AbortController();
const oldHash = '$2b$10$abcdefghijklmnopqrstuuQ0vZ8l6m3G9q1f2o3p4q5r6s7t8u9vW';

/** A store and a cluster that end after so many writes, as a process that crashes. */
function worldThatEndsAfter(writes: number) {
  let left = writes;
  const write = (): void => {
    if (left === 0) throw new Error('crashed');
    left -= 1;
  };
  let credentials: Credentials = {
    email: 'ada@example.com',
    password: new Secret('before'),
    others: {
      userPassword: new Secret('before'),
      userPasswordHash: new Secret(oldHash),
      cookieSecret: new Secret('kept'),
    },
  };
  let restarts = 0;
  const cluster: Record<string, { data: Record<string, string>; spec?: object; status?: object }> = {
    'dex-passwords': { data: { DEX_USER_PASSWORD: Buffer.from(oldHash).toString('base64') } },
    dex: {
      data: { 'config.yaml': 'staticPasswords: []' },
      spec: { replicas: 0 },
      status: { observedGeneration: 1, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
    },
  };
  const client = {
    get: async (type: { kind: string }, { name }: { name: string }) => ({
      ...cluster[name],
      apiVersion: type.kind === 'Deployment' ? 'apps/v1' : 'v1',
      kind: type.kind,
      metadata: { name, namespace: 'auth', generation: 1 },
    }),
    mergePatch: async (
      type: { kind: string },
      { name }: { name: string },
      { data = {} }: { data?: Record<string, string> },
    ) => {
      write();
      if (type.kind === 'Deployment') restarts += 1;
      Object.assign(cluster[name]?.data ?? {}, data);
    },
  } as unknown as UsersClient;
  const installations = {
    loadCredentials: async () => credentials,
    saveCredentials: async (_: string, saved: Credentials) => {
      write();
      credentials = saved;
    },
  };
  return {
    parts: {
      installations,
      cluster: client,
      runs: { listRuns: async () => [] },
      // bcrypt's least cost: these tests make and compare many hashes, and are not about how hard they are.
      generatePassword: (random: RandomBytes, chosen?: Secret) => generateUserPassword(random, chosen, 4),
    },
    recover: () => (left = 100),
    restarts: () => restarts,
    hashInCluster: () =>
      new Secret(Buffer.from(cluster['dex-passwords']?.data['DEX_USER_PASSWORD'] ?? '', 'base64').toString()),
  };
}

test.each([0, 1, 2, 3, 4, 5])(
  'after a crash behind %i writes, store and cluster have the same password',
  async (writes) => {
    const { parts, recover, restarts, hashInCluster } = worldThatEndsAfter(writes);
    const change = changeFirstPassword(parts, { name: 'demo', password: new Secret('after') }, signal);
    await (writes < 5 ? expect(change).rejects.toThrow('crashed') : change);
    recover();
    const settled = await settlePassword(parts, 'demo', signal);
    const isNew = await fitsHash(new Secret('after'), hashInCluster());
    expect(isNew).toBe(writes > 1);
    // Dex reads a password at its start only.
    expect(restarts() > 0).toBe(isNew);
    expect(settled.password?.reveal()).toBe(isNew ? 'after' : 'before');
    expect(settled.others?.['userPassword']?.reveal()).toBe(isNew ? 'after' : 'before');
    expect(settled.others?.['userPasswordHash']?.reveal()).toBe(hashInCluster().reveal());
    expect(Object.keys(settled.others ?? {}).toSorted()).toEqual(['cookieSecret', 'userPassword', 'userPasswordHash']);
    // And a second attempt works.
    await changeFirstPassword(parts, { name: 'demo', password: new Secret('at last') }, signal);
    expect(await fitsHash(new Secret('at last'), hashInCluster())).toBe(true);
    expect((await parts.installations.loadCredentials()).password?.reveal()).toBe('at last');
  },
);

test('a run that is under way sends the password itself, so nothing is changed then', async () => {
  const { parts, hashInCluster } = worldThatEndsAfter(100);
  const runs = { listRuns: async () => [{ state: 'running' }] } as never;
  await expect(changeFirstPassword({ ...parts, runs }, { name: 'demo' }, signal)).rejects.toMatchObject({
    key: 'user.passwordChanging',
  });
  expect(hashInCluster().reveal()).toBe(oldHash);
});

test('changes and looks at the same time are done one after the other: store and cluster have the last password', async () => {
  const { parts, hashInCluster } = worldThatEndsAfter(100);
  const passwords = ['first', 'second', 'third'];
  await Promise.all(
    passwords.flatMap((password) => [
      changeFirstPassword(parts, { name: 'demo', password: new Secret(password) }, signal),
      settlePassword(parts, 'demo', signal),
    ]),
  );
  const { password } = await parts.installations.loadCredentials();
  expect(password?.reveal()).toBe('third');
  expect(await fitsHash(new Secret('third'), hashInCluster())).toBe(true);
});
