import { notFound, refuse } from './clusters/clusters.ts';
import { parseJson, type Answer, type Call, type Route } from './http/http.ts';
import type { Simulation } from './simulation.ts';
import type { StoredAddon, StoredCluster } from './state.ts';

/** An entry of the catalogue, as far as it is known. */
interface CatalogueEntry {
  readonly name: string;
  readonly displayName: string;
  readonly namespace?: string;
  readonly description: string;
  readonly url: string;
  readonly conflicts?: readonly string[];
  readonly [field: string]: unknown;
}

function entry(name: string, displayName: string, more: Record<string, unknown> = {}): CatalogueEntry {
  return { name, displayName, namespace: 'ccp', description: displayName, url: `/opt/ccp/charts/${name}.tgz`, ...more };
}

/** ccp-kubeflow's real entry is not known; this one has its fields. */
const catalogue: Readonly<Record<string, CatalogueEntry>> = {
  '_ccp-monitor': entry('ccp-monitor', 'Monitoring'),
  '_ccp-efk': entry('ccp-efk', 'Logging'),
  '_ccp-kubernetes-dashboard': entry('kubernetes-dashboard', 'Dashboard', {
    overrideFiles: ['/opt/ccp/charts/kubernetes-dashboard.yaml'],
  }),
  '_ccp-istio-operator': entry('ccp-istio-operator', 'Istio Operator', {
    conflicts: ['ccp-kubeflow', 'ccp-harbor-operator'],
    dependencies: { '_ccp-istio': entry('ccp-istio-cr', 'Istio') },
  }),
  '_ccp-harbor-operator': entry('ccp-harbor-operator', 'Harbor Operator', {
    conflicts: ['ccp-istio-operator'],
    dependencies: { '_ccp-harbor': entry('ccp-harbor-cr', 'Harbor') },
  }),
  '_ccp-kubeflow': entry('ccp-kubeflow', 'Kubeflow', { conflicts: ['ccp-istio-operator'], overrides: '' }),
};

/** Catalogue and add-ons of a cluster. */
export function addonRoutes(simulation: Simulation): Route[] {
  const { switches, store } = simulation;
  const find = (call: Call): StoredCluster | undefined =>
    store.state.clusters.find((cluster) => cluster.id === call.parameters['id']);

  function list(call: Call): Answer {
    const cluster = find(call);
    if (cluster === undefined) return notFound;
    const results = cluster.addons.map(showAddon);
    return { status: 200, json: { count: results.length, next: null, previous: null, results } };
  }

  function add(call: Call): Answer {
    const cluster = find(call);
    if (cluster === undefined) return notFound;
    const body = parseJson(call.body);
    const wanted = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    const name = wanted['name'];
    if (typeof name !== 'string' || typeof wanted['url'] !== 'string')
      return refuse({ name: ['This field is required.'] }, switches.refusalBody);
    const rivals = cluster.addons.filter(
      (addon) => conflictsOf(wanted).includes(addon.name) || conflictsOf(addon.entry).includes(name),
    );
    if (rivals.length > 0)
      return refuse(
        { non_field_errors: [`conflicts with ${rivals.map((rival) => rival.name).join(', ')}`] },
        switches.refusalBody,
      );
    const addon: StoredAddon = { entry: wanted, name, age: 0, status: 'INSTALLING' };
    cluster.addons.push(addon);
    store.save();
    return { status: 201, json: showAddon(addon) };
  }

  function remove(call: Call): Answer {
    const cluster = find(call);
    if (cluster?.addons.some((addon) => addon.name === call.parameters['name']) !== true) return notFound;
    cluster.addons = cluster.addons.filter((addon) => addon.name !== call.parameters['name']);
    store.save();
    return { status: 204 };
  }

  return [
    {
      method: 'GET',
      pattern: '/v3/clusters/:id/catalog',
      access: 'v3',
      handle: (call) => (find(call) === undefined ? notFound : { status: 200, json: catalogue }),
    },
    { method: 'GET', pattern: '/v3/clusters/:id/addons', access: 'v3', handle: list },
    { method: 'POST', pattern: '/v3/clusters/:id/addons', access: 'v3', handle: add },
    { method: 'DELETE', pattern: '/v3/clusters/:id/addons/:name', access: 'v3', handle: remove },
  ];
}

function showAddon({ entry: { name, namespace, displayName, description }, status }: StoredAddon): unknown {
  return {
    name,
    namespace,
    displayName,
    description,
    status: { name, helmStatus: status === 'FAILED' ? 'failed' : 'deployed', status },
  };
}

function conflictsOf(addon: Record<string, unknown>): string[] {
  const { conflicts } = addon;
  return Array.isArray(conflicts) ? conflicts.filter((one): one is string => typeof one === 'string') : [];
}
