import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Cli } from '../cli.ts';
import { readPassword } from './read-password.ts';

test('an empty password is a missing one, and the ways to give it are named', async () => {
  const stdin: Cli['stdin'] = Object.assign(Readable.from(['\n']), { isTTY: false });
  const silent = { write: () => true };
  const cli: Cli = {
    environment: {},
    stdin,
    stdout: silent,
    stderr: silent,
    signal: new AbortController().signal,
    startLocalService: () => Promise.reject(new Error('not needed')),
    endWith: () => undefined,
  };
  await expect(readPassword(cli, { passwordStdin: true }, 'Password: ')).rejects.toMatchObject({
    code: 'MLA-CLI-023',
    message: 'The password is empty.',
  });
});
