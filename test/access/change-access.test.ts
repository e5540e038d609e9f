import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { kubeflowVersions } from '../../src/kubeflow/testing/releases.fixture.ts';
import { type CommandedProduct, openCommandedProduct } from '../install/fixtures/commanded-product.fixture.ts';
import { kubectl } from '../install/fixtures/kubectl.fixture.ts';

/* The real commands, server, worker, API server and release; cert-manager and the load balancer are simulated, as strictly as they are where it counts: an Issuer signs with what is in its Secret. */

const version = '26.03.1';
const host = 'kubeflow.example.com';
const openssl = (...words: string[]) => promisify(execFile)('openssl', words);

let directory: string;
let cluster: SandboxCluster;
let product: CommandedProduct;
let kubeconfig: string;

const mla = (...words: string[]): Promise<Outcome> => product.mla(...words);
const run = (...words: string[]): Promise<string> => kubectl(['--kubeconfig', kubeconfig, ...words]);
const get = async (...words: string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await run('get', ...words, '-o', 'json')) as Record<string, unknown>;
const istio = (...words: string[]) => get('-n', 'istio-system', ...words);
const nameList = async (kind: string): Promise<string[]> =>
  (await run('get', kind, '-n', 'istio-system', '-o', 'name'))
    .split('\n')
    .filter((name) => name.includes('kubeflow-access'));
const gateway = () => get('-n', 'kubeflow', 'gateways.networking.istio.io', 'kubeflow-gateway');
const generation = (namespace: string, name: string) =>
  run('get', 'deployment', '-n', namespace, name, '-o', 'jsonpath={.metadata.generation}');
const set = async (...words: string[]): Promise<Outcome> => {
  const outcome = await mla('access', 'set', 'demo', ...words, '--yes', '--follow');
  expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
  return outcome;
};

describe.runIf(kubeflowVersions.includes(version))('the access of an installed Kubeflow', () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-access-'));
    kubeconfig = join(directory, 'kubeconfig');
    cluster = await startSandboxCluster({ name: 'change-access', directory });
    await writeFile(kubeconfig, cluster.kubeconfig);
    product = await openCommandedProduct(directory, {
      environment: { MLA_RELEASE_PATH: process.env['MLA_RELEASE_PATH'] },
    });
    expect(await mla('connection', 'add', 'existing', 'here', '--kubeconfig', kubeconfig)).toMatchObject({
      exitCode: 0,
    });
    const file = join(directory, 'demo.yaml');
    await writeFile(
      file,
      `apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: demo }\nspec:\n  cluster: { platform: existing, connection: here }\n  kubeflow: { release: "${version}", components: [dashboard] }\n`,
    );
    const applied = await mla('apply', file, '--follow');
    expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
  });

  afterAll(async () => {
    await product.close();
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('becomes a node port with HTTPS: Service, gateway, login and certificate follow, and pods are replaced', async () => {
    const before = await Promise.all([generation('auth', 'dex'), generation('oauth2-proxy', 'oauth2-proxy')]);
    const { stdout, stderr } = await set(
      '--expose',
      'nodePort',
      '--node-port',
      '30443',
      '--host',
      host,
      '--tls',
      'release',
    );
    // Shown before anything is sent.
    expect(stdout + stderr).toContain('+ Service istio-system/istio-ingressgateway: Service of type NodePort');
    expect(await istio('service', 'istio-ingressgateway')).toMatchObject({
      spec: {
        type: 'NodePort',
        ports: expect.arrayContaining([expect.objectContaining({ port: 443, nodePort: 30443 })]) as unknown,
      },
    });
    expect(await gateway()).toMatchObject({
      spec: {
        servers: [{ tls: { credentialName: 'kubeflow-access-certificate' } }, { tls: { httpsRedirect: true } }, {}],
      },
    });
    const dex = (await get('-n', 'auth', 'configmap', 'dex'))['data'] as Record<string, string>;
    expect(dex['config.yaml']).toContain(`issuer: https://${host}:30443/dex`);
    const after = await Promise.all([generation('auth', 'dex'), generation('oauth2-proxy', 'oauth2-proxy')]);
    expect(after.map(Number)).toEqual(before.map((one) => Number(one) + 1));
    expect((await mla('access', 'show', 'demo')).stdout).toContain(`Address: https://${host}:30443`);
  });

  test('has a certificate that openssl accepts for its name, with the authority that mla access show prints', async () => {
    const [authority, leaf] = [join(directory, 'ca.pem'), join(directory, 'leaf.pem')];
    await writeFile(authority, (await mla('access', 'show', 'demo', '--authority')).stdout);
    const { data } = (await istio('secret', 'kubeflow-access-certificate')) as { data: Record<string, string> };
    await writeFile(leaf, Buffer.from(data['tls.crt'] ?? '', 'base64'));
    expect((await openssl('verify', '-CAfile', authority, '-verify_hostname', host, leaf)).stdout).toContain('OK');
    await expect(openssl('verify', '-CAfile', authority, '-verify_hostname', 'other.example', leaf)).rejects.toThrow();
  });

  test('becomes a load balancer with given files: the key comes from the store, and what is not needed any more is removed', async () => {
    const { certificate, key } = issueCertificate({ commonName: host, hosts: [host], days: 30 });
    const keyFile = join(directory, 'key.pem');
    await writeFile(keyFile, key, { mode: 0o600 });
    const words = ['--expose', 'loadBalancer', '--tls', 'files', '--tls-certificate', certificate];
    const store = async (name: string): Promise<string> =>
      (await mla('access', 'secret', 'demo', name, '--file', keyFile)).stdout;
    expect(await store('tls-key')).toContain('The access of demo does not use it: it needs no value.');
    const { stdout, stderr } = await set(...words);
    expect(await store('tls-kye')).toContain('The access of demo does not use it: it needs tls-key.');
    expect(await store('tls-key')).toContain('The next run of demo uses it.');
    expect(stdout + stderr).not.toContain('PRIVATE KEY');
    const { data } = (await istio('secret', 'kubeflow-access-files')) as { data: Record<string, string> };
    expect(
      Buffer.from(data['tls.key'] ?? '', 'base64')
        .toString()
        .trim(),
    ).toBe(key.trim());
    expect(await nameList('certificates.cert-manager.io')).toEqual([]);
    expect(await nameList('networkpolicy')).toEqual(['networkpolicy.networking.k8s.io/kubeflow-access']);
    expect(await mla('access', 'show', 'demo', '--authority')).toMatchObject({ exitCode: 3, stdout: '' });
    // Told by the (simulated) load balancer.
    await expect
      .poll(async () => (await mla('access', 'show', 'demo')).stdout)
      .toMatch(/must lead to 198\.51\.100\.\d+/);
  });

  test('is taken back whole: no way is left open, and nothing differs from the plan', async () => {
    await set('--expose', 'clusterIP');
    const service = (await istio('service', 'istio-ingressgateway')) as {
      spec: { type: string; ports: { nodePort?: number }[] };
    };
    expect(service.spec.type).toBe('ClusterIP');
    expect(service.spec.ports.filter(({ nodePort }) => nodePort !== undefined)).toEqual([]);
    expect(await gateway()).toMatchObject({ spec: { servers: [{ port: { number: 80 } }] } });
    const left = await Promise.all(['networkpolicy', 'secret', 'ingress'].map(nameList));
    expect(left.flat().filter((name) => !/secret\/kubeflow-access-(certificate|ca)$/.test(name))).toEqual([]);
    expect(await mla('drift', 'demo')).toMatchObject({ exitCode: 0 });
  });
});
