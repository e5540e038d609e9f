import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { watchedKinds, type KindName } from '../simulation/kinds.ts';
import { isAvailable, objectName } from '../simulation/world.ts';

/** A kind whose controller cleans up before an object of it goes. */
interface Guarded {
  readonly kind: KindName;
  readonly finalizer: string;
  /** Whose program sets and removes it, as `namespace/name`. */
  readonly by: string;
}

/** Sources: kubeflow/dashboard, profile controller; kubeflow/katib, experiment and trial controllers; kserve, InferenceService controller. */
const guarded: readonly Guarded[] = [
  { kind: 'profiles', finalizer: 'profile-finalizer', by: 'kubeflow/profiles-deployment' },
  { kind: 'experiments', finalizer: 'update-prometheus-metrics', by: 'kubeflow/katib-controller' },
  { kind: 'trials', finalizer: 'clean-metrics-in-db', by: 'kubeflow/katib-controller' },
  {
    kind: 'inferenceServices',
    finalizer: 'inferenceservice.finalizers',
    by: 'kubeflow/kserve-controller-manager',
  },
  {
    kind: 'sampleWorkspaces',
    finalizer: 'sample.mlanywhere.dev/clean-up',
    by: 'sample-system/workspace-controller',
  },
];

/** In place of the controllers that set a finalizer on what they act on, and remove it when the object is deleted and they have cleaned up. */
export function simulateFinalizers({ client }: SimulationTools): SimulatedController {
  return {
    name: 'finalizers',
    standsFor: 'the controllers of Kubeflow that clean up before an object goes',
    inputs: ['deployments', ...guarded.map(({ kind }) => kind)],
    *pending(world) {
      for (const { kind, finalizer, by } of guarded) {
        if (!isAvailable(world, by)) continue;
        for (const object of world.all(kind)) {
          const { deletionTimestamp, finalizers: present = [] } = object.metadata;
          const goes = deletionTimestamp !== undefined;
          if (present.includes(finalizer) !== goes) continue;
          const finalizers = goes ? present.filter((one) => one !== finalizer) : [...present, finalizer];
          const { name, namespace, resourceVersion } = object.metadata;
          yield {
            id: `${kind} ${objectName(object)} ${goes ? 'let go' : 'held'}`,
            object: objectName(object),
            act: async () => {
              await client.mergePatch(
                watchedKinds[kind].type,
                { name, ...(namespace !== undefined && { namespace }) },
                { metadata: { finalizers, resourceVersion } },
              );
            },
          };
        }
      }
    },
  };
}
