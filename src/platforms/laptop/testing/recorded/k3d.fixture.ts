import { createRecorded, nodesOf, refuseWithoutEngine } from './recorded-cluster.fixture.ts';
import { RecordedState, type RecordedContainer, type RecordedFault } from './state.fixture.ts';
import { fail, readStrictFlags, type CommandFlags, type ReadFlags } from './strict-flags.fixture.ts';

// A program that answers as k3d 5.9.0 does without colors. `real-k3d.test.ts` drives the real one.

const state = RecordedState.ofProcess();
const label = 'k3d.cluster';
const log = (level: string, text: string): string =>
  `time="2026-11-30T10:00:00Z" level=${level} msg=${JSON.stringify(text)}`;
const info = (text: string): void => void process.stdout.write(`${log('info', text)}\n`);
const error = (text: string): void => void process.stderr.write(`${log('error', text)}\n`);
const die = (text: string): never => fail(log('fatal', text));

const commands: Readonly<
  Record<string, readonly [flags: CommandFlags, run: (read: ReadFlags) => void | Promise<void>]>
> = {
  version: [
    {},
    () =>
      void process.stdout.write(
        `k3d version v${state.versions['k3d'] ?? '5.9.0'}\nk3s version v1.35.5-k3s1 (default)\n`,
      ),
  ],
  'cluster create': [
    {
      values: [
        ...['--servers', '--agents', '--image', '--api-port', '--timeout', '--k3s-arg', '--volume', '--port', '--env'],
        ...['--registry-config', '--gpus', '--runtime-label', '--network', '--token'],
      ],
      switches: ['--wait', '--kubeconfig-update-default', '--kubeconfig-switch-context', '--no-rollback'],
    },
    create,
  ],
  'cluster delete': [{ switches: ['--all'] }, remove],
  'cluster start': [{ values: ['--timeout'], switches: ['--wait', '--all'] }, (read) => setRunning(read, true)],
  'cluster stop': [{ switches: ['--all'] }, (read) => setRunning(read, false)],
  'kubeconfig get': [{ switches: ['--all'] }, getKubeconfig],
  'image import': [
    { values: ['--cluster', '--mode'] },
    ({ rest: [image = ''] }) =>
      state.marked('images', image) ? undefined : die(`No valid images specified: ${image}`),
  ],
};

const words = process.argv.slice(2);
state.recordCall('k3d', words);
const name = words[0] === 'version' ? 'version' : words.slice(0, 2).join(' ');
const command = commands[name];
if (command === undefined) fail(`Error: unknown command ${JSON.stringify(words[0] ?? '')} for "k3d"`);
const read = readStrictFlags(words.slice(name.split(' ').length), command[0]);
if (read.unknown !== undefined) fail(`Error: unknown flag: ${read.unknown}\nUsage:\n  k3d ${name} NAME [flags]`);
await command[1](read);

