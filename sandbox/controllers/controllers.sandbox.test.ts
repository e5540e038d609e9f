import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { startSandboxCluster, type SandboxCluster } from '../cluster.ts';
import { watchedKinds, type KindName } from '../simulation/kinds.ts';
import { hasCondition } from '../simulation/world.ts';
import type { ControllerName } from '../switches.ts';
import { eventually } from '../../test/patience.fixture.ts';

const directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
const serviceAccounts: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
};
const customKinds = [
  'certificates',
  'issuers',
  'clusterIssuers',
  'profiles',
  'notebooks',
  'sampleCertificates',
  'sampleWorkspaces',
] as const;

let cluster: SandboxCluster;
let client: KubernetesClient;

const typeOf = (kind: KindName): ResourceType => watchedKinds[kind].type;
const get = (kind: KindName, name: string, namespace?: string): Promise<KubernetesObject | undefined> =>
  client.get(typeOf(kind), { name, ...(namespace === undefined ? {} : { namespace }) });

beforeAll(async () => {
  cluster = await startSandboxCluster({ name: 'controllers', directory });
  client = createKubernetesClient(cluster.access);
  await Promise.all(customKinds.map((kind) => client.create(typeOf('crds'), crdOf(typeOf(kind)))));
  for (const kind of customKinds) await eventually(async () => (await client.list(typeOf(kind))).length === 0);
  for (const name of ['cert-manager', 'kubeflow', 'istio-system', 'sample-system'])
    await client.create(typeOf('namespaces'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
});

afterAll(async () => {
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
});

afterEach(() => cluster.switches.setAll({ controllers: {}, workloads: {} }));

/** The program that a simulated part stands for; it acts only once this is available. */
async function runProgram(namespace: string, name: string): Promise<void> {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example/program:1' }] } };
  await client.create(typeOf('deployments'), {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template },
  });
  await eventually(async () => {
    const found = await get('deployments', name, namespace);
    return found !== undefined && hasCondition(found, 'Available');
  });
}

const waitsFor = (part: ControllerName, object: string): Promise<true> =>
  eventually(
    async () =>
      (await cluster.status()).simulated.find(({ name }) => name === part)?.waiting.includes(object) === true ||
      undefined,
  ).then(() => true as const);

const becomes = (
  kind: KindName,
  name: string,
  namespace: string | undefined,
  fits: (found: KubernetesObject) => boolean = () => true,
): Promise<KubernetesObject> =>
  eventually(async () => {
    const found = await get(kind, name, namespace);
    return found !== undefined && fits(found) && found;
  });

const ready = (found: KubernetesObject): boolean => hasCondition(found, 'Ready');
const bundleOf = (found: KubernetesObject): string | undefined =>
  (found['webhooks'] as { clientConfig: { caBundle?: string } }[])[0]?.clientConfig.caBundle;

function webhook(
  name: string,
  service: { namespace: string; name: string },
  annotations: Record<string, string> = {},
): KubernetesObject {
  const rules = [
    { apiGroups: ['nothing.example.com'], apiVersions: ['v1'], resources: ['nothings'], operations: ['CREATE'] },
  ];
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name, annotations },
    webhooks: [
      {
        name: `${name}.example.com`,
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: { service },
        rules,
      },
    ],
  };
}

