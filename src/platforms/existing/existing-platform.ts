import type { Choice } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { ClusterAccess, KubernetesClient } from '../../kubernetes/client.ts';
import { readClusterKind } from '../../kubernetes/cluster-kind/read-cluster-kind.ts';
import { refusalOf } from '../../kubernetes/cluster-kind/refuse-kind.ts';
import { listContexts, readKubeconfig, readWay } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import type { Ways } from '../../network/outbound.ts';
import { Secret } from '../../secret.ts';
import type { PlatformImplementation } from '../implementation.ts';
import type { ClusterRequest, Connection, Platform } from '../platform.ts';
import { waysOf } from '../connection-proxy.ts';
import { testClusterConnection } from './connection-test.ts';
import { existing } from './definition/existing.ts';
import {
  readKubeconfigSource,
  readOptions,
  rightsOf,
  type ExistingInput,
  type KubeconfigSource,
} from './kubeconfig-source.ts';
import { hasSimulatedNodes } from './simulated-nodes.ts';
import { viewKubeconfig } from './view-connection.ts';
import { selectContext } from './selected-context.ts';
import { readUserName, checkRights } from './who-am-i.ts';

export interface ExistingPlatformOptions {
  /** Whether connections may name files on this machine: only when MLAnywhere runs for its own user. */
  readonly localFiles: boolean;
  /** The proxies of the environment. */
  readonly outbound?: Ways;
  readonly createClient: (access: ClusterAccess) => KubernetesClient;
}

const noProxyIsUsed = { because: 'No proxy is used.' };

type Place = Pick<ClusterRequest, 'connection' | 'installation'>;

