import { expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { podDefaultLabel, podDefaultName, settlePodDefaults } from './pod-defaults.ts';
import type { PodProxy } from './proxy-variables.ts';

type Client = Parameters<typeof settlePodDefaults>[0];

const proxy: PodProxy = { https: 'http://proxy.example:3128', noProxy: ['.svc', '$(KUBERNETES_SERVICE_HOST)'] };

/** PodDefaults in memory, for namespaces of these users. What the API server does with them: `pod-defaults.sandbox.test.ts`. */
function clusterOf(...users: string[]) {
  const objects = new Map<string, KubernetesObject>();
  const refuse = new Set<string>();
  const at = (namespace = ''): string => {
    if (refuse.has(namespace))
      throw new MlaError('kubernetes.forbidden', {
        user: 'ada',
        verb: 'create',
        resource: 'poddefaults',
        where: namespace,
        reason: '',
      });
    return namespace;
  };
  const client = {
    list: (type: ResourceType) =>
      Promise.resolve(type.kind === 'Profile' ? users.map((name) => ({ metadata: { name } })) : [...objects.values()]),
    create: (_: ResourceType, object: KubernetesObject) =>
      Promise.resolve().then(() => objects.set(at(object.metadata.namespace), structuredClone(object))),
    mergePatch: (_: ResourceType, { namespace = '' }, patch: KubernetesObject) => {
      const before = objects.get(at(namespace));
      if (before === undefined) throw new Error(`${namespace} has none`);
      const annotations = { ...before.metadata.annotations, ...patch.metadata.annotations };
      const spec = { ...(before['spec'] as object), ...(patch['spec'] as object) };
      objects.set(namespace, { ...before, metadata: { ...before.metadata, annotations }, spec });
      return Promise.resolve();
    },
    delete: (_: ResourceType, { namespace = '' }) => Promise.resolve(objects.delete(at(namespace))),
  } as unknown as Client;
  const settle = async (given: { proxy?: PodProxy; only?: string; installation?: string } = {}) => {
    const news = await settlePodDefaults(
      client,
      { installation: 'demo', proxy: undefined, ...given },
      new AbortController().signal,
    );
    return news.map(({ namespace, done }) => `${namespace} ${done}`);
  };
  const envOf = (namespace: string) => (objects.get(namespace)?.['spec'] as { env?: unknown } | undefined)?.env;
  return { client, objects, refuse, settle, envOf };
}

test('each namespace of a user gets one, and a second time changes nothing', async () => {
  const { objects, settle, envOf } = clusterOf('ada', 'ben');
  expect(await settle({ proxy, only: 'ben' })).toEqual(['ben made']);
  expect(await settle({ proxy })).toEqual(['ada made']);
  expect(await settle({ proxy })).toEqual([]);
  expect(objects.get('ada')).toMatchObject({
    metadata: { name: podDefaultName, namespace: 'ada', labels: { [podDefaultLabel]: 'demo' } },
    spec: { selector: { matchLabels: { 'mlanywhere-proxy': 'true' } } },
  });
  expect(envOf('ada')).toEqual([
    { name: 'HTTPS_PROXY', value: 'http://proxy.example:3128' },
    { name: 'https_proxy', value: 'http://proxy.example:3128' },
    { name: 'NO_PROXY', value: '.svc,$(KUBERNETES_SERVICE_HOST)' },
    { name: 'no_proxy', value: '.svc,$(KUBERNETES_SERVICE_HOST)' },
  ]);
});

test('another proxy changes those that nobody changed by hand; what is added beside the variables stays', async () => {
  const { client, settle, envOf, objects } = clusterOf('ada', 'ben');
  await settle({ proxy });
  const byHand = [{ name: 'HTTPS_PROXY', value: 'http://other.example:1' }];
  const patch = (namespace: string, spec: object) =>
    client.mergePatch({} as ResourceType, { namespace, name: podDefaultName }, { metadata: {}, spec });
  await patch('ben', { env: byHand });
  await patch('ada', { volumes: ['mine'] });
  expect(await settle({ proxy: { ...proxy, https: 'http://proxy.example:8080' } })).toEqual([
    'ada changed',
    'ben kept',
  ]);
  expect(envOf('ben')).toEqual(byHand);
  expect(objects.get('ada')).toMatchObject({ spec: { volumes: ['mine'] } });
  expect(JSON.stringify(envOf('ada'))).toContain('http://proxy.example:8080');
});

test('without a proxy its own go, and those of people and of other installations stay', async () => {
  const { settle, objects } = clusterOf('ada', 'ben', 'cleo');
  await settle({ proxy, only: 'ada' });
  await settle({ proxy, only: 'ben', installation: 'other' });
  objects.set('cleo', {
    apiVersion: '',
    kind: 'PodDefault',
    metadata: { name: podDefaultName, namespace: 'cleo' },
    spec: {},
  });
  expect(await settle({ proxy })).toEqual(['ben kept', 'cleo kept']);
  expect(await settle()).toEqual(['ada removed']);
  expect([...objects.keys()]).toEqual(['ben', 'cleo']);
});

test('a namespace where the account has no rights does not stop the others', async () => {
  const { settle, refuse } = clusterOf('ada', 'ben');
  refuse.add('ada');
  expect(await settle({ proxy })).toEqual(['ada refused', 'ben made']);
});
