import { existsSync, readFileSync } from 'node:fs';
import {
  createRecorded,
  nodesOf,
  passedOn,
  refuseWithoutEngine,
  writeRecordedKubeconfig,
} from './recorded-cluster.fixture.ts';
import { RecordedState, type RecordedFault } from './state.fixture.ts';
import { fail, readStrictFlags, type ReadFlags } from './strict-flags.fixture.ts';

// A program that answers as kind 0.33.0 does. `real-kind.test.ts` drives the real one.

const state = RecordedState.ofProcess();
const label = 'io.x-k8s.kind.cluster';
/** Fields of a configuration. */
const known = ['kind', 'apiVersion', 'nodes', 'kubeadmConfigPatches', 'networking', 'containerdConfigPatches', 'name'];
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const commands: Readonly<
  Record<string, readonly [values: readonly string[], run: (read: ReadFlags) => void | Promise<void>]>
> = {
  version: [[], () => void process.stdout.write(`kind v${state.versions['kind'] ?? '0.33.0'} go1.26.8 linux/amd64\n`)],
  'create cluster': [['--name', '--config', '--image', '--kubeconfig', '--wait'], create],
  'delete cluster': [['--name', '--kubeconfig'], remove],
  'get kubeconfig': [['--name'], getKubeconfig],
  'load docker-image': [['--name', '--nodes'], loadImage],
  'load image-archive': [['--name', '--nodes'], loadArchive],
};

const words = process.argv.slice(2);
state.recordCall('kind', words);
const name = words[0] === 'version' ? 'version' : words.slice(0, 2).join(' ');
const command = commands[name];
if (command === undefined) fail(`ERROR: unknown command ${JSON.stringify(words[0] ?? '')} for "kind"`);
const read = readStrictFlags(words.slice(name.split(' ').length), { values: command[0] });
if (read.unknown !== undefined) fail(`ERROR: unknown flag: ${read.unknown}`);
await command[1](read);

function one({ values }: ReadFlags, flag: string): string {
  return values.get(flag)?.at(-1) ?? '';
}

async function create(read: ReadFlags): Promise<void> {
  const cluster = one(read, '--name');
  if (!/^[a-z0-9.-]+$/.test(cluster))
    fail(
      `ERROR: failed to create cluster: '${cluster}' is not a valid cluster name, cluster names must match \`^[a-z0-9.-]+$\``,
    );
  const configuration = readConfiguration(one(read, '--config'));
  refuseWithoutEngine(
    state,
    (reason) =>
      `ERROR: failed to create cluster: failed to get docker info: command "docker info --format '{{json .}}'" failed with error: exit status 1\n\nCommand Output: ${reason}`,
  );
  if (nodesOf(state, label, cluster).length > 0)
    fail(
      `ERROR: failed to create cluster: node(s) already exist for a cluster with the name ${JSON.stringify(cluster)}`,
    );
  const image = one(read, '--image');
  say(`Creating cluster ${JSON.stringify(cluster)} ...`);
  const stages = [
    `Ensuring node image (${image.split('@')[0]}) 🖼️`,
    'Preparing nodes 📦',
    'Writing configuration 📜',
    'Starting control-plane 🕹️',
    'Installing CNI 🔌',
    'Installing StorageClass 💾',
  ];
  let workers = 0;
  await createRecorded(state, {
    stages: stages.map((stage) => () => say(` • ${stage}  ...\n ✓ ${stage}`)),
    nodes: configuration.nodes.map(({ role, extraMounts = [], extraPortMappings = [] }) => {
      if (role === 'worker') workers += 1;
      return {
        name: `${cluster}-${role}${workers > 1 ? workers : ''}`,
        image,
        labels: { [label]: cluster, 'io.x-k8s.kind.role': role },
        binds: extraMounts.map(({ hostPath, containerPath }) => `${hostPath}:${containerPath}:ro`),
        ports: extraPortMappings.map(
          ({ listenAddress, hostPort, containerPort }) => `${listenAddress}:${hostPort}:${containerPort}/TCP`,
        ),
        variables: passedOn(),
      };
    }),
    refuse: (fault) => say(refusal(fault, { cluster, image })),
  });
  writeRecordedKubeconfig(state, one(read, '--kubeconfig'));
  say(`Set kubectl context to "kind-${cluster}"`);
}

