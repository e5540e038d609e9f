import { rm } from 'node:fs/promises';
import { askEngine, listFromEngine, type EngineCall } from '../engine/ask-engine.ts';
import { listNodeContainers } from '../engine/node-containers.ts';
import type { ClusterRemains } from '../tool.ts';

/** Milliseconds. Each container of a node gets ten seconds to end. */
const patience = 5 * 60_000;

/** Removes what a tool made of a cluster, without the tool. `mounted`: only containers that mount it are ours. */
export async function removeRemains(remains: ClusterRemains, mounted: string, call: EngineCall): Promise<void> {
  for (const label of remains.labels) {
    const ours = (await listNodeContainers(label, call)).filter(
      ({ labels, mounts }) => remains.isHelper(labels) || mounts.some((path) => path.endsWith(mounted)),
    );
    if (ours.length > 0) await askEngine(['rm', '--force', '--volumes', ...ours.map(({ id }) => id)], call, patience);
    const volumes = await listFromEngine(['volume', 'ls', '--quiet', '--filter', `label=${label}`], call);
    if (volumes.length > 0) await askEngine(['volume', 'rm', ...volumes], call, patience);
  }
  if (remains.network !== undefined) {
    const { name, label } = remains.network;
    const filters = ['--filter', `name=^${name}$`, '--filter', `label=${label}`];
    const networks = await listFromEngine(['network', 'ls', '--quiet', ...filters], call);
    if (networks.length > 0) await askEngine(['network', 'rm', ...networks], call);
  }
  for (const folder of remains.folders) await rm(folder, { recursive: true, force: true });
}
