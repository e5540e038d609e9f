import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestService } from '../service.fixture.ts';

test('a key that is gone is said at the start, no new one takes its place, and with the old one back all is there', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const [key, elsewhere] = [join(directory, 'secret.key'), join(directory, 'elsewhere')];
  const first = await openTestService({ directory });
  await first.client.call('saveConnection', {
    params: { name: 'lab' },
    body: { platform: 'ccp', address: 'https://ccp.example', username: 'admin', password: 'Correct-horse-7' },
  });
  await first[Symbol.asyncDispose]();

  await rename(key, elsewhere);
  await expect(openTestService({ directory })).rejects.toMatchObject({
    code: 'MLA-RUN-022',
    details: { path: key, count: 1 },
  });
  await expect(stat(key)).rejects.toMatchObject({ code: 'ENOENT' });
  // Who has lost it for ever goes on with one that is given on purpose.
  await (
    await openTestService({ directory, secretKey: Buffer.alloc(32, 7).toString('base64') })
  )[Symbol.asyncDispose]();

  await rename(elsewhere, key);
  const again = await openTestService({ directory });
  expect(await again.service.installations.loadConnection('lab')).toMatchObject({
    input: { password: 'Correct-horse-7' },
  });
  await again[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});
