import type { NamedPatch } from './named-patch.ts';

/** AKS leaves a webhook configuration with this annotation as it is. */
const annotation = 'admissions.enforcer/disabled';

/**
 * Keeps the admissions enforcer of AKS from changing webhooks. Left alone, the enforcer
 * exempts every namespace with the label `control-plane`, which both of Kubeflow's
 * own namespaces have, and owns the field from then on.
 */
export const admissionsEnforcer: NamedPatch = {
  id: 'aks-admissions-enforcer',
  title: 'Opt-out of the AKS admissions enforcer',
  why: 'AKS would exempt the namespaces kubeflow and kubeflow-system from all webhooks: no sidecars, no defaults, no checks.',
  forCluster: true,
  preset: (cluster) => {
    if (cluster === undefined) return { on: false, because: 'The cluster is not known yet.' };
    return cluster.kind.id === 'aks'
      ? { on: true, because: 'AKS changes webhook configurations that do not opt out.' }
      : { on: false, because: 'Only AKS changes webhook configurations.' };
  },
  changes: () => [
    {
      what: 'opt-out of the AKS admissions enforcer',
      why: 'AKS would exempt the namespaces of Kubeflow from this webhook.',
      isFor: ({ kind }) => kind === 'MutatingWebhookConfiguration' || kind === 'ValidatingWebhookConfiguration',
      change: {
        metadata: (metadata) => ({ ...metadata, annotations: { ...metadata.annotations, [annotation]: 'true' } }),
      },
    },
  ],
};
