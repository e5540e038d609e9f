import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNoControlPlane } from '../../../sandbox/binary.ts';
import type { NodeSpec } from '../../../sandbox/nodes.ts';
import {
  findSandboxProcess,
  startSandboxProcess,
  type SandboxProcessHandle,
} from '../../../sandbox/separate-process.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { firstGroupName, listWorkerGroups } from '../../installation/worker-groups.ts';
import { Secret } from '../../secret.ts';
import type { PlatformImplementation } from '../implementation.ts';
import type { ClusterRequest, Platform } from '../platform.ts';
import { sandbox } from './definition/sandbox.ts';

export interface SandboxPlatformOptions {
  /** Has a folder for each cluster, by name. */
  readonly directory: string;
  /** Whether clusters outlive this process. If not, they are started again from their folders when they are needed. */
  readonly detached: boolean;
}

/** A sandbox cluster on this machine: control plane and scheduling are real, nodes and Kubeflow's own controllers simulated. */
export function createSandboxPlatform(options: SandboxPlatformOptions): Platform {
  const directoryOf = (name: string): string => join(options.directory, name);

  /** The running cluster; started, or started again, when it does not run. A start that a cancel leaves behind is found by the next call. */
  async function ensureRunning({
    installation,
    signal,
    tell,
  }: Pick<ClusterRequest, 'installation' | 'signal' | 'tell'>): Promise<SandboxProcessHandle> {
    const { name } = installation.metadata;
    const directory = directoryOf(name);
    const found = await findSandboxProcess(directory);
    if (found !== undefined) return found;
    const nodes = nodesOf(installation);
    const log = (message: string): void => tell({ type: 'note', severity: 'info', message });
    return untilAborted(startSandboxProcess({ name, directory, nodes, detached: options.detached, log }), signal);
  }

  return {
    id: 'sandbox',
    definition: sandbox,

    testConnection: (input) => Promise.reject(new MlaError('platform.notSandbox', { name: input.platform })),

    async createCluster(request) {
      const { name } = request.installation.metadata;
      nodesOf(request.installation);
      await ensureRunning(request);
      return { platform: 'sandbox', id: directoryOf(name), name };
    },

    /** Its folder exists from the start. */
    async findCluster({ installation: { metadata } }) {
      const directory = directoryOf(metadata.name);
      return (await isThere(directory)) ? { platform: 'sandbox', id: directory, name: metadata.name } : undefined;
    },

    async waitForCluster(_, request) {
      const { server } = await (await ensureRunning(request)).describe();
      request.tell({ type: 'status', status: `running at ${server}` });
    },

    async fetchKubeconfig(_, request) {
      return new Secret((await (await ensureRunning(request)).describe()).kubeconfig);
    },

    previewDeletion: ({ name, id }) => ({
      removes: [`the sandbox cluster ${name} with all that is in it`, `its folder ${id}`],
      keeps: ['the built control plane, so that the next sandbox starts at once'],
    }),

    async deleteCluster(handle, { signal }) {
      const running = await findSandboxProcess(handle.id);
      if (running !== undefined) await untilAborted(running.stop(), signal);
      await rm(handle.id, { recursive: true, force: true });
    },
  };
}

export const sandboxImplementation: PlatformImplementation = {
  /** Its clusters are processes of their own: like any other cluster they stay until they are deleted, also when this process ends. */
  create: ({ dataDirectory }) => createSandboxPlatform({ directory: join(dataDirectory, 'sandboxes'), detached: true }),
  findObstacle: ({ environment }) => whyNoControlPlane({ ...environment }),
};

function nodesOf({ metadata: { name }, spec: { cluster } }: Installation): NodeSpec[] {
  if (cluster.platform !== 'sandbox') throw new MlaError('platform.notSandbox', { name });
  const workers = listWorkerGroups(cluster.sandbox).map(({ name: group, gpu, ...size }): NodeSpec => {
    const namePrefix = group === firstGroupName ? `${name}-worker` : `${name}-worker-${group}`;
    return { role: 'worker', ...size, namePrefix, ...(gpu === null ? {} : { gpu }) };
  });
  return [{ role: 'control-plane', count: 1, vcpus: 2, memoryGiB: 8, namePrefix: `${name}-control-plane` }, ...workers];
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
