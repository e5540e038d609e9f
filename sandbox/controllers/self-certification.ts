import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { isAvailable } from '../simulation/world.ts';
import { bundleKinds, createCrdFiller, fillWebhooks, webhookConfigurations } from './ca-bundles.ts';

/** A program that makes its webhooks' certificate itself and fills its own caBundle fields. */
interface SelfCertifying {
  readonly deployment: string;
  /** Its webhooks are those that call this Service. */
  readonly service: string;
  readonly crds?: readonly string[];
}

/** Source: Kubeflow manifests 26.03 and what the programs do when they start. */
const programs: readonly SelfCertifying[] = [
  { deployment: 'istio-system/istiod', service: 'istio-system/istiod' },
  { deployment: 'knative-serving/webhook', service: 'knative-serving/webhook' },
  { deployment: 'knative-serving/net-istio-webhook', service: 'knative-serving/net-istio-webhook' },
  {
    deployment: 'kubeflow-system/kubeflow-trainer-controller-manager',
    service: 'kubeflow-system/kubeflow-trainer-controller-manager',
  },
  {
    deployment: 'kubeflow-system/jobset-controller-manager',
    service: 'kubeflow-system/jobset-webhook-service',
    crds: ['jobsets.jobset.x-k8s.io'],
  },
  { deployment: 'kubeflow/spark-operator-webhook', service: 'kubeflow/spark-operator-webhook-svc' },
];

/** For other releases: the Deployment that fills this configuration, `namespace/name`. */
const annotation = 'sandbox.mlanywhere.dev/fills-ca-bundle';

/** In place of istiod, Knative, Trainer, JobSet and Spark, as far as they fill their own webhooks' caBundle. */
export function simulateSelfCertification(tools: SimulationTools): SimulatedController {
  const crds = createCrdFiller(tools);
  return {
    name: 'webhook-self-certification',
    standsFor: 'istiod, Knative, Trainer, JobSet and Spark filling the caBundle of their own webhooks',
    inputs: ['deployments', ...bundleKinds],
    *pending(world) {
      const available = programs.filter(({ deployment }) => isAvailable(world, deployment));
      for (const [kind, configuration] of webhookConfigurations(world)) {
        const named = configuration.metadata.annotations?.[annotation];
        const fits =
          named === undefined
            ? (service: string): boolean => available.some((program) => program.service === service)
            : (): boolean => isAvailable(world, named);
        yield* fillWebhooks(tools, kind, configuration, fits);
      }
      for (const name of available.flatMap((program) => program.crds ?? [])) {
        const crd: KubernetesObject | undefined = world.get('crds', name);
        if (crd !== undefined) yield* crds.fill(crd);
      }
    },
  };
}
