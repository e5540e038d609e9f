import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openService } from './compose.ts';

test.skipIf(process.platform === 'win32')(
  'the data directory, with token and key in it, is its owner’s alone also where the data is on a PostgreSQL server',
  async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    await chmod(dataDirectory, 0o777);
    const opened = openService({
      dataDirectory,
      databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing',
      port: 0,
      version: '0.0.0',
      report: () => undefined,
      makeParts: () => {
        throw new Error('no server answers here');
      },
    });
    await expect(opened).rejects.toMatchObject({ code: 'MLA-RUN-003' });
    expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700);
    await rm(dataDirectory, { recursive: true });
  },
);
