import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fail } from './strict-flags.fixture.ts';
import type { RecordedContainer, RecordedFault, RecordedState } from './state.fixture.ts';

/** How a recorded tool creates a cluster. */
export interface RecordedCreation {
  readonly nodes: readonly Omit<RecordedContainer, 'id' | 'running'>[];
  /** Printed one after the other. */
  readonly stages: readonly (() => void)[];
  /** What the tool prints for a fault before it ends with exit code 1. */
  readonly refuse: (fault: RecordedFault) => void;
}

/** Faults that a tool reports before it has created a container. */
const atOnce: readonly (RecordedFault | undefined)[] = ['image-refused', 'port-allocated', 'disk-full'];

/** Goes through the stages and creates the containers of the nodes, up to the fault that was chosen. */
export async function createRecorded(state: RecordedState, { nodes, stages, refuse }: RecordedCreation): Promise<void> {
  const { fault } = state;
  const end = (because: RecordedFault): never => {
    refuse(because);
    process.exit(1);
  };
  stages[0]?.();
  if (fault === 'hangs') await wait(600_000);
  if (fault !== undefined && atOnce.includes(fault)) end(fault);
  for (const [index, node] of nodes.entries()) {
    if (!state.addContainer(node)) end('fails-half-made');
    if (index === 0 && fault !== undefined) await failHalfMade(fault, { end, tell: () => stages[1]?.() });
  }
  for (const stage of stages.slice(1)) stage();
}

async function failHalfMade(
  fault: RecordedFault,
  { end, tell }: { end: (because: RecordedFault) => never; tell: () => void },
): Promise<void> {
  if (fault === 'killed') process.kill(process.pid, 'SIGKILL');
  if (fault === 'fails-half-made') end(fault);
  if (fault === 'ignores-the-end') ignoreTheEnd();
  tell();
  await wait(600_000);
}

/** As a tool that waits for its own program, which waits for an engine. */
function ignoreTheEnd(): void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  const ignore = signals.map((signal) => `process.on('${signal}', () => {});`).join(' ');
  for (const signal of signals) process.on(signal, () => undefined);
  spawn(process.execPath, ['-e', `${ignore} setInterval(() => {}, 1000)`], { stdio: 'inherit' });
}

/** The clusters' nodes by the label that names their cluster. */
export function nodesOf(state: RecordedState, label: string, name: string): RecordedContainer[] {
  return state.containers().filter(({ labels }) => labels[label] === name);
}

/** As each tool says it where the engine does not answer. */
export function refuseWithoutEngine(state: RecordedState, say: (reason: string) => string): void {
  if (state.engine.state === 'running') return;
  fail(
    say(
      state.engine.state === 'forbidden'
        ? 'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock'
        : 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ),
  );
}

/** The proxy variables that kind and minikube pass on from their own environment to their nodes: those that are not empty. */
export function passedOn(): string[] {
  return ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => {
    const value = process.env[name] || process.env[name.toLowerCase()];
    return value === undefined || value === '' ? [] : [`${name}=${value}`];
  });
}

/** Writes a kubeconfig where the caller wants it. */
export function writeRecordedKubeconfig(state: RecordedState, file: string): void {
  writeFileSync(file, state.kubeconfig, { mode: 0o600 });
}
