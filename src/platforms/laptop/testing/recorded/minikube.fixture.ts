import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRecorded, passedOn, writeRecordedKubeconfig } from './recorded-cluster.fixture.ts';
import { RecordedState, type RecordedContainer, type RecordedFault } from './state.fixture.ts';
import { fail, readStrictFlags, type CommandFlags, type ReadFlags } from './strict-flags.fixture.ts';

// A program that answers as minikube 1.39.0 does with `--output json`: one CloudEvent per line.

const state = RecordedState.ofProcess();
const label = 'name.minikube.sigs.k8s.io';
const home = process.env['MINIKUBE_HOME'] ?? '';

const commands: Readonly<
  Record<string, readonly [flags: CommandFlags, run: (read: ReadFlags) => void | Promise<void>]>
> = {
  version: [{ switches: ['--short'] }, () => void process.stdout.write(`v${state.versions['minikube'] ?? '1.39.0'}\n`)],
  start: [
    {
      values: [
        ...['--profile', '-p', '--output', '-o', '--driver', '--kubernetes-version', '--nodes', '--cpus', '--memory'],
        ...['--wait', '--wait-timeout', '--extra-config', '--mount-string', '--ports', '--container-runtime'],
        ...['--registry-mirror', '--gpus'],
      ],
      switches: ['--interactive', '--embed-certs', '--mount', '--rootless', '--keep-context'],
    },
    start,
  ],
  stop: [{ values: ['--profile', '-p', '--output', '-o'] }, (read) => setRunning(read, false)],
  delete: [{ values: ['--profile', '-p', '--output', '-o'] }, remove],
  'image load': [
    { values: ['--profile', '-p'] },
    ({ rest: [image = ''] }) =>
      state.marked('images', image)
        ? undefined
        : fail(`X Exiting due to GUEST_IMAGE_LOAD: Failed to load image: ${image}`, 80),
  ],
};

const words = process.argv.slice(2);
state.recordCall('minikube', words);
const name = words[0] === 'image' ? words.slice(0, 2).join(' ') : (words[0] ?? '');
const command = commands[name];
if (command === undefined) fail(`Error: unknown command ${JSON.stringify(name)} for "minikube"`, 14);
const read = readStrictFlags(words.slice(name.split(' ').length), command[0]);
if (read.unknown !== undefined)
  fail(`Error: unknown flag: ${read.unknown}\nSee 'minikube ${name} --help' for usage.`, 14);
await command[1](read);

