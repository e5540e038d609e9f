import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { StartCluster } from '../../sandbox/ccp/clusters/cluster-starter.ts';
import { startRealCluster } from '../../sandbox/ccp/clusters/sandbox-clusters.ts';
import { startCcpSimulator, type CcpSimulator } from '../../sandbox/ccp/simulator.ts';
import { nodeObjects, type NodeSpec } from '../../sandbox/nodes.ts';
import { startSshdNode, type SshdNode } from '../../src/cluster-proxy/testing/sshd-nodes.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { Secret } from '../../src/secret.ts';

/** A simulated CCP whose nodes are machines, as far as SSH goes. */
export interface CcpWithMachines extends AsyncDisposable {
  readonly ccp: CcpSimulator;
  /** By the name of the node, those that are gone too. */
  readonly machines: ReadonlyMap<string, SshdNode>;
  /** The names of the nodes that there are, the control plane first. */
  nodes(): string[];
  /** Runs a line in a login shell of a node, as somebody who is logged in there. Gives what it printed; never throws. */
  shell(node: string, line: string): Promise<string>;
}

/**
 * Each node of a cluster is a real sshd with a root of its own, at port 22 of the address that CCP tells, and takes the
 * key of the order. The API server is real; `serverOf` says by which address MLAnywhere reaches its port. `enter`: words
 * before a command that is to run in the network of the nodes.
 */
export async function startCcpWithMachines(options: {
  readonly directory: string;
  readonly enter: readonly string[];
  readonly serverOf: (port: number) => Promise<string>;
  /** Called for each machine before anybody is told of it. `index`: 0 for the control plane. */
  readonly prepare?: (machine: SshdNode, index: number) => Promise<void>;
}): Promise<CcpWithMachines> {
  const { directory, enter, serverOf, prepare } = options;
  const machines = new Map<string, SshdNode>();
  const stored = (name: string) => {
    const cluster = ccp.clusters.find(({ payload }) => payload.name === name);
    if (cluster === undefined) throw new Error(`CCP has no cluster ${name}`);
    return cluster;
  };
  const run = (command: readonly string[]) => {
    const [file, ...words] = command;
    return promisify(execFile)(file ?? '', words);
  };

  const start = async (cluster: string, name: string): Promise<void> => {
    const { nodes, payload } = stored(cluster);
    const index = nodes.findIndex((node) => node.name === name);
    const address = nodes[index]?.reservedIp ?? '';
    await run([...enter, 'ip', 'address', 'replace', `${address}/32`, 'dev', 'lo']);
    const key = { publicKey: orderedKey(payload), privateKey: new Secret('') };
    const machine = await startSshdNode(name, { key, at: { address, enter } });
    await prepare?.(machine, index);
    machines.set(name, machine);
  };

  /** Nodes as the kubelets of real machines register them. */
  const register = async (
    client: KubernetesClient,
    of: { readonly cluster: string; readonly nodes: readonly NodeSpec[]; readonly version: string },
  ): Promise<void> => {
    const known = new Set((await client.listMetadata(builtInTypes.node)).map(({ name }) => name));
    const objects = nodeObjects(of.nodes, of.version);
    const fresh = objects.map(({ metadata }) => metadata.name).filter((name) => !machines.has(name));
    await Promise.all(fresh.map((name) => start(of.cluster, name)));
    for (const object of objects) {
      const { name } = object.metadata;
      if (!known.has(name)) await client.create(builtInTypes.node, object);
      const address = stored(of.cluster).nodes.find((node) => node.name === name)?.reservedIp;
      const addresses = [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ];
      await client.mergePatch(builtInTypes.node, { name, subresource: 'status' }, { status: { addresses } });
    }
    // The last word: from now on they are no simulated ones.
    const annotations = { 'sandbox.mlanywhere.dev/simulated': null };
    for (const { metadata } of objects)
      await client.mergePatch(builtInTypes.node, { name: metadata.name }, { metadata: { annotations } });
  };

  const startCluster: StartCluster = async (spec) => {
    const started = await startRealCluster(spec);
    const client = createKubernetesClient(await readKubeconfig(started.kubeconfig, { execAllowed: false }));
    const version = spec.kubernetesVersion ?? '';
    const settle = (nodes: readonly NodeSpec[]) => register(client, { cluster: spec.name, nodes, version });
    await settle(spec.nodes);
    const port = Number(/server: https:\/\/127\.0\.0\.1:(\d+)/.exec(started.kubeconfig)?.[1]);
    const server = `tls-server-name: 127.0.0.1\n      server: ${await serverOf(port)}`;
    return {
      kubeconfig: started.kubeconfig.replace(/server: https:\/\/127\.0\.0\.1:\d+/, server),
      setNodes: async (nodes) => {
        await settle(nodes);
        await started.setNodes?.(nodes);
      },
      stop: async () => {
        await client.close();
        await started.stop();
      },
    };
  };

  const ccp: CcpSimulator = await startCcpSimulator({ directory, startCluster, speed: 5 });
  return {
    ccp,
    machines,
    nodes: () => ccp.clusters.flatMap(({ nodes }) => nodes.map(({ name }) => name)),
    shell: async (node, line) => {
      const target = String(machines.get(node)?.process);
      const inside = ['nsenter', '--target', target, '--mount', '--net', '--root', 'env', '-i', 'PATH=/usr/bin:/bin'];
      return run([...inside, 'sh', '-lc', `cd / && ${line}`]).then(
        ({ stdout }) => stdout,
        (thrown: unknown) => (thrown as { stdout: string }).stdout,
      );
    },
    [Symbol.asyncDispose]: async () => {
      await ccp.stop();
      for (const machine of machines.values()) await machine[Symbol.asyncDispose]();
    },
  };
}

/** The key that an order gives to the nodes. */
export function orderedKey({ master_group: { ssh_key: key } }: CcpSimulator['clusters'][number]['payload']): string {
  return key ?? '';
}

/** An address that an entry of a no-proxy list covers. */
export function addressWithin(entry: string): string {
  if (entry.startsWith('.')) return `some${entry}`;
  const [network = '', length] = entry.split('/');
  return length === undefined || network.includes(':') ? network : network.replace(/\d+$/, '1');
}
