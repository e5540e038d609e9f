import { join, sep } from 'node:path';
import type { OtherCluster } from '../../../api/contract.ts';
import type { EngineCall } from '../engine/ask-engine.ts';
import { listNodeContainers, type NodeContainer } from '../engine/node-containers.ts';
import type { LaptopTool } from '../tool.ts';

/** What a command can hold as it is. Anyone can label a container with anything. */
const plainName = /^[a-z0-9][\w.-]*$/i;

/** The tool's clusters of this machine that MLAnywhere did not create, by name. Changes nothing. */
export async function findOthers(
  tool: LaptopTool,
  { dataDirectory, call }: { readonly dataDirectory: string; readonly call: EngineCall },
): Promise<OtherCluster[]> {
  const key = tool.nodeLabel('').replace(/=$/, '');
  const home = join(dataDirectory, 'laptop', tool.id) + sep;
  const clusters = new Map<string, NodeContainer[]>();
  for (const container of await listNodeContainers(key, call)) {
    const name = tool.clusterOf(container.labels[key] ?? '');
    clusters.set(name, [...(clusters.get(name) ?? []), container]);
  }
  return [...clusters]
    .filter(
      ([name, nodes]) =>
        plainName.test(name) && !nodes.some(({ mounts }) => mounts.some((path) => path.includes(home))),
    )
    .map(([name, nodes]) => ({
      name,
      running: nodes.every(({ running }) => running),
      commands: connectCommands(tool, name),
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** How a cluster that the tool created becomes a connection of the platform `existing`. */
export function connectCommands(tool: LaptopTool, name: string): string[] {
  const file = `${name}.kubeconfig`;
  return [`${tool.printKubeconfig(name)} > ${file}`, `mla connection add existing ${name} --kubeconfig ${file}`];
}
