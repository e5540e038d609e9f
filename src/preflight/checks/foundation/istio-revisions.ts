import { asksFor, type LabelSelector } from '../../../kubeflow/plan/requirements/label-selector.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { ClusterFacts } from '../../cluster-facts.ts';

/** What Istio calls an installation that has no revision of its own. */
const unnamed = 'default';
/** On istiod, its webhooks and its ConfigMaps. Source: the chart istiod of Istio. */
const revisionLabel = 'istio.io/rev';

/** The Istio that Kubeflow meets. */
export interface IstioRevisions {
  /** Whether a webhook adds sidecars where the plan asks for them, by `istio-injection=enabled`. */
  readonly injects: boolean;
  /** Those that add the sidecars; where none does, those that run. Empty: an Istio without revisions. */
  readonly names: readonly string[];
}

interface MutatingWebhooks extends KubernetesObject {
  webhooks?: { rules?: { resources?: string[] }[]; namespaceSelector?: LabelSelector }[];
}

/** The tag `default` hands the label `istio-injection` to a revision: its webhook tells which. Source: Istio, canary upgrades. */
export async function findIstioRevisions(facts: ClusterFacts): Promise<IstioRevisions> {
  const injectors = (await facts.webhookConfigurations()).filter(
    (configuration) =>
      configuration.kind === 'MutatingWebhookConfiguration' &&
      ((configuration as MutatingWebhooks).webhooks ?? []).some(
        ({ rules = [], namespaceSelector }) =>
          rules.some(({ resources = [] }) => resources.includes('pods')) &&
          asksFor(namespaceSelector, { 'istio-injection': 'enabled' }),
      ),
  );
  const found =
    injectors.length > 0
      ? injectors.map(({ metadata }) => metadata.labels)
      : (await facts.metadataOf(builtInTypes.deployment))
          .filter(({ namespace, labels }) => namespace === 'istio-system' && labels?.['app'] === 'istiod')
          .map(({ labels }) => labels);
  return {
    injects: injectors.length > 0,
    names: [...new Set(found.map((labels) => labels?.[revisionLabel] ?? unnamed))].toSorted(),
  };
}

/** The name that an object of Istio has in a revision. */
export function nameInRevision(name: string, revision: string = unnamed): string {
  return revision === unnamed ? name : `${name}-${revision}`;
}