/** An existing cluster, known by its kubeconfig. MLAnywhere never creates or deletes it. */
export function createExistingPlatform(options: ExistingPlatformOptions): Platform {
  const waysTo = (input: object | undefined): Ways | undefined =>
    input === undefined || options.outbound === undefined ? options.outbound : waysOf(input, options.outbound);

  async function readSource({ connection, installation }: Place): Promise<KubeconfigSource> {
    const { cluster } = installation.spec;
    if (connection?.input.platform !== 'existing' || cluster.platform !== 'existing')
      throw new MlaError('platform.noKubeconfigConnection', { name: installation.metadata.name });
    return readKubeconfigSource(connection.input, {
      localFiles: options.localFiles,
      context: cluster.existing.context,
    });
  }

  async function readAccess(place: Place): Promise<ClusterAccess> {
    const source = await readSource(place);
    return readKubeconfig(source.yaml, readOptions(source, waysTo(place.connection?.input)));
  }

  async function withClient<T>(access: ClusterAccess, use: (client: KubernetesClient) => Promise<T>): Promise<T> {
    const client = options.createClient(access);
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  async function readContexts(connection: Connection) {
    if (connection.input.platform !== 'existing')
      throw new MlaError('platform.noKubeconfigConnection', { name: connection.name });
    const { yaml } = await readKubeconfigSource(connection.input, { localFiles: options.localFiles });
    return listContexts(yaml);
  }

  /** What kind of cluster a context leads to: a list of one, for there is nothing to choose. Throws where Kubeflow cannot run on it. */
  async function readKind(
    { name, input }: Connection,
    { context, signal }: { context: string | undefined; signal: AbortSignal },
  ): Promise<Choice> {
    if (input.platform !== 'existing') throw new MlaError('platform.noKubeconfigConnection', { name });
    const source = await readKubeconfigSource(input, { localFiles: options.localFiles, context });
    const access = await readKubeconfig(source.yaml, readOptions(source, waysTo(input)));
    const kind = await withClient(access, (client) => readClusterKind(client, { signal }));
    const refusal = refusalOf(kind);
    if (refusal !== undefined) throw refusal;
    const { id, title, evidence } = kind;
    return { value: id, label: title, ...(evidence.length > 0 && { detail: evidence.join(', ') }) };
  }

  return {
    id: 'existing',
    definition: existing,

    kubeconfigRights: (input) =>
      input.platform === 'existing' ? readOptions(rightsOf(input, options), undefined) : { execAllowed: false },

    async testConnection(input, { signal, installation }) {
      if (input.platform !== 'existing')
        throw new MlaError('platform.noKubeconfigConnection', { name: input.platform });
      const cluster = installation?.spec.cluster;
      const context = cluster?.platform === 'existing' ? cluster.existing.context : undefined;
      const read = async (): Promise<ClusterAccess> => {
        const source = await readKubeconfigSource(input, { localFiles: options.localFiles, context });
        return readKubeconfig(source.yaml, readOptions(source, waysTo(input)));
      };
      return testClusterConnection({ readAccess: read, createClient: options.createClient, signal });
    },

    async explainWay(input, { target }) {
      if (input.platform !== 'existing')
        throw new MlaError('platform.noKubeconfigConnection', { name: input.platform });
      const outbound = waysTo(input);
      if (target !== undefined) return { url: target, ...(outbound?.wayTo(target) ?? noProxyIsUsed) };
      const source = await readKubeconfigSource(input, { localFiles: options.localFiles });
      const {
        server,
        proxy,
        proxyBecause: because = noProxyIsUsed.because,
      } = readWay(source.yaml, readOptions(source, outbound));
      return { url: new URL(server), because, ...(proxy && { proxy }) };
    },

    async isSimulated(input, { signal }) {
      if (input.platform !== 'existing') return false;
      const source = await readKubeconfigSource(input, { localFiles: options.localFiles });
      return withClient(await readKubeconfig(source.yaml, readOptions(source, waysTo(input))), (client) =>
        hasSimulatedNodes(client, signal),
      );
    },

    async listChoices(connection, field, chosen, { signal }) {
      if (field === 'kind') return [await readKind(connection, { context: chosen['context'], signal })];
      if (field !== 'context') throw new MlaError('platform.choicesUnknown', { field, available: 'context, kind' });
      const { contexts, current } = await readContexts(connection);
      return contexts.map(({ name, server, user }) => ({
        value: name,
        label: name,
        detail: [server, user].filter((part) => part !== undefined).join(', '),
        ...(name === current ? { recommended: true } : {}),
      }));
    },

    /** Creates nothing: checks that the cluster exists and that the account may look at it. Preflight asks for the rights of the plan. */
    async createCluster(request) {
      const access = await readAccess(request);
      await withClient(access, async (client) => {
        await checkRights(client, await readUserName(client, request.signal), request.signal);
      });
      return { platform: 'existing', id: access.server, name: request.installation.metadata.name };
    },

    async waitForCluster(_, request) {
      const { gitVersion } = await withClient(await readAccess(request), (client) =>
        client.version({ signal: request.signal }),
      );
      request.tell({ type: 'status', status: `Kubernetes ${gitVersion}` });
    },

    async fetchKubeconfig(_, request) {
      const source = await readSource(request);
      return new Secret(await selectContext(source.yaml, source));
    },

    previewDeletion: ({ name, id }) => ({
      removes: ['the kubeconfig that MLAnywhere stores of it'],
      keeps: [
        `the cluster ${name} (${id}) with all that is on it: MLAnywhere did not make it. A Kubeflow that is still on it stays too. To remove Kubeflow, run mla uninstall ${name} first`,
        `the credentials, here and in the cluster: an installation of the same name finds its databases open`,
      ],
    }),

    /** The cluster is unchanged. The caller deletes the stored kubeconfig. */
    deleteCluster: () => Promise.resolve(),
  };
}

export const existingImplementation: PlatformImplementation<ExistingInput> = {
  create: ({ localFiles, outbound, createClient }) => createExistingPlatform({ localFiles, outbound, createClient }),
  viewConnection: viewKubeconfig,
};