function emit(type: string, data: Readonly<Record<string, string>>): void {
  const event = {
    specversion: '1.0',
    id: crypto.randomUUID(),
    source: 'https://minikube.sigs.k8s.io/',
    type: `io.k8s.sigs.minikube.${type}`,
    datacontenttype: 'application/json',
    data,
  };
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** minikube labels each container with the name of its own machine, which is the profile's for the first one only. */
function nameOf(profile: string, index: number): string {
  return index === 0 ? profile : `${profile}-m${String(index + 1).padStart(2, '0')}`;
}

function machinesOf(profile: string): RecordedContainer[] {
  return state.containers().filter(({ name }) => name.replace(/-m\d\d$/, '') === profile);
}

function profileOf({ values }: ReadFlags): string {
  return (values.get('--profile') ?? values.get('-p'))?.at(-1) ?? 'minikube';
}

async function start(read: ReadFlags): Promise<void> {
  const profile = profileOf(read);
  const one = (flag: string): string => read.values.get(flag)?.at(-1) ?? '';
  if (!/^[a-zA-Z0-9][\w.-]+$/.test(profile))
    refuse('MK_USAGE', `Sorry, ${JSON.stringify(profile)} is an invalid profile name`, 14);
  if (state.engine.state !== 'running')
    refuse(
      'PROVIDER_DOCKER_NOT_RUNNING',
      '"docker version --format <no value>-<no value>:<no value>" exit status 1: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      69,
    );
  const existing = machinesOf(profile);
  if (existing.length > 0 && existsSync(join(home, 'profiles', profile))) {
    for (const { id } of existing) state.changeContainer(id, { running: true });
    emit('step', {
      currentstep: '3',
      message: `Restarting existing docker container for "${profile}" ...`,
      name: 'Starting Node',
      totalsteps: '19',
    });
    writeRecordedKubeconfig(state, process.env['KUBECONFIG'] ?? '');
    return;
  }
  mkdirSync(join(home, 'profiles', profile), { recursive: true });
  state.mark('networks', profile, { 'created_by.minikube.sigs.k8s.io': 'true' });
  const count = Number(one('--nodes') || 1);
  for (let index = 0; index < count; index += 1)
    state.mark('volumes', nameOf(profile, index), { [label]: nameOf(profile, index) });
  const steps = [
    'Initial Minikube Setup',
    'Selecting Driver',
    'Starting Node',
    'Pulling Base Image',
    'Creating Container',
    'Preparing Kubernetes',
    'Verifying Kubernetes',
    'Done',
  ];
  await createRecorded(state, {
    stages: steps.map(
      (step, index) => () =>
        emit('step', { currentstep: String(index), message: `${step} ...`, name: step, totalsteps: '19' }),
    ),
    nodes: Array.from({ length: count }, (_, index) => ({
      name: nameOf(profile, index),
      image: 'gcr.io/k8s-minikube/kicbase:v0.0.50',
      labels: { [label]: nameOf(profile, index), 'created_by.minikube.sigs.k8s.io': 'true' },
      binds: [...(index === 0 || one('--mount-string') !== '' ? [one('--mount-string')] : [])],
      ports: index === 0 ? (read.values.get('--ports') ?? []) : [],
      uses: [`networks/${profile}`, `volumes/${nameOf(profile, index)}`],
      variables: passedOn(),
    })),
    refuse: (fault) => refuse(...refusal(fault, profile)),
  });
  writeRecordedKubeconfig(state, process.env['KUBECONFIG'] ?? '');
}

function refusal(fault: RecordedFault, profile: string): [name: string, message: string, exitCode: number] {
  const provision = `error provisioning guest: Failed to start host: creating host: create: creating: create kic node: create container: docker run failed: exit status 125 stderr: docker: Error response from daemon:`;
  switch (fault) {
    case 'image-refused':
      return [
        'GUEST_PROVISION',
        `error provisioning guest: Failed to start host: failed to pull image "gcr.io/k8s-minikube/kicbase:v0.0.50": toomanyrequests: You have reached your unauthenticated pull rate limit.`,
        80,
      ];
    case 'port-allocated':
      return [
        'GUEST_PROVISION',
        `${provision} driver failed programming external connectivity on endpoint ${profile} (0f9d): Bind for 127.0.0.1:8123 failed: port is already allocated`,
        80,
      ];
    case 'disk-full':
      return [
        'RSRC_DOCKER_STORAGE',
        'Docker is out of disk space! (/var is at 100% of capacity). You can pass --force to skip this check.',
        26,
      ];
    default:
      return [
        'GUEST_START',
        'failed to start node: wait 15m0s for node: wait for healthy API server: apiserver healthz never reported healthy',
        80,
      ];
  }
}

function refuse(reason: string, message: string, exitCode: number): never {
  emit('error', { exitcode: String(exitCode), id: reason, name: reason, message, advice: '', issues: '', url: '' });
  process.exit(exitCode);
}

function setRunning(read: ReadFlags, running: boolean): void {
  const nodes = machinesOf(profileOf(read));
  if (nodes.length === 0) refuse('MK_NOT_FOUND', `Profile "${profileOf(read)}" not found.`, 85);
  for (const { id } of nodes) state.changeContainer(id, { running });
}

/** A profile that is not there is no failure. */
function remove(read: ReadFlags): void {
  const profile = profileOf(read);
  if (state.engine.state !== 'running')
    refuse('PROVIDER_DOCKER_NOT_RUNNING', 'Cannot connect to the Docker daemon', 69);
  for (const { id, name: machine } of machinesOf(profile)) {
    state.removeContainer(id);
    state.unmark('volumes', machine);
  }
  state.unmark('networks', profile);
  rmSync(join(home, 'profiles', profile), { recursive: true, force: true });
}
