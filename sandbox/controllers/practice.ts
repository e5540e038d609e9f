import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { hasCondition, isAvailable, objectName } from '../simulation/world.ts';
import { ensureCertificateSecret } from './certificate-secret.ts';
import { withCondition } from './conditions.ts';

const serviceAccounts: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
};

interface PracticeCertificate extends KubernetesObject {
  spec: { secretName: string; dnsNames?: string[] };
}

interface Workspace extends KubernetesObject {
  spec: { namespace: string; owner?: string };
}

/** The practice release's certificate issuer: a Secret for each Certificate, then Ready. */
export function simulatePracticeCertificates(tools: SimulationTools): SimulatedController {
  return {
    name: 'practice-certificates',
    standsFor: "the practice release's certificate issuer",
    inputs: ['deployments', 'practiceCertificates'],
    *pending(world) {
      if (!isAvailable(world, 'practice-system/certificate-issuer')) return;
      for (const certificate of world.all('practiceCertificates') as Iterable<PracticeCertificate>) {
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
              watchedKinds.practiceCertificates.type,
              { namespace, name, subresource: 'status' },
              { status },
            );
          },
        };
      }
    },
  };
}

/** The practice release's workspace controller: the namespace that a Workspace names. */
export function simulatePracticeWorkspaces({ client }: SimulationTools): SimulatedController {
  return {
    name: 'practice-workspaces',
    standsFor: "the practice release's workspace controller",
    inputs: ['deployments', 'practiceWorkspaces'],
    *pending(world) {
      if (!isAvailable(world, 'practice-system/workspace-controller')) return;
      for (const workspace of world.all('practiceWorkspaces') as Iterable<Workspace>) {
        if (hasCondition(workspace, 'Ready')) continue;
        const { name } = workspace.metadata;
        const { namespace, owner = '' } = workspace.spec;
        yield {
          id: name,
          object: name,
          act: async () => {
            const labels = { 'practice.mlanywhere.dev/workspace': name };
            await ensureObject(client, watchedKinds.namespaces.type, {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: namespace, labels, annotations: { owner } },
            });
            await ensureObject(client, serviceAccounts, {
              apiVersion: 'v1',
              kind: 'ServiceAccount',
              metadata: { name: 'default-editor', namespace },
            });
            const status = { conditions: withCondition(workspace, 'Ready', 'Made', 'The namespace is there.') };
            await client.mergePatch(watchedKinds.practiceWorkspaces.type, { name, subresource: 'status' }, { status });
          },
        };
      }
    },
  };
}
