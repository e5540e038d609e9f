import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { hasCondition, isAvailable, objectName } from '../simulation/world.ts';
import { ensureCertificateSecret } from './certificate-secret.ts';
import { withCondition } from './conditions.ts';

interface SampleCertificate extends KubernetesObject {
  spec: { secretName: string; dnsNames?: string[] };
}

interface Workspace extends KubernetesObject {
  spec: { namespace: string; owner?: string };
}

/** The sample release's certificate issuer: a Secret for each Certificate, then Ready. */
export function simulateSampleCertificates(tools: SimulationTools): SimulatedController {
  return {
    name: 'sample-certificates',
    standsFor: "the sample release's certificate issuer",
    inputs: ['deployments', 'sampleCertificates'],
    *pending(world) {
      if (!isAvailable(world, 'sample-system/certificate-issuer')) return;
      for (const certificate of world.all('sampleCertificates') as Iterable<SampleCertificate>) {
        if (hasCondition(certificate, 'Ready')) continue;
        const { name, namespace = '' } = certificate.metadata;
        const { secretName, dnsNames = [] } = certificate.spec;
        yield {
          id: objectName(certificate),
          object: objectName(certificate),
          act: async () => {
            await ensureCertificateSecret(tools, {
              namespace,
              name: secretName,
              hosts: dnsNames,
              commonName: dnsNames[0] ?? name,
            });
            const status = { conditions: withCondition(certificate, 'Ready', 'Issued', 'The Secret is there.') };
            await tools.client.mergePatch(
              watchedKinds.sampleCertificates.type,
              { namespace, name, subresource: 'status' },
              { status },
            );
          },
        };
      }
    },
  };
}

/** The sample release's workspace controller: the namespace that a Workspace names. */
export function simulateSampleWorkspaces({ client }: SimulationTools): SimulatedController {
  return {
    name: 'sample-workspaces',
    standsFor: "the sample release's workspace controller",
    inputs: ['deployments', 'sampleWorkspaces'],
    *pending(world) {
      if (!isAvailable(world, 'sample-system/workspace-controller')) return;
      for (const workspace of world.all('sampleWorkspaces') as Iterable<Workspace>) {
        if (hasCondition(workspace, 'Ready')) continue;
        const { name } = workspace.metadata;
        const { namespace, owner = '' } = workspace.spec;
        yield {
          id: name,
          object: name,
          act: async () => {
            const labels = { 'sample.mlanywhere.dev/workspace': name };
            await ensureObject(client, watchedKinds.namespaces.type, {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: namespace, labels, annotations: { owner } },
            });
            await ensureObject(client, builtInTypes.serviceAccount, {
              apiVersion: 'v1',
              kind: 'ServiceAccount',
              metadata: { name: 'default-editor', namespace },
            });
            const status = { conditions: withCondition(workspace, 'Ready', 'Made', 'The namespace is there.') };
            await client.mergePatch(watchedKinds.sampleWorkspaces.type, { name, subresource: 'status' }, { status });
          },
        };
      }
    },
  };
}
