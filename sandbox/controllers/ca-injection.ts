import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import type { KindName } from '../simulation/kinds.ts';
import { hasCondition, isAvailable, type World } from '../simulation/world.ts';
import type { ControllerName } from '../switches.ts';
import { bundleKinds, createCrdFiller, fillWebhooks, webhookConfigurations } from './ca-bundles.ts';

/** One program that fills caBundle fields where an annotation asks for it. */
interface Injector {
  readonly name: ControllerName;
  readonly standsFor: string;
  /** It acts while this Deployment is available. */
  readonly deployment: string;
  readonly certificates: KindName;
  /** Annotation that names a Certificate, `namespace/name`. */
  readonly fromCertificate: string;
  /** Annotation that names a Secret, `namespace/name`. */
  readonly fromSecret?: string;
}

const certManager: Injector = {
  name: 'cert-manager-ca-injection',
  standsFor: "cert-manager's CA injector",
  deployment: 'cert-manager/cert-manager-cainjector',
  certificates: 'certificates',
  fromCertificate: 'cert-manager.io/inject-ca-from',
  fromSecret: 'cert-manager.io/inject-ca-from-secret',
};

const sample: Injector = {
  name: 'sample-ca-injection',
  standsFor: "the sample release's CA injection",
  deployment: 'sample-system/certificate-issuer',
  certificates: 'sampleCertificates',
  fromCertificate: 'sample.mlanywhere.dev/inject-ca-from',
};

export const simulateCertManagerInjection = (tools: SimulationTools): SimulatedController =>
  simulateInjection(certManager, tools);
export const simulateSampleInjection = (tools: SimulationTools): SimulatedController =>
  simulateInjection(sample, tools);

function simulateInjection(injector: Injector, tools: SimulationTools): SimulatedController {
  const crds = createCrdFiller(tools);
  return {
    name: injector.name,
    standsFor: injector.standsFor,
    inputs: ['deployments', 'secrets', injector.certificates, ...bundleKinds],
    *pending(world) {
      if (!isAvailable(world, injector.deployment)) return;
      for (const [kind, configuration] of webhookConfigurations(world))
        if (hasSource(injector, configuration, world)) yield* fillWebhooks(tools, kind, configuration, () => true);
      for (const crd of world.all('crds')) if (hasSource(injector, crd, world)) yield* crds.fill(crd);
    },
  };
}

/** Whether the object asks for injection and what it asks for is there. */
function hasSource(injector: Injector, { metadata: { annotations = {} } }: KubernetesObject, world: World): boolean {
  const [certificateNamespace, certificateName = ''] = annotations[injector.fromCertificate]?.split('/') ?? [];
  const certificate = world.get(injector.certificates, certificateName, certificateNamespace);
  if (certificate !== undefined && hasCondition(certificate, 'Ready')) return true;
  const [secretNamespace, secretName = ''] =
    (injector.fromSecret === undefined ? undefined : annotations[injector.fromSecret])?.split('/') ?? [];
  return world.get('secrets', secretName, secretNamespace) !== undefined;
}
