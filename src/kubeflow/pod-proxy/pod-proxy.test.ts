import { load } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import { proxy as proxySchema } from '../../installation/installation.ts';
import { podParts, type PodPart } from '../../installation/proxy/pod-parts.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { findListed, listMisread } from '../../network/proxy/no-proxy.ts';
import { traitsOf } from '../../kubernetes/testing/cluster-traits.fixture.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Item } from '../plan/inventory.ts';
import { patchItems } from '../plan/patch-items.ts';
import type { Plan } from '../plan/plan.ts';
import { loadRelease } from '../release/load-release.ts';
import type { Release } from '../release/release.ts';
import { buildSampleRelease } from '../sample/sample-release.ts';
import { kubeflowVersions, loadTestRelease } from '../testing/releases.fixture.ts';
import { destinations } from './destinations.ts';
import { apiServerEntry, listPodNoProxy, servicesOf } from './pod-no-proxy.ts';
import { planPodProxy, podProxyOf } from './plan-pod-proxy.ts';

type Input = Parameters<typeof proxySchema.parse>[0];

const networks = { pods: ['10.244.0.0/16'], services: ['10.96.0.0/12'] };

function planOf(release: Release, wish: Input): Plan {
  return makePlan({
    release,
    components: 'all',
    installation: { name: 'demo' },
    parameters: {
      cluster: { ...traitsOf('generic'), networks },
      proxy: proxySchema.parse(wish),
    },
  });
}

const https = 'http://proxy.example:3128';

/** What a proxy changes in a release, by kind and name, without the digits that kustomize adds. */
function changedBy(release: Release, wish: Input): Map<string, KubernetesObject> {
  const { patches = [] } = planPodProxy(proxySchema.parse(wish), { release, networks }) ?? {};
  const items = release.objects.map((object): Item => ({
    serves: undefined,
    ...object,
    get object() {
      return object.object;
    },
  }));
  const changed = patchItems(items, patches).items.filter((item, position) => item !== items[position]);
  return new Map(
    changed.map(({ key: { kind, name }, object }) => [
      `${kind} ${kind === 'ConfigMap' ? name.replace(/-[a-z0-9]{10}$/, '') : name}`,
      object,
    ]),
  );
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

/** All containers of an object, wherever they are in it. */
function containersIn(value: unknown): Container[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'containers' ? (part as Container[]) : key === 'container' ? [part as Container] : containersIn(part),
  );
}

const variablesOf = ({ env = [] }: Container): string[] =>
  env.filter(({ name }) => /_proxy$/i.test(name)).map(({ name }) => name);

