import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installationSchema, type Installation } from '../../../installation/installation.ts';
import { samplePlan } from '../../../kubeflow/install/testing/plans.fixture.ts';
import { Secret } from '../../../secret.ts';
import { type ClusterPart, findingsIn } from '../../testing/described-cluster.fixture.ts';

// A name that no DNS ever knows.
const host = 'kubeflow.invalid';

function installationWith(access: object): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow: { access } },
  });
}

async function finding(id: string, part: ClusterPart, access: object, secrets: Record<string, string> = {}) {
  const givenSecrets = Object.fromEntries(Object.entries(secrets).map(([name, text]) => [name, new Secret(text)]));
  const found = await findingsIn(part, { plan: samplePlan, installation: installationWith(access), givenSecrets });
  const { outcome, evidence } = found.get(id) ?? {};
  return `${outcome ?? 'none'}: ${evidence ?? ''}`;
}

const service = (more: object) => ({ metadata: { name: 'shop', namespace: 'shop' }, ...more });
const named = (name: string) => ({ metadata: { name } });
const issuer = (status: string, message?: string) => ({
  ...named('corp'),
  status: { conditions: [{ type: 'Ready', status, ...(message !== undefined && { message }) }] },
});
const byIssuer = { expose: 'loadBalancer', host, tls: { from: 'issuer', issuer: { name: 'corp' } } };
const port = { expose: 'nodePort', nodePort: 30443, host };
const balanced = { expose: 'loadBalancer', host };

test.each([
  ['access-entrance', {}, {}, 'passed: Kubeflow is reached by a forwarded port only.'],
  [
    'access-entrance',
    { ingressClasses: [named('nginx')] },
    { expose: 'ingress', class: 'nginx', host },
    'passed: The cluster has the Ingress class nginx.',
  ],
  [
    'access-entrance',
    { ingressClasses: [named('nginx')] },
    { expose: 'ingress', class: 'traefik', host },
    'failed: The cluster has no Ingress class traefik.',
  ],
  [
    'access-entrance',
    { gatewayClasses: [named('envoy')] },
    { expose: 'gateway', class: 'envoy', host },
    'passed: The cluster has the Gateway class envoy.',
  ],
  [
    'access-entrance',
    {},
    { expose: 'gateway', gateway: 'edge/shared', host, tls: { from: 'external' } },
    'failed: The cluster has no Gateway edge/shared.',
  ],
  [
    'access-entrance',
    { services: [service({ spec: { ports: [{ nodePort: 30443 }] } })] },
    port,
    'failed: The Service shop/shop has the node port 30443 already.',
  ],
  [
    'access-entrance',
    {},
    { ...port, nodePort: 80 },
    'warning: The node port 80 is not between 30000 and 32767, the range of most clusters, which reject it in the middle of the installation.',
  ],
  [
    'access-entrance',
    { services: [service({ spec: { ports: [{ nodePort: 30444 }] } })] },
    port,
    'passed: No Service has the node port 30443.',
  ],
  [
    'access-entrance',
    {},
    balanced,
    'warning: No Service of this cluster has an address from a load balancer, so it may have none.',
  ],
  [
    'access-entrance',
    { services: [service({ spec: { type: 'LoadBalancer' } })] },
    balanced,
    'warning: 1 Service(s) of type LoadBalancer wait for an address.',
  ],
  [
    'access-entrance',
    {
      services: [
        service({ spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress: [{ ip: '10.0.0.9' }] } } }),
      ],
    },
    balanced,
    'passed: A load balancer gives addresses: shop/shop has one.',
  ],
  ['access-issuer', { clusterIssuers: [issuer('True')] }, byIssuer, 'passed: The ClusterIssuer corp is ready.'],
  [
    'access-issuer',
    { clusterIssuers: [issuer('False', 'no account')] },
    byIssuer,
    'failed: The ClusterIssuer corp is not ready: no account.',
  ],
  ['access-issuer', {}, byIssuer, 'failed: The cluster has no ClusterIssuer corp.'],
  ['access-host', {}, balanced, `warning: The machine of MLAnywhere finds no address for ${host}.`],
  [
    'access-host',
    {},
    { expose: 'nodePort', host: '127.0.0.1', tls: { from: 'none' } },
    'passed: The access needs no name.',
  ],
] as const)('%s in a cluster with %j, for %j', async (id, part, access, result) => {
  expect(await finding(id, part, access)).toBe(result);
});

describe('given files', () => {
  let directory: string;
  let pair: { certificate: string; key: string };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mla-files-'));
    const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=x',
        '-addext',
        `subjectAltName=DNS:${host}`,
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    );
    pair = { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const files = (certificate: string, name = host) => ({
    expose: 'loadBalancer',
    host: name,
    tls: { from: 'files', certificate },
  });
  const look = (access: object, secrets: Record<string, string> = {}) =>
    finding('access-certificate', {}, access, secrets);

  test('that fit pass; each fault is named', async () => {
    expect(await look(files(pair.certificate), { 'tls-key': pair.key })).toMatch(/^passed: .*its key fits\.$/);
    expect(await look(files(pair.certificate))).toBe('failed: The key of the certificate is not stored.');
    expect(await look(files(pair.certificate, 'other.invalid'), { 'tls-key': pair.key })).toBe(
      `failed: The certificate is for DNS:${host}, not for other.invalid.`,
    );
    expect(await look(files(pair.certificate), { 'tls-key': 'nothing' })).toMatch(/^failed: .*not a private key/);
    expect(await look(files('-----BEGIN CERTIFICATE-----\nnothing'), {})).toBe(
      'failed: The text is not a certificate in PEM.',
    );
  });
});
