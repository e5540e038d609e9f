import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findControlPlaneBinary } from '../../../sandbox/binary.ts';
import { startSandboxCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { testPlatforms } from '../../app/platforms.fixture.ts';
import { runInPipe } from '../../cli/output/terminal.fixture.ts';
import { parseKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

/* The script as a person runs it: by sh, with the real kubectl and a kubeconfig whose user is a login program. */

const run = promisify(execFile);
let directory: string;
let cluster: SandboxCluster;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-script-'));
  cluster = await startSandboxCluster({ name: 'script', directory, simulate: false });
});
afterAll(async () => {
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('the script of `mla connection script` makes a kubeconfig without a login program, which may do everything', async () => {
  const path = await pathWithKubectl();
  const kubeconfig = join(directory, 'with-login-program');
  await writeFile(kubeconfig, await throughLoginProgram(cluster.kubeconfig));
  const script = await runInPipe(['connection', 'script', '--lifetime', '1h'], { environment: {} });
  const file = join(directory, 'script.sh');
  await writeFile(file, script.stdout);

  // Twice: what is there already is no obstacle.
  await run('sh', [file], { env: { PATH: path, KUBECONFIG: kubeconfig, HOME: directory } });
  const { stdout } = await run('sh', [file], { env: { PATH: path, KUBECONFIG: kubeconfig, HOME: directory } });

  expect(parseKubeconfig(stdout).users).toEqual([{ name: 'installer', user: { token: expect.any(String) as string } }]);
  const tested = await testPlatforms({ localFiles: false }).existing.testConnection(
    { platform: 'existing', kubeconfig: stdout },
    { signal: hangSignal() },
  );
  expect(tested).toMatchObject({ ok: true });

  // The same account as a pod of the cluster has it: a folder, and two variables.
  const config = parseKubeconfig(stdout);
  const { hostname, port } = new URL(cluster.server);
  const folder = join(directory, 'serviceaccount');
  await mkdir(folder);
  await writeFile(join(folder, 'token'), config.users?.[0]?.user?.token ?? '');
  const authority = config.clusters?.[0]?.cluster['certificate-authority-data'] ?? '';
  await writeFile(join(folder, 'ca.crt'), Buffer.from(authority, 'base64'));
  const inPod = () =>
    testPlatforms().existing.testConnection({ platform: 'existing', kubeconfigPath: folder }, { signal: hangSignal() });
  vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
  expect(JSON.stringify(await inPod())).toMatch(/MLA-PLATFORM-003.*KUBERNETES_SERVICE_HOST is not set/);
  vi.stubEnv('KUBERNETES_SERVICE_HOST', hostname);
  vi.stubEnv('KUBERNETES_SERVICE_PORT', port);
  expect(await inPod()).toMatchObject({ ok: true });
  vi.unstubAllEnvs();
});

test('a lifetime that is none is refused: it would become part of a script', async () => {
  const refused = await runInPipe(['connection', 'script', '--lifetime', '8h; rm -r ~'], { environment: {} });
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain('MLA-CLI-010');
  expect(refused.stdout).toBe('');
});

/** A PATH with the sandbox's kubectl under its usual name. */
async function pathWithKubectl(): Promise<string> {
  const { file, leading } = (await findControlPlaneBinary()).command('kubectl');
  const wrapper = join(directory, 'kubectl');
  await writeFile(wrapper, `#!/bin/sh\nexec '${file}' ${leading.join(' ')} "$@"\n`);
  await chmod(wrapper, 0o700);
  return `${directory}:/usr/bin:/bin`;
}

/** The same cluster and rights, by a program that hands out the client certificate. */
async function throughLoginProgram(text: string): Promise<string> {
  const config = parseKubeconfig(text);
  const user = config.users?.[0]?.user;
  const pem = (data = ''): string => Buffer.from(data, 'base64').toString();
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: {
      clientCertificateData: pem(user?.['client-certificate-data']),
      clientKeyData: pem(user?.['client-key-data']),
    },
  };
  const program = join(directory, 'login-program');
  await writeFile(program, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(credential)}\nEND\n`);
  await chmod(program, 0o700);
  const exec = { apiVersion: credential.apiVersion, command: program, interactiveMode: 'Never' };
  return JSON.stringify({ ...config, users: [{ name: config.users?.[0]?.name, user: { exec } }] });
}
