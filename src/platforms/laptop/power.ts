import { MlaError } from '../../errors/error.ts';
import type { ClusterPower, ClusterState } from '../platform.ts';
import type { ClusterWork, Place, Sight } from './cluster-work.ts';
import { changeContainers, type NodeContainer } from './engine/node-containers.ts';
import { explainFailure } from './explain-failure.ts';
import type { LaptopTool, ToolCall } from './tool.ts';

/** What a look at the containers says about the cluster. */
export function stateOf(sight: Sight): ClusterState {
  if (sight.whose !== 'ours') return 'gone';
  return sight.containers.every(({ running }) => running) ? 'running' : 'stopped';
}

/** Stops clusters and starts them again, by the tool where it can, else by the engine. */
export function createClusterPower(tool: LaptopTool, work: ClusterWork): ClusterPower {
  type Request = Parameters<ClusterPower['start']>[0];

  async function ourContainers(place: Place, signal: AbortSignal): Promise<readonly NodeContainer[]> {
    const sight = await work.look(place, signal);
    if (sight.whose === 'ours') return sight.containers;
    throw new MlaError('laptop.clusterGone', { name: place.order.name, tool: tool.id });
  }

  async function change(
    action: 'start' | 'stop',
    { place, request, call }: { place: Place; request: Request; call: ToolCall | undefined },
  ): Promise<void> {
    const { signal, tell } = request;
    const containers = (await ourContainers(place, signal)).filter(({ running }) => running === (action === 'stop'));
    if (containers.length === 0) return;
    const verb = action === 'start' ? 'Starting' : 'Stopping';
    tell({ type: 'note', severity: 'info', message: `${verb} the cluster ${place.order.name} with ${tool.id}` });
    if (call === undefined) {
      await changeContainers(action, containers, work.engineCall(place, signal));
      return;
    }
    const end = await work.call(place, { call, action, signal, timeout: work.limits.start, tell });
    if (end.exitCode !== 0) throw explainFailure(tool, { ...place, end, action });
  }

  return {
    async look(request) {
      return stateOf(await work.look(await work.prepareSite(request), request.signal));
    },
    async start(request) {
      const place = await work.prepare(request);
      await change('start', { place, request, call: tool.start?.(place.order) });
    },
    async stop(request) {
      const place = await work.prepare(request);
      const args = tool.stop?.(place.order.name);
      await change('stop', { place, request, call: args && { args } });
    },
  };
}
