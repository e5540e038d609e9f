import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listContexts, readKubeconfig } from './kubeconfig.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-login-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function kubeconfig(user: object): string {
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server: 'https://10.0.0.5:6443' } }],
    users: [{ name: 'me', user }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'me' } }],
  });
}

/** A login program that leaves its arguments in a file and gives a token. */
async function writeLoginProgram(): Promise<string> {
  const program = join(folder, 'login.mjs');
  const text = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(join(folder, 'arguments'))}, JSON.stringify(process.argv.slice(2)));\nconsole.log(JSON.stringify({ ...JSON.parse(process.env.KUBERNETES_EXEC_INFO), status: { token: process.argv[2] } }));\n`;
  await writeFile(program, `#!${process.execPath}\n${text}`, { mode: 0o700 });
  return program;
}

test('an uploaded kubeconfig runs no program [v1]', async () => {
  const exec = { command: await writeLoginProgram(), args: ['x'], apiVersion: 'client.authentication.k8s.io/v1' };
  await expect(readKubeconfig(kubeconfig({ exec }), { execAllowed: false })).rejects.toMatchObject({
    code: 'MLA-KUBERNETES-054',
  });
  expect(listContexts(kubeconfig({ exec })).contexts.map(({ name }) => name)).toEqual(['lab']);
  expect(await readdir(folder)).toEqual(['login.mjs']);

  await readKubeconfig(kubeconfig({ exec }), { execAllowed: true, baseDirectory: folder });
  expect(await readdir(folder)).toContain('arguments');
});

test('a login program gets its arguments one by one, without a shell [v1]', async () => {
  const words = ['$(touch made)', '; touch made #', '`touch made`', "' && touch made && '"];
  const exec = { command: await writeLoginProgram(), args: words, apiVersion: 'client.authentication.k8s.io/v1' };
  const before = process.cwd();
  process.chdir(folder);
  try {
    const access = await readKubeconfig(kubeconfig({ exec }), { execAllowed: true, baseDirectory: folder });
    expect((await access.token?.())?.reveal()).toBe(words[0]);
  } finally {
    process.chdir(before);
  }
  expect((await readdir(folder)).sort()).toEqual(['arguments', 'login.mjs']);
});
