import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { isAvailable, type World } from '../simulation/world.ts';

const secretName = 'mlpipeline-minio-artifact';

/** In place of Pipelines' profile controller, which metacontroller calls: the artifact Secret in each namespace labelled for it. */
export function simulatePipelinesProfile({ client }: SimulationTools): SimulatedController {
  return {
    name: 'pipelines-profile',
    standsFor: "Kubeflow Pipelines' profile controller (the artifact Secret)",
    inputs: ['deployments', 'statefulSets', 'namespaces', 'secrets'],
    *pending(world) {
      if (!isAvailable(world, 'kubeflow/kubeflow-pipelines-profile-controller') || !metacontrollerRuns(world)) return;
      for (const { metadata } of world.all('namespaces')) {
        const namespace = metadata.name;
        if (metadata.labels?.['pipelines.kubeflow.org/enabled'] !== 'true' || metadata.deletionTimestamp !== undefined)
          continue;
        if (world.get('secrets', secretName, namespace) !== undefined) continue;
        const secret = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: secretName, namespace },
          // The keys that pipeline steps read; the values lead nowhere, as nothing runs here.
          stringData: { accesskey: namespace, secretkey: 'simulated' },
        };
        yield { id: namespace, object: namespace, act: () => ensureObject(client, watchedKinds.secrets.type, secret) };
      }
    },
  };
}

function metacontrollerRuns(world: World): boolean {
  const status = world.get('statefulSets', 'metacontroller', 'kubeflow')?.['status'] as
    { readyReplicas?: number } | undefined;
  return (status?.readyReplicas ?? 0) > 0;
}
