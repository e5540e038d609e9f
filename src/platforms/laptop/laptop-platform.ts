import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { runProgram } from '../../programs/run-program.ts';
import { Secret } from '../../secret.ts';
import type { PlatformImplementation, PlatformParts } from '../implementation.ts';
import type { ClusterHandle, Platform } from '../platform.ts';
import { createClusterCreation } from './create-cluster.ts';
import { downloadTool } from './download/download-tool.ts';
import { pinnedFile, pinnedTools, thisMachine } from './download/pinned-tools.ts';
import { deleteCluster } from './deletion/delete-cluster.ts';
import { removeFiles } from './cluster-files.ts';
import { createClusterWork, type LaptopPlatformOptions } from './cluster-work.ts';
import { lookAtMachine } from './look/look-at-machine.ts';
import { findTool } from './machine.ts';
import { createClusterPower, stateOf } from './power.ts';
import { createSurroundings } from './surroundings.ts';
import type { ClusterOrder, LaptopTool } from './tool.ts';
import { laptopNoProxy } from './proxy/proxy-variables.ts';

/** Clusters on this machine, created with a tool. Each is found again by a directory that its nodes mount. */
export function createLaptopPlatform(tool: LaptopTool, options: LaptopPlatformOptions): Platform {
  const { dataDirectory, surroundings, fetch, file = pinnedFile(tool.id, thisMachine), kernelDirectory } = options;
  const { downloads } = surroundings;
  const version = pinnedTools[tool.id].version;
  const download =
    downloads === undefined || fetch === undefined || file === undefined ? undefined : { version, ...file };
  const work = createClusterWork(tool, options);
  const power = createClusterPower(tool, work);
  const creation = createClusterCreation(tool, { work, power, surroundings, kernelDirectory });

  const handleFor = ({ name, files }: ClusterOrder): ClusterHandle => ({
    platform: tool.id,
    id: files.directory,
    name,
  });
  const gone = (name: string): MlaError => new MlaError('laptop.clusterGone', { name, tool: tool.id });

  return {
    id: tool.id,
    definition: tool.definition,
    power,

    testConnection: ({ platform }) =>
      Promise.reject(new MlaError('laptop.notThisPlatform', { name: platform, tool: tool.id })),

    async lookAtMachine(cluster, { signal }) {
      const wish = tool.wishOf({ spec: { cluster } });
      if (wish !== undefined)
        return lookAtMachine({
          tool,
          surroundings,
          wish,
          dataDirectory,
          download,
          kernelDirectory,
          engineCall: (engine) => work.engineCall({ machine: { engine } }, signal),
          signal,
        });
      throw new MlaError('laptop.notThisPlatform', { name: cluster.platform, tool: tool.id });
    },

    ...(downloads !== undefined &&
      fetch !== undefined && {
        async downloadTool({ signal }: { signal: AbortSignal }) {
          await downloadTool(tool.id, { directory: downloads, fetch, signal, ...(file !== undefined && { file }) });
          return findTool(tool, surroundings, signal);
        },
      }),

    listNoProxy: ({ installation }) => {
      const { name } = installation.metadata;
      const nodeNames = tool.nodeNames({ name, wish: work.wishOf(installation) });
      const { proxy } = installation.spec;
      return Promise.resolve(laptopNoProxy({ proxy, networks: tool.networks, nodeNames }));
    },

    async nodeVariables(request) {
      const site = await work.prepareSite(request);
      const sight = await work.look(site, request.signal);
      if (sight.whose !== 'ours') throw gone(site.order.name);
      return Object.fromEntries(sight.containers.map(({ name, variables }) => [name, variables]));
    },

    async createCluster(request) {
      return handleFor(await creation.create(request));
    },

    async findCluster(request) {
      await creation.cleanedUp(request);
      const site = await work.prepareSite(request);
      return (await work.look(site, request.signal)).whose === 'ours' ? handleFor(site.order) : undefined;
    },

    async waitForCluster(_, request) {
      const site = await work.prepareSite(request);
      const sight = await work.look(site, request.signal);
      if (sight.whose !== 'ours') throw gone(site.order.name);
      request.tell({ type: 'status', status: `${sight.containers.length} containers run` });
    },

    async fetchKubeconfig(_, request) {
      const place = await work.prepare(request);
      const { name, files } = place.order;
      if (tool.kubeconfigArgs === undefined) return new Secret(await readFile(files.kubeconfig, 'utf8'));
      const end = await runProgram({
        file: place.machine.tool.path,
        args: tool.kubeconfigArgs(name),
        environment: { ...work.engineCall(place, request.signal).environment, KUBECONFIG: files.kubeconfig },
        signal: request.signal,
        timeout: work.limits.query,
        maximumOutput: 1024 * 1024,
      });
      if (end.exitCode === 0) return new Secret(end.stdout.toString('utf8'));
      throw gone(name);
    },

    async findLoss(_, request) {
      const site = await work.prepareSite(request);
      const state = stateOf(await work.look(site, request.signal));
      if (state === 'gone') return gone(site.order.name);
      return state === 'stopped' ? new MlaError('laptop.clusterStopped', { name: site.order.name }) : undefined;
    },

    previewDeletion: ({ name, id }) => ({
      removes: [`the cluster ${name} with all that is in it, volumes included`, `its folder ${id}`],
      keeps: [`${tool.id}, the container engine and the images that it pulled`],
    }),

    async deleteCluster(handle, request) {
      await creation.cleanedUp(request);
      await deleteCluster(tool, { work, surroundings }, request);
      await removeFiles({ directory: handle.id });
    },
  };
}

/** How a platform with this tool is made: refused where the server belongs to several people. */
export function implementLaptop(tool: LaptopTool): PlatformImplementation {
  return {
    create: ({ dataDirectory, environment, outbound }: PlatformParts) => {
      const downloads = join(dataDirectory, 'laptop', 'bin');
      const surroundings = createSurroundings({ ...environment, ...outbound.programEnvironment() }, { downloads });
      return createLaptopPlatform(tool, { dataDirectory, surroundings, fetch: outbound.fetch });
    },
    findObstacle: ({ localFiles }) => Promise.resolve(localFiles ? undefined : new MlaError('laptop.sharedServer', {})),
  };
}
