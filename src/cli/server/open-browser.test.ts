import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openBrowser } from './open-browser.ts';

const link = 'http://127.0.0.1:5000/login#code=c0de-of-a-login&next=%2Finstallations%2Fdemo';
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-open-'));
  // The desktop's opener, which tells what it was called with.
  await writeFile(
    join(directory, 'xdg-open'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${directory}/called.tmp'\nmv '${directory}/called.tmp' '${directory}/called'\n`,
  );
  await chmod(join(directory, 'xdg-open'), 0o755);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

test.skipIf(process.platform !== 'linux' || existsSync('/snap/bin'))(
  'a login link is no argument of a program, which every user of the machine reads: the browser gets a private file that leads to it',
  async () => {
    vi.stubEnv('PATH', `${directory}:${process.env['PATH'] ?? ''}`);
    await openBrowser({ url: link, directory });
    await expect.poll(() => existsSync(join(directory, 'called'))).toBe(true);
    const [given = ''] = (await readFile(join(directory, 'called'), 'utf8')).trim().split('\n');
    expect(given).not.toContain('c0de-of-a-login');
    const file = fileURLToPath(given);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(
      '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:5000/login#code=c0de-of-a-login&amp;next=%2Finstallations%2Fdemo">',
    );
  },
);
