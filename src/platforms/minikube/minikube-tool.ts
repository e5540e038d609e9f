import { dirname, join } from 'node:path';
import type { LaptopWish } from '../laptop/definition/fields.ts';
import { kubeflowNeeds, type LaptopTool } from '../laptop/tool.ts';
import { mountedFiles, mountedInside } from '../laptop/node-mounts.ts';
import { variablesToPassOn } from '../laptop/proxy/proxy-variables.ts';
import { minikube } from './definition/minikube.ts';
import { readMinikubeLine } from './read-minikube-line.ts';

/** minikube: `minikube start` and its relatives. Source: https://minikube.sigs.k8s.io/docs/commands and the release notes of v1.39.0. */
export const minikubeTool: LaptopTool = {
  id: 'minikube',
  definition: minikube,
  oldest: '1.39.0',
  versionArgs: ['version', '--short'],
  readVersion: (output) => /^v(\d+\.\d+\.\d+)/m.exec(output)?.[1],
  wishOf: ({ spec: { cluster } }) => (cluster.platform === 'minikube' ? cluster.minikube : undefined),
  nameProblem(name) {
    if (name.length < 2) return 'the name has only one character';
    return reserved.has(name) ? 'the name is a command of minikube' : undefined;
  },
  nodeLabel: (name) => `name.minikube.sigs.k8s.io=${name}`,
  clusterOf: (value) => value.replace(/-m\d{2}$/, ''),
  // minikube has no command of its own for it: its context has the name of the profile.
  printKubeconfig: (name) => `kubectl config view --flatten --minify --context ${name}`,
  isNode: () => true,
  // The nodes get 192.168.49.0/24, or a later one that is free.
  networks: { pods: ['10.244.0.0/16'], services: ['10.96.0.0/12'], nodes: ['192.168.0.0/16'] },
  nodeNames: () => ['control-plane.minikube.internal', 'host.minikube.internal'],
  // A home of its own: profiles, settings and certificates of the user stay as they are.
  environmentOf: ({ home }) => ({
    MINIKUBE_HOME: home,
    MINIKUBE_IN_STYLE: 'false',
    MINIKUBE_WANTUPDATENOTIFICATION: 'false',
    MINIKUBE_WANTREPORTERRORPROMPT: 'false',
  }),
  create(order) {
    const { name, wish, proxy, engine, files } = order;
    return {
      files: mountedFiles(order),
      args: [
        ...['start', '--profile', name, '--output', 'json', '--driver', engine.name],
        ...['--kubernetes-version', `v${wish.kubernetes}`, '--nodes', String(wish.nodes)],
        ...['--cpus', wish.cpus === undefined ? 'no-limit' : String(wish.cpus)],
        ...['--memory', wish.memoryGiB === undefined ? 'no-limit' : `${wish.memoryGiB}g`],
        ...['--interactive=false', '--embed-certs', '--wait', 'all', '--wait-timeout', '15m'],
        `--extra-config=apiserver.service-account-issuer=${kubeflowNeeds.tokenIssuer}`,
        `--extra-config=kubelet.max-pods=${kubeflowNeeds.podsPerNode}`,
        ...['--mount', '--mount-string', `${files.mounted}:${mountedInside}`],
        ...wish.ports.flatMap((pair) => ['--ports', `127.0.0.1:${pair}`]),
        ...(engine.rootless ? ['--rootless'] : []),
        ...['--container-runtime', needsDockerInside(wish) ? 'docker' : 'containerd'],
        ...(wish.registryMirror === undefined ? [] : ['--registry-mirror', wish.registryMirror]),
        ...(wish.gpus === undefined ? [] : ['--gpus', wish.gpus]),
      ],
      environment: variablesToPassOn(
        { proxy, networks: minikubeTool.networks, nodeNames: minikubeTool.nodeNames(order) },
        'own',
      ),
    };
  },
  readNews: (line) => readMinikubeLine(line.text)?.news,
  readFailure: (lines) => {
    const errors = lines.flatMap(({ text }) => readMinikubeLine(text)?.failure ?? []);
    return errors.length > 0
      ? errors.join('\n')
      : lines
          .slice(-3)
          .map(({ text }) => text)
          .join('\n');
  },
  start: (order) => minikubeTool.create(order),
  stop: (name) => ['stop', '--profile', name, '--output', 'json'],
  remains: ({ name, wish, files }) => {
    const machines = Array.from({ length: wish.nodes }, (_, index) => machineName(name, index));
    const home = dirname(files.directory);
    return {
      labels: machines.map((machine) => minikubeTool.nodeLabel(machine)),
      isHelper: () => false,
      network: { name, label: 'created_by.minikube.sigs.k8s.io=true' },
      // minikube keeps its files in `.minikube` below its home, unless the home has that name.
      folders: [home, join(home, '.minikube')].flatMap((folder) => [
        join(folder, 'profiles', name),
        ...machines.map((machine) => join(folder, 'machines', machine)),
      ]),
    };
  },
  deleteArgs: (name) => ['delete', '--profile', name, '--output', 'json'],
  loadImageArgs: (name, image) => ['image', 'load', image, '--profile', name],
};

/** minikube names the machine of the first node as the profile, and the others with a number. */
function machineName(profile: string, index: number): string {
  return index === 0 ? profile : `${profile}-m${String(index + 1).padStart(2, '0')}`;
}

/** A mirror and GPUs reach only Docker inside the node. */
function needsDockerInside({ registryMirror, gpus }: LaptopWish): boolean {
  return registryMirror !== undefined || gpus !== undefined;
}

/** Names that minikube does not accept for a profile. */
const reserved = new Set('start stop status delete config open profile addons cache logs'.split(' '));
