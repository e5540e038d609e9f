import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { eventually, hangSignal } from '../../../test/patience.fixture.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { readKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { profileType } from '../login/read-facts.ts';
import { kubeflowVersions, loadTestRelease } from '../testing/releases.fixture.ts';
import { podDefaultLabel, podDefaultName, settlePodDefaults } from './pod-defaults.ts';
import type { PodProxy } from './proxy-variables.ts';

const podDefaults: ResourceType = {
  group: 'kubeflow.org',
  version: 'v1alpha1',
  kind: 'PodDefault',
  plural: 'poddefaults',
  namespaced: true,
};
const definitions: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};
const proxy: PodProxy = { https: 'http://proxy.example:3128', noProxy: ['.svc', '$(KUBERNETES_SERVICE_HOST)'] };

/** With the definitions of Kubeflow's own release: another server would not prune and default as it does. */
describe.each(kubeflowVersions.slice(-1))('on an API server with the kinds of Kubeflow %s', (version) => {
  let directory: string;
  let cluster: SandboxCluster;
  let client: KubernetesClient;
  const { signal } = new AbortController();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pod-defaults-'));
    cluster = await startSandboxCluster({ name: 'pod-defaults', directory, simulate: false });
    client = createKubernetesClient(await readKubeconfig(cluster.kubeconfig, { execAllowed: false }));
    const before = await settlePodDefaults(client, { installation: 'demo', proxy }, signal);
    expect(before).toEqual([]);
    const { objects } = await loadTestRelease(version);
    for (const name of ['poddefaults.kubeflow.org', 'profiles.kubeflow.org']) {
      const definition = objects.find(
        ({ key }) => key.kind === 'CustomResourceDefinition' && key.name === name,
      )?.object;
      if (definition === undefined) throw new Error(`${version} has no ${name}`);
      await client.create(definitions, definition, { signal });
    }
    for (const name of ['ada', 'ben', 'cleo']) {
      await client.create(
        builtInTypes.namespace,
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
        { signal },
      );
      await whenServed(() =>
        client.create(
          profileType,
          { apiVersion: 'kubeflow.org/v1', kind: 'Profile', metadata: { name }, spec: {} },
          { signal },
        ),
      );
    }
    await whenServed(() => client.request('GET', '/apis/kubeflow.org/v1alpha1/poddefaults', undefined, { signal }));
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** A definition is served a moment after it is there. */
  const whenServed = (work: () => Promise<unknown>): Promise<unknown> => eventually(async () => (await work(), true));

  const settle = (given: { proxy?: PodProxy; only?: string } = {}) =>
    settlePodDefaults(client, { installation: 'demo', proxy: undefined, ...given }, hangSignal());
  const read = (namespace: string) =>
    client.get<KubernetesObject & { spec: { env: { name: string; value: string }[] } }>(
      podDefaults,
      { namespace, name: podDefaultName },
      { signal },
    );
  const done = async (given?: Parameters<typeof settle>[0]) =>
    (await settle(given)).map(({ namespace, done: what }) => `${namespace} ${what}`).sort();

  test('each namespace of a user gets one, a second time changes nothing, and what a person changed is kept', async () => {
    expect(await done({ proxy, only: 'cleo' })).toEqual(['cleo made']);
    expect(await done({ proxy })).toEqual(['ada made', 'ben made']);
    expect(await done({ proxy })).toEqual([]);
    const made = await read('ada');
    expect(made?.metadata.labels).toEqual({ [podDefaultLabel]: 'demo' });
    expect(made?.spec).toEqual({
      desc: 'Internet through the proxy of the cluster',
      selector: { matchLabels: { 'mlanywhere-proxy': 'true' } },
      env: [
        { name: 'HTTPS_PROXY', value: 'http://proxy.example:3128' },
        { name: 'https_proxy', value: 'http://proxy.example:3128' },
        { name: 'NO_PROXY', value: '.svc,$(KUBERNETES_SERVICE_HOST)' },
        { name: 'no_proxy', value: '.svc,$(KUBERNETES_SERVICE_HOST)' },
      ],
    });

    const byHand = [{ name: 'HTTPS_PROXY', value: 'http://other.example:1' }];
    await client.mergePatch(
      podDefaults,
      { namespace: 'ben', name: podDefaultName },
      { spec: { env: byHand } },
      { signal },
    );
    const other = { ...proxy, https: 'http://proxy.example:8080' };
    expect(await done({ proxy: other })).toEqual(['ada changed', 'ben kept', 'cleo changed']);
    expect((await read('ben'))?.spec.env).toEqual(byHand);
    expect((await read('ada'))?.spec.env[0]?.value).toBe('http://proxy.example:8080');

    // Without a proxy, its own go; another installation touches none of them.
    expect(await settlePodDefaults(client, { installation: 'other', proxy: undefined }, signal)).toEqual([]);
    expect(await done()).toEqual(['ada removed', 'ben kept', 'cleo removed']);
    expect(await done()).toEqual(['ben kept']);
    expect(await read('ada')).toBeUndefined();
  });
});
