import { simulatePods } from '../pods/pods.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { simulateCertManagerInjection, simulateSampleInjection } from './ca-injection.ts';
import { simulateCertificates } from './cert-manager-certificates.ts';
import { simulateIssuers } from './cert-manager-issuers.ts';
import { simulateCertManagerWebhookAuthority } from './cert-manager-webhook-ca.ts';
import { simulateFinalizers } from './finalizers.ts';
import { simulateIstioRootCertificate } from './istio-root-certificate.ts';
import { simulateLoadBalancer } from './load-balancer.ts';
import { simulateNotebooks, simulateNotebookStatus } from './notebooks.ts';
import { simulatePipelinesProfile } from './pipelines-profile.ts';
import { simulateSampleCertificates, simulateSampleWorkspaces } from './sample.ts';
import { simulateProfiles } from './profiles.ts';
import { simulateSelfCertification } from './self-certification.ts';
import { simulateVolumes } from './volumes.ts';

type CreateController = (tools: SimulationTools) => SimulatedController;

/** What any cluster has around its control plane. */
export const platformControllers: readonly CreateController[] = [simulatePods, simulateVolumes, simulateLoadBalancer];

/** What Kubeflow's own parts, and the sample release's, would do. */
export const kubeflowControllers: readonly CreateController[] = [
  simulateCertManagerInjection,
  simulateIssuers,
  simulateCertificates,
  simulateCertManagerWebhookAuthority,
  simulateSelfCertification,
  simulateIstioRootCertificate,
  simulateProfiles,
  simulatePipelinesProfile,
  simulateNotebooks,
  simulateNotebookStatus,
  simulateSampleInjection,
  simulateSampleCertificates,
  simulateSampleWorkspaces,
  simulateFinalizers,
];