describe('cert-manager', () => {
  test('issues nothing before it is available, then Issuer, Certificate and Secret in turn', async () => {
    await client.create(typeOf('certificates'), {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'serving', namespace: 'kubeflow' },
      spec: { secretName: 'serving-tls', dnsNames: ['hook.kubeflow.svc'], issuerRef: { name: 'own', kind: 'Issuer' } },
    });
    await client.create(typeOf('issuers'), {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Issuer',
      metadata: { name: 'own', namespace: 'kubeflow' },
      spec: { selfSigned: {} },
    });
    await client.create(typeOf('clusterIssuers'), {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: 'all' },
      spec: { selfSigned: {} },
    });
    cluster.switches.setController('cert-manager-issuers', { never: true, only: 'kubeflow/own' });
    await runProgram('cert-manager', 'cert-manager');
    await becomes('clusterIssuers', 'all', undefined, ready);
    await waitsFor('cert-manager-issuers', 'kubeflow/own');
    expect(await get('secrets', 'serving-tls', 'kubeflow')).toBeUndefined();
    cluster.switches.setController('cert-manager-issuers', undefined);
    await becomes('certificates', 'serving', 'kubeflow', ready);
    const secret = (await get('secrets', 'serving-tls', 'kubeflow')) as unknown as { data: object };
    expect(Object.keys(secret.data).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
  });

  test('its CA injector fills what asks for it, webhook configurations and CRDs, and only while it is available', async () => {
    const service = { namespace: 'kubeflow', name: 'hook' };
    await client.create(
      typeOf('validatingWebhooks'),
      webhook('asking', service, { 'cert-manager.io/inject-ca-from': 'kubeflow/serving' }),
    );
    await client.create(typeOf('validatingWebhooks'), webhook('not-asking', service));
    await client.create(typeOf('crds'), convertingCrd(service));
    const before = await get('validatingWebhooks', 'asking');
    expect(before === undefined ? 'missing' : bundleOf(before)).toBeUndefined();
    await runProgram('cert-manager', 'cert-manager-cainjector');
    await becomes('validatingWebhooks', 'asking', undefined, (found) => bundleOf(found) !== undefined);
    await becomes('crds', 'things.conversion.example.com', undefined, (found) => {
      const { conversion } = found['spec'] as { conversion: { webhook: { clientConfig: { caBundle?: string } } } };
      return conversion.webhook.clientConfig.caBundle !== undefined;
    });
    const untouched = await get('validatingWebhooks', 'not-asking');
    expect(untouched === undefined ? 'missing' : bundleOf(untouched)).toBeUndefined();
  });

  test('its webhook makes the authority that its own configuration is filled from', async () => {
    await client.create(
      typeOf('validatingWebhooks'),
      webhook(
        'own',
        { namespace: 'cert-manager', name: 'cert-manager-webhook' },
        { 'cert-manager.io/inject-ca-from-secret': 'cert-manager/cert-manager-webhook-ca' },
      ),
    );
    await runProgram('cert-manager', 'cert-manager-webhook');
    await becomes('validatingWebhooks', 'own', undefined, (found) => bundleOf(found) !== undefined);
  });
});

describe('istiod', () => {
  test('fills its own webhooks and puts its root certificate into every namespace, also later ones', async () => {
    await client.create(typeOf('validatingWebhooks'), webhook('istio', { namespace: 'istio-system', name: 'istiod' }));
    expect(await get('configMaps', 'istio-ca-root-cert', 'kubeflow')).toBeUndefined();
    await runProgram('istio-system', 'istiod');
    await becomes('validatingWebhooks', 'istio', undefined, (found) => bundleOf(found) !== undefined);
    await becomes('configMaps', 'istio-ca-root-cert', 'kubeflow');
    await client.create(typeOf('namespaces'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } });
    await becomes('configMaps', 'istio-ca-root-cert', 'later');
  });
});

