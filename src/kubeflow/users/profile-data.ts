import type { UsersClient } from './dex-logins.ts';

/** Kinds that hold a user's work, by plural and group, and what people call them. */
const kinds: readonly { readonly plural: string; readonly group: string; readonly what: string }[] = [
  { plural: 'persistentvolumeclaims', group: '', what: 'volume' },
  { plural: 'notebooks', group: 'kubeflow.org', what: 'notebook server' },
  { plural: 'workspaces', group: 'kubeflow.org', what: 'workspace' },
  { plural: 'tensorboards', group: 'tensorboard.kubeflow.org', what: 'TensorBoard' },
  { plural: 'inferenceservices', group: 'serving.kserve.io', what: 'served model' },
  { plural: 'workflows', group: 'argoproj.io', what: 'pipeline run' },
  { plural: 'scheduledworkflows', group: 'kubeflow.org', what: 'recurring pipeline run' },
  { plural: 'experiments', group: 'kubeflow.org', what: 'Katib experiment' },
  { plural: 'trainjobs', group: 'trainer.kubeflow.org', what: 'training job' },
  { plural: 'sparkapplications', group: 'sparkoperator.k8s.io', what: 'Spark application' },
  { plural: 'secrets', group: '', what: 'Secret' },
  { plural: 'pods', group: '', what: 'pod' },
];

export interface ProfileData {
  readonly what: string;
  readonly names: readonly string[];
}

/** What is in a namespace and would go with its Profile. Kinds that the cluster does not serve are left out. */
export async function dataOfProfile(
  client: UsersClient,
  namespace: string,
  signal: AbortSignal,
): Promise<ProfileData[]> {
  const served = await client.discoverAll({ signal });
  const found = await Promise.all(
    kinds.map(async ({ plural, group, what }) => {
      const type = served.find((one) => one.plural === plural && one.group === group);
      const list = type === undefined ? [] : await client.listMetadata(type, { namespace, signal });
      return { what, names: list.map(({ name }) => name) };
    }),
  );
  return found.filter(({ names }) => names.length > 0);
}
