import type { ConnectionInput } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { CcpCluster } from './definition/cluster.ts';
import type { WriteGuard } from '../../kubernetes/http/write-guard.ts';
import type { Ways } from '../../network/outbound.ts';
import { Secret } from '../../secret.ts';
import type { PlatformImplementation } from '../implementation.ts';
import type { ClusterRequest, Connection, Platform } from '../platform.ts';
import { ccp } from './definition/ccp.ts';
import { waysOf } from '../connection-proxy.ts';
import { createCcpApi, type CcpApi } from './api/ccp-api.ts';
import { chooseDemoCluster } from './demo/choose-cluster.ts';
import { startSimulatedCcp } from './demo/simulated-ccp.ts';
import { listCcpChoices } from './choices.ts';
import { buildClusterOrder, listCcpNoProxy } from './request/cluster-order.ts';
import { testCcpConnection } from './connection-test.ts';
import { createCcpCluster, findCluster, findOwnCluster } from './cluster/create-cluster.ts';
import { deleteCcpCluster } from './cluster/delete-cluster.ts';
import { fetchCcpKubeconfig } from './cluster/fetch-kubeconfig.ts';
import { findCcpLoss } from './cluster/find-loss.ts';
import type { CcpTarget } from './open-connection.ts';
import { defaultPacing, type CcpPacing } from './api/pacing.ts';
import { resolveNames } from './request/resolve-names.ts';
import { scaleCcpWorkers } from './cluster/scale-cluster.ts';
import { createCcpSession } from './api/authenticated-client.ts';
import { createCcpTransport } from './api/transport.ts';
import { waitForCcpCluster } from './cluster/wait-for-cluster.ts';

export interface CcpPlatformOptions {
  /** The proxies of the environment. */
  readonly outbound: Ways;
  readonly pacing?: Partial<CcpPacing>;
}

type CcpInput = Extract<ConnectionInput, { platform: 'ccp' }>;

