import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findControlPlane } from '../../../../scripts/control-plane.mjs';
import { mergeCommand } from './merge-command.ts';

const run = promisify(execFile);
const kubeconfig = (name: string): string => `apiVersion: v1
kind: Config
current-context: ${name}
clusters: [{ name: ${name}, cluster: { server: "https://${name}.example" } }]
users: [{ name: ${name}, user: { token: of-${name} } }]
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name} } }]
`;
// The sandbox's own program can be kubectl too; else the machine's.
const controlPlane = await findControlPlane();
const hasKubectl =
  controlPlane !== undefined ||
  (await run('kubectl', ['version', '--client']).then(
    () => true,
    () => false,
  ));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mla-merge-'));
  await writeFile(join(home, 'demo.kubeconfig'), kubeconfig('demo'));
  if (controlPlane === undefined) return;
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin/kubectl'), `#!/bin/sh\nexec '${controlPlane}' kubectl "$@"\n`, { mode: 0o755 });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const merge = (): Promise<unknown> =>
  run('sh', ['-c', mergeCommand('demo.kubeconfig')], {
    cwd: home,
    env: { PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: home },
  });

test.skipIf(!hasKubectl)(
  'the command that the page shows switches to the new cluster, keeps the other ones and lets nobody else read',
  async () => {
    await mkdir(join(home, '.kube'));
    await writeFile(join(home, '.kube/config'), kubeconfig('work'), { mode: 0o644 });
    await merge();
    const merged = await readFile(join(home, '.kube/config'), 'utf8');
    expect(merged).toContain('current-context: demo');
    for (const kept of ['https://work.example', 'of-work', 'https://demo.example', 'of-demo'])
      expect(merged).toContain(kept);
    expect((await stat(join(home, '.kube/config'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(home, '.kube/config.before-mlanywhere'), 'utf8')).toBe(kubeconfig('work'));
  },
);

test.skipIf(!hasKubectl)('it works where there was no kubeconfig before', async () => {
  await merge();
  expect(await readFile(join(home, '.kube/config'), 'utf8')).toContain('current-context: demo');
});
