import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import type { ClusterAccess } from '../../src/kubernetes/client.ts';
import type { CertificatePair } from '../certificates/issue.ts';
import { kubeflowControllers, platformControllers } from '../controllers/all.ts';
import { reachabilityOf } from '../egress/reachability.ts';
import type { Reachability } from '../egress/connect-server.ts';
import { createUnschedulablePods } from '../pods/unschedulable.ts';
import type { Switches } from '../switches.ts';
import type { SimulationTools } from './controller.ts';
import { createEngine, type SimulatedPart } from './engine.ts';
import { kubeflowKinds, watchedKinds, type KindName } from './kinds.ts';
import { observeWorld } from './observations.ts';

/** Everything that is simulated in one cluster. */
export interface Simulation {
  readonly reachability: Reachability;
  parts(): SimulatedPart[];
  stop(): Promise<void>;
}

export interface SimulationOptions {
  readonly access: ClusterAccess;
  readonly switches: Switches;
  readonly webhookAuthority: CertificatePair;
  /** False leaves out the simulated controllers of Kubeflow: nodes, pods, volumes and addresses only. */
  readonly kubeflow: boolean;
}

/** Starts watching and acting; resolves when the cluster has been seen once. */
export async function startSimulation({
  access,
  switches,
  webhookAuthority,
  kubeflow,
}: SimulationOptions): Promise<Simulation> {
  const stopping = new AbortController();
  const client = createKubernetesClient(access);
  const kinds = (Object.keys(watchedKinds) as KindName[]).filter((kind) => kubeflow || !kubeflowKinds.includes(kind));
  const observations = observeWorld(client, kinds, stopping.signal);
  await observations.listed;
  const engine = createEngine(observations, switches, stopping.signal);
  const tools: SimulationTools = { client, switches, webhookAuthority, askAgain: engine.askAgain };
  const unschedulable = createUnschedulablePods(client, switches);
  switches.onApply(unschedulable.apply);
  await unschedulable.apply();
  engine.start([...platformControllers, ...(kubeflow ? kubeflowControllers : [])].map((create) => create(tools)));
  return {
    reachability: reachabilityOf(observations),
    parts: engine.parts,
    stop: async () => {
      stopping.abort();
      await client.close();
    },
  };
}