/** Cisco Container Platform, by its v3 API (and the one list that is left in v2). */
export function createCcpPlatform(options: CcpPlatformOptions): Platform {
  const pacing: CcpPacing = { ...defaultPacing, ...options.pacing };

  function readTarget(input: CcpInput): CcpTarget {
    const url = readAddress(input.address);
    const { wayTo, rules, authorities } = waysOf(input, options.outbound);
    const { proxy, because } = wayTo(url);
    return { url, trust: input.trust, proxy, because, rules, authorities, connectTimeout: pacing.connectTimeout };
  }

  function connect(input: CcpInput, target: CcpTarget, lease?: WriteGuard): CcpApi {
    const transport = createCcpTransport(target, { answerTimeout: pacing.answerTimeout, lease });
    return createCcpApi(
      createCcpSession({
        transport,
        username: input.username,
        password: new Secret(input.password),
        retryWait: pacing.retryWait,
      }),
    );
  }

  async function withApi<T>(
    connection: Connection | undefined,
    name: string,
    use: (api: CcpApi) => Promise<T>,
    lease?: WriteGuard,
  ): Promise<T> {
    if (connection?.input.platform !== 'ccp') throw new MlaError('ccp.noConnection', { name });
    const api = connect(connection.input, readTarget(connection.input), lease);
    try {
      return await use(api);
    } finally {
      await api.session.transport.close();
    }
  }

  const forRequest = <T>(
    { connection, installation, lease }: Pick<ClusterRequest, 'connection' | 'installation' | 'lease'>,
    use: (api: CcpApi) => Promise<T>,
  ): Promise<T> => withApi(connection, installation.metadata.name, use, lease);

  return {
    id: 'ccp',
    definition: ccp,

    async testConnection(input, { signal }) {
      if (input.platform !== 'ccp') throw new MlaError('ccp.noConnection', { name: input.platform });
      return testCcpConnection({
        readTarget: () => readTarget(input),
        connect: (target) => connect(input, target),
        signal,
      });
    },

    async explainWay(input, { target }) {
      if (input.platform !== 'ccp') throw new MlaError('ccp.noConnection', { name: input.platform });
      const url = target ?? readAddress(input.address);
      return Promise.resolve({ url, ...waysOf(input, options.outbound).wayTo(url) });
    },

    async isSimulated(input, { signal }) {
      if (input.platform !== 'ccp') return false;
      const transport = createCcpTransport(readTarget(input), { answerTimeout: pacing.answerTimeout });
      try {
        await transport.send({ method: 'GET', path: '/2/system/livenessHealth', signal });
        return transport.simulated;
      } finally {
        await transport.close();
      }
    },

    listChoices: (connection, field, chosen, { signal }) =>
      withApi(connection, connection.name, (api) => listCcpChoices(api, field, chosen, signal)),

    isClusterNameFree: (connection, name, { signal }) =>
      withApi(connection, connection.name, async (api) => (await findCluster(api, name, signal)) === undefined),

    previewRequest: (request) =>
      forRequest(request, async (api) => {
        const chosen = readCcpCluster(request.installation);
        const { names } = await resolveNames(api, chosen, request.signal);
        const body = buildClusterOrder({
          installation: request.installation,
          ccp: chosen,
          owner: request.owner,
          names,
        });
        return { method: 'POST', url: `${api.session.transport.target.url.origin}/v3/clusters/`, body };
      }),

    listNoProxy: (request) =>
      forRequest(request, async (api) => {
        const { proxy } = request.installation.spec;
        const chosen = readCcpCluster(request.installation);
        const { names } = await resolveNames(api, chosen, request.signal);
        return listCcpNoProxy(proxy?.noProxy ?? [], chosen, names);
      }),

    createCluster: (request) =>
      forRequest(request, (api) => createCcpCluster(api, readCcpCluster(request.installation), request, pacing)),

    findCluster: (request, { patience }) =>
      forRequest(request, (api) => findOwnCluster(api, request, { patience, pacing })),

    waitForCluster: (handle, request) => forRequest(request, (api) => waitForCcpCluster(api, handle, request, pacing)),

    fetchKubeconfig: (handle, request) =>
      forRequest(request, (api) => fetchCcpKubeconfig(api, handle, request, pacing)),

    scaleWorkers: (handle, request) =>
      forRequest(request, (api) =>
        scaleCcpWorkers(api, { handle, ccp: readCcpCluster(request.installation), request, pacing }),
      ),

    findLoss: (handle, request) => forRequest(request, (api) => findCcpLoss(api, handle, request)),

    previewDeletion: ({ name }) => ({
      removes: [
        `the cluster ${name} in CCP with all its nodes (virtual machines)`,
        'everything that runs on it, Kubeflow and its data included',
        'its addresses go back to the VIP pool',
      ],
      keeps: [
        'the tenant image, the VIP pool and all other clusters',
        'disks of persistent volumes on the datastore, where vSphere keeps them: look there if space matters',
      ],
    }),

    deleteCluster: (handle, request) => forRequest(request, (api) => deleteCcpCluster(api, handle, request, pacing)),
  };
}

export const ccpImplementation: PlatformImplementation<CcpInput> = {
  create: ({ outbound }) => createCcpPlatform({ outbound }),
  simulation: {
    title: 'Cisco Container Platform',
    async start(options) {
      const { address, fingerprint, username, password, processId, stop } = await startSimulatedCcp(options);
      const trust = { mode: 'fingerprint', sha256: fingerprint } as const;
      return {
        connection: { platform: 'ccp', address, username, password: password.reveal(), trust },
        processId,
        stop,
      };
    },
    chooseInstallation: chooseDemoCluster,
  },
};

function readCcpCluster({ metadata, spec: { cluster } }: Installation): CcpCluster {
  if (cluster.platform !== 'ccp') throw new MlaError('ccp.noConnection', { name: metadata.name });
  return cluster.ccp;
}

/** @throws `ccp.badAddress` */
function readAddress(address: string): URL {
  const url = URL.parse(address);
  const reason =
    url === null
      ? 'it is no URL'
      : url.protocol !== 'https:'
        ? 'it does not begin with https://'
        : url.username !== '' || url.password !== ''
          ? 'user name and password do not belong in it'
          : url.pathname !== '/' || url.search !== '' || url.hash !== ''
            ? 'there is something after host and port'
            : undefined;
  if (url === null || reason !== undefined)
    throw new MlaError('ccp.badAddress', { address: address.replace(/\/\/[^/@]*@/, '//'), reason: reason ?? '' });
  return url;
}
