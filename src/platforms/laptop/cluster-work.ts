import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { OutboundFetch } from '../../network/outbound.ts';
import type { ClusterRequest } from '../platform.ts';
import { filesOf } from './cluster-files.ts';
import type { LaptopWish } from './definition/fields.ts';
import type { EngineCall } from './engine/ask-engine.ts';
import { findEngine } from './engine/find-engine.ts';
import type { PinnedFile } from './download/pinned-tools.ts';
import { listNodeContainers, type NodeContainer } from './engine/node-containers.ts';
import { explainFailure } from './explain-failure.ts';
import { findTool, type Machine } from './machine.ts';
import { runTool, type ToolEnd } from './run-tool.ts';
import type { Surroundings } from './surroundings.ts';
import type { ClusterFiles, ClusterOrder, LaptopTool, ToolCall } from './tool.ts';

/** How long a tool may take, in milliseconds. */
export interface LaptopLimits {
  readonly create: number;
  readonly delete: number;
  readonly start: number;
  readonly query: number;
}

/** An image of a node has about 1 GB. */
const usualLimits: LaptopLimits = { create: 45 * 60_000, delete: 5 * 60_000, start: 15 * 60_000, query: 60_000 };

export interface LaptopPlatformOptions {
  readonly dataDirectory: string;
  readonly surroundings: Surroundings;
  readonly limits?: Partial<LaptopLimits>;
  /** For downloads of the tool; without it, none are offered. */
  readonly fetch?: OutboundFetch;
  /** The file that is downloaded; the pinned one for this machine when left out. */
  readonly file?: PinnedFile | undefined;
  /** Where the kernel shows its settings: `/proc`. */
  readonly kernelDirectory?: string | undefined;
}

type Request = Pick<ClusterRequest, 'installation' | 'owner' | 'signal' | 'lease'>;

/** A cluster, and the engine that it is looked at with. */
export interface Site {
  readonly machine: Pick<Machine, 'engine'>;
  readonly order: ClusterOrder;
  /** Asked before the tool is started. */
  readonly lease?: ClusterRequest['lease'];
}

/** A cluster, and what it is worked on with. */
export interface Place extends Site {
  readonly machine: Machine;
}

/** One look at a cluster of this machine. */
export type Sight =
  { readonly whose: 'nobody' } | { readonly whose: 'ours' | 'theirs'; readonly containers: readonly NodeContainer[] };

/** A call of the tool for a cluster. */
export interface ClusterCall {
  readonly call: ToolCall;
  readonly action: 'create' | 'delete' | 'start' | 'stop' | 'load';
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly tell?: ClusterRequest['tell'] | undefined;
}

/** What everything about a cluster on this machine is made of. */
export interface ClusterWork {
  readonly limits: LaptopLimits;
  filesFor(request: Pick<Request, 'installation' | 'owner'>): ClusterFiles;
  wishOf(installation: Installation): LaptopWish;
  /** Enough to look, and to delete without the tool. @throws an error of the engine */
  prepareSite(request: Request): Promise<Site>;
  /** @throws the first thing that is missing */
  prepare(request: Request): Promise<Place>;
  engineCall(site: Pick<Site, 'machine'>, signal: AbortSignal): EngineCall;
  look(site: Site, signal: AbortSignal): Promise<Sight>;
  call(place: Place, given: ClusterCall): Promise<ToolEnd>;
  /** Removes our cluster, and nothing else. Does nothing if there is none. */
  remove(place: Place, signal: AbortSignal): Promise<void>;
}

/** The shared work of a tool's clusters. */
export function createClusterWork(tool: LaptopTool, options: LaptopPlatformOptions): ClusterWork {
  const { dataDirectory, surroundings } = options;
  const limits = { ...usualLimits, ...options.limits };

  const environmentFor = ({ engine }: Site['machine']): Record<string, string> => ({
    ...surroundings.environment,
    ...tool.environmentOf({ home: join(dataDirectory, 'laptop', tool.id), engine }),
  });

  const work: ClusterWork = {
    limits,

    filesFor: ({ installation, owner }) =>
      filesOf({ dataDirectory, tool: tool.id, name: installation.metadata.name, owner }),

    wishOf(installation) {
      const wish = tool.wishOf(installation);
      if (wish !== undefined) return wish;
      throw new MlaError('laptop.notThisPlatform', { name: installation.metadata.name, tool: tool.id });
    },

    async prepareSite(request) {
      const { installation, signal } = request;
      const wish = work.wishOf(installation);
      const engine = await findEngine(surroundings, { chosen: wish.engine, signal });
      const order = {
        name: installation.metadata.name,
        wish,
        proxy: installation.spec.proxy,
        files: work.filesFor(request),
        engine,
      };
      return { machine: { engine }, order, lease: request.lease };
    },

    async prepare(request) {
      const { machine, ...site } = await work.prepareSite(request);
      return { ...site, machine: { ...machine, tool: await findTool(tool, surroundings, request.signal) } };
    },

    engineCall: ({ machine }, signal) => ({ engine: machine.engine, environment: environmentFor(machine), signal }),

    async look(site, signal) {
      const { name, files } = site.order;
      const found = await listNodeContainers(tool.nodeLabel(name), work.engineCall(site, signal));
      if (found.length === 0) return { whose: 'nobody' };
      const nodes = found.filter(({ labels }) => tool.isNode(labels));
      const ours = nodes.length > 0 && nodes.every(({ mounts }) => mounts.some((path) => path.endsWith(files.mounted)));
      return { whose: ours ? 'ours' : 'theirs', containers: found };
    },

    async call({ machine, order, lease }, { tell, ...given }) {
      await lease?.open();
      return runTool({
        ...given,
        path: machine.tool.path,
        files: order.files,
        environment: environmentFor(machine),
        onLine: (line) => {
          const news = tell === undefined ? undefined : tool.readNews(line);
          if (news !== undefined) tell?.(news);
        },
      });
    },

    async remove(place, signal) {
      if ((await work.look(place, signal)).whose !== 'ours') return;
      const args = tool.deleteArgs(place.order.name, place.order.files);
      const end = await work.call(place, { call: { args }, action: 'delete', signal, timeout: limits.delete });
      // k3d ends well even where the engine did not answer it: only the containers tell.
      if ((await work.look(place, signal)).whose !== 'nobody')
        throw explainFailure(tool, { ...place, end, action: 'delete' });
    },
  };
  return work;
}
