import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { apiVersionOf, type KubernetesObject, type ResourceType } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { hasCondition, isAvailable } from '../simulation/world.ts';
import { withCondition } from './conditions.ts';

interface Profile extends KubernetesObject {
  spec: { owner?: { kind: string; name: string }; resourceQuotaSpec?: { hard?: object } };
}

const policies: ResourceType = {
  group: 'security.istio.io',
  version: 'v1beta1',
  kind: 'AuthorizationPolicy',
  plural: 'authorizationpolicies',
  namespaced: true,
};

/** Source: ConfigMap profiles-namespace-labels-data of Kubeflow 26.03.1, and the controller's own. */
const namespaceLabels = {
  'app.kubernetes.io/part-of': 'kubeflow-profile',
  'istio-injection': 'enabled',
  'katib.kubeflow.org/metrics-collector-injection': 'enabled',
  'pipelines.kubeflow.org/enabled': 'true',
  'serving.kubeflow.org/inferenceservice': 'enabled',
  'pod-security.kubernetes.io/enforce': 'baseline',
};

/** In place of the profile controller: a namespace of one's own with accounts, bindings and the policy of its owner. */
export function simulateProfiles(tools: SimulationTools): SimulatedController {
  return {
    name: 'profiles',
    standsFor: "Kubeflow's profile controller",
    inputs: ['deployments', 'profiles', 'namespaces'],
    *pending(world) {
      if (!isAvailable(world, 'kubeflow/profiles-deployment')) return;
      for (const profile of world.all('profiles') as Iterable<Profile>) {
        const { name, deletionTimestamp } = profile.metadata;
        if (deletionTimestamp !== undefined || hasCondition(profile, 'Successful')) continue;
        yield {
          id: name,
          object: name,
          act: () =>
            makeProfile(tools, profile, world.get('crds', 'authorizationpolicies.security.istio.io') !== undefined),
        };
      }
    },
  };
}

async function makeProfile({ client }: SimulationTools, profile: Profile, withPolicy: boolean): Promise<void> {
  const { name } = profile.metadata;
  const owner = profile.spec.owner?.name ?? '';
  const owned = ownedBy(profile);
  const asAdmin = { role: 'admin', user: owner };
  const inside = (
    type: ResourceType,
    objectName: string,
    content: object = {},
    annotations: Record<string, string> = {},
  ): KubernetesObject => ({
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: { name: objectName, namespace: name, ownerReferences: owned, annotations },
    ...content,
  });
  const binding = (
    bindingName: string,
    role: string,
    subject: object,
    annotations: Record<string, string> = {},
  ): KubernetesObject =>
    inside(
      builtInTypes.roleBinding,
      bindingName,
      { roleRef: { apiGroup: builtInTypes.roleBinding.group, kind: 'ClusterRole', name: role }, subjects: [subject] },
      annotations,
    );
  const account = (accountName: string): object => ({ kind: 'ServiceAccount', name: accountName, namespace: name });

  await ensureObject(client, watchedKinds.namespaces.type, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: namespaceLabels, annotations: { owner }, ownerReferences: owned },
  });
  await Promise.all([
    ensureObject(client, builtInTypes.serviceAccount, inside(builtInTypes.serviceAccount, 'default-editor')),
    ensureObject(client, builtInTypes.serviceAccount, inside(builtInTypes.serviceAccount, 'default-viewer')),
    ensureObject(
      client,
      builtInTypes.roleBinding,
      binding('default-editor', 'kubeflow-edit', account('default-editor')),
    ),
    ensureObject(
      client,
      builtInTypes.roleBinding,
      binding('default-viewer', 'kubeflow-view', account('default-viewer')),
    ),
    ensureObject(
      client,
      builtInTypes.roleBinding,
      binding(
        'namespaceAdmin',
        'kubeflow-admin',
        { apiGroup: builtInTypes.roleBinding.group, kind: 'User', name: owner },
        asAdmin,
      ),
    ),
    ...(withPolicy
      ? [ensureObject(client, policies, inside(policies, 'ns-owner-access-istio', ownerPolicy(name, owner), asAdmin))]
      : []),
    ...(profile.spec.resourceQuotaSpec?.hard === undefined
      ? []
      : [
          ensureObject(
            client,
            builtInTypes.quota,
            inside(builtInTypes.quota, 'kf-resource-quota', { spec: profile.spec.resourceQuotaSpec }),
          ),
        ]),
  ]);
  const status = { conditions: withCondition(profile, 'Successful', 'Successful', '') };
  await client.mergePatch(watchedKinds.profiles.type, { name, subresource: 'status' }, { status });
}

function ownerPolicy(namespace: string, owner: string): object {
  return {
    spec: {
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account'] } }],
          when: [{ key: 'request.headers[kubeflow-userid]', values: [owner] }],
        },
        { when: [{ key: 'source.namespace', values: [namespace] }] },
        { to: [{ operation: { paths: ['/healthz', '/metrics', '/wait-for-drain'] } }] },
        {
          from: [{ source: { principals: ['cluster.local/ns/kubeflow/sa/notebook-controller-service-account'] } }],
          to: [{ operation: { methods: ['GET'], paths: ['*/api/kernels'] } }],
        },
      ],
    },
  };
}

function ownedBy({ apiVersion, kind, metadata: { name, uid = '' } }: KubernetesObject): {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller: true;
  blockOwnerDeletion: true;
}[] {
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }];
}
