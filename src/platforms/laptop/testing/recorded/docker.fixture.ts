import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { podmanInfo, podmanStopped } from './podman-answers.fixture.ts';
import { RecordedState, type RecordedContainer } from './state.fixture.ts';
import { fail, readStrictFlags, type CommandFlags, type ReadFlags } from './strict-flags.fixture.ts';

// A program that answers as the client of Docker Engine 29 does, as far as MLAnywhere and kind use it.
// Its containers are records; what a tool runs in them is answered as a node of kind answers.

const state = RecordedState.ofProcess();
const program = basename(process.argv[1] ?? '');
const isPodman = program === 'podman';

type Command = readonly [flags: CommandFlags, run: (read: ReadFlags, args: readonly string[]) => void | Promise<void>];

const commands: Readonly<Record<string, Command>> = {
  info: [{ values: ['--format', '-f'] }, info],
  ps: [
    { values: ['--format', '--filter', '-f'], switches: ['--all', '-a', '--quiet', '-q', '--no-trunc'] },
    listContainers,
  ],
  inspect: [{ values: ['--format', '-f', '--type'] }, inspect],
  'container inspect': [{ values: ['--format', '-f'] }, inspect],
  pull: [{}, pull],
  save: [{ values: ['--output', '-o'] }, save],
  run: [
    {
      values: [
        ...['--name', '--hostname', '--label', '--security-opt', '--tmpfs', '--volume', '-v', '-e', '--env', '--net'],
        ...['--network', '--restart', '--init', '--cgroupns', '--publish', '-p', '--sysctl', '--userns', '--device'],
      ],
      switches: ['--privileged', '--detach', '-d', '--tty', '-t'],
    },
    runContainer,
  ],
  rm: [
    { switches: ['-f', '--force', '-v', '--volumes'] },
    ({ rest }) => rest.forEach((name) => state.removeContainer(name)),
  ],
  start: [{}, ({ rest }) => setRunning(rest, true)],
  stop: [{ values: ['-t', '--time'] }, ({ rest }) => setRunning(rest, false)],
  logs: [
    { switches: ['-f', '--follow'] },
    () => print('[  OK  ] Reached target multi-user.target - Multi-User System.'),
  ],
  'network ls': [{ values: ['--filter', '--format'], switches: ['--quiet', '-q'] }, listNetworks],
  'network rm': [{}, ({ rest }) => removeMarked('networks', rest)],
  'volume ls': [{ values: ['--filter'], switches: ['--quiet', '-q'] }, listVolumes],
  'volume rm': [{ switches: ['--force', '-f'] }, ({ rest }) => removeMarked('volumes', rest)],
  'network inspect': [{ values: ['-f', '--format'] }, inspectNetwork],
  'network create': [
    { values: ['-d', '-o', '--subnet'], switches: ['--ipv6'] },
    ({ rest }) => state.mark('networks', rest[0] ?? ''),
  ],
  'volume create': [{ values: ['--label'] }, createVolume],
  'context inspect': [{ values: ['--format'] }, () => print('unix:///var/run/docker.sock')],
  'system df': [{}, () => print('TYPE  TOTAL  ACTIVE  SIZE  RECLAIMABLE')],
};

const [first = '', second = ''] = process.argv.slice(2);
if (first === '-v' || first === '--version')
  print(isPodman ? 'podman version 4.3.1' : 'Docker version 29.8.1, build 0000000');