async function create({ values, rest: [cluster = ''] }: ReadFlags): Promise<void> {
  const many = (flag: string): readonly string[] => values.get(flag) ?? [];
  if (cluster.length > 32)
    die(
      `Failed Cluster Configuration Validation: provided cluster name '${cluster}' does not match requirements: Cluster name must be <= 32 characters, but has ${cluster.length}`,
    );
  refuseWithoutEngine(state, (reason) =>
    log('fatal', `Cluster creation FAILED, all changes have been rolled back! ${reason}`),
  );
  if (nodesOf(state, label, cluster).length > 0)
    die(`Failed to create cluster '${cluster}' because a cluster with that name already exists`);
  const uses = [`networks/k3d-${cluster}`, `volumes/k3d-${cluster}-images`];
  state.mark('networks', `k3d-${cluster}`, { app: 'k3d' });
  state.mark('volumes', `k3d-${cluster}-images`, { app: 'k3d', [label]: cluster });
  const binds = many('--volume').map((volume) => volume.split('@')[0] ?? '');
  const image = many('--image')[0] ?? '';
  const node = (role: string, index: number | undefined): Omit<RecordedContainer, 'id' | 'running'> => ({
    name: `k3d-${cluster}-${role === 'loadbalancer' ? 'serverlb' : `${role}-${index ?? 0}`}`,
    image,
    labels: { app: 'k3d', [label]: cluster, 'k3d.role': role },
    binds: role === 'loadbalancer' ? [] : binds,
    ports: role === 'server' ? many('--port') : [],
    uses,
    // A backslash keeps an @ that begins no filter of nodes.
    variables: role === 'loadbalancer' ? [] : many('--env').map((one) => one.split(/(?<!\\)@/)[0] ?? ''),
  });
  const agents = Number(many('--agents')[0] ?? 0);
  await createRecorded(state, {
    stages: [
      'Prep: Network',
      `Created network 'k3d-${cluster}'`,
      `Creating node 'k3d-${cluster}-server-0'`,
      `Starting cluster '${cluster}'`,
      'Starting servers...',
      `Cluster '${cluster}' created successfully!`,
    ].map((text) => () => info(text)),
    nodes: [
      node('server', 0),
      ...Array.from({ length: agents }, (_, index) => node('agent', index)),
      node('loadbalancer', undefined),
    ],
    refuse: (fault) => {
      error(refusal(fault, { cluster, image }));
      if (fault === 'fails-half-made') {
        error('Cluster creation FAILED, also FAILED to rollback changes!');
        return;
      }
      error('Failed to create cluster >>> Rolling Back');
      return void process.stderr.write(
        `${log('fatal', 'Cluster creation FAILED, all changes have been rolled back!')}\n`,
      );
    },
  });
}

function refusal(fault: RecordedFault, { cluster, image }: { cluster: string; image: string }): string {
  const start = `Failed Cluster Start: Failed to start server k3d-${cluster}-server-0: Node k3d-${cluster}-server-0 failed to get ready: docker failed to start container for node 'k3d-${cluster}-server-0': Error response from daemon:`;
  switch (fault) {
    case 'image-refused':
      return `Failed Cluster Creation: failed to create node: failed to create container for node: docker failed to pull image '${image}': Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit.`;
    case 'port-allocated':
      return `${start} driver failed programming external connectivity on endpoint k3d-${cluster}-server-0 (0f9d): Bind for 127.0.0.1:8123 failed: port is already allocated`;
    case 'disk-full':
      return `${start} mkdir /var/lib/docker/overlay2/x: no space left on device`;
    default:
      return `${start} exit status 1`;
  }
}

/** Also without an engine, and without a cluster, k3d ends with exit code 0. */
function remove({ rest: [cluster = ''] }: ReadFlags): void {
  if (state.engine.state !== 'running')
    return error(`Failed to get nodes for cluster '${cluster}': Cannot connect to the Docker daemon`);
  const nodes = nodesOf(state, label, cluster);
  info(
    nodes.length === 0
      ? `No nodes found for cluster '${cluster}', nothing to delete.`
      : `Deleting cluster '${cluster}'`,
  );
  for (const { id } of nodes) state.removeContainer(id);
  if (nodes.length > 0) {
    state.unmark('networks', `k3d-${cluster}`);
    state.unmark('volumes', `k3d-${cluster}-images`);
  }
  return undefined;
}

function setRunning({ rest: [cluster = ''] }: ReadFlags, running: boolean): void {
  const nodes = nodesOf(state, label, cluster);
  if (nodes.length === 0) die(`No nodes found for given cluster`);
  for (const { id } of nodes) state.changeContainer(id, { running });
  info(`${running ? 'Started' : 'Stopped'} cluster '${cluster}'`);
}

function getKubeconfig({ rest: [cluster = ''] }: ReadFlags): void {
  refuseWithoutEngine(state, (reason) => log('fatal', reason));
  if (nodesOf(state, label, cluster).length === 0) die('No nodes found for given cluster');
  process.stdout.write(state.kubeconfig);
}
