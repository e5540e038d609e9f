import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { apiVersionOf, type KubernetesObject, type ResourceType } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { hasCondition, isAvailable } from '../simulation/world.ts';
import { withCondition } from './conditions.ts';

interface Profile extends KubernetesObject {
  spec: { owner?: { kind: string; name: string }; resourceQuotaSpec?: { hard?: Record<string, string> } };
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
  /** The limits that each Profile's ResourceQuota got last, as JSON. */
  const given = new Map<string, string>();
  return {
    name: 'profiles',
    standsFor: "Kubeflow's profile controller",
    inputs: ['deployments', 'profiles', 'namespaces'],
    *pending(world) {
      if (!isAvailable(world, 'kubeflow/profiles-deployment')) return;
      for (const profile of world.all('profiles') as Iterable<Profile>) {
        const { name, deletionTimestamp } = profile.metadata;
        if (deletionTimestamp !== undefined) continue;
        const limits = limitsOf(profile);
        if (hasCondition(profile, 'Successful')) {
          if (limits === undefined || given.get(name) === limits) continue;
          yield {
            id: `limits of ${name}`,
            object: name,
            act: async () => {
              await followLimits(tools, profile);
              given.set(name, limits);
            },
          };
          continue;
        }
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
  ]);
  const status = { conditions: withCondition(profile, 'Successful', 'Successful', '') };
  await client.mergePatch(watchedKinds.profiles.type, { name, subresource: 'status' }, { status });
}

/** The limits of a Profile as JSON; undefined where it has none. */
function limitsOf({ spec }: Profile): string | undefined {
  const { hard = {} } = spec.resourceQuotaSpec ?? {};
  return Object.keys(hard).length === 0 ? undefined : JSON.stringify(hard);
}

/** Like the controller, it changes the ResourceQuota of a Profile that has limits, and leaves it where the Profile has none any more. */
async function followLimits({ client }: SimulationTools, profile: Profile): Promise<void> {
  const { name: namespace } = profile.metadata;
  const key = { namespace, name: 'kf-resource-quota' };
  const hard = profile.spec.resourceQuotaSpec?.hard ?? {};
  await ensureObject(client, builtInTypes.quota, {
    apiVersion: apiVersionOf(builtInTypes.quota),
    kind: builtInTypes.quota.kind,
    metadata: { ...key, ownerReferences: ownedBy(profile) },
    spec: { hard },
  });
  const found = await client.get<KubernetesObject & { spec: { hard?: object } }>(builtInTypes.quota, key);
  const lifted = Object.fromEntries(Object.keys(found?.spec.hard ?? {}).map((limit) => [limit, null]));
  await client.mergePatch(builtInTypes.quota, key, { spec: { hard: { ...lifted, ...hard } } });
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
