import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import type { ClusterPower, ClusterRequest } from '../platform.ts';
import { checkMachine } from './check-machine.ts';
import { checkPorts } from './check-ports.ts';
import { isComplete, recordComplete } from './cluster-files.ts';
import type { ClusterWork, Place } from './cluster-work.ts';
import { askEngine } from './engine/ask-engine.ts';
import { endOrphan } from './end-orphan.ts';
import { explainFailure } from './explain-failure.ts';
import { connectCommands } from './look/find-others.ts';
import { logOf, type ToolEnd } from './run-tool.ts';
import type { Surroundings } from './surroundings.ts';
import type { ClusterOrder, LaptopTool } from './tool.ts';

/** Creates clusters, and removes what a creation left half made. */
export interface ClusterCreation {
  /** Creates the cluster, or finds the one of an earlier attempt and starts it. */
  create(request: ClusterRequest): Promise<ClusterOrder>;
  /** Resolves when nothing half made of the cluster is being removed. */
  cleanedUp(request: Pick<ClusterRequest, 'installation' | 'owner'>): Promise<void>;
}

interface CreationParts {
  readonly work: ClusterWork;
  readonly power: Pick<ClusterPower, 'start'>;
  readonly surroundings: Surroundings;
  readonly kernelDirectory: string | undefined;
}

export function createClusterCreation(
  tool: LaptopTool,
  { work, power, surroundings, kernelDirectory }: CreationParts,
): ClusterCreation {
  /** Half-made clusters that are being removed after a cancel, by directory. */
  const cleanUps = new Map<string, Promise<void>>();

  const nameTaken = (name: string): MlaError =>
    new MlaError('laptop.nameTaken', {
      tool: tool.id,
      name,
      commands: connectCommands(tool, name)
        .map((command) => `\`${command}\``)
        .join(', then '),
    });

  /** Removes a half-made cluster after a cancel, without the run waiting for it. The next call for the cluster waits. */
  function removeLater(place: Place): void {
    const { directory } = place.order.files;
    const removed = work.remove(place, AbortSignal.timeout(work.limits.delete)).catch(() => undefined);
    cleanUps.set(
      directory,
      removed.finally(() => cleanUps.delete(directory)),
    );
  }

  /** @throws the first obstacle that blocks; tells the others. */
  async function refuseUnfit({ machine, order }: Place, { installation, tell }: ClusterRequest): Promise<void> {
    const withKubeflow = installation.spec.kubeflow !== null;
    const { engine } = machine;
    const obstacles = await checkMachine({ tool, engine, wish: order.wish, withKubeflow, kernelDirectory });
    for (const { error } of obstacles.filter(({ blocks }) => blocks)) throw error;
    for (const { error } of obstacles) {
      const { message, fix } = error;
      tell({ type: 'note', severity: 'warning', message: `${message} ${fix}` });
    }
    await checkPorts(order.wish.ports, tool.id);
  }

  async function runCreation(place: Place, request: ClusterRequest): Promise<void> {
    const { order, machine } = place;
    const { signal, tell } = request;
    await refuseUnfit(place, request);
    tell({
      type: 'note',
      severity: 'info',
      message: `Creating ${order.name} with ${tool.id} ${machine.tool.version} and ${machine.engine.title} ${machine.engine.version}. Log: ${logOf(order.files, 'create')}`,
    });
    try {
      const call = tool.create(order);
      const end = await work.call(place, { call, action: 'create', signal, timeout: work.limits.create, tell });
      if (end.exitCode !== 0) throw await explainAndRemove(place, { end, signal, tell });
      await loadImages(place, request);
    } catch (thrown) {
      if (signal.aborted) removeLater(place);
      throw thrown;
    }
    await recordComplete(order.files);
  }

  async function explainAndRemove(
    place: Place,
    { end, signal, tell }: Pick<ClusterRequest, 'signal' | 'tell'> & { readonly end: ToolEnd },
  ): Promise<MlaError> {
    if ((await work.look(place, signal)).whose === 'theirs') return nameTaken(place.order.name);
    const failure = explainFailure(tool, { ...place, end, action: 'create' });
    await work.remove(place, signal).catch((thrown: unknown) => {
      signal.throwIfAborted();
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      tell({ type: 'note', severity: 'warning', message: `The half-made cluster could not be removed: ${reason}` });
    });
    return failure;
  }

  /** Copies images of the engine into the cluster. One that cannot be copied is pulled by the nodes themselves. */
  async function loadImages(place: Place, { signal, tell }: ClusterRequest): Promise<void> {
    for (const image of place.order.wish.preload) {
      tell({ type: 'status', status: `Copying the image ${image}` });
      const problem = await loadImage(place, image, signal);
      if (problem === undefined) continue;
      const message = `The image ${image} was not copied, so the nodes pull it themselves. ${problem}`;
      tell({ type: 'note', severity: 'warning', message });
    }
  }

  /** Where the reason is, if it could not be copied. */
  async function loadImage(place: Place, image: string, signal: AbortSignal): Promise<string | undefined> {
    const { name, files, engine } = place.order;
    const archive = engine.name === 'podman' && tool.loadArchiveArgs !== undefined;
    const file = join(files.directory, 'image.tar');
    try {
      if (archive)
        await askEngine(['save', '--output', file, image], work.engineCall(place, signal), work.limits.create);
      const args = (archive && tool.loadArchiveArgs?.(name, file)) || tool.loadImageArgs(name, image);
      const end = await work.call(place, { call: { args }, action: 'load', signal, timeout: work.limits.create });
      return end.exitCode === 0 ? undefined : `Log: ${end.log}`;
    } catch (thrown) {
      signal.throwIfAborted();
      if (thrown instanceof MlaError) return thrown.message;
      throw thrown;
    } finally {
      if (archive) await rm(file, { force: true });
    }
  }

  const creation: ClusterCreation = {
    async create(request) {
      const { installation, signal, tell } = request;
      const { name } = installation.metadata;
      const problem = tool.nameProblem(name);
      if (problem !== undefined) throw new MlaError('laptop.badName', { tool: tool.id, name, reason: problem });
      await creation.cleanedUp(request);
      const place = await work.prepare(request);
      const { order } = place;
      if (await endOrphan(order.files, surroundings))
        tell({
          type: 'note',
          severity: 'warning',
          message: `Ended a ${tool.id} that an earlier attempt had left running`,
        });
      const sight = await work.look(place, signal);
      if (sight.whose === 'theirs') throw nameTaken(name);
      if (sight.whose === 'ours' && (await isComplete(order.files))) {
        if (sight.containers.some(({ running }) => !running)) await power.start(request);
        return order;
      }
      if (sight.whose === 'ours') {
        tell({
          type: 'note',
          severity: 'info',
          message: `Removing the half-made cluster ${name} of an earlier attempt`,
        });
        await work.remove(place, signal);
      }
      await runCreation(place, request);
      return order;
    },

    async cleanedUp(request) {
      await cleanUps.get(work.filesFor(request).directory);
    },
  };
  return creation;
}
