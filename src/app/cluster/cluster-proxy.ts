import type { WantedProxy } from '../../api/contract.ts';
import type { NodeWay } from '../../cluster-proxy/check/nodes/check-nodes.ts';
import type { ClusterProxy, ProxyCheckWish } from '../../cluster-proxy/cluster-proxy.ts';
import { planFiles } from '../../cluster-proxy/files/plan-files.ts';
import { listForCluster } from '../../cluster-proxy/no-proxy/list-for-cluster.ts';
import type { ClusterNode } from '../../cluster-proxy/no-proxy/cluster-node.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { namesOfPodParts } from '../../installation/proxy/pod-parts.ts';
import { kubeflowGateway } from '../../kubeflow/gateway.ts';
import { lookAtPods } from '../../kubeflow/pod-proxy/look-at-pods.ts';
import { podProxyVariables } from '../../kubeflow/pod-proxy/proxy-variables.ts';
import { pythonImage } from '../../kubeflow/verify/images.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { definitionOf } from '../../platforms/unions.ts';
import type { ClusterRequest } from '../../platforms/platform.ts';
import { findNodeLogin } from '../../runs/steps/node-proxy/node-services.ts';
import { digestOfFiles, targetOfNode } from '../../runs/steps/node-proxy/node-targets.ts';
import { connectionOf, type StepServices } from '../../runs/steps/services.ts';
import type { InstallationStore } from '../../runs/store/installation-store.ts';

interface Parts {
  readonly services: Pick<
    StepServices,
    | 'platform'
    | 'loadConnection'
    | 'loadKubeconfig'
    | 'openCluster'
    | 'ownerMark'
    | 'findHandle'
    | 'nodes'
    | 'outbound'
    | 'podProxyFor'
  >;
  readonly installations: Pick<InstallationStore, 'loadGivenSecrets' | 'loadNodeAccess'>;
}

export function composeClusterProxy({ services, installations }: Parts): ClusterProxy {
  const requestFor = async (installation: Installation, signal: AbortSignal): Promise<Omit<ClusterRequest, 'tell'>> => {
    const { name } = installation.metadata;
    return {
      installation,
      owner: await services.ownerMark(name),
      known: await services.findHandle(name),
      connection: await connectionOf(installation, services),
      signal,
    };
  };

  const withClient = async <Result>(
    installation: Installation,
    work: (client: KubernetesClient) => Promise<Result>,
  ): Promise<Result> => {
    const { name } = installation.metadata;
    const { proxy } = installation.spec;
    if (proxy?.http === undefined && proxy?.https === undefined) throw new MlaError('proxy.none', { name });
    const client = await services.openCluster(installation, await services.loadKubeconfig(name));
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };

  const wantFor = async (
    installation: Installation,
    { client, signal }: { readonly client: KubernetesClient; readonly signal: AbortSignal },
  ): Promise<{ readonly wanted: WantedProxy; readonly known: WantedProxy['noProxy'] | undefined }> => {
    const { proxy, cluster } = installation.spec;
    const [nodes, known] = await Promise.all([
      client.list<ClusterNode>(builtInTypes.node, { signal }),
      services.platform(cluster.platform).listNoProxy?.(await requestFor(installation, signal)),
    ]);
    const noProxy = await listForCluster({ client, nodes, known, wanted: proxy?.noProxy ?? [], signal });
    return { wanted: { http: proxy?.http, https: proxy?.https, noProxy }, known };
  };

  return {
    want: (installation, { signal }) =>
      withClient(installation, async (client) => (await wantFor(installation, { client, signal })).wanted),

    check: (installation, { image, outside, simulated, signal, tell }) =>
      withClient(installation, async (client) => {
        const { checkProxy } = await import('../../cluster-proxy/check/check-proxy.ts');
        const { wanted, known } = await wantFor(installation, { client, signal });
        const { name } = installation.metadata;
        const way = await findWay(installation, { wanted, known, simulated });
        const pods = await services.podProxyFor(installation, { client, signal });
        const gateway = await client.get(
          builtInTypes.service,
          { namespace: kubeflowGateway.namespace, name: kubeflowGateway.service },
          { signal },
        );
        const service = gateway && {
          host: `${kubeflowGateway.service}.${kubeflowGateway.namespace}.svc`,
          port: kubeflowGateway.port,
        };
        // Its host and port alone: no path, no user and no password.
        const origin = outside === undefined ? undefined : new URL(outside).origin;
        const probe = { image: await imageFor(client, { name, image, simulated, signal }), outside: origin, service };
        await checkProxy(client, {
          name,
          wanted,
          way,
          probe,
          signal,
          tell,
          ...(pods && {
            podVariables: Object.fromEntries(podProxyVariables(pods).map((one) => [one.name, one.value])),
            lookAtPods: () =>
              lookAtPods(client, {
                name,
                parts: namesOfPodParts(installation.spec.proxy?.pods ?? 'none'),
                proxy: pods,
                signal,
              }),
          }),
        });
      }),
  };

  async function findWay(
    installation: Installation,
    {
      wanted,
      known,
      simulated,
    }: {
      readonly wanted: WantedProxy;
      readonly known: WantedProxy['noProxy'] | undefined;
      readonly simulated: boolean;
    },
  ): Promise<NodeWay> {
    const { metadata, spec } = installation;
    const { proxy } = spec;
    const platform = services.platform(spec.cluster.platform);
    const { title, ssh } = definitionOf(spec.cluster.platform);
    if (simulated) return { by: 'nothing', because: 'Not known: the nodes are simulated.', canLook: 'nobody' };
    if (platform.nodeVariables !== undefined) {
      const { variablesOf } = await import('../../cluster-proxy/check/nodes/check-nodes.ts');
      return {
        by: 'engine',
        title,
        variablesOf: async (signal) => (await platform.nodeVariables?.(await requestFor(installation, signal))) ?? {},
        wanted: variablesOf({ http: proxy?.http, https: proxy?.https, noProxy: known ?? [] }),
      };
    }
    const login = ssh && (await findNodeLogin(installations, metadata.name));
    if (login === undefined)
      return { by: 'nothing', because: 'Not known: MLAnywhere has no access to this node.', canLook: 'owner' };
    const plan = planFiles({
      http: wanted.http,
      https: wanted.https,
      noProxy: wanted.noProxy.map(({ entry }) => entry),
    });
    const digest = digestOfFiles(plan);
    return {
      by: 'ssh',
      temporary: login.own === undefined,
      isDone: (node) => login.done[node] === digest,
      pin: (node, hostKey) => services.nodes.pin(metadata.name, node, hostKey),
      targetOf: (node) => targetOfNode(node, { installation, login, services }),
    };
  }
}

async function imageFor(
  client: KubernetesClient,
  {
    name,
    image,
    simulated,
    signal,
  }: { readonly name: string; readonly image: string | undefined } & Pick<ProxyCheckWish, 'simulated' | 'signal'>,
) {
  if (simulated) return { missing: 'Not tried: the cluster is simulated, and nothing runs in its pods.', fix: '' };
  const found = image ?? (await pythonImage(client, signal));
  return found === undefined
    ? {
        missing: 'Not tried: the installation has no image with python3.',
        fix: `Name one that the nodes can pull: \`mla proxy check ${name} --pod-image IMAGE\`.`,
      }
    : { name: found };
}
