import { expect, test } from 'vitest';
import { namesLocalFile } from '../../runs/secrets/secrets-within.ts';
import { ownAccountFolder } from './definition/existing.ts';
import { readKubeconfigSource } from './kubeconfig-source.ts';

const naming = (kubeconfigPath: string) => ({ platform: 'existing', kubeconfigPath }) as const;
const reasonOf = (path: string) =>
  readKubeconfigSource(naming(path), { localFiles: false }).then(
    () => 'read',
    (thrown: unknown) => (thrown as { key?: string }).key,
  );

test('a shared server reads the account of its own pod, and no other file', async () => {
  expect(await reasonOf('/etc/passwd')).toBe('platform.serverFilesRefused');
  expect(await reasonOf(`${ownAccountFolder}/../token`)).toBe('platform.serverFilesRefused');
  // On this machine there is none.
  expect(await reasonOf(ownAccountFolder)).toBe('platform.kubeconfigFileUnreadable');
  expect([ownAccountFolder, '/etc/passwd'].map((path) => namesLocalFile(naming(path)))).toEqual([false, true]);
});
