import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { watchedKinds } from '../../sandbox/simulation/kinds.ts';
import { createPipelinesClient, type PipelinesClient } from '../../src/kubeflow/pipelines/client.ts';
import { fetchAs } from '../../src/kubeflow/pipelines/testing/fetch-as.fixture.ts';
import {
  startPipelinesServer,
  type PipelinesServer,
} from '../../src/kubeflow/pipelines/testing/pipelines-server.fixture.ts';
import { readYamlDocuments } from '../../src/kubeflow/release/kubernetes-yaml.ts';
import { kubeflowVersions } from '../../src/kubeflow/testing/releases.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { eventually } from '../patience.fixture.ts';

export const demoRelease = '26.03.1';
export const hasRelease = kubeflowVersions.includes(demoRelease);
export const demoNamespace = 'kubeflow-user-example-com';
const user = 'user@example.com';

/** A cluster with the release's notebooks, and Kubeflow Pipelines' API for its user. */
export interface DemoCluster {
  readonly sandbox: SandboxCluster;
  readonly client: KubernetesClient;
  readonly pipelines: PipelinesClient;
  readonly pipelinesServer: PipelinesServer;
  /** Every object of every kind but what the cluster writes about itself: events, leases, endpoints. */
  listAll(): Promise<string[]>;
  create(...objects: readonly KubernetesObject[]): Promise<void>;
  stop(): Promise<void>;
}

/** The objects of the release that notebooks need: their kind, the controller, and the settings of the web app. */
async function notebookObjects(): Promise<KubernetesObject[]> {
  const file = join(process.env['MLA_RELEASE_PATH'] ?? '', demoRelease, '16-notebooks-v1.yaml');
  const objects = readYamlDocuments(await readFile(file, 'utf8')) as KubernetesObject[];
  const wanted = /^(notebooks\.kubeflow\.org|(notebook-controller|jupyter-web-app)-.*)$/;
  return objects.filter(
    ({ kind, metadata: { name } }) =>
      wanted.test(name) && ['CustomResourceDefinition', 'ConfigMap', 'Deployment', 'ServiceAccount'].includes(kind),
  );
}

export async function startDemoCluster(): Promise<DemoCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-demo-content-'));
  const worker = { role: 'worker', vcpus: 8, memoryGiB: 32 } as const;
  const sandbox = await startSandboxCluster({
    name: 'demo-content',
    directory,
    // The roles of the controllers are not installed here.
    switches: { rights: 'ignored' },
    nodes: [
      { ...worker, count: 1 },
      { ...worker, count: 1, namePrefix: 'gpu', gpu: { type: 'nvidia', count: 2 } },
    ],
  });
  const client = createKubernetesClient(sandbox.access);
  const pipelinesServer = await startPipelinesServer({
    mayUse: (who, namespace) => who === user && namespace === demoNamespace,
  });
  const pipelines = createPipelinesClient({
    namespace: demoNamespace,
    fetch: fetchAs(pipelinesServer, user),
  });
  const create = async (...objects: readonly KubernetesObject[]): Promise<void> => {
    for (const object of objects) await client.create(await typeOf(client, object), object);
  };
  await create(...['kubeflow', demoNamespace].map((name) => namespaceOf(name)), accountOf('default-editor'));
  await create(...(await notebookObjects()));
  await eventually(async () => (await client.list(watchedKinds.notebooks.type)).length === 0);
  return {
    sandbox,
    client,
    pipelines,
    pipelinesServer,
    create,
    listAll: () => listAll(client),
    stop: async () => {
      await pipelinesServer.stop();
      await client.close();
      await sandbox.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const namespaceOf = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const accountOf = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: demoNamespace },
});

async function typeOf(client: KubernetesClient, { apiVersion, kind }: KubernetesObject): Promise<ResourceType> {
  return eventually(async () => (await client.discover(apiVersion)).find((type) => type.kind === kind));
}

/** Kinds that the cluster writes about itself. */
const own = new Set(['events', 'leases', 'endpoints', 'endpointslices', 'nodes', 'componentstatuses', 'replicasets']);

async function listAll(client: KubernetesClient): Promise<string[]> {
  const types = (await client.discoverAll()).filter(({ plural }) => !own.has(plural));
  const lists = await Promise.all(
    types.map(async (type) => {
      // Some are only created, such as reviews of rights.
      const found = await client.listMetadata(type).catch(() => []);
      return found.map(({ name, namespace = '' }) => `${type.kind}.${type.group} ${namespace}/${name}`);
    }),
  );
  return lists.flat().toSorted();
}