describe.each(kubeflowVersions)('Kubeflow %s', (version) => {
  let release: Release;
  beforeAll(async () => {
    release = await loadTestRelease(version);
  });

  test('every part of it that leaves the cluster is where MLAnywhere knows it, and gets the variables', () => {
    const changed = changedBy(release, { http: https, https });
    expect(planOf(release, { https }).notes.filter((note) => note.includes('elsewhere'))).toEqual([]);
    const has = new Set(release.components.map(({ name }) => name));
    const deployments = destinations.flatMap(({ component, place }) =>
      place.at === 'deployment' && has.has(component) ? [`Deployment ${place.name}`] : [],
    );
    const kinds = [...changed.keys()];
    expect(kinds).toEqual(expect.arrayContaining([...deployments, 'ClusterStorageContainer default']));
    // Nothing else changes but the form of notebooks and the runtimes of training jobs.
    const others = kinds.filter((name) => !deployments.includes(name) && !name.startsWith('ClusterTrainingRuntime '));
    expect(others.sort()).toEqual(['ClusterStorageContainer default', 'ConfigMap jupyter-web-app-config']);
    for (const [name, object] of changed)
      if (deployments.includes(name)) {
        const set = containersIn(object)
          .map(variablesOf)
          .filter((names) => names.length > 0);
        expect(set, name).toEqual([['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']]);
      }
  });

  test('each container of a training job has them, next to its own variables', () => {
    const runtimes = [...changedBy(release, { https, pods: ['trainer'] })];
    expect(runtimes.length).toBeGreaterThan(4);
    for (const [name, runtime] of runtimes) {
      expect(name).toMatch(/^ClusterTrainingRuntime /);
      for (const container of containersIn(runtime))
        expect(variablesOf(container), name).toEqual(['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']);
    }
    const own = runtimes.flatMap(([, runtime]) => containersIn(runtime)).flatMap(({ env = [] }) => env);
    expect(own.map(({ name }) => name)).toContain('STORAGE_URI');
  });

  test('the form of notebooks selects the PodDefault, people can deselect it, and nothing else differs', () => {
    const read = (object: KubernetesObject | undefined) => {
      const data = object?.['data'] as Record<string, string>;
      return load(data['spawner_ui_config.yaml'] ?? '') as { spawnerFormDefaults: { configurations: unknown } };
    };
    const changed = read(changedBy(release, { https, pods: ['notebooks'] }).get('ConfigMap jupyter-web-app-config'));
    expect(changed.spawnerFormDefaults.configurations).toEqual({ readOnly: false, value: ['mlanywhere-proxy'] });
    const before = release.objects.find(({ key }) => key.name.startsWith('jupyter-web-app-config-'))?.object;
    expect({ ...changed.spawnerFormDefaults, configurations: { readOnly: false, value: [] } }).toEqual(
      read(before).spawnerFormDefaults,
    );
  });

  test.each(podParts)('%s can be the only part that uses the proxy', (part: PodPart) => {
    const all = changedBy(release, { https });
    const one = changedBy(release, { https, pods: [part] });
    const has = new Set(release.components.map(({ name }) => name));
    const places = destinations.filter((known) => known.part === part && has.has(known.component));
    expect(one.size > 0).toBe(places.length > 0);
    for (const [name, object] of one) expect(object).toEqual(all.get(name));
    expect(changedBy(release, { https, pods: 'none' }).size).toBe(0);
  });

  test('no name of a service goes through the proxy, in any form that manifests use', () => {
    const { noProxy = [] } = podProxyOf(proxySchema.parse({ https }), { release, networks }) ?? {};
    const list = noProxy.map((entry) => (entry === apiServerEntry ? '10.96.0.1' : entry)).join(',');
    const forms = servicesOf(release).flatMap(({ name, namespace }) => {
      const named = `${name}.${namespace}`;
      return [name, named, `${named}.svc`, `${named}.svc.cluster.local`, `${named}.svc.cluster.local.`];
    });
    expect(forms.length).toBeGreaterThan(200);
    const others = [
      'kubernetes.default',
      'kubernetes.default.svc',
      '10.96.0.1',
      '10.244.3.7',
      'localhost',
      '127.0.0.1',
    ];
    expect(
      [...forms, ...others].filter((host) => findListed(new URL(`http://${host}:80`), list) === undefined),
    ).toEqual([]);
    expect(listMisread(list)).toEqual([]);
    // Programs differ in entries with ports and with `*.`.
    expect(noProxy.filter((entry) => /^\*|^[^:]+:\d+$/.test(entry))).toEqual([]);
    expect(list.length).toBeLessThan(4000);
  });

  test('what manifests call inside the cluster is listed too', () => {
    const { noProxy = [] } = podProxyOf(proxySchema.parse({ https }), { release }) ?? {};
    const hosts = new Set(
      release.objects
        .filter(({ key: { kind } }) => kind === 'Deployment' || kind === 'ConfigMap' || kind === 'StatefulSet')
        .flatMap(({ object }) => [...JSON.stringify(object).matchAll(/https?:\/\/([a-z0-9][a-z0-9.-]*[a-z0-9])/g)])
        .map(([, host = '']) => host),
    );
    const inside = [...hosts].filter((host) => !host.includes('.') || /\.(svc|local|kubeflow)$/.test(host));
    expect(inside.length).toBeGreaterThan(2);
    const through = inside.filter((host) => findListed(new URL(`http://${host}`), noProxy.join(',')) === undefined);
    // Of Knative Eventing, which no release has: an example address for logs of models.
    expect(through.filter((host) => host !== 'default-broker')).toEqual([]);
  });

  test.each(['pypi.org', 'huggingface.co', 'github.com', 'registry-1.docker.io', 'www.kubeflow.org', '8.8.8.8'])(
    '%s goes through the proxy',
    (host) => {
      const { noProxy = [] } = podProxyOf(proxySchema.parse({ https }), { release, networks }) ?? {};
      expect(findListed(new URL(`https://${host}`), noProxy.join(','))).toBeUndefined();
    },
  );

  test('a proxy by address is told to Istio as TCP; one by name on a port of services is a note', () => {
    const byAddress = planOf(release, { https: 'http://10.9.8.7:8080' });
    const entry = byAddress.objects.find(({ key }) => key.kind === 'ServiceEntry');
    expect(JSON.parse(entry?.body ?? '{}')).toMatchObject({
      metadata: { namespace: 'istio-system' },
      spec: { addresses: ['10.9.8.7'], ports: [{ number: 8080, protocol: 'TCP' }] },
    });
    const note = expect.stringMatching(/have the port 8080 of the proxy proxy\.example too/) as string;
    expect(byAddress.notes).not.toContainEqual(note);
    expect(planOf(release, { https: 'http://proxy.example:8080' }).notes).toContainEqual(note);
    expect(planOf(release, { https }).notes.filter((one) => one.includes('Services of Kubeflow'))).toEqual([]);
  });
});

test('the user’s own entries come first, each entry once, and a cluster that was not asked has fewer', () => {
  const services = [{ name: 'mysql', namespace: 'kubeflow' }];
  const entries = listPodNoProxy({ wanted: ['.corp.example', 'MySQL'], services }).map(({ entry }) => entry);
  expect(entries).toEqual([
    '.corp.example',
    'MySQL',
    'localhost',
    '127.0.0.1',
    '::1',
    '.svc',
    '.cluster.local',
    apiServerEntry,
    '169.254.169.254',
    '.default',
    '.kubeflow',
    'kubernetes',
  ]);
});

test('a release without Istio is told nothing about a mesh', async () => {
  const plan = planOf(loadRelease(await buildSampleRelease()), { https: 'http://10.9.8.7:3128' });
  expect(plan.objects.filter(({ key }) => key.kind === 'ServiceEntry')).toEqual([]);
});

test('without an address there is no proxy', () => {
  expect(podProxyOf(proxySchema.parse({}), { release: { objects: [] } })).toBeUndefined();
});
