import { join } from 'node:path';
import { nodeMounts, mountedFiles } from '../laptop/node-mounts.ts';
import { proxyVariables } from '../laptop/proxy/proxy-variables.ts';
import { kubeflowNeeds, type ClusterOrder, type LaptopTool } from '../laptop/tool.ts';
import { k3d } from './definition/k3d.ts';
import { k3sImages } from './definition/k3s-images.ts';
import { readK3dLine } from './read-k3d-line.ts';

/** k3d: `k3d cluster create` and its relatives. Source: `k3d --help` and the source of v5.9.0. */
export const k3dTool: LaptopTool = {
  id: 'k3d',
  definition: k3d,
  oldest: '5.8.0',
  versionArgs: ['version'],
  readVersion: (output) => /^k3d version v(\d+\.\d+\.\d+)/m.exec(output)?.[1],
  wishOf: ({ spec: { cluster } }) => (cluster.platform === 'k3d' ? cluster.k3d : undefined),
  nameProblem: (name) => (name.length > 32 ? 'the name is longer than 32 characters' : undefined),
  nodeLabel: (name) => `k3d.cluster=${name}`,
  clusterOf: (value) => value,
  printKubeconfig: (name) => `k3d kubeconfig get ${name}`,
  isNode: (labels) => ['server', 'agent'].includes(labels['k3d.role'] ?? ''),
  // Those of k3s. The engine chooses the network of the nodes: Docker from the first two, Podman from the others.
  networks: {
    pods: ['10.42.0.0/16'],
    services: ['10.43.0.0/16'],
    nodes: ['172.16.0.0/12', '192.168.0.0/16', '10.88.0.0/15'],
  },
  nodeNames: ({ name, wish }) => [
    ...['server-0', 'serverlb'].map((node) => `k3d-${name}-${node}`),
    ...Array.from({ length: wish.nodes - 1 }, (_, index) => `k3d-${name}-agent-${index}`),
    'host.k3d.internal',
  ],
  // k3d speaks to the engine’s API itself. Podman has the same API at a socket of its own.
  environmentOf: ({ engine: { name, socket } }) => ({
    LOG_COLORS: 'false',
    ...(name === 'podman' && socket !== undefined && { DOCKER_HOST: `unix://${socket}`, DOCKER_SOCK: socket }),
  }),
  create(order) {
    const { name, wish, files } = order;
    const registries = join(files.configuration, 'registries.json');
    const traffic = { proxy: order.proxy, networks: k3dTool.networks, nodeNames: k3dTool.nodeNames(order) };
    return {
      files: {
        ...mountedFiles(order),
        ...(wish.registryMirror !== undefined && { [registries]: JSON.stringify(hubMirror(wish.registryMirror)) }),
      },
      args: [
        ...['cluster', 'create', name, '--servers', '1', '--agents', String(wish.nodes - 1)],
        ...['--image', wish.image ?? k3sImages[wish.kubernetes]],
        // Without an address of its own, the API would listen on every interface of this machine.
        ...['--api-port', '127.0.0.1:random'],
        ...['--kubeconfig-update-default=false', '--kubeconfig-switch-context=false'],
        ...['--wait', '--timeout', '15m'],
        ...k3sArguments.flatMap((argument) => ['--k3s-arg', argument]),
        ...nodeMounts(order).flatMap(({ from, to }) => [
          '--volume',
          `${withoutFilter(from)}:${to}@${everyNode(order)}`,
        ]),
        ...wish.ports.flatMap((pair) => ['--port', `127.0.0.1:${pair}@server:0`]),
        ...Object.entries(proxyVariables(traffic)).flatMap(([variable, value]) => [
          '--env',
          `${variable}=${withoutFilter(value)}@${everyNode(order)}`,
        ]),
        ...(wish.registryMirror === undefined ? [] : ['--registry-config', registries]),
        ...(wish.gpus === undefined ? [] : ['--gpus', wish.gpus]),
      ],
    };
  },
  readNews: ({ text }) => {
    const { level, message } = readK3dLine(text);
    if (level === 'info') return { type: 'status', status: message };
    return level === 'warning' ? { type: 'note', severity: 'warning', message } : undefined;
  },
  readFailure: (lines) =>
    lines
      .map(({ text }) => readK3dLine(text))
      .filter(({ level }) => level === 'error' || level === 'fatal')
      .map(({ message }) => message)
      .filter((message) => !/Rolling Back|rolled back/i.test(message))
      .join('\n'),
  kubeconfigArgs: (name) => ['kubeconfig', 'get', name],
  start: ({ name }) => ({ args: ['cluster', 'start', name, '--wait', '--timeout', '10m'] }),
  stop: (name) => ['cluster', 'stop', name],
  remains: ({ name }) => ({
    labels: [k3dTool.nodeLabel(name)],
    isHelper: (labels) => !k3dTool.isNode(labels),
    network: { name: `k3d-${name}`, label: 'app=k3d' },
    folders: [],
  }),
  deleteArgs: (name) => ['cluster', 'delete', name],
  loadImageArgs: (name, image) => ['image', 'import', image, '--cluster', name],
};

/**
 * What Kubeflow needs of k3s: no other ingress in front of Istio’s, the usual
 * issuer of tokens, and room for its pods on one node.
 */
const k3sArguments = [
  '--disable=traefik@server:*',
  `--kube-apiserver-arg=service-account-issuer=${kubeflowNeeds.tokenIssuer}@server:*`,
  `--kubelet-arg=max-pods=${kubeflowNeeds.podsPerNode}@server:*`,
];

/** An @ would begin a filter of nodes. */
function withoutFilter(value: string): string {
  return value.replaceAll('@', '\\@');
}

function everyNode({ wish }: Pick<ClusterOrder, 'wish'>): string {
  return wish.nodes > 1 ? 'server:*;agent:*' : 'server:*';
}

/** k3s’s own format. Source: https://docs.k3s.io/installation/private-registry */
function hubMirror(mirror: string): object {
  return { mirrors: { 'docker.io': { endpoint: [mirror] } } };
}
