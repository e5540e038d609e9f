import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { browserFlags, chromiumPath } from '../../browser/fixtures/browser.fixture.ts';
import { patience } from '../../patience.fixture.ts';

/** From libnss3-tools: changes the store of authorities that Chromium trusts for one user. Undefined where there is none. */
export const certutil = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'certutil'))
  .find((file) => existsSync(file));

export interface TrustingBrowser extends AsyncDisposable {
  readonly browser: Browser;
}

/**
 * Chromium of a user who has a home of its own and trusts this authority (PEM), if one is given, beside the usual ones.
 * `leads` says where names lead for it, for example `kubeflow.example.com:443` to `127.0.0.1:8443`; `command` stands
 * before Chromium's own where it runs at another machine.
 */
export async function launchTrustingBrowser(given: {
  readonly authority: string | undefined;
  readonly leads: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}): Promise<TrustingBrowser> {
  if (chromiumPath === undefined || certutil === undefined) throw new Error('No Chromium, or no certutil');
  const home = await mkdtemp(join(tmpdir(), 'mla-chromium-'));
  if (given.authority !== undefined) await trust(home, { authority: given.authority, program: certutil });
  const rules = Object.entries(given.leads).map(([name, place]) => `MAP ${name} ${place}`);
  const browser = await chromium.launch({
    executablePath:
      given.command === undefined ? chromiumPath : await startedBy(given.command, { program: chromiumPath, home }),
    args: [...browserFlags, `--host-resolver-rules=${rules.join(', ')}`],
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    timeout: patience.condition,
  });
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A program that starts another one through a command. Their words hold no quotes. */
async function startedBy(
  command: readonly string[],
  { program, home }: { program: string; home: string },
): Promise<string> {
  const file = join(home, 'start-chromium');
  await writeFile(file, `#!/bin/sh\nexec ${[...command, program].map((word) => `'${word}'`).join(' ')} "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

async function trust(home: string, { authority, program }: { authority: string; program: string }): Promise<void> {
  const store = join(home, '.pki', 'nssdb');
  const file = join(home, 'authority.pem');
  await mkdir(store, { recursive: true });
  await writeFile(file, authority);
  const run = (...words: string[]) => promisify(execFile)(program, ['-d', `sql:${store}`, ...words]);
  await run('-N', '--empty-password');
  await run('-A', '-n', 'authority', '-t', 'C,,', '-i', file);
}