else if (first === 'exec') await runInside(process.argv.slice(3));
else {
  const name = `${first} ${second}` in commands ? `${first} ${second}` : first;
  const args = process.argv.slice(2 + name.split(' ').length);
  state.recordCall(program, process.argv.slice(2));
  const command = commands[name];
  if (command === undefined)
    fail(`docker: unknown command: docker ${first}\n\nRun 'docker --help' for more information`);
  const read = readStrictFlags(args, command[0]);
  if (read.unknown !== undefined)
    fail(
      `unknown flag: ${read.unknown}\n\nUsage:  docker ${name} [OPTIONS]\n\nRun 'docker ${name} --help' for more information`,
      125,
    );
  refuseUnlessRunning(name);
  await command[1](read, args);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The client answers `info` without a server, with zeros, and everything else with an error. */
function refuseUnlessRunning(command: string): void {
  const { state: engine } = state.engine;
  if (engine === 'running') return;
  if (isPodman) fail(podmanStopped, 125);
  if (command === 'info') print(JSON.stringify({ ServerVersion: '', MemTotal: 0, NCPU: 0, OperatingSystem: '' }));
  fail(
    engine === 'forbidden'
      ? 'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock'
      : 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
  );
}

function info({ values }: ReadFlags): void {
  if (isPodman) {
    print(JSON.stringify(podmanInfo(state.engine, state.engine.podman, state.directory)));
    return;
  }
  const { memory, cpus, rootless, missingLimits, runtimes, operatingSystem } = state.engine;
  const format = (values.get('--format') ?? values.get('-f'))?.at(-1) ?? '';
  const security = ['name=seccomp,profile=builtin', 'name=cgroupns', ...(rootless ? ['name=rootless'] : [])];
  if (/SecurityOptions/.test(format)) print(format.replace(/\{\{.*\}\}/, JSON.stringify(security)));
  else if (/DriverStatus/.test(format)) print('[["Backing Filesystem","extfs"]]');
  else if (/\.Driver\b/.test(format)) print('overlayfs');
  else
    print(
      JSON.stringify({
        ServerVersion: '29.8.1',
        MemTotal: memory,
        NCPU: cpus,
        OperatingSystem: operatingSystem,
        DockerRootDir: state.directory,
        CgroupVersion: '2',
        CgroupDriver: 'systemd',
        SecurityOptions: security,
        Runtimes: Object.fromEntries(runtimes.map((name) => [name, {}])),
        CpuCfsQuota: !missingLimits.includes('cpu'),
        CPUShares: !missingLimits.includes('cpu'),
        MemoryLimit: !missingLimits.includes('memory'),
        PidsLimit: !missingLimits.includes('pids'),
      }),
    );
}

function listContainers({ values, switches }: ReadFlags): void {
  const filters = ['--filter', '-f'].flatMap((flag) => values.get(flag) ?? []);
  const format = values.get('--format')?.at(-1) ?? '';
  const has = (...names: string[]): boolean => names.some((name) => switches.has(name));
  for (const container of state.containers()) {
    if (!fitsFilters(container, filters) || (!container.running && !has('--all', '-a'))) continue;
    const label = /\{\{(?:\.Label|index \.Labels) "(.+)"\}\}/.exec(format)?.[1];
    const shown = label === undefined ? container.name : (container.labels[label] ?? '');
    print(has('--quiet', '-q') ? container.id : shown);
  }
}

function fitsFilters({ labels }: Pick<RecordedContainer, 'labels'>, filters: readonly string[]): boolean {
  return filters
    .filter((filter) => filter.startsWith('label='))
    .map((filter) => filter.replace(/^label=/, '').split(/=(.*)/s))
    .every(([key = '', value]) => (value === undefined ? key in labels : labels[key] === value));
}

function inspect({ values, rest }: ReadFlags): void {
  if (values.get('--type')?.[0] === 'image') {
    if (!state.marked('images', rest[0] ?? '')) fail(`[]\nError response from daemon: No such image: ${rest[0] ?? ''}`);
    print('[{}]');
    return;
  }
  const found = rest.flatMap(
    (wanted) => state.containers().find(({ id, name }) => id === wanted || name === wanted) ?? [],
  );
  const format = (values.get('--format') ?? values.get('-f'))?.at(-1);
  if (format === undefined) print(JSON.stringify(found.map(asInspected)));
  else for (const container of found) print(formatted(format, container));
  if (found.length < rest.length) fail('Error response from daemon: No such container');
}

function asInspected({ id, name, running, labels, binds }: RecordedContainer): object {
  return {
    Id: id,
    Name: isPodman ? name : `/${name}`,
    State: { Status: running ? 'running' : 'exited', Running: running },
    Config: { Labels: labels },
    HostConfig: { Binds: binds },
    Mounts: binds.map((bind) => ({ Type: 'bind', Source: bind.split(':')[0] })),
  };
}

/** As much of Go's templates as kind asks with. */
function formatted(format: string, { labels }: RecordedContainer): string {
  const label = /\.Config\.Labels "([^"]+)"/.exec(format)?.[1];
  if (label !== undefined) return labels[label] ?? '';
  if (/IPAddress/.test(format)) return '172.18.0.2,';
  const { hostname, port } = new URL(/server: "?(\S+?)"?$/m.exec(state.kubeconfig)?.[1] ?? 'https://127.0.0.1:1');
  if (/json \.NetworkSettings\.Ports/.test(format))
    return JSON.stringify({ '6443/tcp': [{ HostIp: hostname, HostPort: port }] });
  if (/NetworkSettings\.Ports/.test(format)) return `${hostname}\t${port}`;
  return fail(`template parsing error: ${format}`);
}

function pull({ rest: [image = ''] }: ReadFlags): void {
  if (state.fault === 'image-refused')
    fail(
      'Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
    );
  if (state.fault === 'disk-full') fail('failed to register layer: write /usr/bin/kubelet: no space left on device');
  state.mark('images', image);
  print(`Status: Downloaded newer image for ${image}`);
}

function save({ values, rest: [image = ''] }: ReadFlags): void {
  if (!state.marked('images', image)) fail(`Error: ${image}: image not known`, 125);
  writeFileSync((values.get('--output') ?? values.get('-o'))?.[0] ?? '', image);
}

