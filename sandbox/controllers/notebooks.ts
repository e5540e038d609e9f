import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { isAvailable, objectName, type World } from '../simulation/world.ts';

interface Notebook extends KubernetesObject {
  spec: { template: { spec: { containers: { name: string; ports?: { containerPort: number }[] }[] } } };
  status?: { readyReplicas?: number };
}

const deployment = 'kubeflow/notebook-controller-deployment';
const virtualServices: ResourceType = {
  group: 'networking.istio.io',
  version: 'v1',
  kind: 'VirtualService',
  plural: 'virtualservices',
  namespaced: true,
};

/** In place of the notebook controller: a StatefulSet, a Service and a route for each Notebook. */
export function simulateNotebooks({ client }: SimulationTools): SimulatedController {
  return {
    name: 'notebooks',
    standsFor: "Kubeflow's notebook controller",
    inputs: ['deployments', 'notebooks', 'statefulSets', 'services'],
    *pending(world) {
      if (!isAvailable(world, deployment)) return;
      for (const notebook of world.all('notebooks') as Iterable<Notebook>) {
        const { name, namespace, deletionTimestamp } = notebook.metadata;
        if (deletionTimestamp !== undefined) continue;
        if (
          world.get('statefulSets', name, namespace) !== undefined &&
          world.get('services', name, namespace) !== undefined
        )
          continue;
        const withRoute = world.get('crds', 'virtualservices.networking.istio.io') !== undefined;
        yield {
          id: objectName(notebook),
          object: objectName(notebook),
          act: async () => {
            await Promise.all([
              ensureObject(client, watchedKinds.statefulSets.type, statefulSet(notebook)),
              ensureObject(client, watchedKinds.services.type, service(notebook)),
              ...(withRoute ? [ensureObject(client, virtualServices, route(notebook))] : []),
            ]);
          },
        };
      }
    },
  };
}

/** In place of the notebook controller, as far as it says how a Notebook is doing. */
export function simulateNotebookStatus({ client }: SimulationTools): SimulatedController {
  return {
    name: 'notebook-status',
    standsFor: "Kubeflow's notebook controller (status)",
    inputs: ['deployments', 'notebooks', 'statefulSets'],
    *pending(world) {
      if (!isAvailable(world, deployment)) return;
      for (const notebook of world.all('notebooks') as Iterable<Notebook>) {
        const ready = readyReplicas(notebook, world);
        if (ready === undefined || ready === notebook.status?.readyReplicas) continue;
        const { name, namespace = '' } = notebook.metadata;
        const status = {
          readyReplicas: ready,
          conditions: [],
          containerState: ready > 0 ? { running: { startedAt: new Date().toISOString() } } : {},
        };
        yield {
          id: `${objectName(notebook)} ${ready}`,
          object: objectName(notebook),
          act: async () => {
            await client.mergePatch(
              watchedKinds.notebooks.type,
              { name, namespace, subresource: 'status' },
              { status },
            );
          },
        };
      }
    },
  };
}

function readyReplicas({ metadata: { name, namespace } }: Notebook, world: World): number | undefined {
  const set = world.get('statefulSets', name, namespace);
  return set === undefined
    ? undefined
    : ((set['status'] as { readyReplicas?: number } | undefined)?.readyReplicas ?? 0);
}

function partOf({ apiVersion, kind, metadata: { name, namespace, uid = '' } }: Notebook): KubernetesObject['metadata'] {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
  };
}

function statefulSet(notebook: Notebook): KubernetesObject {
  const { name, labels = {} } = notebook.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: partOf(notebook),
    spec: {
      replicas: 1,
      serviceName: '',
      selector: { matchLabels: { statefulset: name } },
      template: {
        metadata: { labels: { ...labels, statefulset: name, 'notebook-name': name } },
        spec: notebook.spec.template.spec,
      },
    },
  };
}

function service(notebook: Notebook): KubernetesObject {
  const { name } = notebook.metadata;
  const targetPort = notebook.spec.template.spec.containers[0]?.ports?.[0]?.containerPort ?? 8888;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: partOf(notebook),
    spec: {
      type: 'ClusterIP',
      selector: { statefulset: name },
      ports: [{ name: `http-${name}`.slice(0, 15), port: 80, targetPort }],
    },
  };
}

function route(notebook: Notebook): KubernetesObject {
  const { name, namespace = '' } = notebook.metadata;
  const prefix = `/notebook/${namespace}/${name}/`;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { ...partOf(notebook), name: `notebook-${namespace}-${name}` },
    spec: {
      hosts: ['*'],
      gateways: ['kubeflow/kubeflow-gateway'],
      http: [
        {
          match: [{ uri: { prefix } }],
          rewrite: { uri: prefix },
          route: [{ destination: { host: `${name}.${namespace}.svc.cluster.local`, port: { number: 80 } } }],
        },
      ],
    },
  };
}