function refusal(fault: RecordedFault, { cluster, image }: { cluster: string; image: string }): string {
  const run = `ERROR: failed to create cluster: command "docker run --name ${cluster}-control-plane" failed with error: exit status 125\n\nCommand Output: docker: Error response from daemon:`;
  switch (fault) {
    case 'image-refused':
      return `ERROR: failed to create cluster: failed to pull image ${JSON.stringify(image)}: command "docker pull ${image}" failed with error: exit status 1\n\nCommand Output: Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit.`;
    case 'port-allocated':
      return `${run} driver failed programming external connectivity on endpoint ${cluster}-control-plane (0f9d): Bind for 127.0.0.1:8123 failed: port is already allocated`;
    case 'disk-full':
      return `${run} mkdir /var/lib/docker/overlay2/x: no space left on device`;
    default:
      return 'ERROR: failed to create cluster: failed to init node with kubeadm: command "docker exec --privileged demo-control-plane kubeadm init" failed with error: exit status 1\n\nCommand Output: kubelet is not healthy';
  }
}

interface Configuration {
  readonly nodes: readonly {
    readonly role: string;
    readonly extraMounts?: readonly { readonly hostPath: string; readonly containerPath: string }[];
    readonly extraPortMappings?: readonly {
      readonly listenAddress: string;
      readonly hostPort: number;
      readonly containerPort: number;
    }[];
  }[];
}

/** kind refuses a field that it does not know. */
function readConfiguration(file: string): Configuration {
  let configuration: Configuration;
  try {
    configuration = JSON.parse(readFileSync(file, 'utf8')) as Configuration;
  } catch {
    return fail(`ERROR: failed to create cluster: error reading file: open ${file}: no such file or directory`);
  }
  const foreign = Object.keys(configuration).find((field) => !known.includes(field));
  if (foreign !== undefined)
    fail(
      `ERROR: failed to create cluster: unable to decode config: yaml: unmarshal errors:\n  line 1: field ${foreign} not found in type v1alpha4.Cluster`,
    );
  return configuration;
}

function remove(read: ReadFlags): void {
  const cluster = one(read, '--name');
  refuseWithoutEngine(
    state,
    (reason) => `ERROR: failed to delete cluster ${JSON.stringify(cluster)}: error listing nodes: ${reason}`,
  );
  say(`Deleting cluster ${JSON.stringify(cluster)} ...`);
  for (const { id } of nodesOf(state, label, cluster)) state.removeContainer(id);
}

function getKubeconfig(read: ReadFlags): void {
  const cluster = one(read, '--name');
  refuseWithoutEngine(state, (reason) => `ERROR: failed to list nodes: ${reason}`);
  if (nodesOf(state, label, cluster).length === 0)
    fail(
      `ERROR: could not locate any control plane nodes for cluster named '${cluster}'. Use the --name option to select a different cluster`,
    );
  process.stdout.write(state.kubeconfig);
}

function loadArchive({ rest: [archive = ''] }: ReadFlags): void {
  if (!existsSync(archive)) fail(`ERROR: stat ${archive}: no such file or directory`);
}

/** kind asks Docker for the image, whichever engine it uses. */
function loadImage({ rest: [image = ''] }: ReadFlags): void {
  if (process.env['KIND_EXPERIMENTAL_PROVIDER'] !== 'docker' || !state.marked('images', image))
    fail(`ERROR: image: ${JSON.stringify(image)} not present locally`);
}