describe('Kubeflow', () => {
  test('a Profile becomes a namespace with accounts and bindings, and Pipelines adds its Secret', async () => {
    await client.create(typeOf('profiles'), {
      apiVersion: 'kubeflow.org/v1',
      kind: 'Profile',
      metadata: { name: 'someone' },
      spec: { owner: { kind: 'User', name: 'someone@example.com' } },
    });
    expect(await get('namespaces', 'someone')).toBeUndefined();
    await runProgram('kubeflow', 'profiles-deployment');
    await becomes('profiles', 'someone', undefined, (found) => hasCondition(found, 'Successful'));
    const namespace = await get('namespaces', 'someone');
    expect(namespace?.metadata.labels).toMatchObject({
      'app.kubernetes.io/part-of': 'kubeflow-profile',
      'istio-injection': 'enabled',
    });
    expect(
      (await client.list(builtInTypes.roleBinding, { namespace: 'someone' }))
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['default-editor', 'default-viewer', 'namespaceAdmin']);
    expect(await client.get(serviceAccounts, { namespace: 'someone', name: 'default-editor' })).toBeDefined();

    expect(await get('secrets', 'mlpipeline-minio-artifact', 'someone')).toBeUndefined();
    await runProgram('kubeflow', 'kubeflow-pipelines-profile-controller');
    const labels = { app: 'metacontroller' };
    await client.create(typeOf('statefulSets'), {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'metacontroller', namespace: 'kubeflow' },
      spec: {
        serviceName: '',
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example/metacontroller:1' }] } },
      },
    });
    await becomes('secrets', 'mlpipeline-minio-artifact', 'someone');
  });

  test('a Notebook gets a StatefulSet and a Service, and says when it is ready', async () => {
    await client.create(typeOf('notebooks'), {
      apiVersion: 'kubeflow.org/v1',
      kind: 'Notebook',
      metadata: { name: 'mine', namespace: 'someone' },
      spec: {
        template: {
          spec: { serviceAccountName: 'default-editor', containers: [{ name: 'mine', image: 'example/notebook:1' }] },
        },
      },
    });
    cluster.switches.setController('notebooks', { delayMs: 1 });
    await runProgram('kubeflow', 'notebook-controller-deployment');
    await becomes(
      'notebooks',
      'mine',
      'someone',
      (found) => (found['status'] as { readyReplicas?: number } | undefined)?.readyReplicas === 1,
    );
    expect(await get('services', 'mine', 'someone')).toBeDefined();
    expect(await get('pods', 'mine-0', 'someone')).toBeDefined();
  });
});

describe('the sample release', () => {
  test('has its certificate issuer, its CA injection and its workspaces', async () => {
    await client.create(typeOf('sampleCertificates'), {
      apiVersion: 'sample.mlanywhere.dev/v1',
      kind: 'Certificate',
      metadata: { name: 'hook', namespace: 'sample-system' },
      spec: { secretName: 'hook-certificate', dnsNames: ['hook.sample-system.svc'] },
    });
    const service = { namespace: 'sample-system', name: 'hook' };
    await client.create(
      typeOf('validatingWebhooks'),
      webhook('sample', service, { 'sample.mlanywhere.dev/inject-ca-from': 'sample-system/hook' }),
    );
    await client.create(typeOf('sampleWorkspaces'), {
      apiVersion: 'sample.mlanywhere.dev/v1',
      kind: 'Workspace',
      metadata: { name: 'first' },
      spec: { namespace: 'first-user', owner: 'first@example.com' },
    });
    await runProgram('sample-system', 'certificate-issuer');
    await becomes('secrets', 'hook-certificate', 'sample-system');
    await becomes('sampleCertificates', 'hook', 'sample-system', ready);
    await becomes('validatingWebhooks', 'sample', undefined, (found) => bundleOf(found) !== undefined);
    expect(await get('namespaces', 'first-user')).toBeUndefined();
    await runProgram('sample-system', 'workspace-controller');
    await becomes('sampleWorkspaces', 'first', undefined, ready);
    expect(await get('namespaces', 'first-user')).toBeDefined();
  });
});

const anything = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };

function crdOf({ group, version, kind, plural, namespaced }: ResourceType): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema: anything }],
    },
  };
}

function convertingCrd(service: { namespace: string; name: string }): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: 'things.conversion.example.com',
      annotations: { 'cert-manager.io/inject-ca-from': 'kubeflow/serving' },
    },
    spec: {
      group: 'conversion.example.com',
      names: { kind: 'Thing', plural: 'things' },
      scope: 'Namespaced',
      conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig: { service } } },
      versions: [
        { name: 'v1', served: true, storage: true, schema: anything },
        { name: 'v2', served: true, storage: false, schema: anything },
      ],
    },
  };
}
