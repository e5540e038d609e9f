import { join } from 'node:path';
import type { LaptopTool } from '../laptop/tool.ts';
import { mountedFiles } from '../laptop/node-mounts.ts';
import { variablesToPassOn } from '../laptop/proxy/proxy-variables.ts';
import { kind } from './definition/kind.ts';
import { kindNodeImages } from './definition/node-images.ts';
import { buildKindConfiguration, hubHosts } from './kind-configuration.ts';

/** kind: `kind create cluster` and its relatives. Source: `kind --help` and the source of v0.33.0. */
export const kindTool: LaptopTool = {
  id: 'kind',
  definition: kind,
  oldest: '0.33.0',
  versionArgs: ['version'],
  readVersion: (output) => /^kind v(\d+\.\d+\.\d+)/m.exec(output)?.[1],
  wishOf: ({ spec: { cluster } }) => (cluster.platform === 'kind' ? cluster.kind : undefined),
  // It takes every name that an installation can have.
  nameProblem: () => undefined,
  nodeLabel: (name) => `io.x-k8s.kind.cluster=${name}`,
  clusterOf: (value) => value,
  printKubeconfig: (name) => `kind get kubeconfig --name ${name}`,
  isNode: () => true,
  // The engine chooses the network of the nodes. kind itself adds it, and the names of the nodes, to the list.
  networks: { pods: ['10.244.0.0/16'], services: ['10.96.0.0/16'], nodes: [] },
  nodeNames: () => [],
  environmentOf: ({ engine }) => ({ KIND_EXPERIMENTAL_PROVIDER: engine.name }),
  create(order) {
    const { name, wish, proxy, engine, files } = order;
    const { networks } = kindTool;
    const configuration = join(files.configuration, 'kind.json');
    return {
      // JSON is YAML.
      files: {
        [configuration]: JSON.stringify(buildKindConfiguration(order), undefined, 2),
        ...mountedFiles(order),
        ...hubHosts(order),
      },
      args: [
        ...['create', 'cluster', '--name', name, '--config', configuration],
        ...['--image', wish.image ?? kindNodeImages[wish.kubernetes], '--kubeconfig', files.kubeconfig],
        ...['--wait', '10m'],
      ],
      // Podman fetches images with the variables of the program that calls it. Docker has its own.
      environment: variablesToPassOn({ proxy, networks, nodeNames: [] }, engine.name === 'podman' ? 'own' : 'none'),
    };
  },
  readNews: ({ text }) => {
    const stage = /^ • (.+?)\s+\.\.\.$/u.exec(text)?.[1];
    return stage === undefined ? undefined : { type: 'status', status: withoutPictures(stage) };
  },
  readFailure: (lines) => {
    const texts = lines.map(({ text }) => text);
    const at = texts.findLastIndex((text) => text.startsWith('ERROR: '));
    const said = at < 0 ? texts.slice(-3) : texts.slice(at, at + 20);
    return said
      .join('\n')
      .replace(/^ERROR: /, '')
      .trim();
  },
  kubeconfigArgs: (name) => ['get', 'kubeconfig', '--name', name],
  // The network `kind` belongs to all clusters of kind.
  remains: ({ name, wish }) => ({
    // With Podman, each node has a volume that carries the name of the node.
    labels: [kindTool.nodeLabel(name), ...nodeNames(name, wish.nodes)],
    isHelper: () => false,
    folders: [],
  }),
  deleteArgs: (name, { kubeconfig }) => ['delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig],
  loadArchiveArgs: (name, archive) => ['load', 'image-archive', archive, '--name', name],
  loadImageArgs: (name, image) => ['load', 'docker-image', image, '--name', name],
};

function nodeNames(cluster: string, nodes: number): string[] {
  const workers = Array.from({ length: nodes - 1 }, (_, index) => `worker${index === 0 ? '' : index + 1}`);
  return ['control-plane', ...workers].map((role) => `${cluster}-${role}`);
}

function withoutPictures(text: string): string {
  return text
    .replaceAll(/[\p{Extended_Pictographic}\uFE0F]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
