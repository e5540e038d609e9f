import { expect, test } from 'vitest';
import { podParts } from '../../installation/proxy/pod-parts.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { lookAtPods } from './look-at-pods.ts';
import { podProxyVariables } from './proxy-variables.ts';

const proxy = { https: 'http://proxy.example:3128', noProxy: ['.svc', '$(KUBERNETES_SERVICE_HOST)'] };
const variables = podProxyVariables(proxy);
const signal = new AbortController().signal;

function clusterOf(
  deployments: Readonly<Record<string, { readonly container: string; readonly env: unknown }>>,
  podDefaults: Readonly<Record<string, unknown>>,
  profiles: readonly string[],
): Pick<KubernetesClient, 'get' | 'list'> {
  const get = (_: ResourceType, { namespace = '', name }: { namespace?: string; name: string }) => {
    const found = deployments[`${namespace}/${name}`];
    const containers = found && [{ name: 'sidecar' }, { name: found.container, env: found.env }];
    return Promise.resolve(found && ({ spec: { template: { spec: { containers } } } } as unknown as KubernetesObject));
  };
  const list = ({ kind }: ResourceType) =>
    Promise.resolve(
      kind === 'Profile'
        ? profiles.map((name) => ({ metadata: { name } }))
        : Object.entries(podDefaults).map(([namespace, env]) => ({
            metadata: { namespace, name: 'mlanywhere-proxy' },
            spec: { env },
          })),
    );
  return { get, list } as unknown as Pick<KubernetesClient, 'get' | 'list'>;
}

test('each Deployment that leaves the cluster, and the PodDefault of each user, is compared with what is wanted', async () => {
  const older = podProxyVariables({ ...proxy, https: 'http://older.example:1' });
  const client = clusterOf(
    {
      'istio-system/istiod': { container: 'discovery', env: [{ name: 'POD_NAME', valueFrom: {} }, ...variables] },
      'auth/dex': { container: 'dex', env: [] },
      'kubeflow/ml-pipeline': { container: 'ml-pipeline-api-server', env: older },
    },
    { ann: variables, bob: older },
    ['ann', 'bob', 'eve'],
  );
  const subjects = await lookAtPods(client, { name: 'demo', parts: podParts, proxy, signal });
  const open = (name: string) =>
    subjects
      .find((one) => one.name === name)
      ?.settings.filter(({ state }) => state !== 'set')
      .map(({ name: setting, state, found }) => [setting, state, found]);
  expect(subjects.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'Deployment istio-system/istiod good',
    'Deployment auth/dex bad',
    'Deployment kubeflow/ml-pipeline bad',
    'PodDefault mlanywhere-proxy of users bad',
  ]);
  expect(open('Deployment auth/dex')?.map(([, state]) => state)).toEqual(['missing', 'missing', 'missing', 'missing']);
  expect(open('Deployment kubeflow/ml-pipeline')).toEqual([
    ['HTTPS_PROXY', 'different', 'http://older.example:1'],
    ['https_proxy', 'different', 'http://older.example:1'],
  ]);
  expect(open('PodDefault mlanywhere-proxy of users')).toEqual([
    ['bob', 'different', 'HTTPS_PROXY, https_proxy'],
    ['eve', 'missing', undefined],
  ]);
  expect(subjects.at(-1)?.fix).toContain('mla apply');
});

test('a part that the installation leaves out is not looked at, and a cluster without users has no PodDefaults', async () => {
  const client = clusterOf({ 'auth/dex': { container: 'dex', env: [] } }, {}, []);
  expect(await lookAtPods(client, { name: 'demo', parts: ['istio'], proxy, signal })).toEqual([]);
});
