import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { access as accessSchema } from '../../src/installation/access/access.ts';
import { planAccess } from '../../src/kubeflow/access/plan-access.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { Secret } from '../../src/secret.ts';
import { kubectl } from '../install/fixtures/kubectl.fixture.ts';
import { objectsOfPlan } from '../login-rig/login-objects.fixture.ts';
import { gatewayApiDefinitions } from './gateway-api.fixture.ts';

type Wish = z.input<typeof accessSchema>;

const version = '26.03.1';
const gatewayApi = await gatewayApiDefinitions();
const named = { host: 'kubeflow.example.com' };
const released = { ...named, tls: { from: 'release' } } as const;
const acme = (solver: object): Wish['tls'] => ({
  from: 'acme',
  server: 'https://acme.example/directory',
  email: 'ada@example.com',
  ...solver,
});
const cloudflare = 'cloudflare:\n  apiTokenSecretRef: { name: kubeflow-access-dns, key: cloudflare-token }\n';
const secrets = { 'tls-key': new Secret('PEM'), 'cloudflare-token': new Secret('token') };

const wishes: readonly (readonly [name: string, wish: Wish])[] = [
  ['a node port with a certificate of the release', { expose: 'nodePort', nodePort: 30443, ...released }],
  ['an IPv4 address', { expose: 'nodePort', host: '192.0.2.7', tls: { from: 'release' } }],
  ['plain HTTP', { expose: 'nodePort', tls: { from: 'none' } }],
  [
    'a load balancer with your issuer',
    { expose: 'loadBalancer', ...named, tls: { from: 'issuer', issuer: { name: 'corp' } } },
  ],
  ['an Ingress', { expose: 'ingress', class: 'nginx', annotations: ['a.example/b=c'], ...released }],
  ['ACME by HTTP-01', { expose: 'ingress', class: 'nginx', ...named, tls: acme({ http01: 'nginx' }) }],
  ['ACME by HTTP-01 through Istio', { expose: 'loadBalancer', ...named, tls: acme({ http01: 'istio' }) }],
  ['ACME by DNS-01', { expose: 'loadBalancer', ...named, tls: acme({ dns01: cloudflare }) }],
  ['files of yours', { expose: 'loadBalancer', ...named, tls: { from: 'files', certificate: 'PEM' } }],
];
const gatewayWishes: typeof wishes = [
  ['a Gateway class', { expose: 'gateway', class: 'envoy', annotations: ['a.example/b=c'], ...released }],
  ['a Gateway class with TLS elsewhere', { expose: 'gateway', class: 'envoy', ...named, tls: { from: 'external' } }],
  ['a Gateway that you have', { expose: 'gateway', gateway: 'edge/shared', ...named, tls: { from: 'external' } }],
];

/** The definitions are the release's and the Gateway API's own; the API server reads each object with every field it has. */
describe.runIf(kubeflowVersions.includes(version))(
  'A real API server accepts what an access adds and changes, field by field:',
  () => {
    let directory: string;
    let cluster: SandboxCluster;
    let plans: (wish: Wish) => KubernetesObject[];
    const run = (words: readonly string[], input: string): Promise<string> =>
      kubectl(['--kubeconfig', join(directory, 'kubeconfig'), ...words, '-f', '-'], input);
    const list = (items: readonly KubernetesObject[]): string =>
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'mla-accepted-'));
      cluster = await startSandboxCluster({ name: 'accepted', directory, simulate: false });
      await writeFile(join(directory, 'kubeconfig'), cluster.kubeconfig);
      const release = await loadTestRelease(version);
      plans = (wish) =>
        objectsOfPlan(
          makePlan({
            release,
            components: ['notebooks'],
            installation: { name: 'demo' },
            parameters: { access: accessSchema.parse(wish), givenSecrets: secrets },
          }),
        );
      const isNeeded = ({ kind, metadata: { name } }: KubernetesObject): boolean =>
        kind === 'Namespace' || (kind === 'CustomResourceDefinition' && /\.(istio|cert-manager)\.io$/.test(name));
      await run(['apply', '--server-side'], list(plans({}).filter(isNeeded)));
      for (const definition of gatewayApi ?? []) await run(['apply', '--server-side'], definition);
      await run(
        ['wait', '--for=condition=Established'],
        list(
          plans({})
            .filter(({ kind }) => kind === 'CustomResourceDefinition')
            .filter(isNeeded),
        ),
      );
      for (const definition of gatewayApi ?? []) await run(['wait', '--for=condition=Established'], definition);
    });
    afterAll(async () => {
      await cluster.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    });

    /** What the API server says of each object; nothing is stored. */
    async function accepted(wish: Wish): Promise<string[]> {
      const plain = new Set(plans({}).map((object) => JSON.stringify(object)));
      const changed = plans(wish).filter((object) => !plain.has(JSON.stringify(object)));
      const added = planAccess(accessSchema.parse(wish), secrets)?.objects ?? [];
      expect(changed.length).toBeGreaterThan(added.length);
      const answer = await run(['apply', '--server-side', '--dry-run=server', '--validate=strict'], list(changed));
      const lines = answer.trim().split('\n');
      expect(lines).toHaveLength(changed.length);
      return lines;
    }

    test.each(wishes)('%s', async (_, wish) => {
      expect((await accepted(wish)).every((line) => line.endsWith('serverside-applied (server dry run)'))).toBe(true);
    });

    test.runIf(gatewayApi !== undefined).each(gatewayWishes)('%s', async (_, wish) => {
      expect(await accepted(wish)).toContainEqual(
        expect.stringMatching(/^httproute\.gateway\.networking\.k8s\.io\/kubeflow-access /),
      );
    });

    test('a field that a kind does not have is refused, so that acceptance says something', async () => {
      const [issuer] = plans(wishes[5]?.[1] ?? {}).filter(
        ({ kind, metadata }) => kind === 'Issuer' && metadata.name.startsWith('kubeflow-access'),
      );
      const text = JSON.stringify(issuer).replace('"solvers"', '"solver"');
      await expect(run(['apply', '--server-side', '--dry-run=server', '--validate=strict'], text)).rejects.toThrow(
        'solver',
      );
    });
  },
);