async function runContainer({ values, rest: [image = ''] }: ReadFlags): Promise<void> {
  const one = (flag: string): string => values.get(flag)?.[0] ?? '';
  const many = (...flags: string[]): string[] => flags.flatMap((flag) => values.get(flag) ?? []);
  const ports = many('--publish', '-p');
  if (state.fault === 'port-allocated') {
    const [, port = '8080'] = /^[\d.]+:(\d+):/.exec(ports[0] ?? '') ?? [];
    fail(
      `docker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint ${one('--name')} (0f9d): Bind for 127.0.0.1:${port} failed: port is already allocated`,
      125,
    );
  }
  const added = state.addContainer({
    name: one('--name'),
    image,
    ports,
    labels: Object.fromEntries(many('--label').map((label) => label.split(/=(.*)/s).slice(0, 2) as [string, string])),
    binds: many('--volume', '-v').filter((volume) => volume.includes(':')),
    variables: many('--env', '-e'),
  });
  if (!added)
    fail(`docker: Error response from daemon: Conflict. The container name "/${one('--name')}" is already in use`, 125);
  if (state.fault === 'hangs' || state.fault === 'hangs-half-made') await wait(600_000);
}

function setRunning(names: readonly string[], running: boolean): void {
  for (const name of names) {
    state.changeContainer(name, { running });
    print(name);
  }
}

function listNetworks({ values, switches }: ReadFlags): void {
  const filters = values.get('--filter') ?? [];
  const pattern = new RegExp(filters.find((filter) => filter.startsWith('name='))?.slice('name='.length) ?? '');
  const isShort = switches.has('--quiet') || switches.has('-q') || values.get('--format')?.[0] === '{{.ID}}';
  for (const network of state.marks('networks'))
    if (pattern.test(network.name) && fitsFilters(network, filters))
      print(isShort ? `id-of-${network.name}` : network.name);
}

/** Podman takes labels only, and makes up a name. */
function createVolume({ values }: ReadFlags): void {
  const labels = Object.fromEntries((values.get('--label') ?? []).map((label) => label.split('=') as [string, string]));
  const name = randomUUID().replaceAll('-', '');
  state.mark('volumes', name, labels);
  print(name);
}

function listVolumes({ values }: ReadFlags): void {
  if (state.fault === 'volumes-refused') fail('Error response from daemon: volume store is locked');
  for (const volume of state.marks('volumes'))
    if (fitsFilters(volume, values.get('--filter') ?? [])) print(volume.name);
}

/** What a container still uses is refused. */
function removeMarked(folder: 'networks' | 'volumes', namesOrIds: readonly string[]): void {
  for (const given of namesOrIds) {
    const mark = state.marks(folder).find(({ name }) => given === name || given === `id-of-${name}`);
    if (mark === undefined) fail(`Error response from daemon: ${given} not found`);
    const users = state.containers().filter(({ uses }) => uses?.includes(`${folder}/${mark.name}`) === true);
    if (users.length > 0) fail(`Error response from daemon: remove ${given}: in use - [${users[0]?.id ?? ''}]`);
    state.unmark(folder, mark.name);
    print(given);
  }
}

function inspectNetwork({ values }: ReadFlags): void {
  const format = (values.get('-f') ?? values.get('--format'))?.[0] ?? '';
  if (/mtu/.test(format)) print('1500');
  else if (/Subnet/.test(format)) print('172.18.0.0/16 ');
  else print('[{"ID":"id-of-kind","Name":"kind","Containers":{}}]');
}

/** What kind runs in a node. */
async function runInside(args: readonly string[]): Promise<void> {
  state.recordCall(program, ['exec', ...args]);
  refuseUnlessRunning('exec');
  let at = 0;
  while (args[at]?.startsWith('-') === true) at += args[at] === '-e' ? 2 : 1;
  const [node = '', ...command] = args.slice(at);
  const input = args.slice(0, at).includes('-i') ? await readInput() : '';
  if (command.slice(0, 2).join(' ') === 'cp /dev/stdin') state.recordWritten(node, command[2] ?? '', input);
  else answerInside(node, command.join(' '));
}

function answerInside(node: string, command: string): void {
  if (command.startsWith('kubeadm init') && state.fault === 'fails-half-made')
    fail(
      'error: error execution phase wait-control-plane: failed while waiting for the control plane to start: kubelet is not healthy',
    );
  if (command === 'cat /kind/version') print(versionOf(node));
  else if (command === 'cat /etc/kubernetes/admin.conf') print(state.kubeconfig);
  else if (command.startsWith('cat /kind/manifests/')) print('apiVersion: v1\nkind: List\nitems: []');
  else if (command.includes('get nodes')) print("'True'");
}

function versionOf(node: string): string {
  const image = state.containers().find(({ name }) => name === node)?.image ?? '';
  return /:(v\d+\.\d+\.\d+)/.exec(image)?.[1] ?? 'v1.36.4';
}

async function readInput(): Promise<string> {
  let text = '';
  for await (const part of process.stdin.setEncoding('utf8')) text += String(part);
  return text;
}
