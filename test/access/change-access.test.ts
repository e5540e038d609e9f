import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { Outcome } from '../../src/cli/output/terminal.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { kubeflowVersions } from '../../src/kubeflow/testing/releases.fixture.ts';
import { type CommandedProduct, openCommandedProduct } from '../install/fixtures/commanded-product.fixture.ts';
import { startExternalProvider } from '../login-rig/external/external-provider.fixture.ts';
import { kubectl } from '../install/fixtures/kubectl.fixture.ts';
import { startGateway } from '../login-rig/gateway/gateway.fixture.ts';
import { objectsOfCluster } from '../login-rig/login-objects.fixture.ts';

/* The real commands, server, worker, API server and release; cert-manager and the load balancer are simulated, as strictly as they are where it counts: an Issuer signs with what is in its Secret. */

const version = '26.03.1';
const host = 'kubeflow.example.com';
const openssl = (...words: string[]) => promisify(execFile)('openssl', words);

let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
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
    client = createKubernetesClient(cluster.access);
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
    await client.close();
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

  test('has a certificate that is renewed: the gateway shows the new one to openssl, nothing starts again, and mla access show tells its last day', async () => {
    const pods = () => Promise.all([generation('istio-system', 'istio-ingressgateway'), generation('auth', 'dex')]);
    const before = await pods();
    const place = { objects: await objectsOfCluster(client) };
    const served = await startGateway({ objects: () => place.objects, programs: new Map(), later: () => 0, port: 0 });
    const authority = join(directory, 'ca.pem');
    const verified = async (): Promise<string> => {
      const options = ['-verify_hostname', host, '-verify_return_error', '-CAfile', authority];
      const at = ['-connect', `127.0.0.1:${served.securePort}`, '-servername', host];
      const shown = openssl('s_client', ...at, ...options);
      shown.child.stdin?.end();
      return /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n/.exec((await shown).stdout)?.[0] ?? '';
    };
    const first = await verified();
    // As cert-manager renews: a new pair in the same Secret, by the same authority.
    const { data } = (await istio('secret', 'kubeflow-access-ca')) as { data: Record<string, string> };
    const text = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString();
    const issuer = { certificate: text('tls.crt'), key: text('tls.key') };
    const pair = issueCertificate({ commonName: host, hosts: [host], days: 120, issuer });
    const [certificate, key] = [pair.certificate, pair.key].map((pem) => Buffer.from(pem).toString('base64'));
    const patch = JSON.stringify({ data: { 'tls.crt': certificate, 'tls.key': key } });
    await run('patch', 'secret', 'kubeflow-access-certificate', '-n', 'istio-system', '--type', 'merge', '-p', patch);
    place.objects = await objectsOfCluster(client);
    expect(new X509Certificate(first).serialNumber).not.toBe(new X509Certificate(pair.certificate).serialNumber);
    expect(new X509Certificate(await verified()).serialNumber).toBe(new X509Certificate(pair.certificate).serialNumber);
    const last = new Date(new X509Certificate(pair.certificate).validTo).toISOString().slice(0, 10);
    expect((await mla('access', 'show', 'demo')).stdout).toContain(`certificate: release, valid until ${last}\n`);
    expect(await pods()).toEqual(before);
    await served.stop();
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

  test('people can log in through an external login service: asked first, client secret apart, connectors of others stay', async () => {
    const client = { id: 'kubeflow', secret: 'secret-of-tests', redirectURIs: [`https://${host}/dex/callback`] };
    const provider = await startExternalProvider({ client });
    const [right, wrong] = [join(directory, 'right.txt'), join(directory, 'wrong.txt')];
    await Promise.all([writeFile(right, `${client.secret}\n`), writeFile(wrong, 'guessed\n')]);
    const login = (file: string): Promise<Outcome> => {
      const words = ['--type', 'oidc', '--title', 'Company', '--issuer', provider.issuer, '--client-id', client.id];
      return mla('login', 'set', 'demo', 'company', ...words, '--secret-file', file, '--yes', '--follow');
    };
    const settings = async (): Promise<string> => {
      const { data } = (await get('-n', 'auth', 'configmap', 'dex')) as { data: Record<string, string> };
      return data['config.yaml'] ?? '';
    };
    const refused = await login(wrong);
    expect([refused.exitCode, refused.stderr]).toEqual([
      5,
      expect.stringContaining('does not accept the client kubeflow'),
    ]);
    expect(await settings()).not.toContain('connectors:');
    const byHand = JSON.stringify({
      data: { 'config.yaml': `${await settings()}connectors: [{type: mockCallback, id: hand, name: By hand}]\n` },
    });
    await run('patch', 'configmap', 'dex', '-n', 'auth', '--type', 'merge', '-p', byHand);
    const set = await login(right);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(set.stdout + set.stderr).toContain(`+ ConfigMap auth/dex: login through Company`);
    expect(set.stdout + set.stderr).toContain(`Register this redirect URI at Company: https://${host}/dex/callback`);
    expect(await settings()).toMatch(/id: company\n[^]*clientSecret: \$MLANYWHERE_CONNECTOR_COMPANY\n[^]*id: hand\n/);
    const { data } = (await get('-n', 'auth', 'secret', 'dex-connectors')) as { data: Record<string, string> };
    expect(Buffer.from(data['MLANYWHERE_CONNECTOR_COMPANY'] ?? '', 'base64').toString()).toBe(client.secret);
    expect(set.stdout + set.stderr + (await settings())).not.toContain(client.secret);
    expect((await mla('login', 'test', 'demo', 'company')).stdout).toContain(
      '✔ It accepts client ID and client secret',
    );
    expect((await mla('access', 'set', 'demo', '--expose', 'clusterIP', '--yes')).stderr).toContain('need an address');
    await provider.stop();
    expect((await mla('login', 'test', 'demo', 'company')).exitCode).toBe(8);
    expect(await mla('login', 'remove', 'demo', 'company', '--yes', '--follow')).toMatchObject({ exitCode: 0 });
    expect(await settings()).not.toContain('company');
    expect(await settings()).toContain('id: hand');
    expect(await run('get', 'secret', '-n', 'auth', '-o', 'name')).not.toContain('dex-connectors');
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

  test('is taken back whole also after a run that was cancelled halfway: what that had added is removed', async () => {
    // Sent, and never ready: the pods of the login that the new address replaces do not start.
    cluster.switches.setWorkload('auth/dex', { trouble: 'ImagePullBackOff' });
    const started = await mla('access', 'set', 'demo', '--expose', 'nodePort', '--host', host, '--yes');
    expect(started.exitCode, started.stderr).toBe(0);
    await expect.poll(() => nameList('certificates.cert-manager.io')).not.toEqual([]);
    expect((await mla('cancel', 'demo')).exitCode).toBe(0);
    await expect.poll(async () => (await mla('status', 'demo')).stdout).toContain('cancelled');
    cluster.switches.setWorkload('auth/dex', undefined);
    const unfinished = 'A change to nodePort has not come to its end, so the cluster may have parts of it.';
    expect((await mla('access', 'show', 'demo')).stdout).toContain(unfinished);
    await set('--expose', 'clusterIP');
    expect((await mla('access', 'show', 'demo')).stdout).not.toContain(unfinished);
    const kinds = ['certificates.cert-manager.io', 'issuers.cert-manager.io', 'networkpolicy'];
    expect(await Promise.all(kinds.map(nameList))).toEqual([[], [], []]);
  });
});
